"""A paper and the projects it may belong to (a treasury line and receipts) face to face, each
attribute compared as the scorer compares it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Sum
from django.utils.translation import gettext_lazy as _

from airdefense.casework.templatetags.casework import money, sqm
from projects.models import Building, Match, Permit, Project
from projects.reconciliation import names
from projects.reconciliation.candidates import region_of
from projects.reconciliation.compare import areas_differ

SAME, DIFFERS, UNTOLD = "same", "differs", ""


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    mark: str = UNTOLD

    @property
    def is_different(self) -> bool:
        return self.mark == DIFFERS

    @property
    def is_same(self) -> bool:
        return self.mark == SAME


@dataclass(frozen=True, slots=True)
class Line:
    label: Any
    paper: str
    cells: list[Cell]
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Facing:
    """The paper beside every place that is still open for it, the match at hand first."""

    matches: list[Match]
    lines: list[Line]


def marked(one: Any, other: Any, differs: Callable[[Any, Any], bool]) -> str:
    if one in (None, "") or other in (None, ""):
        return UNTOLD
    return DIFFERS if differs(one, other) else SAME


def unequal(normal: Callable[[str], str]) -> Callable[[str, str], bool]:
    return lambda one, other: normal(one) != normal(other)


def facing(match: Match, matches: Iterable[Match]) -> Facing:
    """`matches` are the pairs of the same paper that this reader sees."""
    others = [one for one in matches if one.pk != match.pk]
    shown = [match, *others]
    lines = _of_permit(match.permit, shown) if match.permit else _of_entry(match, shown)
    return Facing(shown, [line for line in lines if line.paper or any(c.text for c in line.cells)])


def _of_permit(permit: Permit, matches: list[Match]) -> Iterable[Line]:
    projects = _projects(matches)
    areas = dict(
        Building.objects.filter(project__in=projects)
        .order_by()
        .values_list("project")
        .annotate(Sum("above_ground_sqm"))
    )

    def line(label: Any, stated: str, told: Callable[[Project], str], normal: Any) -> Line:
        cells = [Cell(told(p), marked(stated, told(p), unequal(normal))) for p in projects]
        return Line(label, stated, cells)

    def area(label: Any, stated: Any, told: Callable[[Project], Any]) -> Line:
        values = [told(project) for project in projects]
        cells = [Cell("" if v is None else sqm(v), marked(stated, v, areas_differ)) for v in values]
        return Line(label, "" if stated is None else sqm(stated), cells, is_number=True)

    yield line(_("Project code"), permit.stated_code, lambda p: p.national_code, names.code)
    yield _numbers(permit, projects)
    yield line(_("Project name"), permit.stated_name, lambda p: p.name, names.name)
    yield line(_("Developer"), permit.stated_developer, lambda p: p.developer.name, names.name)
    credit = permit.stated_credit_code
    yield line(_("Credit code"), credit, lambda p: p.developer.credit_code, names.code)
    yield line(_("Address"), permit.stated_address, lambda p: p.address, names.address)
    home = region_of(permit.issued_by).short_name
    yield line(_("Region"), home, lambda p: p.region.short_name, str)
    yield Line(
        _("Day"),
        f"{permit.issued_on:%Y-%m-%d}",
        [Cell(f"{p.approved_on:%Y-%m-%d}") for p in projects],
    )
    yield area(_("Above ground"), permit.area_sqm, lambda p: areas.get(p.pk))
    yield area(
        _("Basement"), permit.basement_sqm, lambda p: p.built_g6_sqm + p.built_g6b_sqm or None
    )


def _projects(matches: list[Match]) -> list[Project]:
    papers = Permit.objects.only("kind", "number", "project_id")
    rows = Project.objects.filter(pk__in=[match.project_id for match in matches])
    found = rows.select_related("developer", "region").prefetch_related(Prefetch("permits", papers))
    by_key = found.in_bulk()
    return [by_key[match.project_id] for match in matches]


def _numbers(permit: Permit, projects: list[Project]) -> Line:
    """The papers of the same kind that each project has: an equal one makes this a copy."""
    cells = []
    for project in projects:
        numbers = [p.number for p in project.permits.all() if p.kind == permit.kind]
        is_copy = names.number(permit.number) in map(names.number, numbers)
        cells.append(Cell(", ".join(numbers), SAME if is_copy else UNTOLD))
    return Line(permit.get_kind_display(), permit.number, cells)


def _of_entry(match: Match, matches: list[Match]) -> Iterable[Line]:
    entry, receipts = match.treasury_entry, [one.receipt for one in matches]

    def line(label: Any, stated: Any, values: list[Any], differs: Any, shown: Any = str) -> Line:
        cells = [Cell(shown(v) if v else "", marked(stated, v, differs)) for v in values]
        return Line(label, shown(stated) if stated else "", cells, shown is money)

    numbers = [receipt.number for receipt in receipts]
    yield line(_("Receipt number"), entry.number, numbers, unequal(names.number))
    amounts = [receipt.amount_yuan for receipt in receipts]
    yield line(_("Amount (yuan)"), entry.amount_yuan, amounts, lambda a, b: a != b, money)
    days = [receipt.paid_on for receipt in receipts]
    yield line(_("Paid on"), entry.paid_on, days, lambda a, b: a != b)
    payers = [receipt.payer for receipt in receipts]
    yield line(_("Payer"), entry.payer, payers, unequal(names.name))
    called = [receipt.project.name for receipt in receipts]
    yield line(_("Project"), entry.stated_name, called, unequal(names.name))
