"""What several projects, or another department's file, say together: plans that were split,
developers that are favoured, receipt numbers used twice, days a treasury file covers."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Max, Min, Q, Sum
from django.db.models.functions import Coalesce

from airdefense.accounts.models import Organisation
from projects.models import Building, FeeAssessment, Project, Receipt, Suspicion, TreasuryEntry
from projects.models.ledger import BuildingUse, Zone
from projects.models.receipts import PLAIN_NUMBER
from projects.rules.area import LEAST_DEPTH_M, LEAST_FLOORS, THRESHOLD_SQM
from projects.screening.dossier import Favoured, Plan, Twin
from projects.workflow import ProjectStatus

WITHDRAWN = Q(project__status=ProjectStatus.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Around:
    """The surroundings of some projects, or of all, read once for a run."""

    plans: dict[tuple[int, str], Plan]
    favoured: dict[int, Favoured]
    twins: dict[int, Twin]
    # region → (first day, last day, years with entries) of the treasury files.
    files: dict[int, tuple[date, date, frozenset[int]]] = field(default_factory=dict)

    @classmethod
    def read(cls, keys: Iterable[int] | None = None) -> "Around":
        """Of the whole ledger, or of the groups that these projects belong to."""
        ours = None if keys is None else list(keys)
        return cls(_plans(ours), _favoured(ours), _twins(ours), _files(ours))

    def covers(self, region_id: int, day: date) -> bool:
        """Whether a treasury file of that region should name a payment of that day."""
        first, last, years = self.files.get(region_id, (date.max, date.min, frozenset()))
        return first <= day <= last and day.year in years


def _plans(keys: list[int] | None) -> dict[tuple[int, str], Plan]:
    """Plans of several projects that reach the threshold together (C2, 18号文 Art. 47)."""
    rows = Building.objects.exclude(WITHDRAWN).exclude(project__planned_once_id="")
    if keys is not None:
        rows = rows.filter(project__planned_once_id__in=_plan_ids(keys))
    bound = rows.filter(
        project__zone=Zone.NORMAL,
        use=BuildingUse.OTHER,
        floors__lt=LEAST_FLOORS,
        foundation_depth_m__lt=LEAST_DEPTH_M,
    )
    groups = (
        bound.order_by()
        .values_list("project__region_id", "project__planned_once_id")
        .annotate(
            count=Count("project", distinct=True),
            pooled=Sum("above_ground_sqm"),
            members=ArrayAgg("project_id", distinct=True, order_by="project_id"),
        )
        .filter(count__gt=1, pooled__gte=THRESHOLD_SQM)
    )
    return {(region, plan): Plan(n, area, tuple(of)) for region, plan, n, area, of in groups}


def _plan_ids(keys: list[int]) -> list[str]:
    return list(_planned().filter(pk__in=keys).values_list("planned_once_id", flat=True).distinct())


def _planned() -> Any:
    """Projects with a plan, by its index."""
    return Project.objects.exclude(planned_once_id="")


def _reduced() -> Any:
    in_force = FeeAssessment.objects.filter(superseded_by=None, reduction_yuan__gt=0)
    return in_force.exclude(WITHDRAWN).order_by()


def _favoured(keys: list[int] | None) -> dict[int, Favoured]:
    rows = _reduced()
    if keys is not None:
        rows = rows.filter(project__developer__in=_developers(keys))
    rows = rows.values_list("project__developer_id").annotate(
        count=Count("pk"), total=Sum("reduction_yuan")
    )
    return {developer: Favoured(n, total) for developer, n, total in rows.filter(count__gt=1)}


def _developers(keys: list[int]) -> list[int]:
    ours = Project.objects.filter(pk__in=keys).values_list("developer_id", flat=True)
    return list(ours.distinct())


def _numbered() -> Any:
    valid = Receipt.objects.valid().exclude(WITHDRAWN).order_by()
    return valid.annotate(plain=PLAIN_NUMBER)


def _plain_numbers(keys: list[int]) -> list[str]:
    return list(_numbered().filter(project__in=keys).values_list("plain", flat=True))


def _twins(keys: list[int] | None) -> dict[int, Twin]:
    """Receipts whose number is used by another receipt, or twice in a treasury file."""
    rows, entries = _numbered(), TreasuryEntry.objects.order_by()
    if keys is not None:
        rows = rows.filter(plain__in=_plain_numbers(keys))
        numbers = Receipt.objects.filter(project__in=keys).values_list("number", flat=True)
        entries = entries.filter(number__in=list(numbers))
    twins: dict[int, Twin] = {}
    groups = rows.values_list("plain").annotate(n=Count("pk"), keys=ArrayAgg("pk", order_by="pk"))
    for _plain, _n, receipts in groups.filter(n__gt=1):
        for receipt in receipts:
            others = tuple(other for other in receipts if other != receipt)
            twins[receipt] = Twin(others)
    listed = _listed_twice(entries)
    of_them = Receipt.objects.valid().filter(number__in=list(listed))
    for receipt, number in of_them.values_list("pk", "number"):
        twins[receipt] = twins.get(receipt, Twin())._replace(entries=listed[number])
    return twins


def _listed_twice(entries: Any) -> dict[str, tuple[int, ...]]:
    """Numbers that one department lists for several payments, with its entries."""
    groups = entries.values_list("source", "number").annotate(
        n=Count("pk"), keys=ArrayAgg("pk", order_by="pk")
    )
    return {number: tuple(found) for _source, number, _n, found in groups.filter(n__gt=1)}


def _files(keys: list[int] | None) -> dict[int, tuple[date, date, frozenset[int]]]:
    """From when until when the treasury's files of each region reach, and in which years."""
    rows = TreasuryEntry.objects.order_by()
    if keys is not None:
        regions = Project.objects.filter(pk__in=keys).values_list("region", flat=True).distinct()
        rows = rows.filter(source__in=list(bodies_of(*regions).values_list("pk", flat=True)))
    rows = rows.values_list(Coalesce("source__region_id", "source_id"), "paid_on__year")
    years: dict[int, list[tuple[date, date, int]]] = {}
    for place, year, first, last in rows.annotate(first=Min("paid_on"), last=Max("paid_on")):
        years.setdefault(place, []).append((first, last, year))
    return {
        place: (
            min(first for first, _last, _year in found),
            max(last for _first, last, _year in found),
            frozenset(year for _first, _last, year in found),
        )
        for place, found in years.items()
    }


def neighbours(keys: Iterable[int]) -> set[int]:
    """Projects whose suspicions may change with these: of the same plan, of the same developer,
    with the same receipt number, now or when they were screened last."""
    ours = list(keys)
    stored = Suspicion.objects.standing().filter(check_code__in=("X09", "X15", "X18"))
    of_ours = stored.filter(project__in=ours).values_list("facts__records", flat=True)
    named = [tuple(record) for records in of_ours for record in records]
    reduced = _reduced().filter(project__in=ours).values_list("project__developer_id", flat=True)
    developers = {*reduced, *(key for kind, key in named if kind == "developer")}
    receipts = [key for kind, key in named if kind == "receipt"]
    found = {key for kind, key in named if kind == "project"} | _planned_with(stored, set(ours))
    for rows in (
        _planned().filter(planned_once_id__in=_plan_ids(ours)).values_list("pk"),
        _reduced().filter(project__developer__in=developers).values_list("project_id"),
        _numbered().filter(plain__in=_plain_numbers(ours)).values_list("project_id"),
        Receipt.objects.filter(pk__in=receipts).values_list("project_id"),
    ):
        found.update(key for (key,) in rows)
    return found - set(ours)


def _planned_with(stored: Any, keys: set[int]) -> set[int]:
    """Projects of a plan that these belonged to when it was screened last."""
    plans = stored.filter(check_code="X09").values_list("project_id", "facts__records")
    return {
        project
        for project, records in plans
        if any(kind == "project" and key in keys for kind, key in records)
    }


def bodies_of(*regions: int) -> Any:
    """Regions and the departments that belong to them."""
    return Organisation.objects.filter(Q(pk__in=regions) | Q(region__in=regions))
