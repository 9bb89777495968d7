"""Money that came in, counted against the gap a task has to close."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.accounts.roles import Role
from airdefense.casework.actions import record
from airdefense.casework.workflow import NotPossible
from projects.actions import allocate
from projects.models.money import total
from rectification.actions.guards import require_role

ALLOCATORS = (Role.DATA_CLERK, Role.INSPECTION_OFFICE)


@transaction.atomic
def allocate_receipt(*, task, receipt, amount_yuan, allocated_on, by, at):
    """Count part of a receipt against the task's gap."""
    require_role(by, task.scope_paths, *ALLOCATORS)
    if task.fee_gap is None:
        raise NotPossible(_("This task has no gap to close."))
    return _count(task, receipt, amount_yuan, allocated_on, by=by, at=at)


def count_results(task, submission, *, by, at) -> list:
    """Count what a verified submission says was recovered, as far as its receipts carry it.

    What was counted of a receipt before is recognised, and nothing goes beyond the gap.
    """
    gap = task.fee_gap
    counted: list = []
    if gap is None or submission is None:
        return counted
    for receipt, amount in submission.recovered_by_receipt():
        done = total(gap.allocations.filter(receipt=receipt))
        rest = min(amount - done, receipt.unallocated_yuan, gap.balance)
        if rest > 0:
            counted.append(_count(task, receipt, rest, timezone.localdate(at), by=by, at=at))
    return counted


def _count(task, receipt, amount_yuan, allocated_on, *, by, at):
    allocation = allocate(
        gap=task.fee_gap,
        receipt=receipt,
        amount_yuan=amount_yuan,
        allocated_on=allocated_on,
        by=by,
        at=at,
    )
    paid = {"receipt": receipt.number, "amount_yuan": amount_yuan}
    note = f"{receipt.number} · {amount_yuan:,.2f}"
    record(task, "allocate", by=by, at=at, note=note, detail=paid)
    return allocation
