"""A chart as data: drawn by the browser, with the same numbers in a table behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Any

# In the order of the series; lines differ by dash and point too, bars by what fills them, never by
# colour alone.
COLOURS = ("#1d4f91", "#c47f0a", "#a3271f", "#5d96c8", "#6b7787")
DASHES: tuple[tuple[int, ...], ...] = ((), (6, 4), (2, 3), (10, 4), (4, 2))
POINTS = ("circle", "triangle", "rect", "rectRot", "line")
FILLS = ("plain", "rising", "falling", "dots", "level")
# The four parts of a gap among these, in their fixed order, and everything that is no part.
GAP_INKS = (2, 1, 0, 3)
NEUTRAL = 4

Span = tuple[Any, Any]


@dataclass(frozen=True, slots=True)
class Series:
    """One line or set of bars: its name and a value (or None) for each label.

    Where it matters: how the table writes each value (`texts`) and the drawing (`shown`), where
    its rows are (`urls`), from where to where its bar floats (`spans`), and the ink of each bar
    (`inks`, places in COLOURS).
    """

    name: Any
    data: Sequence[Any]
    texts: Sequence[str] = ()
    shown: Sequence[str] = ()
    urls: Sequence[str] = ()
    spans: Sequence[Span | None] = ()
    inks: Sequence[int] = ()

    def cell(self, place: int) -> "Cell":
        text = self.texts[place] if self.texts else self.data[place]
        return Cell("—" if text is None else text, self.urls[place] if self.urls else "")

    def payload(self, place: int, *, has_inks: bool) -> dict[str, Any]:
        """What the browser draws of it; `place` is its own among the series."""
        inks = self.inks if has_inks and self.inks else (place,)
        floats: list[Any] = [_pair(span) for span in self.spans]
        drawn = floats or [_float(value) for value in self.data]
        return {
            "name": str(self.name),
            "data": drawn,
            "color": COLOURS[place % len(COLOURS)],
            "dash": DASHES[place % len(DASHES)],
            "point": POINTS[place % len(POINTS)],
            "fills": [FILLS[ink % len(FILLS)] for ink in inks],
            "colors": [COLOURS[ink % len(COLOURS)] for ink in inks],
            "texts": [str(text) for text in self.shown or self.texts],
            "urls": list(self.urls),
        }


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of the table, and the page of its rows."""

    text: Any
    url: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One label of the table with the cells of each series."""

    label: Any
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Chart:
    """`{% include "_parts/chart.html" with chart=chart %}`; `id` is unique on its page.

    `kind` is "line" or "bar". With `days`, one for each label, the axis of time is true to scale.
    """

    id: str
    title: Any
    unit: Any
    labels: Sequence[Any]
    series: Sequence[Series]
    kind: str = "line"
    note: Any = ""
    summary: Any = ""
    # A cut axis says so in `note`.
    least: Any = None
    # Where an axis ends by its nature, as percentages do.
    most: Any = None
    days: Sequence[date] = ()
    is_stacked: bool = False
    is_horizontal: bool = False
    # What the numbers of the table are, where it is written otherwise than it is drawn.
    head: Any = ""
    # One sentence below the chart: what its table or its rows say in addition.
    remark: Any = ""

    @property
    def data_id(self) -> str:
        return f"{self.id}-data"

    @property
    def size(self) -> str:
        """The class of its height: bars that lie need room for each."""
        if not self.is_horizontal:
            return ""
        return next((name for most, name in HEIGHTS if len(self.labels) <= most), "h14")

    @property
    def payload(self) -> dict[str, Any]:
        """What the browser draws; numbers as floats, the exact ones stand in the table."""
        return {
            "kind": self.kind,
            "unit": str(self.unit),
            "least": _float(self.least),
            "most": _float(self.most),
            "stacked": self.is_stacked,
            "horizontal": self.is_horizontal,
            "days": [day.toordinal() for day in self.days],
            "labels": [str(label) for label in self.labels],
            "series": [
                series.payload(place, has_inks=len(self.series) == 1)
                for place, series in enumerate(self.series)
            ],
        }

    @property
    def table(self) -> list[list[Any]]:
        """A row for each label: the label and the value of each series."""
        columns = [series.data for series in self.series]
        return [[label, *values] for label, *values in zip(self.labels, *columns, strict=True)]

    @property
    def lines(self) -> list[Line]:
        """The table as it is written, each number with the way to its rows."""
        return [
            Line(label, [series.cell(place) for series in self.series])
            for place, (label, *_values) in enumerate(self.table)
        ]


# Up to how many bars which class of height holds.
HEIGHTS = ((4, "h4"), (7, "h7"), (10, "h10"))


def falling(steps: Sequence[tuple[Any, bool]]) -> list[Span]:
    """From where to where each bar of a waterfall reaches: (what it adds, negative where it takes
    away; whether it stands on the ground, as sums and what is left do)."""
    ends: list[Any] = list(accumulate(steps, _reach, initial=0))
    pairs = zip(ends[:-1], ends[1:], steps, strict=True)
    return [(0 if stands else start, end) for start, end, (_amount, stands) in pairs]


def _reach(level: Any, step: tuple[Any, bool]) -> Any:
    amount, stands = step
    return amount if stands else level + amount


def _pair(span: Span | None) -> list[float] | None:
    return None if span is None else [float(end) for end in span]


def _float(value: Any) -> float | None:
    return None if value is None else float(value)
