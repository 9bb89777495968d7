"""Which reports should be out by now: told from the schedules, the calendar and the reports."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from airdefense.accounts.models import Organisation
from airdefense.casework.clock import is_working_day
from airdefense.reports.models import Report, ReportSchedule
from airdefense.reports.periods.rounds import Round, ended
from airdefense.reports.periods.rules import PERIODS, last_ended

DAY = timedelta(days=1)
# So many missed reports are caught up; who was away longer compiles on demand.
MOST_MISSED = 10
# So long after its end a round whose report was missed still gets it by itself.
ROUNDS_CAUGHT_UP = timedelta(days=31)
# Under this name it is remembered for a moment which reports are late.
MISSING = "reports:missing"


def schedule_of(kind: str) -> ReportSchedule:
    """When this kind is compiled; as usual until the customer sets it."""
    schedule, _created = ReportSchedule.objects.get_or_create(kind=kind)
    return schedule


def is_reported(schedule: ReportSchedule, day: date) -> bool:
    return is_working_day(day) or not schedule.working_days_only


def last_morning(schedule: ReportSchedule, at: datetime) -> date:
    """The last day on whose morning reports came out."""
    now = timezone.localtime(at)
    morning = now.date()
    if now.time() < schedule.compile_at:
        morning -= DAY
    while not is_reported(schedule, morning):
        morning -= DAY
    return morning


def due_before(schedule: ReportSchedule, day: date) -> date:
    """The last day before this one that a report of this kind ends with."""
    if schedule.kind in PERIODS:
        return last_ended(schedule.kind, day).until
    day -= DAY
    while not is_reported(schedule, day):
        day -= DAY
    return day


def last_due_day(schedule: ReportSchedule, at: datetime) -> date:
    """The last day of the report that is out by now: it comes the next morning it may come."""
    return due_before(schedule, last_morning(schedule, at))


def due_days(schedule: ReportSchedule, scope: Organisation, at: datetime) -> list[date]:
    """The last days of the reports to be published by now, the earliest first: what was missed
    since the last one, and the last one again (its mails may be missing). What was asked for of
    later days keeps none of them from coming."""
    day = last_due_day(schedule, at)
    reports = Report.objects.filter(kind=schedule.kind, scope=scope, day__lte=day)
    newest = reports.order_by("-day").values_list("day", flat=True).first()
    missing = [day]
    while newest and (day := due_before(schedule, day)) > newest and len(missing) < MOST_MISSED:
        missing.append(day)
    return missing[::-1]


def due_rounds(schedule: ReportSchedule, at: datetime) -> list[Round]:
    """The rounds that ended before the last report morning, the earliest first."""
    until = last_morning(schedule, at) - DAY
    return ended(until, until - ROUNDS_CAUGHT_UP)
