"""A voucher as it is typed, or named by a file, looked up in the ledger of the task's project."""

from django.utils.translation import gettext as _

from projects.imports.finder import plain
from projects.models import Receipt
from projects.models.money import total
from rectification.models.submissions import receipts_called


def look_up(task, *, number="", file="") -> dict[str, str]:
    """What the page shows and fills in for a voucher; empty where the ledger has none of it."""
    if number:
        receipt = receipts_called(task, [number]).get(plain(number))
    else:
        receipt = _named_in(task, file)
    return _facts(task, receipt) if receipt else {}


def _named_in(task, file) -> Receipt | None:
    """The receipt whose number stands in the name of a file: 缴款凭证_云财非税0012.pdf."""
    gap = task.fee_gap
    if not file or gap is None:
        return None
    receipts = Receipt.objects.valid().filter(project=gap.project_id)
    named = [receipt for receipt in receipts if plain(receipt.number) in plain(file)]
    return max(named, key=lambda receipt: len(receipt.number), default=None)


def _facts(task, receipt) -> dict[str, str]:
    gap = task.fee_gap
    counted = total(gap.allocations.filter(receipt=receipt)) if gap else 0
    amount = receipt.amount_yuan - receipt.refunded_yuan
    words = _("Receipt %(number)s of %(day)s: %(amount)s yuan, paid by %(payer)s.") % {
        "number": receipt.number,
        "day": receipt.paid_on,
        "amount": f"{amount:,.2f}",
        "payer": receipt.payer,
    }
    return {
        "number": receipt.number,
        "amount_yuan": f"{amount:.2f}",
        "counted_yuan": f"{counted:.2f}",
        "paid_on": str(receipt.paid_on),
        "payer": receipt.payer,
        "words": words,
    }
