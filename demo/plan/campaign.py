"""The sixty days of the campaign, and moments in office hours within them."""

from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from airdefense.casework import calendar

LENGTH = 60
# The papers of the last projects were recorded by then.
EARLIEST_UNTIL = date(2020, 11, 1)
OFFICE_MINUTES = (*range(8 * 60 + 30, 11 * 60 + 50), *range(14 * 60 + 30, 17 * 60 + 40))


class Campaign:
    """Its working days in order; the last day is worked through whatever day it is (值班)."""

    def __init__(self, until: date):
        self.until = until
        self.start = until - timedelta(days=LENGTH - 1)
        self.days = [*working_days(self.start, until - timedelta(days=1)), until]
        # The weeks before, when the ledger was put together.
        self.ledger_days = working_days(
            self.start - timedelta(days=42), self.start - timedelta(days=10)
        )

    def day(self, share: float) -> date:
        """The working day at that share of the campaign, from 0 to 1."""
        return self.days[min(int(share * len(self.days)), len(self.days) - 1)]

    def next_day(self, day: date, steps: int) -> date | None:
        """That many working days of the campaign later, or None where it has not come yet."""
        place = self.days.index(day) + steps
        return self.days[place] if place < len(self.days) else None

    def after(self, day: date, steps: int) -> date:
        """That many working days of the campaign later, at most the last but one."""
        return self.days[min(self.days.index(day) + steps, len(self.days) - 2)]


def working_days(first: date, last: date) -> list[date]:
    span = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in span if calendar.is_working_day(day, {})]


def moments(rng: Random, days: list[date]) -> list[datetime]:
    """One moment in office hours on each of these days, strictly one after the other."""
    found: list[datetime] = []
    for day in sorted(set(days)):
        count = days.count(day)
        found += [at(day, minute) for minute in sorted(rng.sample(OFFICE_MINUTES, count))]
    return found


def at(day: date, minute: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(minute // 60, minute % 60)))
