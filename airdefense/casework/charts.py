"""A chart as data: drawn by the browser, with the same numbers in a table behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

# In the order of the series; lines differ by dash and point too, never by colour alone.
COLOURS = ("#1d4f91", "#c47f0a", "#a3271f", "#5d96c8", "#6b7787")
DASHES: tuple[tuple[int, ...], ...] = ((), (6, 4), (2, 3), (10, 4), (4, 2))
POINTS = ("circle", "triangle", "rect", "rectRot", "line")


@dataclass(frozen=True, slots=True)
class Series:
    """One line or set of bars: its name and a value (or None) for each label."""

    name: Any
    data: Sequence[Any]


@dataclass(frozen=True, slots=True)
class Chart:
    """`{% include "_parts/chart.html" with chart=chart %}`; `id` is unique on its page."""

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

    @property
    def data_id(self) -> str:
        return f"{self.id}-data"

    @property
    def payload(self) -> dict[str, Any]:
        """What the browser draws; numbers as floats, the exact ones stand in the table."""
        return {
            "kind": self.kind,
            "unit": str(self.unit),
            "least": _float(self.least),
            "labels": [str(label) for label in self.labels],
            "series": [
                {
                    "name": str(series.name),
                    "data": [_float(value) for value in series.data],
                    "color": COLOURS[place % len(COLOURS)],
                    "dash": DASHES[place % len(DASHES)],
                    "point": POINTS[place % len(POINTS)],
                }
                for place, series in enumerate(self.series)
            ],
        }

    @property
    def table(self) -> list[list[Any]]:
        """A row for each label: the label and the value of each series."""
        columns = [series.data for series in self.series]
        return [[label, *values] for label, *values in zip(self.labels, *columns, strict=True)]


def _float(value: Any) -> float | None:
    return None if value is None else float(value)
