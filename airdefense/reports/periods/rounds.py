"""The rounds that end with a report of their own. The app that keeps rounds registers them in its
`periods.py`, so that nothing here knows what a round is."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from airdefense.accounts.models import Organisation
from airdefense.reports.periods.rules import Period


@dataclass(frozen=True, slots=True)
class Round:
    """A round that ended: its number in the app, its name, its days, and for which regions it is
    reported, that which organised it first."""

    key: int
    name: str
    period: Period
    regions: tuple[Organisation, ...]

    @property
    def subject_key(self) -> str:
        return f"round:{self.key}"

    def is_reported_in(self, region: Organisation) -> bool:
        return any(region.pk == one.pk for one in self.regions)


# (until, since or nothing) -> the rounds that ended in these days.
Source = Callable[[date, date | None], Iterable[Round]]
SOURCES: list[Source] = []


def rounds(source: Source) -> Source:
    """Register where rounds are kept."""
    SOURCES.append(source)
    return source


def ended(until: date, since: date | None = None) -> list[Round]:
    """The rounds that ended by that day, the earliest first; from a day on, or since ever."""
    found = [one for source in SOURCES for one in source(until, since)]
    return sorted(found, key=lambda one: (one.period.until, one.key))


def ended_by(subject_key: str, day: date) -> Round | None:
    """The round of this key, when it ended by the day."""
    return next((one for one in ended(day) if one.subject_key == subject_key), None)


def key_of(subject_key: str) -> int:
    return int(subject_key.removeprefix("round:"))
