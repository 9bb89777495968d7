"""X18: a receipt number used twice, or unknown to the treasury's file."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from projects.screening.check import Hit, check
from projects.screening.dossier import Dossier, records


@check(
    "X18",
    title=_("Receipt twice, or not in the treasury file"),
    asks=_("Is every receipt number used once, and does the treasury's own file name it?"),
    sentence={
        "absent": _(
            "The receipt %(receipt)s of %(paid_on)s over %(kept_yuan)s yuan is not in the file"
            " of the treasury, which covers that day."
        ),
        "twice": _(
            "The number %(receipt)s is used for %(count)s receipts; this one is of %(paid_on)s"
            " over %(kept_yuan)s yuan."
        ),
        "listed_twice": _(
            "The file of the treasury lists the number %(receipt)s for %(count)s payments; the"
            " ledger's is of %(paid_on)s over %(kept_yuan)s yuan."
        ),
    },
    article="财税〔2020〕58号：票据与入库记录应当一致",
    category="assets",
    is_money=True,
)
def receipt_is_doubtful(d: Dossier, given: Mapping[str, Decimal]) -> Iterator[Hit]:
    for payment in d.payments:
        twin = d.twins.get(payment.pk)
        if not (twin or payment.is_absent) or not payment.kept_yuan:
            continue
        facts = {
            "receipt": payment.number,
            "paid_on": payment.paid_on,
            "kept_yuan": payment.kept_yuan,
        }
        rests_on, case = records("receipt", [payment]), "absent"
        if twin:
            case = "twice" if twin.receipts else "listed_twice"
            facts["count"] = len(twin.receipts) + 1 if twin.receipts else len(twin.entries)
            rests_on += tuple(("receipt", pk) for pk in twin.receipts)
            rests_on += tuple(("treasury_entry", pk) for pk in twin.entries)
        yield Hit(facts, payment.kept_yuan, rests_on, f"receipt:{payment.pk}", case)
