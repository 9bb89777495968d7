"""A year of holidays as the State Council's notice sets it: what is wrong, what it changes.

Pure, besides words. The Regulations on National Festivals (全国年节及纪念日放假办法) name the
festivals in article 2; which days around them are free, and which weekends are worked for it, is
told by a notice every autumn.
"""

from calendar import Calendar
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from airdefense.casework.calendar import Overrides, is_working_day

ONE_DAY = timedelta(days=1)
SATURDAY = 5
# A notice may begin in the last days of the year before: 2018-12-29 was worked for 2019-01-01.
NEW_YEAR_BEGINS = (12, 25)


@dataclass(frozen=True, slots=True)
class Line:
    """One day of a notice: free, or a weekend day that is worked."""

    day: date
    is_working: bool
    name: str = ""

    @property
    def stored(self) -> dict[str, Any]:
        return {"day": f"{self.day}", "is_working": self.is_working, "name": self.name}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Line":
        return cls(date.fromisoformat(stored["day"]), stored["is_working"], stored["name"])


@dataclass(frozen=True, slots=True)
class Festival:
    """A festival of the Regulations: between which days of the year so many days are free."""

    code: str
    label: Any
    first: tuple[int, int]
    last: tuple[int, int]
    days: int = 1
    since: int = 0

    def is_in(self, lines: Iterable[Line], year: int) -> bool:
        first, last = date(year, *self.first), date(year, *self.last)
        free = {line.day for line in lines if not line.is_working}
        return sum(first <= day <= last for day in free) >= self.days


FESTIVALS = (
    Festival("new_year", _("New Year's Day"), (1, 1), (1, 1)),
    Festival("spring", _("Spring Festival"), (1, 21), (2, 24), days=3),
    Festival("tombs", _("Tomb-sweeping Day"), (4, 4), (4, 6), since=2008),
    Festival("labour", _("Labour Day"), (5, 1), (5, 1)),
    Festival("boats", _("Dragon Boat Festival"), (5, 27), (6, 27), since=2008),
    # National Day has seven days off with the weekends moved to it; Mid-Autumn is before, among or
    # after them, and adds one at least.
    Festival("autumn", _("Mid-Autumn Festival"), (9, 7), (10, 10), days=8, since=2008),
    Festival("national", _("National Day"), (10, 1), (10, 3), days=3),
)


def year_of(lines: Iterable[Line]) -> int | None:
    """The year that most of the days lie in."""
    counted = Counter(line.day.year for line in lines).most_common(1)
    return counted[0][0] if counted else None


def is_of_year(day: date, year: int) -> bool:
    """Whether a notice for that year may name the day."""
    return day.year == year or (day.year == year - 1 and (day.month, day.day) >= NEW_YEAR_BEGINS)


def lacking(lines: Sequence[Line], year: int) -> list[Festival]:
    """The festivals that the lines leave out: a year without one of them is not believed."""
    return [one for one in FESTIVALS if one.since <= year and not one.is_in(lines, year)]


@dataclass(frozen=True, slots=True)
class Notice:
    """A year as its lines tell it, to look at one of them among the others."""

    year: int
    free: frozenset[date]
    # The holidays for which some weekday is free.
    names: frozenset[str]

    @classmethod
    def of(cls, lines: Iterable[Line], year: int) -> "Notice":
        off = [line for line in lines if not line.is_working]
        weekdays = (line for line in off if line.day.weekday() < SATURDAY)
        return cls(
            year, frozenset(line.day for line in off), frozenset(line.name for line in weekdays)
        )

    def faults_of(self, line: Line) -> Iterator[tuple[str, str]]:
        """(field, what is wrong) for one of the lines."""
        if not is_of_year(line.day, self.year):
            yield "day", "other_year"
        if line.is_working and line.day.weekday() < SATURDAY:
            yield "kind", "worked_weekday"
        if self._is_plain_weekend(line):
            yield "day", "plain_weekend"
        if not line.is_working and not line.name:
            yield "name", "unnamed"

    def _is_plain_weekend(self, line: Line) -> bool:
        """A free weekend day beside no free weekday. The festival itself may fall on one, as
        Mid-Autumn did on Sunday 2015-09-27: then no weekday bears its name."""
        if line.is_working or line.day.weekday() < SATURDAY or line.name not in self.names:
            return False
        return not any(self._reaches_weekday(line.day, step) for step in (-ONE_DAY, ONE_DAY))

    def _reaches_weekday(self, day: date, step: timedelta) -> bool:
        """Whether the next weekday in that direction is free, across the weekend."""
        while (day := day + step).weekday() >= SATURDAY:
            continue
        return day in self.free


@dataclass(frozen=True, slots=True)
class Change:
    """A day that counts otherwise than before."""

    day: date
    is_working: bool
    name: str = ""


def after(lines: Iterable[Line], removed: Iterable[date], known: Overrides) -> dict[date, bool]:
    """The entered calendar once some rows of it are gone and the lines stand there."""
    gone = set(removed)
    kept = {day: is_working for day, is_working in known.items() if day not in gone}
    return kept | {line.day: line.is_working for line in lines}


def changes(lines: Sequence[Line], removed: Iterable[date], known: Overrides) -> list[Change]:
    """The days that would count otherwise, in their order."""
    gone, names = set(removed), {line.day: line.name for line in lines}
    then = after(lines, gone, known)
    return [
        Change(day, is_working_day(day, then), names.get(day, ""))
        for day in sorted(gone | set(names))
        if is_working_day(day, then) is not is_working_day(day, known)
    ]


def told_otherwise(lines: Sequence[Line], year: int, known: Overrides) -> list[date]:
    """The days of the year that count as special although no line names them."""
    named = {line.day for line in lines}
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    return [
        day
        for day in days
        if day.year == year
        and day not in named
        and is_working_day(day, known) is not (day.weekday() < SATURDAY)
    ]


@dataclass(frozen=True, slots=True)
class Cell:
    """One square of a month: its day, and what it is where that is not what the week says."""

    day: date
    is_working: bool
    # "rest" for a holiday, "work" for a weekend that is worked, "" for a day like any other.
    mark: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Month:
    """A small month: its first day, and its weeks from Monday; None outside of the month."""

    first: date
    weeks: list[list[Cell | None]]


def months_of(year: int, known: Overrides, names: Mapping[date, Any]) -> list[Month]:
    """The twelve months of a year as they count."""
    return [
        Month(
            date(year, month, 1),
            [
                [cell_of(day, known, names) if day.month == month else None for day in week]
                for week in Calendar().monthdatescalendar(year, month)
            ],
        )
        for month in range(1, 13)
    ]


def cell_of(day: date, known: Overrides, names: Mapping[date, Any]) -> Cell:
    is_working, is_weekday = is_working_day(day, known), day.weekday() < SATURDAY
    # A weekend inside a holiday is named with it.
    is_free = not is_working and (is_weekday or day in names)
    mark = "work" if is_working and not is_weekday else "rest" if is_free else ""
    return Cell(day, is_working, mark, names.get(day, "") if mark else "")
