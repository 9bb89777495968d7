"""When somebody is reminded: 7, 3, 1 and 0 days before, then weekly, ever higher up.

Pure. The numbers below are the house's own; a time limit of the same step, entered with its
basis, takes their place (docs/decisions/0028). What falls on a day of rest is told on the
working day before it, and once it is overdue on the working day after.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from airdefense.casework import calendar
from airdefense.casework.calendar import Overrides

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """A number of days and whether only working days count."""

    days: int
    is_working_days: bool = False


# Step of the time limit → days, until the customer enters a limit of that step.
HOUSE_RULES: dict[str, Span] = {
    # The rungs before a due day, and how often afterwards.
    "remind.first": Span(7),
    "remind.second": Span(3),
    "remind.third": Span(1),
    "remind.last": Span(0),
    "remind.weekly": Span(7),
    # From how many days overdue the office, and then leadership, is told as well.
    "remind.office": Span(14),
    "remind.leadership": Span(21),
    # How long a signature, a review, an approval and an allocation may wait.
    "remind.sign": Span(3, is_working_days=True),
    "remind.review": Span(5, is_working_days=True),
    "remind.approve": Span(3, is_working_days=True),
    "remind.allocate": Span(10, is_working_days=True),
}


class Manner(Enum):
    """How a kind of reminder follows its day."""

    # Before the due day, and weekly after it.
    DUE = "due"
    # Before the day only: what ends by itself is not overdue.
    ENDING = "ending"
    # The next working morning, and weekly as long as it waits.
    WAITING = "waiting"
    # The next working morning, once: another kind goes on with it.
    ONCE = "once"


class Level(Enum):
    """Who is told: the person who has to act, then the office as well, then leadership as well."""

    PERSON = "person"
    OFFICE = "office"
    LEADERSHIP = "leadership"


@dataclass(frozen=True, slots=True)
class Ladder:
    """The rungs in force on a day."""

    rules: Mapping[str, Span]

    def days(self, step: str) -> int:
        return self.rules[step].days

    @property
    def before(self) -> frozenset[int]:
        return frozenset(
            -self.days(f"remind.{name}") for name in ("first", "second", "third", "last")
        )

    def is_rung(self, days_late: int, manner: Manner) -> bool:
        """Whether that many days after the due day (before it, below zero) somebody is told."""
        if days_late > 0:
            is_weekly = manner in (Manner.DUE, Manner.WAITING)
            return is_weekly and days_late % max(self.days("remind.weekly"), 1) == 0
        return manner in (Manner.DUE, Manner.ENDING) and days_late in self.before

    def reaches(self, level: Level, days_late: int) -> bool:
        """Whether what is so many days late is told to that level."""
        if level is Level.PERSON:
            return True
        return days_late >= self.days(f"remind.{level.value}")


@dataclass(frozen=True, slots=True)
class Morning:
    """A working morning: the days whose rungs it tells, and the ladder in force."""

    day: date
    overrides: Overrides
    ladder: Ladder

    def due_on(self, since: date, step: str) -> date:
        """The day until which something may wait that began to wait on a day."""
        span = self.ladder.rules[step]
        return calendar.due_on(
            since, span.days, working=span.is_working_days, overrides=self.overrides
        )

    def rung(self, due_on: date, manner: Manner) -> int | None:
        """The rung told this morning, in days after the due day; the most pressing one where a
        holiday brings several together; None when nothing is told."""
        if not calendar.is_working_day(self.day, self.overrides):
            return None
        if manner in (Manner.WAITING, Manner.ONCE) and self._came_since_the_last(due_on):
            return 0
        rungs = [late for late in self._days_told(due_on) if self.ladder.is_rung(late, manner)]
        return rungs[-1] if rungs else None

    def _days_told(self, due_on: date) -> range:
        """The days this morning speaks for, counted from the due day: until then those of rest
        ahead of it, afterwards those of rest that it follows."""
        if self.day <= due_on:
            following = calendar.next_working_day(self.day, self.overrides)
            last = min(following - DAY, due_on)
            return range((self.day - due_on).days, (last - due_on).days + 1)
        former = max(calendar.previous_working_day(self.day, self.overrides), due_on)
        return range((former - due_on).days + 1, (self.day - due_on).days + 1)

    def _came_since_the_last(self, day: date) -> bool:
        last = calendar.previous_working_day(self.day, self.overrides)
        return last <= day < self.day
