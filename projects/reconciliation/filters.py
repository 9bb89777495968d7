"""The conditions of the workbench's lists: the same for page, figure, workbook and JSON."""

import django_filters
from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from airdefense.exchange.filters import (
    ChoicesFilter,
    DateRange,
    ListFilterSet,
    MoneyRange,
    RegionFilter,
    YesNoFilter,
)
from projects.models import Difference, Match, Permit, PermitKind, Project, TreasuryEntry
from projects.reconciliation.differences import Department
from projects.reconciliation.differences.registry import DEPARTMENT_OF
from projects.workflow import DifferenceStatus, MatchStatus

TREASURY = "treasury"
PAPER_DEPARTMENTS = [choice for choice in Department.choices if choice[0] != Department.TREASURY]
# What a paper of each kind must say besides its number and day (domain §6).
MUST_SAY = {
    PermitKind.PLANNING: ("area_sqm",),
    PermitKind.CONSTRUCTION: ("area_sqm",),
    PermitKind.BASEMENT: ("basement_sqm",),
    PermitKind.COMPLETION: ("area_sqm", "basement_sqm"),
    PermitKind.INITIATION: (),
}


def kinds_of(departments):
    return [kind for kind, department in DEPARTMENT_OF.items() if department in departments]


def complete_paper() -> Q:
    """A paper that says what its kind must say, of which project and whose."""
    told = Q()
    for kind, measures in MUST_SAY.items():
        told |= Q(kind=kind, **{f"{measure}__isnull": False for measure in measures})
    return told & ~Q(stated_name="") & ~Q(stated_developer="")


def complete_entry() -> Q:
    return ~Q(payer="") & ~Q(stated_name="")


@extend_schema_field(OpenApiTypes.STR)
class SupplierRegionFilter(RegionFilter):
    """The region whose department supplied the paper; a region's own papers count for it."""

    def __init__(self, *args, body, **kwargs):
        self.body = body
        super().__init__(*args, **kwargs)

    def filter(self, qs, value):
        if not value:
            return qs
        regions = [self.keys[code] for code in value]
        return qs.filter(
            Q(**{f"{self.body}__region__in": regions}) | Q(**{f"{self.body}__in": regions})
        )


class MatchFilter(ListFilterSet):
    """Searched by the words of the project and of the paper."""

    waits = YesNoFilter(label=_("To be checked"), method="still_waiting")
    paper = ChoicesFilter(
        label=_("Paper"),
        choices=[*PermitKind.choices, (TREASURY, _("Treasury entry"))],
        method="of_papers",
    )
    region = RegionFilter(label=_("Region"))
    status = ChoicesFilter(label=_("Status"), choices=MatchStatus.choices)
    score = django_filters.RangeFilter(label=_("Score"))
    by_system = YesNoFilter(label=_("Linked by the system"), method="decided_by_system")
    project = django_filters.CharFilter(
        label=_("Number of the project"), max_length=30, method="of_project"
    )

    class Meta:
        model = Match
        fields = ()

    def search(self, queryset, name, value):
        """Each table is asked by its own index."""
        for word in value.split():
            projects = Project.objects.filter(search_text__matches=word).values("pk")
            papers = Permit.objects.filter(search_text__matches=word).values("pk")
            lines = TreasuryEntry.objects.filter(number=word).values("pk")
            queryset = queryset.filter(
                Q(project__in=projects)
                | Q(receipt__project__in=projects)
                | Q(permit__in=papers)
                | Q(treasury_entry__in=lines)
            )
        return queryset

    def still_waiting(self, queryset, name, value):
        waiting = Match.objects.waiting().values("pk")
        return queryset.filter(pk__in=waiting) if value else queryset.exclude(pk__in=waiting)

    def of_papers(self, queryset, name, value):
        asked = Q(permit__kind__in=value)
        if TREASURY in value:
            asked |= Q(treasury_entry__isnull=False)
        return queryset.filter(asked)

    def decided_by_system(self, queryset, name, value):
        linked = Q(decided_by__username=settings.SYSTEM_USERNAME)
        return queryset.filter(linked) if value else queryset.exclude(linked)

    def of_project(self, queryset, name, value):
        return queryset.filter(Q(project__code=value) | Q(receipt__project__code=value))


class DifferenceFilter(ListFilterSet):
    """Searched by the words of the project or of the paper."""

    kind = ChoicesFilter(label=_("Class"), choices=Difference.Kind.choices)
    status = ChoicesFilter(label=_("Status"), choices=DifferenceStatus.choices)
    region = RegionFilter(label=_("Region"))
    department = ChoicesFilter(label=_("Department"), choices=Department.choices, method="naming")
    amount_yuan = MoneyRange(label=_("At stake (yuan)"))
    project = django_filters.CharFilter(
        label=_("Number of the project"), field_name="project__code", max_length=30
    )

    class Meta:
        model = Difference
        fields = ()

    def search(self, queryset, name, value):
        for word in value.split():
            projects = Project.objects.filter(search_text__matches=word).values("pk")
            papers = Permit.objects.filter(search_text__matches=word).values("pk")
            lines = TreasuryEntry.objects.filter(number=word).values("pk")
            queryset = queryset.filter(
                Q(project__in=projects) | Q(permit__in=papers) | Q(treasury_entry__in=lines)
            )
        return queryset

    def naming(self, queryset, name, value):
        asked = Q()
        for department in value:
            asked |= names_department(department)
        return queryset.filter(asked)


def names_department(department: str) -> Q:
    """Differences in which this department is one of those that disagree."""
    return Q(facts__departments__contains=[str(department)])


class PaperFilter(ListFilterSet):
    """Searched by the number of the paper and what it says of its project."""

    is_matched = YesNoFilter(label=_("Has a project"), method="with_a_project")
    department = ChoicesFilter(
        label=_("Department"), choices=PAPER_DEPARTMENTS, method="supplied_by"
    )
    kind = ChoicesFilter(label=_("Kind"), choices=PermitKind.choices)
    region = SupplierRegionFilter(label=_("Region of the department"), body="issued_by")
    is_suggested = YesNoFilter(label=_("A match is suggested"), method="with_a_suggestion")
    is_complete = YesNoFilter(label=_("Complete"), method="saying_enough")
    issued_on = DateRange(label=_("Day of the paper"))

    class Meta:
        model = Permit
        fields = ()

    def with_a_project(self, queryset, name, value):
        return queryset.filter(project__isnull=not value)

    def supplied_by(self, queryset, name, value):
        return queryset.filter(kind__in=kinds_of(value))

    def with_a_suggestion(self, queryset, name, value):
        waiting = Exists(Match.objects.waiting().filter(permit=OuterRef("pk")))
        return queryset.filter(waiting) if value else queryset.exclude(waiting)

    def saying_enough(self, queryset, name, value):
        return queryset.filter(complete_paper()) if value else queryset.exclude(complete_paper())


class EntryFilter(ListFilterSet):
    """Treasury lines, searched by their number."""

    search_field = "number"

    is_matched = YesNoFilter(label=_("Has a receipt"), method="with_a_receipt")
    region = SupplierRegionFilter(label=_("Region of the department"), body="source")
    paid_on = DateRange(label=_("Paid on"))
    amount_yuan = MoneyRange(label=_("Amount (yuan)"))
    is_suggested = YesNoFilter(label=_("A match is suggested"), method="with_a_suggestion")
    is_complete = YesNoFilter(label=_("Complete"), method="saying_enough")

    class Meta:
        model = TreasuryEntry
        fields = ()

    def search(self, queryset, name, value):
        return queryset.filter(number__startswith=value.strip())

    def with_a_receipt(self, queryset, name, value):
        return queryset.filter(receipt__isnull=not value)

    def with_a_suggestion(self, queryset, name, value):
        waiting = Exists(Match.objects.waiting().filter(treasury_entry=OuterRef("pk")))
        return queryset.filter(waiting) if value else queryset.exclude(waiting)

    def saying_enough(self, queryset, name, value):
        return queryset.filter(complete_entry()) if value else queryset.exclude(complete_entry())
