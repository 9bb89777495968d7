"""Working days of the People's Republic, and when a step falls due.

Pure: overrides come as a mapping of days, the year's published holidays from the package
chinesecalendar. A day is counted from the day after notice, as the procedure rules do.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import chinese_calendar

PUBLISHED_YEARS = frozenset(day.year for day in chinese_calendar.constants.holidays)

Overrides = Mapping[date, bool]


def is_published(year: int, overrides: Overrides) -> bool:
    """Whether the State Council's holidays of that year are known here."""
    return year in PUBLISHED_YEARS or any(day.year == year for day in overrides)


def is_working_day(day: date, overrides: Overrides) -> bool:
    """A published override first, then the packaged calendar, else Monday to Friday."""
    if day in overrides:
        return overrides[day]
    if day.year in PUBLISHED_YEARS:
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < 5


def due_on(noticed_on: date, days: int, *, working: bool, overrides: Overrides) -> date:
    """The last day of a period of `days` calendar or working days after the day of notice."""
    if not working:
        return noticed_on + timedelta(days=days)
    day = noticed_on
    while days:
        day += timedelta(days=1)
        days -= is_working_day(day, overrides)
    return day


def previous_working_day(day: date, overrides: Overrides) -> date:
    day -= timedelta(days=1)
    while not is_working_day(day, overrides):
        day -= timedelta(days=1)
    return day


def next_working_day(day: date, overrides: Overrides) -> date:
    day += timedelta(days=1)
    while not is_working_day(day, overrides):
        day += timedelta(days=1)
    return day


def working_days(after: date, until: date, overrides: Overrides) -> int:
    """How many working days lie after one day, up to and with another."""
    days = (after + timedelta(days=n) for n in range(1, (until - after).days + 1))
    return sum(is_working_day(day, overrides) for day in days)


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day that is not what its weekday says: a holiday, or a make-up working day (调休)."""

    day: date
    is_working: bool
    # As the package names the holiday; "" where the customer's calendar alone says so.
    occasion: str


def special_days(after: date, until: date, overrides: Overrides) -> list[SpecialDay]:
    """The holidays on weekdays and the working days on weekends, after one day up to another."""
    days = (after + timedelta(days=n) for n in range(1, (until - after).days + 1))
    return [
        SpecialDay(day, is_working, occasion_of(day, overrides))
        for day in days
        if (is_working := is_working_day(day, overrides)) is not (day.weekday() < 5)
    ]


def occasion_of(day: date, overrides: Overrides) -> str:
    """Why the packaged calendar calls a day special."""
    if day in overrides or day.year not in PUBLISHED_YEARS:
        return ""
    _is_holiday, name = chinese_calendar.get_holiday_detail(day)
    return name or ""
