"""The departments' records of one project side by side, what differs from the ledger marked."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from airdefense.casework.templatetags.casework import money, sqm
from projects.models import Difference, Permit, PermitKind, Project
from projects.reconciliation.compare import (
    areas_differ,
    is_out_of_order,
    names_differ,
    parties_differ,
)
from projects.reconciliation.differences.contents import ORDER
from projects.reconciliation.records import Records, read

# In the order of the chain (domain §6), the ledger beside what is paid last.
CHAIN = (
    PermitKind.INITIATION,
    PermitKind.PLANNING,
    PermitKind.BASEMENT,
    PermitKind.CONSTRUCTION,
    PermitKind.COMPLETION,
)
OWNERS = {
    PermitKind.INITIATION: _("Development and reform"),
    PermitKind.PLANNING: _("Natural resources and planning"),
    PermitKind.BASEMENT: _("Civil air defence"),
    PermitKind.CONSTRUCTION: _("Housing and construction"),
    PermitKind.COMPLETION: _("Housing and construction"),
}
KINDS = Difference.Kind
# Where a stored difference shows: the line and the column of the cell that is missing or wrong.
SHOWN_AT = {
    KINDS.NO_PLANNING: ("paper", PermitKind.PLANNING),
    KINDS.NO_DECISION: ("paper", PermitKind.BASEMENT),
    KINDS.NO_PAYMENT: ("paid", "treasury"),
    KINDS.NOT_IN_TREASURY: ("paid", "treasury"),
    KINDS.AMOUNT: ("paid", "treasury"),
}


@dataclass(slots=True)
class Cell:
    """What one department says: a line for each of its papers."""

    said: list[str] = field(default_factory=list)
    is_different: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    key: str
    title: Any
    owner: Any


@dataclass(frozen=True, slots=True)
class Line:
    key: str
    label: Any
    cells: list[Cell]
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """Columns are who says it, lines are what is said."""

    columns: list[Column]
    lines: list[Line]
    differences: list[Difference]

    @property
    def is_empty(self) -> bool:
        """Whether no department but the ledger's keeper has said anything."""
        own = {"ledger"}
        others = [i for i, column in enumerate(self.columns) if column.key not in own]
        return not any(line.cells[i].said for line in self.lines for i in others)


def records_of(project: Project, user: Any) -> Grid:
    """The grid of a project: its papers, its ledger entry, the treasury's lines."""
    stored = project.differences.visible_to(user).standing()
    return grid_of(read([project.pk])[0], list(stored.order_by("kind", "pk")))


def grid_of(records: Records, differences: list[Difference]) -> Grid:
    """The grid of what was read, with the differences that stand."""
    columns = [Column(kind, PermitKind(kind).label, OWNERS[kind]) for kind in CHAIN]
    columns.append(Column("ledger", _("Ledger"), _("Civil air defence")))
    columns.append(Column("treasury", _("Treasury"), _("Finance and tax")))
    lines = [line for line in _lines(records) if any(cell.said for cell in line.cells)]
    _mark_stored(columns, lines, differences)
    return Grid(columns, lines, differences)


def _lines(records: Records) -> Iterable[Line]:
    project = records.project
    ours = (project.developer.credit_code, project.developer.name)
    yield _line("paper", _("Paper"), records, lambda p: p.number, ledger=project.code)
    yield _days(records)
    yield _line(
        "name",
        _("Project name"),
        records,
        lambda p: p.stated_name,
        lambda p: names_differ(project.name, p.stated_name),
        ledger=project.name,
    )
    yield _line(
        "developer",
        _("Developer"),
        records,
        lambda p: " ".join(filter(None, (p.stated_developer, p.stated_credit_code))),
        lambda p: parties_differ(ours, (p.stated_credit_code, p.stated_developer)),
        ledger=" ".join(filter(None, reversed(ours))),
    )
    yield _areas("above_ground", _("Above ground"), records, "area_sqm", records.above_sqm)
    yield _areas("basement", _("Basement"), records, "basement_sqm", records.basement_sqm)
    yield from _money(records)


def _line(
    key: str,
    label: Any,
    records: Records,
    said: Callable[[Permit], str],
    differs: Callable[[Permit], bool] = lambda permit: False,
    *,
    ledger: str = "",
) -> Line:
    cells = []
    for kind in CHAIN:
        papers = records.of(kind)
        told = list(dict.fromkeys(text for permit in papers if (text := said(permit))))
        cells.append(Cell(told, any(differs(permit) for permit in papers)))
    return Line(key, label, [*cells, Cell([ledger] if ledger else []), Cell()])


def _days(records: Records) -> Line:
    wrong = {
        kind
        for pair in ORDER
        if is_out_of_order(records.day_of(pair[0]), records.day_of(pair[1]))
        for kind in pair
    }
    line = _line(
        "day",
        _("Day"),
        records,
        lambda permit: f"{permit.issued_on:%Y-%m-%d}",
        lambda permit: permit.kind in wrong,
        ledger=f"{records.project.approved_on:%Y-%m-%d}",
    )
    paid = sorted({entry.paid_on for lines in records.entries.values() for entry in lines})
    line.cells[-1].said = [f"{day:%Y-%m-%d}" for day in paid]
    return line


def _areas(key: str, label: Any, records: Records, measure: str, ours: Decimal | None) -> Line:
    """Without an area in the ledger the first paper is what the others are compared with."""
    told = [records.sqm_of(kind, measure) for kind in CHAIN]
    basis = ours if ours is not None else next((area for area in told if area is not None), None)
    cells = [Cell([] if area is None else [sqm(area)], areas_differ(basis, area)) for area in told]
    ledger = Cell([] if ours is None else [sqm(ours)])
    return Line(key, label, [*cells, ledger, Cell()], is_number=True)


def _money(records: Records) -> Iterable[Line]:
    def line(key: str, label: Any, ledger: list[str], treasury: list[str]) -> Line:
        cells = [*(Cell() for _kind in CHAIN), Cell(ledger), Cell(treasury)]
        return Line(key, label, cells, is_number=True)

    assessment = records.assessment
    assessed = [money(assessment.payable_yuan)] if assessment else []
    yield line("assessed", _("Assessed (yuan)"), assessed, [])
    paid = [money(receipt.amount_yuan) for receipt in records.receipts]
    entries = [entry for lines in records.entries.values() for entry in lines]
    yield line("paid", _("Paid (yuan)"), paid, [money(entry.amount_yuan) for entry in entries])


def _mark_stored(
    columns: list[Column], lines: list[Line], differences: Iterable[Difference]
) -> None:
    places = {column.key: place for place, column in enumerate(columns)}
    by_key = {line.key: line for line in lines}
    for difference in differences:
        key, column = SHOWN_AT.get(difference.kind, ("", ""))
        if key in by_key:
            by_key[key].cells[places[column]].is_different = True
