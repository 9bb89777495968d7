"""A map of equal tiles: each unit of the city in its rough place, shaded in five steps of blue."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

# Where each unit of the city lies, roughly: column and row of its tile. Others follow in order.
PLACES = {
    "530425": (1, 0),
    "530400": (2, 0),
    "530481": (3, 0),
    "530426": (1, 1),
    "530402": (2, 1),
    "530403": (3, 1),
    "530427": (0, 2),
    "530428": (1, 2),
    "530423": (2, 2),
    "530424": (3, 2),
}
ACROSS, DOWN, MARGIN = 100, 68, 2


@dataclass(frozen=True, slots=True)
class Tile:
    """One unit: its name, its figure, its step of blue (1 to 5), and where the figure leads."""

    name: str
    text: str
    place: tuple[int, int]
    tone: int
    is_low: bool = False
    url: str = ""

    @property
    def x(self) -> int:
        return MARGIN + self.place[0] * ACROSS

    @property
    def y(self) -> int:
        return MARGIN + self.place[1] * DOWN

    @property
    def middle(self) -> float:
        return self.x + 47.5

    @property
    def top(self) -> int:
        return self.y + 27

    @property
    def bottom(self) -> int:
        return self.y + 47

    @property
    def ink(self) -> str:
        return "tw" if self.tone >= 4 else "td"


@dataclass(frozen=True, slots=True)
class Tiles:
    """`{% include "_parts/tiles.html" with map=tiles %}`"""

    title: Any
    tiles: list[Tile]
    summary: str

    @property
    def role(self) -> str:
        return "group" if any(tile.url for tile in self.tiles) else "img"

    @property
    def height(self) -> int:
        return max((tile.y for tile in self.tiles), default=0) + DOWN - MARGIN


def placed(regions: Iterable[Any]) -> Iterator[tuple[Any, tuple[int, int]]]:
    """Each region with its place; in the city of the map strangers stand below it."""
    regions = list(regions)
    is_known = any(region.code in PLACES for region in regions)
    first = 3 if is_known else 0
    free = ((n % 4, first + n // 4) for n in range(len(regions)))
    for region in regions:
        yield region, PLACES.get(region.code) or next(free)
