"""A figure of a report in words: its value, what changed, by which regions and by which rows."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from airdefense.reports import words
from airdefense.reports.cells import is_exact, total_text
from airdefense.reports.figures import FIGURES
from airdefense.reports.layout import HEADS
from airdefense.reports.models import FrozenFigure

if TYPE_CHECKING:
    from airdefense.reports.content import Paper

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of the table of regions, with the page of its rows."""

    text: str
    url: str = ""
    is_low: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One region of the table."""

    name: str
    cells: list[Cell]
    is_sum: bool = False
    rank: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """A row by its name, with what it counted for, and where somebody is asked about it."""

    name: str
    amount: str
    url: str
    ask: str = ""


@dataclass(slots=True)
class Side:
    """The rows that came to a figure, or those that left it: how many, and the first by name."""

    count: int
    names: list[Named] = field(default_factory=list)

    @property
    def more(self) -> int:
        return self.count - len(self.names)


@dataclass(frozen=True, slots=True)
class Since:
    """The name of the field that holds one of the two days compared with."""

    by_region: str


PREVIOUS = Since("previous_by_region")
WEEK = Since("week_by_region")


@dataclass(slots=True)
class Change:
    """What happened to a figure since a day, told by regions and by rows."""

    told: "Told"
    text: str
    moved: list[tuple[str, str]]
    came: Side
    left: Side


@dataclass(slots=True)
class Told:
    """A figure in words: value, unit, what changed and by which rows."""

    frozen: FrozenFigure
    paper: "Paper"

    @property
    def code(self) -> str:
        return self.frozen.code

    @property
    def about(self) -> Any:
        return FIGURES[self.code]

    @property
    def unit(self) -> Any:
        return words.unit_words(self.about.unit)

    @property
    def head(self) -> Any:
        return HEADS.get(self.code, self.about.label)

    @property
    def is_hidden(self) -> bool:
        """A number of leads, for a reader who does not work on leads: small ones are not told."""
        return self.paper.hides(self.about)

    @property
    def text(self) -> str:
        if self.is_hidden:
            return total_text(self.frozen.counts())
        return words.number(self.frozen.value, self.about.unit)

    @property
    def raw(self) -> str:
        """The value to the fen, in yuan."""
        return f"{self.frozen.value:,.2f}" if self.about.is_money else self.text

    @property
    def delta(self) -> str:
        return self.difference(self.frozen.delta, "previous_by_region")

    @property
    def week_delta(self) -> str:
        return self.difference(self.frozen.week_delta, "week_by_region")

    @property
    def pace(self) -> str:
        """What changed in the period before this one, to hold this one's change against."""
        now, before = self.frozen.previous_value, self.frozen.week_value
        value = None if now is None or before is None else now - before
        return self.difference(value, "week_by_region", "previous_by_region")

    def difference(self, value: Decimal | None, before: str, now: str = "by_region") -> str:
        """What changed, where both days are told exactly: else it would tell one of them."""
        days = (self.frozen.counts(now), self.frozen.counts(before))
        if self.is_hidden and not all(is_exact(counts) for counts in days):
            return words.DASH
        return words.difference(value, self.about.unit)

    @property
    def has_changed(self) -> bool:
        """Whether something is to be told: another value, other rows, or something that happened
        in the days of the report."""
        if self.about.is_ratio:
            return bool(self.frozen.delta)
        if self.about.is_flow:
            return bool(self.frozen.value)
        if self.about.is_confidential:
            return bool(self.frozen.delta) and self.delta != words.DASH
        return bool(self.frozen.delta or self.came_count or self.left_count)

    @property
    def url(self) -> str:
        return reverse("reports:figure", args=[self.frozen.report_id, self.code])

    @property
    def moved(self) -> list[tuple[str, str]]:
        """Which regions the change since the day before comes from: (name, difference)."""
        return self.moved_since(PREVIOUS)

    def moved_since(self, since: Since) -> list[tuple[str, str]]:
        if self.about.is_confidential or self.about.is_ratio or self.paper.is_of_county:
            return []
        found = []
        for region in self.paper.regions:
            now = self.frozen.in_region(region.code) or NOTHING
            before = NOTHING
            if not self.about.is_flow:
                before = self.frozen.in_region(region.code, since.by_region) or NOTHING
            if now != before:
                found.append((region.short_name, words.difference(now - before, self.about.unit)))
        return found

    @property
    def came_count(self) -> int:
        """How many rows count that did not on the day before, or count for more."""
        return self.paper.weights(PREVIOUS).count(self.code, came=True)

    @property
    def left_count(self) -> int:
        return self.paper.weights(PREVIOUS).count(self.code, came=False)

    @property
    def plan_text(self) -> str:
        return words.number(self.frozen.plan_value, self.about.unit)

    @property
    def plan_gap(self) -> Decimal | None:
        """How far the regions with a plan are ahead of it, or behind it (negative)."""
        frozen = self.frozen
        if frozen.plan_value is None:
            return None
        if self.about.is_ratio:
            return None if frozen.value is None else frozen.value - frozen.plan_value
        reached = sum(
            (frozen.in_region(code) or NOTHING for code in frozen.plan_by_region), NOTHING
        )
        return reached - frozen.plan_value

    @property
    def plan_delta(self) -> str:
        return words.difference(self.plan_gap, self.about.unit)

    @property
    def is_behind(self) -> bool:
        return (self.plan_gap or NOTHING) < 0

    @property
    def plan_moved(self) -> list[tuple[str, str]]:
        """How far each region is from its plan."""
        found = []
        for region in self.paper.regions:
            plan = self.frozen.plan_by_region.get(region.code)
            if plan is None:
                continue
            reached = self.frozen.in_region(region.code)
            gap = (reached or NOTHING) - Decimal(plan)
            found.append((region.short_name, words.difference(gap, self.about.unit)))
        return found
