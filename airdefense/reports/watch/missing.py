"""Which reports should be out and are not, told from the schedules and the reports themselves.

Nothing here is written down: a page says so even when no worker and no beat is left to do it.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from airdefense.accounts.models import Organisation
from airdefense.accounts.roles import Role
from airdefense.casework.remembering import remembered
from airdefense.reports.actions.due import MISSING, due_days, is_reported, last_due_day
from airdefense.reports.figures import of_sections
from airdefense.reports.models import (
    DAILY_KINDS,
    READERS,
    SECTIONS,
    Kind,
    Report,
    ReportSchedule,
)
from airdefense.reports.models.frozen import OFFICES

DAY = timedelta(days=1)
# The banner stands on every page: it may be so many seconds behind.
BEHIND_SECONDS = 60
# What comes by the calendar; the report of a round comes when somebody ends it.
WATCHED = (*DAILY_KINDS, Kind.WEEKLY, Kind.MONTHLY)


@dataclass(frozen=True, slots=True)
class Missing:
    """A report of a day or period that is not out, and since when it should be."""

    kind: Kind
    day: date
    scope: Organisation
    due_at: datetime


def watched() -> list[ReportSchedule]:
    """The schedules of the reports of days and periods that have anything to say here."""
    found = ReportSchedule.objects.filter(is_active=True, kind__in=WATCHED).order_by("pk")
    return [schedule for schedule in found if of_sections(SECTIONS[schedule.kind])]


def alarmed_at(schedule: ReportSchedule, at: datetime) -> datetime:
    """The moment whose due reports are late by now: so many minutes ago."""
    return at - timedelta(minutes=schedule.alarm_after_minutes)


def due_at(schedule: ReportSchedule, day: date) -> datetime:
    """When the report up to that day comes: the next morning that has one."""
    morning = day + DAY
    while not is_reported(schedule, morning):
        morning += DAY
    return timezone.make_aware(datetime.combine(morning, schedule.compile_at))


def missing(at: datetime) -> list[Missing]:
    """The newest report of each kind and region that is late, the city's first."""
    schedules = watched()
    days = {one.kind: last_due_day(one, alarmed_at(one, at)) for one in schedules}
    # A region is watched from its first report on: before, there is no time to be late from.
    newest = _newest(days)
    places = list(Organisation.objects.regions().order_by("path")) if newest else []
    found = []
    for schedule in schedules:
        day, out = days[schedule.kind], newest.get(schedule.kind, {})
        late = [one for one in places if one.is_valid_on(day) and out.get(one.pk) is False]
        moment = due_at(schedule, day) if late else at
        found += [Missing(Kind(schedule.kind), day, region, moment) for region in late]
    return found


def _newest(days: dict[str, date]) -> dict[str, dict[int, bool]]:
    """Kind → region → whether its report of that day is out, of regions ever reported on."""
    is_out = reduce(or_, (Q(kind=kind, day=day) for kind, day in days.items()), Q(pk__in=[]))
    reports = Report.objects.filter(kind__in=days).order_by().values_list("kind", "scope")
    found: dict[str, dict[int, bool]] = {}
    for kind, scope, out in reports.annotate(out=Count("pk", filter=is_out)):
        found.setdefault(kind, {})[scope] = bool(out)
    return found


def missing_of_late_days(at: datetime) -> list[Missing]:
    """Every late report, those of earlier days of an outage as well."""
    schedules = {schedule.kind: schedule for schedule in watched()}
    return [
        Missing(newest.kind, day, newest.scope, due_at(schedules[newest.kind], day))
        for newest in missing(at)
        for day in due_days(
            schedules[newest.kind], newest.scope, alarmed_at(schedules[newest.kind], at)
        )
    ]


def may_know(user: Any, scope: Organisation) -> bool:
    """Readers of that report, and the system administrators of its region."""
    return any(
        (grant.role in (*READERS, Role.SYSTEM_ADMIN) and scope.path.startswith(grant.scope.path))
        or (grant.role in OFFICES and scope.pk == (grant.scope.region_id or grant.scope_id))
        for grant in user.grants
    )


def missing_for(user: Any, at: datetime) -> list[Missing]:
    """The late reports this person reads or answers for."""
    if not user.is_authenticated or not user.has_role(*READERS, Role.SYSTEM_ADMIN):
        return []
    late = remembered(MISSING, BEHIND_SECONDS, lambda: missing(at))
    return [one for one in late if may_know(user, one.scope)]
