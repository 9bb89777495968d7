"""Money that came in, counted against the gap a task has to close."""

from django.db import transaction
from django.utils.translation import gettext as _

from airdefense.accounts.roles import Role
from airdefense.casework.actions import record
from airdefense.casework.workflow import NotPossible
from projects.actions import allocate
from rectification.actions.opening import require_role

ALLOCATORS = (Role.DATA_CLERK, Role.INSPECTION_OFFICE)


@transaction.atomic
def allocate_receipt(*, task, receipt, amount_yuan, allocated_on, by, at):
    """Count part of a receipt against the task's gap."""
    require_role(by, task.scope_paths, *ALLOCATORS)
    gap = task.fee_gap
    if gap is None:
        raise NotPossible(_("This task has no gap to close."))
    allocation = allocate(
        gap=gap,
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
