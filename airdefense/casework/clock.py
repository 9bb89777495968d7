"""The calendar and the time limits as the customer entered them, handed to the pure calendar."""

from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.casework import calendar
from airdefense.casework.models import CalendarDay, TimeLimit
from airdefense.casework.workflow import NotPossible


def end_of(day: date) -> datetime:
    """The first moment after the business day in Asia/Shanghai."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def by_end_of(day: date, field: str) -> Q:
    """What had happened by the end of that day, by a moment's field."""
    return Q(**{f"{field}__lt": end_of(day)})


def not_by_end_of(day: date, field: str) -> Q:
    """What had not happened by the end of that day, whatever came after."""
    return Q(**{field: None}) | Q(**{f"{field}__gte": end_of(day)})


def overrides() -> dict[date, bool]:
    return dict(CalendarDay.objects.values_list("day", "is_working"))


def is_working_day(day: date) -> bool:
    return calendar.is_working_day(day, overrides())


def previous_working_day(day: date) -> date:
    return calendar.previous_working_day(day, overrides())


def due_on(step: str, *, noticed_on: date, organisation=None) -> date:
    """When a step noticed on that day falls due. Raises NotPossible when no limit is entered."""
    limit = TimeLimit.objects.in_force(step, noticed_on, organisation)
    if limit is None:
        raise NotPossible(
            _("No time limit for “%(step)s” on %(day)s: add one with its basis.")
            % {"step": step, "day": noticed_on}
        )
    return calendar.due_on(
        noticed_on, limit.days, working=limit.is_working_days, overrides=overrides()
    )
