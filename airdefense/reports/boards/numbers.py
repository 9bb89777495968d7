"""What boards are filled with: the numbers of a frozen report, or a unit's own of any day.

A chart knows no number of its own: it draws what stands on the page of the figure, for the same
reader, in the same steps where leads are counted.
"""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any, Protocol

from django.db.models import Aggregate, DurationField, QuerySet

from airdefense.reports import words
from airdefense.reports.cells import LEFT_OUT, SMALL
from airdefense.reports.content import Paper
from airdefense.reports.explore.lens import Lens, Seen
from airdefense.reports.figures import FIGURES
from airdefense.reports.rows import Chosen
from airdefense.reports.told import Told

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Number:
    """One number as its reader may see it, and the page of its rows; `value` is what is drawn."""

    code: str
    value: Decimal | None
    text: str
    url: str
    raw: str

    @property
    def about(self) -> Any:
        return FIGURES[self.code]

    @property
    def drawn(self) -> Decimal | None:
        """In the unit of the axis: money in ten thousands of yuan."""
        is_money = self.about.is_money and self.value is not None
        return words.wan(self.value) if is_money else self.value


class Numbers(Protocol):
    """Figures by their codes."""

    def __contains__(self, code: str) -> bool: ...

    def __getitem__(self, code: str) -> Number: ...

    def rows(self, code: str) -> QuerySet: ...


def step_of(text: str) -> Decimal | None:
    """What of a number told in steps may be drawn: the step itself, or nothing."""
    if text in (LEFT_OUT, words.DASH):
        return None
    return Decimal(0) if text == SMALL else Decimal(text.rstrip("+").replace(",", ""))


class OfReport:
    """The numbers of a report, of the whole or of one of its regions, as one person reads it."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper

    def __contains__(self, code: str) -> bool:
        return code in self.paper

    def __getitem__(self, code: str) -> Number:
        told = self.paper[code]
        value = step_of(told.text) if told.is_hidden else told.frozen.value
        return Number(code, value, told.text, told.url, told.raw)

    def in_regions(self, code: str) -> dict[str, Number]:
        """Region code → the number of that region."""
        told, texts = self.paper[code], self.paper.by_region(code)
        return {
            region: Number(
                code,
                step_of(text) if told.is_hidden else told.frozen.in_region(region),
                text,
                f"{told.url}?region={region}",
                _raw(told, region, text),
            )
            for region, text in texts.items()
        }

    def rows(self, code: str) -> QuerySet:
        """The rows as frozen, with what the figure says of each."""
        report = self.paper.report
        found = FIGURES[code].rows(report.day, scope=report.scope)
        return found.filter(Chosen(self.paper[code].frozen).condition)


def _raw(told: Told, region: str, text: str) -> str:
    value = told.frozen.in_region(region)
    return f"{value:,.2f}" if told.about.is_money and value is not None else text


class OfUnit:
    """What one's own unit has to act upon, of any day, over the rows one may see."""

    def __init__(self, lens: Lens) -> None:
        self.lens = lens
        self._seen: dict[str, Seen] = {}

    def __contains__(self, code: str) -> bool:
        return code in FIGURES and self.lens.may_read(FIGURES[code])

    def seen(self, code: str) -> Seen:
        return self._seen.setdefault(code, Seen(FIGURES[code], self.lens))

    def __getitem__(self, code: str) -> Number:
        seen = self.seen(code)
        value = None if seen.value is None else Decimal(seen.value)
        return Number(code, value, seen.text, seen.url, seen.raw)

    def rows(self, code: str) -> QuerySet:
        return self.seen(code).narrowed.rows(self.lens.day)


class Median(Aggregate):
    """The middle of all values, half-way between two where their number is even."""

    template = "percentile_cont(0.5) within group (order by %(expressions)s)"
    output_field = DurationField()


def median_days(rows: QuerySet) -> str:
    """After how many days half of these closures had come; "" where there is none."""
    middle = rows.order_by().aggregate(middle=Median("took"))["middle"]
    return "" if middle is None else f"{middle / DAY:g}"
