"""A class of difference is one function over what it looks at, registered under its Kind."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from airdefense.casework.actions import plain
from projects.detection import Found
from projects.models import Difference, PermitKind
from projects.models.money import ZERO
from projects.reconciliation.records import Coverage, Records, Twins


class Department(TextChoices):
    """Who says so: the four departments whose data are laid side by side, and reform."""

    PLANNING = "planning", _("Natural resources and planning")
    HOUSING = "housing", _("Housing and construction")
    AIR_DEFENCE = "air_defence", _("Civil air defence")
    TREASURY = "treasury", _("Finance and tax")
    REFORM = "reform", _("Development and reform")


DEPARTMENT_OF = {
    PermitKind.PLANNING: Department.PLANNING,
    PermitKind.CONSTRUCTION: Department.HOUSING,
    PermitKind.COMPLETION: Department.HOUSING,
    PermitKind.BASEMENT: Department.AIR_DEFENCE,
    PermitKind.INITIATION: Department.REFORM,
}


@dataclass(frozen=True, slots=True)
class Context:
    """What lies outside a single project: how far the treasury files reach, numbers used twice."""

    coverage: Coverage
    twins: Twins


@dataclass(frozen=True, slots=True)
class Said:
    """One thing one department says: a fact of the difference."""

    department: str
    what: str
    value: Any
    paper: str = ""

    def as_fact(self) -> dict[str, Any]:
        told = {"department": self.department, "what": self.what, "value": plain(self.value)}
        return told | ({"paper": self.paper} if self.paper else {})


def facts_of(said: Iterable[Said], **more: Any) -> dict[str, Any]:
    rows = list(said)
    who = sorted({str(row.department) for row in rows})
    return {"said": [row.as_fact() for row in rows], "departments": who, **more}


Finder = Callable[[Any, Context], Iterable[Found]]
OF_PROJECTS: dict[str, Finder] = {}
OF_PAPERS: dict[str, Finder] = {}
OF_ENTRIES: dict[str, Finder] = {}


def finds(kind: str, *registries: dict[str, Finder]) -> Callable[[Finder], Finder]:
    """Register a function for a class of difference: over a project's records, an unmatched paper
    or an unmatched treasury line."""

    def register(find: Finder) -> Finder:
        for registry in registries:
            registry[kind] = find
        return find

    return register


def about_project(
    kind: str,
    records: Records,
    said: Iterable[Said],
    amount_yuan: Decimal = ZERO,
    *,
    subject: str = "",
    links: Mapping[str, int] | None = None,
    **more: Any,
) -> Found:
    project = records.project
    return Found(
        kind,
        subject or f"project:{project.pk}",
        project.authority_id,
        project.region_id,
        facts_of(said, **more),
        amount_yuan,
        {"project_id": project.pk, **(links or {})},
    )


KINDS = Difference.Kind
