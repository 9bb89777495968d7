"""Reads the ledger for the checks: a chunk of projects at a time, one query per kind of row.

Rows come as plain tuples. A chunk is a range of keys, so that a table without statistics is still
read by its index, and memory does not grow with the ledger.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from projects.assessing import Statute
from projects.models import (
    Building,
    Deferral,
    DemandNotice,
    FeeAssessment,
    FeeReduction,
    Gap,
    Permit,
    Project,
    Receipt,
    TreasuryEntry,
)
from projects.models.money import total_of
from projects.rules import BuildingFacts, ProjectFacts
from projects.screening.around import Around
from projects.screening.dossier import (
    Assessed,
    Dossier,
    Granted,
    Notice,
    Opened,
    Paper,
    Payment,
    PutOff,
)
from projects.workflow import ProjectStatus

CHUNK = 4000
Groups = dict[int, list[Any]]


@dataclass(frozen=True, slots=True)
class Span:
    """Some projects: those with keys after `after` up to `upto`, or these very ones."""

    after: int | None = None
    upto: int | None = None
    keys: tuple[int, ...] | None = None

    def of(self, field: str) -> Q:
        if self.keys is not None:
            return Q(**{f"{field}__in": self.keys})
        lower = Q() if self.after is None else Q(**{f"{field}__gt": self.after})
        return lower if self.upto is None else lower & Q(**{f"{field}__lte": self.upto})


def spans(region: str | None = None, keys: Iterable[int] | None = None) -> Iterator[Span]:
    """The ledger, one region or these projects, in chunks; together they leave no key out."""
    if region is not None:
        of_region = Project.objects.filter(region__code=region).order_by("pk")
        keys = of_region.values_list("pk", flat=True).iterator(chunk_size=CHUNK)
    if keys is not None:
        yield from packs(keys)
        return
    after, everything = None, Project.objects.order_by("pk").values_list("pk", flat=True)
    while True:
        ahead = everything if after is None else everything.filter(pk__gt=after)
        upto = next(iter(ahead[CHUNK - 1 : CHUNK]), None)
        yield Span(after, upto)
        if upto is None:
            return
        after = upto


def packs(keys: Iterable[int], size: int = CHUNK) -> Iterator[Span]:
    """These keys, so many at a time."""
    pack: list[int] = []
    for key in keys:
        pack.append(key)
        if len(pack) == size:
            yield Span(keys=tuple(pack))
            pack = []
    if pack:
        yield Span(keys=tuple(pack))


class Head(NamedTuple):
    """A project's own row."""

    pk: int
    code: str
    region_id: int
    region: str
    authority_id: int
    developer_id: int
    developer: str
    zone: str
    planned_once_id: str
    approved_on: date
    is_offsite_approved: bool
    built_g6_sqm: Decimal
    built_g6b_sqm: Decimal


HEAD = (
    "pk",
    "code",
    "region_id",
    "region__code",
    "authority_id",
    "developer_id",
    "developer__name",
    "zone",
    "planned_once_id",
    "approved_on",
    "is_offsite_approved",
    "built_g6_sqm",
    "built_g6b_sqm",
)
BUILDING = (
    "use",
    "floors",
    "foundation_depth_m",
    "first_floor_sqm",
    "above_ground_sqm",
    "is_rebuild",
    "is_area_increased",
    "claims",
    "name",
)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads dossiers as they stand at the end of a day."""

    on: date
    statute: Statute
    around: Around

    def dossiers(self, span: Span) -> Iterator[Dossier]:
        """The dossiers of a span with the fee reckoned; withdrawn projects have none."""
        heads = self._heads(span)
        buildings, permits = self._buildings(span), self._permits(span)
        payments, gaps = self._payments(span, heads), self._gaps(span)
        assessments, reductions = self._assessments(span), self._reductions(span)
        notices, deferrals = self._notices(span), self._deferrals(span)
        around = self.around
        for pk, head in heads.items():
            assessment = assessments.get(pk)
            yield Dossier(
                pk=pk,
                region_id=head.region_id,
                authority_id=head.authority_id,
                on=self.on,
                facts=_facts(head, buildings.get(pk, ())),
                statute=self.statute,
                developer_id=head.developer_id,
                developer=head.developer,
                planned_once_id=head.planned_once_id,
                permits=permits.get(pk, ()),
                payments=payments.get(pk, ()),
                assessment=assessment,
                reductions=reductions.get(assessment.pk, ()) if assessment else (),
                notices=notices.get(pk, ()),
                deferrals=deferrals.get(pk, ()),
                gaps=gaps.get(pk, ()),
                plan=around.plans.get((head.region_id, head.planned_once_id)),
                favoured=around.favoured.get(head.developer_id),
                twins=around.twins,
            ).reckon()

    def _heads(self, span: Span) -> dict[int, Head]:
        rows = Project.objects.filter(span.of("pk")).exclude(status=ProjectStatus.WITHDRAWN)
        return {row[0]: Head._make(row) for row in rows.order_by("pk").values_list(*HEAD)}

    def _buildings(self, span: Span) -> Groups:
        rows = Building.objects.filter(span.of("project")).order_by("pk")
        return grouped(
            (project, BuildingFacts(*facts, tuple(claims), name))
            for project, *facts, claims, name in rows.values_list("project_id", *BUILDING)
        )

    def _permits(self, span: Span) -> Groups:
        fields = ("kind", "number", "issued_on", "area_sqm", "basement_sqm", "stated_use")
        rows = Permit.objects.filter(span.of("project")).filter(issued_on__lte=self.on)
        return _read(rows.order_by("issued_on", "pk"), "project_id", Paper, fields)

    def _payments(self, span: Span, heads: dict[int, Head]) -> Groups:
        """Receipts with the sums of their rows, and whether the treasury's file lacks them."""
        entries = TreasuryEntry.objects
        rows = (
            Receipt.objects.valid()
            .filter(span.of("project"), paid_on__lte=self.on)
            .annotate(
                refunded=total_of(Receipt, "refunds"),
                remitted=total_of(Receipt, "remittances"),
                recovered=total_of(Receipt, "allocations"),
                named=Exists(entries.filter(receipt=OuterRef("pk")))
                | Exists(entries.filter(number=OuterRef("number"))),
            )
            .order_by("paid_on", "pk")
        )
        fields = ("pk", "number", "paid_on", "amount_yuan", "refunded", "remitted", "recovered")
        groups: Groups = {}
        for project, *facts, named in rows.values_list("project_id", *fields, "named"):
            if head := heads.get(project):
                absent = not named and self.around.covers(head.region_id, facts[2])
                groups.setdefault(project, []).append(Payment._make((*facts, absent)))
        return groups

    def _assessments(self, span: Span) -> dict[int, Assessed]:
        """The last of those fixed until the day is in force."""
        areas = ("required_g6_sqm", "required_g6b_sqm")
        sums = ("gross_yuan", "reduction_yuan", "payable_yuan")
        fields = ("assessed_on", *areas, *sums, "rate_document")
        rows = FeeAssessment.objects.filter(span.of("project"), assessed_on__lte=self.on)
        found = rows.order_by("pk").values_list("project_id", "pk", *fields)
        return {project: Assessed(*facts) for project, *facts in found}

    def _reductions(self, span: Span) -> Groups:
        fields = ("code", "amount_yuan", "approved_on", "document")
        rows = FeeReduction.objects.filter(span.of("assessment__project")).order_by("pk")
        return _read(rows, "assessment_id", Granted, fields)

    def _notices(self, span: Span) -> Groups:
        rows = DemandNotice.objects.filter(span.of("project"), issued_on__lte=self.on)
        return _read(rows.order_by("pk"), "project_id", Notice, ("number", "due_on", "amount_yuan"))

    def _deferrals(self, span: Span) -> Groups:
        fields = ("document", "until_on", "amount_yuan", "basis")
        rows = Deferral.objects.filter(span.of("project"), granted_on__lte=self.on)
        return _read(rows.order_by("pk"), "project_id", PutOff, fields)

    def _gaps(self, span: Span) -> Groups:
        rows = Gap.objects.filter(span.of("project"), opened_on__lte=self.on)
        rows = rows.annotate(recovered=total_of(Gap, "allocations")).order_by("pk")
        fields = ("kind", "opened_on", "amount_yuan", "recovered")
        return _read(rows, "project_id", Opened, fields)


def _read(rows: QuerySet, group: str, kind: Any, fields: tuple[str, ...]) -> Groups:
    found = rows.values_list(group, "pk", *fields)
    return grouped((key, kind(*facts)) for key, *facts in found)


def grouped(pairs: Iterable[tuple[int, Any]]) -> Groups:
    groups: Groups = {}
    for key, row in pairs:
        groups.setdefault(key, []).append(row)
    return groups


def _facts(head: Head, buildings: Iterable[BuildingFacts]) -> ProjectFacts:
    return ProjectFacts(
        code=head.code,
        region=head.region,
        approved_on=head.approved_on,
        is_offsite_approved=head.is_offsite_approved,
        buildings=tuple(buildings),
        zone=head.zone,
        built_g6_sqm=head.built_g6_sqm,
        built_g6b_sqm=head.built_g6b_sqm,
    )
