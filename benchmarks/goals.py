"""What must be met, and the table that says whether it is."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure that must not be above its limit (or, with `least`, not below it)."""

    number: int
    what: str
    limit: float
    stretch: float = 0.0
    unit: str = "×"
    least: bool = False


GOALS = (
    Goal(1, "list of 50 rows, to the bare list", 4, 2.5),
    Goal(2, "filtered list with its total, to the bare one", 3),
    Goal(3, "Chinese search, to the bare search", 4, 2.5),
    Goal(4, "page 1,000, to the own first page", 1.2, 1.05),
    Goal(5, "database time of the list", 5, unit="ms"),
    Goal(6, "detail, to the bare detail", 5, 3),
    Goal(7, "dashboard, to the bare sums", 1.25),
    Goal(8, "record one project, to the bare insert", 6, 4),
    Goal(9, "queries of the list", 7, 4, ""),
    Goal(9, "queries of the detail", 10, 6, ""),
    Goal(9, "queries of recording one", 12, 8, ""),
    Goal(10, "bytes of the list", 100, 60, "kB"),
    Goal(11, "lists a second with 8 visitors, to the bare list", 0.25, 0, "×", True),
    Goal(12, "p95 of the list to its p50", 1.5, 1.3),
    Goal(13, "rows a second of an import, to the bare import", 0.05, 0, "×", True),
    Goal(13, "queries of an import for each row", 0.1, 0, ""),
    Goal(14, "rows a second of a CSV, to the bare CSV", 0.4, 0.7, "×", True),
    Goal(14, "memory a CSV needs above what a worker has", 30, 0, "MiB"),
    Goal(15, "rows a second of a workbook, to the bare writer", 0.5, 0, "×", True),
    Goal(15, "memory a workbook needs above what a worker has", 60, 0, "MiB"),
    Goal(16, "page of a report, to 300 bare findings", 3, 2),
    Goal(16, "queries of the page of a report", 10, 0, ""),
    Goal(17, "memory of one worker", 115, 95, "MiB"),
    Goal(17, "memory of one worker, to the bare worker", 1.7),
    Goal(18, "start to first answer, to the bare server", 2.5, 2),
    Goal(19, "processor seconds of migrating an empty database", 20, 10, "s"),
    Goal(20, "screening, to what by hand allows", 1),
)


@dataclass(frozen=True, slots=True)
class Told:
    """What was measured for a goal; None where it was not."""

    goal: Goal
    value: float | None

    @property
    def is_met(self) -> bool:
        if self.value is None:
            return True
        least, limit = self.goal.least, self.goal.limit
        return self.value >= limit if least else self.value <= limit

    @property
    def line(self) -> str:
        goal = self.goal
        bound = "≥" if goal.least else "≤"
        if self.value is None:
            verdict, value = "not measured", "–"
        else:
            verdict, value = "met" if self.is_met else "EXCEEDED", f"{self.value:.2f} {goal.unit}"
        limit = f"{bound} {goal.limit:g} {goal.unit}"
        stretch = f"{goal.stretch:g}" if goal.stretch else "–"
        cells = (str(goal.number), goal.what, value.strip(), limit.strip(), stretch, verdict)
        return f"| {' | '.join(cells)} |"


def judged(found: dict[str, float]) -> list[Told]:
    """Every goal with what was measured under its words."""
    unknown = found.keys() - {goal.what for goal in GOALS}
    if unknown:
        raise KeyError(sorted(unknown))
    return [Told(goal, found.get(goal.what)) for goal in GOALS]


def table(told: Iterable[Told]) -> str:
    heads = "| # | what | measured | limit | stretch | |\n| --- | --- | --- | --- | --- | --- |"
    return "\n".join([heads, *(one.line for one in told)])
