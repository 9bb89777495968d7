"""Second thoughts about money: a row is taken back by a row of the opposite amount, never edited.

What was a mistake never was: the counter-entry of a movement carries the day of the movement, so
that every past balance comes right. A notice or a deferral may also be withdrawn on a later day.
The history keeps when and by whom the counter-entry was made.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from airdefense.casework.workflow import NotPossible
from projects.actions.checks import lock, not_after, said
from projects.actions.money import note_money, yuan
from projects.models import (
    Allocation,
    Deferral,
    DemandNotice,
    Project,
    Refund,
    Remittance,
    WriteOff,
)
from projects.models.money import total

Row = Allocation | Deferral | DemandNotice | Refund | Remittance | WriteOff


@dataclass(frozen=True, slots=True)
class Kind:
    """How rows of one kind are taken back: the event, the field of the day, what is copied."""

    event: str
    day: str
    copied: tuple[str, ...]
    project: Callable[[Any], Project]
    words: Callable[[Any], str]
    # The field of the last day, of what may end on a later day than it began.
    last_day: str = ""
    # Who wrote the row is kept with it where the model says so.
    is_signed: bool = True


KINDS: dict[type, Kind] = {
    DemandNotice: Kind(
        event="cancel_demand",
        day="issued_on",
        last_day="due_on",
        copied=("project", "assessment", "number"),
        project=lambda row: row.project,
        words=lambda row: row.number,
    ),
    Deferral: Kind(
        event="cancel_deferral",
        day="granted_on",
        last_day="until_on",
        copied=("project", "document", "basis"),
        project=lambda row: row.project,
        words=lambda row: row.document,
    ),
    Remittance: Kind(
        event="cancel_remittance",
        day="remitted_on",
        copied=("receipt",),
        project=lambda row: row.receipt.project,
        words=lambda row: row.receipt.number,
        is_signed=False,
    ),
    Refund: Kind(
        event="cancel_refund",
        day="refunded_on",
        copied=("receipt", "document"),
        project=lambda row: row.receipt.project,
        words=lambda row: row.receipt.number,
        is_signed=False,
    ),
    Allocation: Kind(
        event="cancel_allocation",
        day="allocated_on",
        copied=("gap", "receipt"),
        project=lambda row: row.gap.project,
        words=lambda row: row.receipt.number,
    ),
    WriteOff: Kind(
        event="cancel_write_off",
        day="written_off_on",
        copied=("gap", "basis"),
        project=lambda row: row.gap.project,
        words=lambda row: row.basis,
    ),
}


def day_of(row: Row) -> date:
    day: date = getattr(row, KINDS[type(row)].day)
    return day


def may_end_later(row: Row) -> bool:
    """Whether taking it back has a day of its own."""
    return bool(KINDS[type(row)].last_day)


@transaction.atomic
def take_back(*, row: Row, reason: str, by: Any, at: datetime, on: date | None = None) -> Row:
    """Take back a row of money by a counter-entry with a reason; `on` is the day from which a
    notice or a deferral no longer counts."""
    kind = KINDS[type(row)]
    project = lock(kind.project(row))
    reason = said(reason, _("Say why it is taken back."))
    check_standing(row)
    day = not_after(on, at) if on and kind.last_day else day_of(row)
    if day < day_of(row):
        raise NotPossible(
            _("%(day)s lies before %(earliest)s, the day of the entry: enter a later day.")
            % {"day": day, "earliest": day_of(row)}
        )
    facts = {name: getattr(row, name) for name in kind.copied} | {kind.day: day}
    if kind.last_day:
        last = getattr(row, kind.last_day)
        facts[kind.last_day] = last and max(last, day)
    if kind.is_signed:
        facts |= {"recorded_at": at, "recorded_by": by}
    model: Any = type(row)
    counter = model.objects.create(
        cancels=row, amount_yuan=-row.amount_yuan, reason=reason, **facts
    )
    words = f"{kind.words(row)} · {reason}"
    told = {kind.day: day, "row": row.pk}
    note_money(project, kind.event, counter.amount_yuan, words, by=by, at=at, **told)
    return counter


def check_standing(row: Row) -> None:
    """A row is taken back once, and a counter-entry not at all."""
    if row.amount_yuan < 0:
        raise NotPossible(_("A counter-entry is not taken back: record the entry anew."))
    if type(row).objects.filter(cancels=row).exists():
        raise NotPossible(_("It was taken back already."))
    if isinstance(row, Allocation):
        check_counted(row)


def check_counted(row: Allocation) -> None:
    """What a refund has counted back already cannot be taken back a second time."""
    counted = total(Allocation.objects.filter(gap=row.gap, receipt=row.receipt))
    if counted < row.amount_yuan:
        raise NotPossible(
            _("A refund counted part of it back: only %(rest)s yuan of it still stand.")
            % {"rest": yuan(counted)}
        )
