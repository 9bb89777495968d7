"""Every row of money of one project as a movement with its day, and the treasury's lines about
its receipts, read in one statement.

It is written out in SQL: as a union of eleven querysets the same text took five times as long to
put together as PostgreSQL takes to answer it, on every page of a project.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.utils.translation import gettext_lazy as _

from projects.models import Gap, Project

# What each movement is, in words, in the order they come on one day.
MOVEMENTS = {
    "assessment": _("Assessed"),
    "demand": _("Demand notice issued"),
    "deferral": _("Payment deferred"),
    "receipt": _("Paid"),
    "void": _("Receipt void"),
    "remittance": _("Remitted to the treasury"),
    "refund": _("Refunded"),
    "gap": _("Gap opened"),
    "allocation": _("Allocated to a gap"),
    "count_back": _("Counted back"),
    "write_off": _("Written off"),
}
# No movement: what the treasury's file says of a receipt.
IN_TREASURY = "in_treasury"
ORDER = {kind: place for place, kind in enumerate((*MOVEMENTS, IN_TREASURY))}
TAKEN_BACK = {
    "demand": _("Demand notice taken back"),
    "deferral": _("Deferral taken back"),
    "remittance": _("Remittance taken back"),
    "refund": _("Refund taken back"),
    "write_off": _("Write-off taken back"),
}


@dataclass(frozen=True, slots=True)
class Movement:
    """One row of money: what, when, how much, on which paper, of which receipt or gap.

    `less_yuan` is the reduction of an assessment, `until` the last day of a notice or deferral,
    `cancels` the row that a counter-entry takes back.
    """

    kind: str
    pk: int
    day: date
    amount_yuan: Decimal
    paper: str
    about: str
    receipt: int | None
    gap: int | None
    less_yuan: Decimal | None
    until: date | None
    cancels: int | None
    reason: str

    @property
    def label(self) -> Any:
        if self.amount_yuan < 0 and self.kind in TAKEN_BACK:
            return TAKEN_BACK[self.kind]
        return MOVEMENTS[self.kind]

    @property
    def is_hot(self) -> bool:
        """What should not have happened: a gap, or a payment put off on no basis."""
        return self.kind == "gap" or (self.kind == "deferral" and not self.about)


# The kinds in turn, each with the fields of a Movement in their order and with two places: for the
# project and for the last day. `seen` are the gaps that the reader may see.
PARTS = (
    # What was fixed, what was asked for by which day, and what was put off.
    """select 'assessment' as kind, id, assessed_on as day, payable_yuan, document, '' as about,
        null::bigint as receipt, null::bigint as gap, reduction_yuan as less, null::date as until,
        null::bigint as cancels, '' as reason
    from projects_feeassessment where project_id = %s and assessed_on <= %s""",
    """select 'demand', id, issued_on, amount_yuan, number, '',
        null, null, null, due_on, cancels_id, reason
    from projects_demandnotice where project_id = %s and issued_on <= %s""",
    """select 'deferral', id, granted_on, amount_yuan, document, basis,
        null, null, null, until_on, cancels_id, reason
    from projects_deferral where project_id = %s and granted_on <= %s""",
    # What came in, and what went on to the treasury or back to the payer.
    """select 'receipt', id, paid_on, amount_yuan, number, payer, id, null, null, null, null, ''
    from projects_receipt where project_id = %s and paid_on <= %s and voided_at is null""",
    """select 'void', id, paid_on, amount_yuan, number, void_reason, id, null, null, null, null, ''
    from projects_receipt where project_id = %s and paid_on <= %s and voided_at is not null""",
    """select 'remittance', m.id, m.remitted_on, m.amount_yuan, r.number, '',
        r.id, null, null, null, m.cancels_id, m.reason
    from projects_remittance m join projects_receipt r on r.id = m.receipt_id
    where r.project_id = %s and m.remitted_on <= %s""",
    """select 'refund', m.id, m.refunded_on, m.amount_yuan, r.number, '',
        r.id, null, null, null, m.cancels_id, m.reason
    from projects_refund m join projects_receipt r on r.id = m.receipt_id
    where r.project_id = %s and m.refunded_on <= %s""",
    # The treasury's own lines go with the receipt: by its day, which theirs need not be.
    """select 'in_treasury', e.id, e.paid_on, e.amount_yuan, e.number, e.payer,
        r.id, null, null, null, null, ''
    from projects_treasuryentry e join projects_receipt r on r.id = e.receipt_id
    where r.project_id = %s and r.paid_on <= %s""",
    # What was missing, and what was counted against it, counted back or given up.
    """select 'gap', g.id, g.opened_on, g.amount_yuan, g.basis, g.kind,
        null, g.id, null, null, null, ''
    from projects_gap g join seen on seen.id = g.id
    where g.project_id = %s and g.opened_on <= %s""",
    """select case when a.amount_yuan > 0 then 'allocation' else 'count_back' end, a.id,
        a.allocated_on, a.amount_yuan, r.number, g.kind,
        r.id, g.id, null, null, a.cancels_id, a.reason
    from projects_gap g join seen on seen.id = g.id
        join projects_allocation a on a.gap_id = g.id join projects_receipt r on r.id = a.receipt_id
    where g.project_id = %s and a.allocated_on <= %s""",
    """select 'write_off', w.id, w.written_off_on, w.amount_yuan, w.basis, g.kind,
        null, g.id, null, null, w.cancels_id, w.reason
    from projects_gap g join seen on seen.id = g.id join projects_writeoff w on w.gap_id = g.id
    where g.project_id = %s and w.written_off_on <= %s""",
)
NONE = "select id from projects_gap where false"
MOVED = "with seen (id) as ({seen}) " + " union all ".join(PARTS)


def movements(project: Project, user: Any, on: date | None = None) -> list[Movement]:
    """Every row of money of the project that the user may see, up to the end of a day, and what
    the treasury's file says of its receipts."""
    gaps = Gap.objects.visible_to(user).filter(project=project).order_by().values("pk")
    try:
        seen, values = gaps.query.sql_with_params()
    except EmptyResultSet:
        seen, values = NONE, ()
    with connections[gaps.db].cursor() as cursor:
        asked = (project.pk, on or date.max)
        cursor.execute(MOVED.format(seen=seen), (*values, *asked * len(PARTS)))
        return [Movement(*row) for row in cursor.fetchall()]
