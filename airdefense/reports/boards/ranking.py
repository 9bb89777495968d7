"""Regions beside each other: by a rate where enough is counted, and as a map of tiles."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from airdefense.accounts.models import Organisation
from airdefense.casework.charts import Chart
from airdefense.casework.tiles import Tile, Tiles, placed
from airdefense.reports.boards.charts import bars
from airdefense.reports.boards.numbers import Number, OfReport
from airdefense.reports.drawing import STEPS
from airdefense.reports.figures import FIGURES
from airdefense.reports.layout import LOW_RATE
from airdefense.reports.models import FrozenFigure

# A rate of fewer than five says nothing of its region (domain §5.1).
FEWEST = 5
RANKED_INK, LOW_INK = 0, 2


@dataclass(frozen=True, slots=True)
class Place:
    """One region with its rate and of how many it is one."""

    region: Organisation
    number: Number
    counted: int

    @property
    def is_ranked(self) -> bool:
        return self.counted >= FEWEST and self.number.value is not None

    @property
    def is_low(self) -> bool:
        return self.number.value is not None and self.number.value < LOW_RATE


class Ranking:
    """The regions of a report by one rate."""

    def __init__(self, code: str, numbers: OfReport) -> None:
        self.code, self.numbers = code, numbers

    @property
    def about(self) -> Any:
        return FIGURES[self.code]

    @cached_property
    def places(self) -> list[Place]:
        """The best first; behind them those of which too few are counted."""
        counted, found = self.counted, self.numbers.in_regions(self.code)
        places = [
            Place(region, found[region.code], counted.get(region.code, 0))
            for region in self.numbers.paper.regions
        ]
        return sorted(places, key=lambda p: (not p.is_ranked, -(p.number.value or Decimal(0))))

    @property
    def counted(self) -> dict[str, int]:
        """Of how many the rate of each region is: of money of how many rows."""
        whole = self.numbers.paper[self.about.denominator].frozen
        if not whole.definition.is_money:
            return {code: int(Decimal(text or 0)) for code, text in whole.by_region.items()}
        rows = FrozenFigure.objects.filter(pk=whole.pk).values_list("row_regions", flat=True).get()
        per_region = Counter(rows)
        return {region.code: per_region[region.pk] for region in self.numbers.paper.regions}

    @property
    def chart(self) -> Chart:
        title = _("%(rate)s by region") % {"rate": self.about.label}
        ranked = [place for place in self.places if place.is_ranked]
        drawn = [self._drawn(place) for place in self.places]
        return bars(
            f"ranking-{self.code}",
            title,
            drawn,
            labels=[self._label(place, rank) for rank, place in enumerate(self.places, start=1)],
            inks=[LOW_INK if place.is_low else RANKED_INK for place in self.places],
            most=100,
            note=_("ranked from five on"),
            remark=self._remark(len(ranked)),
            name=self.about.label,
        )

    def _drawn(self, place: Place) -> Number:
        number = place.number
        if place.is_ranked:
            return number
        text = _("%(rate)s, not ranked: of %(count)s") % {
            "rate": number.text,
            "count": place.counted,
        }
        return Number(number.code, None, text, number.url, text)

    def _label(self, place: Place, rank: int) -> str:
        return f"{rank} {place.region.short_name}" if place.is_ranked else place.region.short_name

    def _remark(self, ranked: int) -> str:
        others = self.places[ranked:]
        if not others:
            return ""
        names = [f"{p.region.short_name} ({p.number.text}, n={p.counted})" for p in others]
        return _("Not ranked, of fewer than five: %(names)s.") % {"names": _(", ").join(names)}


def ranking(code: str, numbers: OfReport) -> Chart | None:
    if code not in numbers or len(numbers.paper.regions) < 2:
        return None
    return Ranking(code, numbers).chart


@dataclass(frozen=True, slots=True)
class Map:
    """A map of tiles with the table behind it."""

    tiles: Tiles
    cells: list[tuple[str, Number]]

    is_map = True

    @property
    def id(self) -> str:
        return "map"


def tile_map(code: str, numbers: OfReport) -> Map | None:
    """The rate of each region in its rough place; each tile opens its rows."""
    if code not in numbers or len(numbers.paper.regions) < 2:
        return None
    found = numbers.in_regions(code)
    tiles = [
        _tile(region.short_name, found[region.code], place)
        for region, place in placed(numbers.paper.regions)
    ]
    cells = [(region.short_name, found[region.code]) for region in numbers.paper.regions]
    label = FIGURES[code].label
    summary = f"{label}: " + _("; ").join(f"{name} {number.text}" for name, number in cells)
    return Map(Tiles(label, tiles, summary), cells)


def _tile(name: str, number: Number, place: tuple[int, int]) -> Tile:
    rate = number.value
    tone = 1 if rate is None else 1 + sum(rate >= step for step in STEPS)
    text = number.text if rate is None else f"{number.text}%"
    return Tile(name, text, place, tone, rate is not None and rate < LOW_RATE, number.url)
