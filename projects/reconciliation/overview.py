"""The workbench at a glance: what waits, which classes differ where, how well each department
supplies. Every figure is a count of the list it opens."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, Q
from django.db.models.functions import TruncDate
from django.http import QueryDict
from django.urls import reverse

from airdefense.accounts.models import Organisation, OrganisationKind
from airdefense.exchange.models import ImportBatch
from projects.models import Difference, Match, Permit, TreasuryEntry
from projects.reconciliation.differences import Department
from projects.reconciliation.filters import (
    complete_entry,
    complete_paper,
    kinds_of,
    names_department,
)
from projects.workflow import DifferenceStatus

OPEN = DifferenceStatus.OPEN.value

# Whose files bring which department's papers.
BODIES = {
    Department.PLANNING: (OrganisationKind.PLANNING,),
    Department.HOUSING: (OrganisationKind.HOUSING,),
    Department.AIR_DEFENCE: (),
    Department.TREASURY: (OrganisationKind.FINANCE, OrganisationKind.TAX),
    Department.REFORM: (OrganisationKind.REFORM,),
}


def listed(name: str, **query: Any) -> str:
    """The address of a list with these conditions."""
    asked = QueryDict(mutable=True)
    for key, value in query.items():
        asked.setlist(key, value if isinstance(value, list | tuple) else [value])
    return (
        f"{reverse(f'projects:{name}')}?{asked.urlencode()}"
        if query
        else reverse(f"projects:{name}")
    )


@dataclass(frozen=True, slots=True)
class Figure:
    """A count and the list of exactly its rows."""

    count: int
    url: str


@dataclass(frozen=True, slots=True)
class Line:
    """A class of difference: its figure in each region, and in all of them."""

    label: Any
    cells: list[Figure]
    total: Figure


@dataclass(frozen=True, slots=True)
class Supplier:
    """How well one department supplies its data."""

    department: Department
    papers: Figure
    incomplete: Figure
    differing: Figure
    median_days: int | None
    files: Figure
    rows: int = 0
    faulty_rows: int = 0

    @property
    def complete_percent(self) -> float | None:
        if not self.papers.count:
            return None
        return 100 * (self.papers.count - self.incomplete.count) / self.papers.count

    @property
    def faulty_percent(self) -> float | None:
        return 100 * self.faulty_rows / self.rows if self.rows else None


class MedianDays(Aggregate):
    """The middle of so many days: half of the rows took longer."""

    template = "percentile_disc(0.5) within group (order by %(expressions)s)"
    output_field = DurationField()


def days_between(day: str) -> ExpressionWrapper:
    """From the paper's own day to the day it was recorded."""
    return ExpressionWrapper(TruncDate("recorded_at") - F(day), output_field=DurationField())


class Overview:
    """What this reader may see of the workbench; a fixed number of queries."""

    def __init__(self, user: Any) -> None:
        self.user = user
        self._open = Difference.objects.visible_to(user).standing().filter(status=OPEN)

    @cached_property
    def queues(self) -> dict[str, Figure]:
        """What waits for a decision."""
        waiting = Match.objects.visible_to(self.user).waiting()
        papers = self._papers.unmatched()
        entries = TreasuryEntry.objects.visible_to(self.user).unmatched()
        return {
            "matches": Figure(waiting.count(), listed("match_list", waits="true")),
            "papers": Figure(papers.count(), listed("paper_list", is_matched="false")),
            "entries": Figure(entries.count(), listed("entry_list", is_matched="false")),
            "differences": self.whole,
        }

    @property
    def _papers(self) -> Any:
        return Permit.objects.visible_to(self.user).on_the_workbench_of(self.user)

    @cached_property
    def counts(self) -> dict[tuple[str, str], int]:
        rows = self._open.order_by().values_list("kind", "region__code")
        return {(kind, region): n for kind, region, n in rows.annotate(Count("pk"))}

    @cached_property
    def regions(self) -> list[Organisation]:
        """The regions where something differs, and those the reader reaches."""
        paths = tuple(self.user.paths())
        seen = {region for _kind, region in self.counts}
        regions = Organisation.objects.regions().order_by("path")
        return [
            region
            for region in regions
            if region.code in seen
            or (region.valid_to is None and paths and region.path.startswith(paths))
        ]

    @property
    def lines(self) -> list[Line]:
        """A line for each class, with the figure of every region."""
        return [
            Line(
                kind.label,
                [self._figure(kind=kind.value, region=region.code) for region in self.regions],
                self._figure(kind=kind.value),
            )
            for kind in Difference.Kind
        ]

    @property
    def totals(self) -> list[Figure]:
        return [self._figure(region=region.code) for region in self.regions]

    @property
    def whole(self) -> Figure:
        return self._figure()

    def _figure(self, kind: str = "", region: str = "") -> Figure:
        count = sum(
            n
            for (of_kind, of_region), n in self.counts.items()
            if kind in ("", of_kind) and region in ("", of_region)
        )
        asked = {"kind": kind, "region": region, "status": OPEN}
        return Figure(count, listed("difference_list", **{k: v for k, v in asked.items() if v}))

    @cached_property
    def suppliers(self) -> list[Supplier]:
        """Each department: completeness, timeliness, rows in error, rows that differ."""
        differing = self._open.aggregate(
            **{d.value: Count("pk", filter=names_department(d)) for d in Department}
        )
        papers, files = self._supplied_papers(), self._files()
        return [
            self._supplier(department, papers[department], files[department], differing)
            for department in Department
        ]

    def _supplier(self, department: Department, told: Any, files: Any, differing: Any) -> Supplier:
        count, complete, days = told
        is_treasury = department == Department.TREASURY
        name = "entry_list" if is_treasury else "paper_list"
        own = {} if is_treasury else {"department": department.value}
        bodies = [kind.value for kind in BODIES[department]]
        batches, rows, faulty = files
        return Supplier(
            department,
            papers=Figure(count, listed(name, **own)),
            incomplete=Figure(count - complete, listed(name, **own, is_complete="false")),
            differing=Figure(
                differing[department.value],
                listed("difference_list", department=department.value, status=OPEN),
            ),
            median_days=None if days is None else days.days,
            files=Figure(batches, imports(bodies)),
            rows=rows,
            faulty_rows=faulty,
        )

    def _supplied_papers(self) -> dict[str, tuple[int, int, Any]]:
        """Of each department: papers, complete ones, median days until they were recorded."""
        told = {}
        of_papers = {
            d.value: Q(kind__in=kinds_of([d])) for d in Department if d != Department.TREASURY
        }
        found = self._papers.aggregate(
            **{f"{d}_count": Count("pk", filter=own) for d, own in of_papers.items()},
            **{
                f"{d}_complete": Count("pk", filter=own & complete_paper())
                for d, own in of_papers.items()
            },
            **{
                f"{d}_days": MedianDays(days_between("issued_on"), filter=own)
                for d, own in of_papers.items()
            },
        )
        for d in of_papers:
            told[d] = (found[f"{d}_count"], found[f"{d}_complete"], found[f"{d}_days"])
        entries = TreasuryEntry.objects.visible_to(self.user).aggregate(
            count=Count("pk"),
            complete=Count("pk", filter=complete_entry()),
            days=MedianDays(days_between("paid_on")),
        )
        told[Department.TREASURY.value] = tuple(entries.values())
        return told

    def _files(self) -> dict[str, tuple[int, int, int]]:
        """Of each department: files brought, their rows, and those in error when checked."""
        batches = ImportBatch.objects.visible_to(self.user).exclude(source=None)
        told = {department.value: (0, 0, 0) for department in Department}
        department_of = {kind: d.value for d, kinds in BODIES.items() for kind in kinds}
        for kind, counts in batches.order_by().values_list("source__kind", "counts"):
            if name := department_of.get(kind):
                files, rows, faulty = told[name]
                more = (files + 1, rows + counts.get("rows", 0), faulty + counts.get("error", 0))
                told[name] = more
        return told


def imports(bodies: list[str]) -> str:
    """The files that bodies of these kinds supplied."""
    asked = QueryDict(mutable=True)
    asked.setlist("supplier", bodies)
    return f"{reverse('exchange:import_list')}?{asked.urlencode()}"
