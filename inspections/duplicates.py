"""What was found before and looks like the matter at hand, with the reasons in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from inspections.likeness import Likeness, Matter, Reason, likeness
from inspections.models import Finding
from inspections.workflow import FindingStatus
from projects.models import Permit

LOOKED_AT, SHOWN = 200, 8
# What a finding can be merged into.
MERGEABLE = Q(status=FindingStatus.APPROVED, merged_into=None)
# What is laid side by side before two findings are merged.
COMPARED = (
    "region",
    "unit",
    "project",
    "organ",
    "round",
    "category",
    "method",
    "title",
    "amount_yuan",
    "basis",
    "power",
    "found_on",
    "description",
)


@dataclass(frozen=True, slots=True)
class Alike:
    """A finding that may be the same matter."""

    finding: Finding
    likeness: Likeness

    @property
    def reasons(self) -> list[str]:
        return [words_of(reason) for reason in self.likeness.reasons]


def words_of(reason: Reason) -> str:
    words = {
        "project": _("same project"),
        "unit": _("same unit, no project"),
        "permit": _("same permit %(number)s"),
        "category": _("same category"),
        "title": _("similar problem (%(percent)s %%)"),
        "amount": _("same amount within 1 %% (%(amount)s)"),
    }
    return words[reason.code] % reason.params


def matter_of(finding: Finding, permits: Iterable[str] = ()) -> Matter:
    return Matter(
        finding.project_id,
        finding.unit_id,
        finding.category,
        finding.title,
        finding.amount_yuan,
        finding.project.name if finding.project else "",
        frozenset(permits),
    )


def permits_of(projects: Iterable[int | None]) -> dict[int, set[str]]:
    """The numbers of the permits of each project."""
    found: dict[int, set[str]] = {}
    rows = Permit.objects.filter(project__in=[pk for pk in projects if pk])
    for project, number in rows.values_list("project", "number"):
        found.setdefault(project, set()).add(number)
    return found


def alike_to(matter: Matter, findings: Any, *, leaving_out: int | None = None) -> list[Alike]:
    """The findings among these (as far as somebody sees them) that look like the matter."""
    own = permits_of([matter.project]).get(matter.project or 0, set())
    around = Q(pk__in=[])
    if matter.project:
        around |= Q(project=matter.project)
    elif matter.unit:
        around |= Q(project=None, unit=matter.unit)
    if own:
        sharing = Permit.objects.filter(number__in=own).exclude(project=None).values("project")
        around |= Q(project__in=sharing)
    rows = findings.exclude(status=FindingStatus.VOID).exclude(pk=leaving_out).filter(around)
    rows = list(rows.select_related("project", "unit").order_by("-found_on", "-pk")[:LOOKED_AT])
    permits = permits_of({row.project_id for row in rows}) if own else {}
    at_hand = Matter(
        matter.project,
        matter.unit,
        matter.category,
        matter.title,
        matter.amount_yuan,
        matter.project_name,
        frozenset(own),
    )
    found = [
        Alike(row, likeness(at_hand, matter_of(row, permits.get(row.project_id or 0, ()))))
        for row in rows
    ]
    told = [one for one in found if one.likeness.is_worth_telling]
    return sorted(told, key=lambda one: (-one.likeness.points, -one.finding.pk))[:SHOWN]


@dataclass(frozen=True, slots=True)
class Line:
    """One field of two findings."""

    label: Any
    one: str
    other: str

    @property
    def agrees(self) -> bool:
        return self.one == self.other


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two findings side by side, with how much they look like one matter."""

    one: Finding
    other: Finding

    @property
    def lines(self) -> list[Line]:
        label = Finding._meta.get_field
        return [
            Line(label(name).verbose_name, said(self.one, name), said(self.other, name))
            for name in COMPARED
        ]

    @property
    def alike(self) -> Alike:
        permits = permits_of([self.one.project_id, self.other.project_id])
        first, second = (
            matter_of(row, permits.get(row.project_id or 0, ())) for row in (self.one, self.other)
        )
        return Alike(self.other, likeness(first, second))


def said(finding: Finding, name: str) -> str:
    """What a finding says under a field, in words."""
    words = getattr(finding, f"get_{name}_display", None)
    value = words() if words else getattr(finding, name)
    if value in (None, ""):
        return "—"
    return f"{value:,.2f}" if name == "amount_yuan" else str(value)
