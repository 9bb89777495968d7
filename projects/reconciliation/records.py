"""What every department has about a project, read for many projects at once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Max, Min, Sum

from projects.models import (
    Building,
    FeeAssessment,
    Permit,
    PermitKind,
    Project,
    Receipt,
    TreasuryEntry,
)
from projects.models.money import total_of
from projects.reconciliation.candidates import region_of


@dataclass(slots=True)
class Records:
    """One project with the papers of planning, housing, air defence and finance about it."""

    project: Project
    above_sqm: Decimal | None = None
    permits: list[Permit] = field(default_factory=list)
    assessment: FeeAssessment | None = None
    receipts: list[Receipt] = field(default_factory=list)
    entries: dict[int, list[TreasuryEntry]] = field(default_factory=dict)

    def of(self, *kinds: str) -> list[Permit]:
        return [permit for permit in self.permits if permit.kind in kinds]

    def day_of(self, kind: str) -> date | None:
        """The first day of a kind of paper: a later one extends or replaces it."""
        return min((permit.issued_on for permit in self.of(kind)), default=None)

    def sqm_of(self, kind: str, measure: str = "area_sqm") -> Decimal | None:
        """What the papers of a kind say together; None where they say nothing."""
        told = [value for p in self.of(kind) if (value := getattr(p, measure)) is not None]
        return sum(told, Decimal(0)) if told else None

    @property
    def built_sqm(self) -> Decimal:
        return self.project.built_g6_sqm + self.project.built_g6b_sqm

    @property
    def basement_sqm(self) -> Decimal | None:
        """Accepted by the ledger; nought says nothing before the project was completed."""
        is_told = self.built_sqm or self.of(PermitKind.COMPLETION)
        return self.built_sqm if is_told else None


class Coverage:
    """From when to when the treasury's files reach, by region: outside of that a missing line
    says nothing."""

    def __init__(self) -> None:
        self._spans: dict[int, tuple[date, date]] = {}
        ends = TreasuryEntry.objects.values("source").annotate(Min("paid_on"), Max("paid_on"))
        sources = TreasuryEntry._meta.get_field("source").related_model.objects
        bodies = sources.select_related("region").in_bulk([row["source"] for row in ends])
        for row in ends.order_by():
            region = region_of(bodies[row["source"]]).pk
            first, last = self._spans.get(region, (date.max, date.min))
            span = (min(first, row["paid_on__min"]), max(last, row["paid_on__max"]))
            self._spans[region] = span

    def reaches(self, receipt: Receipt, region_id: int) -> bool:
        first, last = self._spans.get(region_id, (date.max, date.min))
        return first <= receipt.paid_on <= last


def read(project_ids: Iterable[int]) -> list[Records]:
    """The records of a chunk of projects: six queries, however many they are."""
    rows = Project.objects.filter(pk__in=list(project_ids)).select_related(
        "developer", "region", "authority"
    )
    found = {project.pk: Records(project) for project in rows.order_by("pk")}
    areas = Building.objects.filter(project__in=found).order_by().values_list("project")
    for pk, total in areas.annotate(total=Sum("above_ground_sqm")):
        found[pk].above_sqm = total
    for permit in Permit.objects.filter(project__in=found).select_related("issued_by"):
        permit.project = found[permit.project_id].project
        found[permit.project_id].permits.append(permit)
    assessments = FeeAssessment.objects.filter(project__in=found, superseded_by=None)
    for assessment in assessments.defer("snapshot"):
        found[assessment.project_id].assessment = assessment
    receipts = Receipt.objects.valid().filter(project__in=found)
    for receipt in receipts.annotate(refunded=total_of(Receipt, "refunds")):
        found[receipt.project_id].receipts.append(receipt)
    lines: dict[int, list[TreasuryEntry]] = defaultdict(list)
    entries = TreasuryEntry.objects.filter(receipt__project__in=found).select_related("source")
    for entry in entries:
        lines[entry.receipt_id].append(entry)
    for records in found.values():
        records.entries = {r.pk: lines[r.pk] for r in records.receipts if r.pk in lines}
    return list(found.values())


class Twins:
    """Papers and treasury lines that bear a number which an earlier one of the same department
    and kind bears too."""

    def __init__(self, permits: Iterable[Permit], entries: Iterable[TreasuryEntry]) -> None:
        self._permits, self._entries = list(permits), list(entries)

    @cached_property
    def permits(self) -> dict[int, Permit]:
        """Of each later paper the earliest one."""
        numbers = {permit.number for permit in self._permits}
        same = Permit.objects.filter(number__in=numbers).order_by("pk").select_related("project")
        return _earliest(self._permits, same, lambda p: (p.kind, p.issued_by_id, p.number))

    @cached_property
    def entries(self) -> dict[int, TreasuryEntry]:
        numbers = {entry.number for entry in self._entries}
        same = TreasuryEntry.objects.filter(number__in=numbers).order_by("pk")
        return _earliest(self._entries, same, lambda e: (e.source_id, e.number))


def _earliest(rows: Iterable[Any], same: Iterable[Any], key: Any) -> dict[int, Any]:
    first: dict[Any, Any] = {}
    for row in same:
        first.setdefault(key(row), row)
    return {row.pk: first[key(row)] for row in rows if first[key(row)].pk != row.pk}
