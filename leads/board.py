"""The board of limits: what runs in each of the seven groups, the most urgent first.

Headers alone: number, officer, last day. The case supervision office sees every limit of its
commission, anybody else those of the own compartments (domain §3.3, §3.7).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet
from django.utils.translation import gettext as _

from airdefense.accounts.roles import Role
from airdefense.casework import calendar, clock
from leads.models import KINDS_OF, OF_TRIAL_OFFICE, ClockGroup, LeadClock

READERS = (
    Role.CASE_SUPERVISION,
    Role.CASE_OFFICER,
    Role.APPROVING_LEADER,
    Role.OFFICE_DIRECTOR,
    Role.SECRETARY,
    Role.TRIAL_OFFICER,
)
SHOWN, SHOWN_ALONE = 12, 200
SOON = timedelta(days=7)
PEOPLE = ("lead__region", "lead__handler", "case__trial_officer")


@dataclass(frozen=True, slots=True)
class Lane:
    """One column: how many run, how many of them are late or rest, and the most urgent of them."""

    group: ClockGroup
    total: int
    late: int
    paused: int
    clocks: list[Any]

    @property
    def more(self) -> int:
        return self.total - len(self.clocks)


def running(user: Any, today: date) -> QuerySet:
    """The running limits this user may see."""
    clocks = LeadClock.objects.visible_to(user).running_on(today).with_due(today)
    return clocks.select_related(*PEOPLE)


def lanes(clocks: QuerySet, today: date, *groups: str) -> list[Lane]:
    """The columns of these groups, of all seven where none is named."""
    late, resting = Count("pk", filter=Q(due_by__lt=today)), Count("pk", filter=Q(is_paused=True))
    rows = clocks.order_by().values("kind").annotate(total=Count("pk"), late=late, rest=resting)
    counts = {row["kind"]: row for row in rows}
    wanted = [group for group in ClockGroup if not groups or group in groups]
    most = SHOWN_ALONE if len(wanted) == 1 else SHOWN
    return [_lane(group, clocks, counts, most, today) for group in wanted]


def _lane(group, clocks, counts, most, today) -> Lane:
    found = [counts[kind] for kind in KINDS_OF[group] if kind in counts]
    total = sum(row["total"] for row in found)
    urgent = clocks.in_group(group).order_by(F("due_by").asc(nulls_last=True), "pk")
    return Lane(
        group=group,
        total=total,
        late=sum(row["late"] for row in found),
        paused=sum(row["rest"] for row in found),
        clocks=list(urgent[:most]) if total else [],
    )


def officer_of(running: Any) -> Any:
    """Who has to act: the officer of the lead, or the trial officer as far as one may be told."""
    if not is_of_trial(running):
        return running.lead.handler
    return running.case.trial_officer if running.case else None


def is_of_trial(running: Any) -> bool:
    # A measure without a case is its officer's to announce.
    return running.group in OF_TRIAL_OFFICE and running.case_id is not None


def office_words(running: Any) -> str:
    """Where a limit lies that no officer can be named for."""
    return _("Trial office") if is_of_trial(running) else _("Not assigned yet")


def unpublished_years(clocks: QuerySet, today: date) -> list[int]:
    """The years into which limits run and whose holidays nobody entered or published yet."""
    last = clocks.aggregate(last=Max("due_by"))["last"]
    years = range(today.year, max(last or today, today).year + 1)
    known = clock.overrides()
    return [year for year in years if not calendar.is_published(year, known)]
