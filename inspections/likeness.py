"""How much two findings look like one matter: points with their reasons, never a decision.

One scorer for the form, the merge page and whoever else asks.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from rapidfuzz import fuzz

SAME_PROJECT, SAME_CATEGORY, SAME_AMOUNT, SAME_PERMIT = 35, 25, 20, 35
MOST_OF_TITLE, ALIKE_FROM = 20, 0.6
TOLERANCE = Decimal("0.01")
# From here on it is said, and from there on somebody has to say why it is another matter.
WORTH_TELLING, HIGH = 50, 80


@dataclass(frozen=True, slots=True)
class Matter:
    """What a finding says that can be compared."""

    project: int | None
    unit: int | None
    category: str
    title: str
    amount_yuan: Decimal | None = None
    project_name: str = ""
    permits: frozenset[str] = frozenset()

    @property
    def problem(self) -> str:
        """The title without the name of the project, which says nothing about the problem."""
        return self.title.replace(self.project_name, "") if self.project_name else self.title


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: a code with what it rests on; the page has the words."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Likeness:
    points: int
    reasons: tuple[Reason, ...] = ()

    @property
    def is_worth_telling(self) -> bool:
        return self.points >= WORTH_TELLING

    @property
    def is_high(self) -> bool:
        return self.points >= HIGH


def likeness(one: Matter, other: Matter) -> Likeness:
    """0 to 100. Findings about different things are alike by a common permit only."""
    found = [*place_of(one, other)]
    if not found:
        return Likeness(0)
    if one.category and one.category == other.category:
        found.append((SAME_CATEGORY, Reason("category")))
    found += [*title_of(one, other), *amount_of(one, other)]
    points = min(100, sum(points for points, _reason in found))
    return Likeness(points, tuple(reason for _points, reason in found))


def place_of(one: Matter, other: Matter) -> list[tuple[int, Reason]]:
    if one.project and one.project == other.project:
        return [(SAME_PROJECT, Reason("project"))]
    if common := one.permits & other.permits:
        return [(SAME_PERMIT, Reason("permit", {"number": min(common)}))]
    is_of_unit = not one.project and not other.project and one.unit == other.unit
    return [(SAME_PROJECT, Reason("unit"))] if one.unit and is_of_unit else []


def title_of(one: Matter, other: Matter) -> list[tuple[int, Reason]]:
    if not one.problem.strip() or not other.problem.strip():
        return []
    ratio = fuzz.token_ratio(one.problem, other.problem) / 100
    if ratio < ALIKE_FROM:
        return []
    return [(round(MOST_OF_TITLE * ratio), Reason("title", {"percent": round(100 * ratio)}))]


def amount_of(one: Matter, other: Matter) -> list[tuple[int, Reason]]:
    if not one.amount_yuan or not other.amount_yuan:
        return []
    larger = max(one.amount_yuan, other.amount_yuan)
    if abs(one.amount_yuan - other.amount_yuan) > larger * TOLERANCE:
        return []
    return [(SAME_AMOUNT, Reason("amount", {"amount": f"{other.amount_yuan:,.2f}"}))]
