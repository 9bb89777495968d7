"""Working days of the People's Republic, and when a step falls due.

Pure: overrides come as a mapping of days, the year's published holidays from the package
chinesecalendar. A day is counted from the day after notice, as the procedure rules do.
"""

from collections.abc import Mapping
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
