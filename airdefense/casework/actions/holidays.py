"""The calendar of working days: proposed with its document, put in force by a second person."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from airdefense.casework import clock, holidays
from airdefense.casework.actions.steps import advance, record
from airdefense.casework.calendar_steps import KEEPERS, CalendarStatus
from airdefense.casework.models import CalendarDay, CalendarProposal
from airdefense.casework.workflow import NotAllowed, NotPossible

ROW_FIELDS = ("is_working", "name", "document", "proposal")


def check_keeper(by: Any) -> None:
    if not by.has_role(*KEEPERS):
        raise NotAllowed(
            _("The calendar is proposed by the inspection office or a system administrator.")
        )


def propose_days(
    *, lines: Sequence[holidays.Line], document: str, by: Any, at: datetime
) -> CalendarProposal:
    """Propose a change by hand: days that count otherwise. Raises NotAllowed, NotPossible."""
    check_keeper(by)
    if not holidays.changes(lines, [], clock.overrides()):
        raise NotPossible(_("These days count so already: nothing would change."))
    year = lines[0].day.year
    return _propose(year=year, lines=lines, document=document, whole=False, by=by, at=at)


def propose_year(
    *, year: int, lines: Sequence[holidays.Line], document: str, by: Any, at: datetime
) -> CalendarProposal:
    """Propose the calendar of a whole year, which takes the place of the one in force. Raises
    NotAllowed, NotPossible."""
    check_keeper(by)
    if missing := holidays.lacking(lines, year):
        raise NotPossible(
            _("%(festival)s is not among the holidays of %(year)d: complete the calendar first.")
            % {"festival": missing[0].label, "year": year}
        )
    try:
        with transaction.atomic():
            return _propose(year=year, lines=lines, document=document, whole=True, by=by, at=at)
    except IntegrityError as twice:
        raise NotPossible(
            _("A calendar of %(year)d is proposed already: have it decided or taken back first.")
            % {"year": year}
        ) from twice


@transaction.atomic
def _propose(
    *,
    year: int,
    lines: Sequence[holidays.Line],
    document: str,
    whole: bool,
    by: Any,
    at: datetime,
) -> CalendarProposal:
    ordered = sorted(lines, key=lambda line: line.day)
    proposal = CalendarProposal.objects.create(
        year=year,
        is_whole_year=whole,
        document=document.strip(),
        days=[line.stored for line in ordered],
        proposed_at=at,
        proposed_by=by,
    )
    detail = {"year": year, "days": len(ordered)}
    record(proposal, "propose", by=by, at=at, note=document, after=proposal.status, detail=detail)
    return proposal


@transaction.atomic
def take_calendar_step(
    proposal: CalendarProposal, name: str, *, by: Any, at: datetime, note: str = ""
) -> CalendarProposal:
    """Put in force, turn down or take back. Due days that were set before stay as they are."""
    proposal = advance(proposal, name, by=by, at=at, note=note)
    if proposal.status == CalendarStatus.ACCEPTED:
        enter(proposal)
    return proposal


def enter(proposal: CalendarProposal) -> None:
    """Write the days of a proposal over those that counted before."""
    CalendarDay.objects.filter(day__in=proposal.removed()).delete()
    CalendarDay.objects.bulk_create(
        [
            CalendarDay(
                day=line.day,
                is_working=line.is_working,
                name=line.name,
                document=proposal.document,
                proposal=proposal,
            )
            for line in proposal.lines
        ],
        update_conflicts=True,
        unique_fields=["day"],
        update_fields=ROW_FIELDS,
    )
