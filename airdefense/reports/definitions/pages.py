"""The definitions as they stand on record, with who answers for them and since when."""

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from airdefense.accounts.roles import Role
from airdefense.reports.figures import FIGURES, Section
from airdefense.reports.models import FigureDefinition


@dataclass(frozen=True, slots=True)
class Defined:
    """A figure by the registry, and its versions on record, the latest first."""

    figure: Any
    versions: list[FigureDefinition] = field(default_factory=list)

    @property
    def owner(self) -> Any:
        return Role(self.figure.owner).label

    @property
    def current(self) -> FigureDefinition | None:
        return self.versions[0] if self.versions else None

    @property
    def earlier(self) -> list[FigureDefinition]:
        return self.versions[1:]


def definitions() -> list[tuple[Any, list[Defined]]]:
    """Every figure by section, in the order of the report."""
    versions = defaultdict(list)
    for one in FigureDefinition.objects.order_by("code", "-version"):
        versions[one.code].append(one)
    order = list(Section)
    found = sorted(FIGURES.values(), key=lambda f: (order.index(Section(f.section)), f.code))
    return [
        (Section(section).label, [Defined(one, versions[one.code]) for one in figures])
        for section, figures in groupby(found, key=lambda f: f.section)
    ]
