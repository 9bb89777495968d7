"""Published rates as plain values: which one is in force on a day (domain §1.3).

The numbers are rows of the customer; none stands in code.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any, Protocol

LAST_DAY = date.max


class Period(Protocol):
    """What runs from a day to a day, both counted; no last day is an open end."""

    @property
    def effective_from(self) -> date: ...
    @property
    def effective_to(self) -> date | None: ...


@dataclass(frozen=True, slots=True)
class Rate:
    """Yuan per ㎡ of missing basement of one grade in one region."""

    region: str
    grade: str
    yuan_per_sqm: Decimal
    effective_from: date
    effective_to: date | None
    document: str


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A temporary factor on the rates; no region means every region."""

    factor: Decimal
    effective_from: date
    effective_to: date | None
    document: str
    region: str = ""


class NoRate(LookupError):
    """A fee is due and no rate was published for its day."""

    def __init__(self, region: str, grade: str, on: date) -> None:
        super().__init__(region, grade, on)
        self.region, self.grade, self.on = region, grade, on
        # The other grades of the same project that have none either.
        self.further: tuple[NoRate, ...] = ()

    def __str__(self) -> str:
        return f"no rate for {self.region}, {self.grade} on {self.on}: add one with its document"


class Tariff:
    """The rates and adjustments of a ledger, asked by region, grade and day."""

    def __init__(self, rates: Iterable[Rate], adjustments: Iterable[Adjustment] = ()) -> None:
        by_place = _grouped(rates, lambda rate: (rate.region, rate.grade))
        self._rates = {place: _Timeline(rows) for place, rows in by_place.items()}
        by_region = _grouped(adjustments, lambda adjustment: adjustment.region)
        self._adjustments = {region: _Timeline(rows) for region, rows in by_region.items()}

    def rate(self, region: str, grade: str, on: date) -> Rate:
        """The rate in force. Raises NoRate."""
        timeline = self._rates.get((region, grade))
        found = timeline.on(on) if timeline else None
        if found is None:
            raise NoRate(region, grade, on)
        return found

    def adjustment(self, region: str, on: date) -> Adjustment | None:
        """The adjustment in force: a region's own before the general one."""
        if not self._adjustments:
            return None
        for place in (region, ""):
            if (timeline := self._adjustments.get(place)) and (found := timeline.on(on)):
                return found
        return None


class _Timeline:
    """Periods that do not overlap, in order."""

    def __init__(self, periods: list[Any]) -> None:
        self._periods = sorted(periods, key=lambda period: period.effective_from)
        self._starts = [period.effective_from for period in self._periods]

    def on(self, day: date) -> Any:
        place = bisect_right(self._starts, day) - 1
        if place < 0:
            return None
        found = self._periods[place]
        return found if day <= (found.effective_to or LAST_DAY) else None


def _grouped(rows: Iterable[Any], key: Any) -> dict[Any, list[Any]]:
    groups = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups


def overlaps(periods: Iterable[Any], key: Any) -> list[tuple[Any, Any]]:
    """Pairs of periods of the same key that share a day."""
    pairs = []
    for rows in _grouped(periods, key).values():
        rows.sort(key=lambda period: period.effective_from)
        pairs += [
            (earlier, later)
            for earlier, later in pairwise(rows)
            if later.effective_from <= (earlier.effective_to or LAST_DAY)
        ]
    return pairs
