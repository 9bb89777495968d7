"""Which days a report covers and which days it is compared with. Pure: days in, days out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Period:
    """The days from the first to the last, both counted."""

    since: date
    until: date

    def __post_init__(self) -> None:
        if self.until < self.since:
            raise ValueError(f"a period does not end before it begins: {self}")

    @property
    def days(self) -> int:
        return (self.until - self.since).days + 1


def day_of(day: date) -> Period:
    return Period(day, day)


def week_of(day: date) -> Period:
    """The week of a day, Monday to Sunday."""
    monday = day - day.weekday() * DAY
    return Period(monday, monday + 6 * DAY)


def month_of(day: date) -> Period:
    first = day.replace(day=1)
    in_next = first + 31 * DAY
    return Period(first, in_next.replace(day=1) - DAY)


# By the kinds of report; every other kind covers a day, or the days of what it is about.
PERIODS: dict[str, Callable[[date], Period]] = {"weekly": week_of, "monthly": month_of}


def period_of(kind: str, day: date) -> Period:
    """The period of this kind that the day lies in."""
    return PERIODS.get(kind, day_of)(day)


def last_ended(kind: str, day: date) -> Period:
    """The last period of this kind that was over before the day."""
    return period_of(kind, period_of(kind, day).since - DAY)


def compared_with(
    kind: str, period: Period, previous_working_day: Callable[[date], date]
) -> tuple[date, date]:
    """The two days a report is compared with: the last one before its period, and the last one
    before the period that came before. A daily report looks back one working day and one week."""
    if kind in PERIODS:
        before = last_ended(kind, period.since)
        return before.until, last_ended(kind, before.since).until
    if period.days == 1 and kind != "round":
        return previous_working_day(period.until), period.until - WEEK
    return period.since - DAY, period.since - DAY - period.days * DAY


def first_day(kind: str, period: Period) -> Callable[[date], date]:
    """From which day on something counts that happened in the days of a report, for its own last
    day and for those it is compared with."""

    def since(day: date) -> date:
        return period_of(kind, day).since if kind in PERIODS else day - (period.days - 1) * DAY

    return since
