"""The conditions of the ledger's lists, the same for page, workbook and JSON."""

from datetime import date

import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from airdefense.exchange.filters import (
    ChoicesFilter,
    DateInput,
    DateRange,
    ListFilterSet,
    MoneyRange,
    OrganisationFilter,
    RangeWidget,
    RegionFilter,
    YesNoFilter,
)
from projects.models import Gap, GapKind, Permit, Project, Receipt, Suspicion
from projects.screening import CHECKS
from projects.waterfall import STEPS
from projects.workflow import ProjectStatus, SuspicionStatus

FIRST_YEAR, LAST_YEAR = 1949, 2999


class YearRange(django_filters.RangeFilter):
    """`?approved_min=2003&approved_max=2020`: years of a date, both included, found by index."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault(
            "widget",
            RangeWidget(forms.NumberInput, ["min", "max"], step="1", inputmode="numeric"),
        )
        super().__init__(*args, **kwargs)

    def filter(self, qs, value):
        if value and value.start is not None:
            qs = qs.filter(**{f"{self.field_name}__gte": date(self.year(value.start), 1, 1)})
        if value and value.stop is not None:
            qs = qs.filter(**{f"{self.field_name}__lte": date(self.year(value.stop), 12, 31)})
        return qs

    @staticmethod
    def year(number):
        return min(max(int(number), FIRST_YEAR), LAST_YEAR)


class ProjectFilter(ListFilterSet):
    region = RegionFilter(label=_("Region"))
    status = ChoicesFilter(label=_("Status"), choices=ProjectStatus.choices)
    approved = YearRange(field_name="approved_on", label=_("Year of approval"))
    has_gap = YesNoFilter(label=_("Open gap"), method="with_open_gap")
    gap_kind = ChoicesFilter(label=_("Kind of gap"), choices=GapKind.choices, method="of_kind")
    is_offsite_approved = YesNoFilter(label=_("Off-site construction approved"))
    authority = OrganisationFilter(label=_("Supervising authority"))

    class Meta:
        model = Project
        fields = ()

    def with_open_gap(self, queryset, name, value):
        open_gaps = Gap.objects.open().values("project")
        return queryset.filter(pk__in=open_gaps) if value else queryset.exclude(pk__in=open_gaps)

    def of_kind(self, queryset, name, value):
        return queryset.filter(pk__in=Gap.objects.filter(kind__in=value).values("project"))


class ReceiptFilter(ListFilterSet):
    """Searched by its number or the words of its project."""

    search_field = "project__search_text"

    region = RegionFilter(field_name="project__region", label=_("Region"))
    paid_on = DateRange(label=_("Paid on"))
    to_allocate = YesNoFilter(label=_("Open gap, not allocated"), method="not_allocated")
    to_remit = YesNoFilter(label=_("Not remitted"), method="not_remitted")
    amount_yuan = MoneyRange(label=_("Amount (yuan)"))
    is_void = YesNoFilter(
        label=_("Void"), field_name="voided_at", lookup_expr="isnull", exclude=True
    )
    number = django_filters.CharFilter(label=_("Receipt number"), max_length=40)

    class Meta:
        model = Receipt
        fields = ()

    def not_allocated(self, queryset, name, value):
        waiting = Receipt.objects.to_allocate().values("pk")
        return queryset.filter(pk__in=waiting) if value else queryset.exclude(pk__in=waiting)

    def not_remitted(self, queryset, name, value):
        waiting = Receipt.objects.to_remit().values("pk")
        return queryset.filter(pk__in=waiting) if value else queryset.exclude(pk__in=waiting)


def checks():
    return [(code, f"{code} {check.title}") for code, check in CHECKS.items()]


class SuspicionFilter(ListFilterSet):
    """Searched by the words of the project, or of the paper that no project was found for."""

    status = ChoicesFilter(label=_("Status"), choices=SuspicionStatus.choices)
    check = ChoicesFilter(label=_("Screening check"), field_name="check_code", choices=checks)
    region = RegionFilter(label=_("Region"))
    amount_yuan = MoneyRange(label=_("At stake (yuan)"))
    project = django_filters.CharFilter(
        label=_("Project number"), field_name="project__code", max_length=30
    )

    class Meta:
        model = Suspicion
        fields = ()

    def search(self, queryset, name, value):
        """By each table's own index: a condition across both would read them whole."""
        for word in value.split():
            projects = Project.objects.filter(search_text__matches=word).values("pk")
            papers = Permit.objects.filter(search_text__matches=word).values("pk")
            queryset = queryset.filter(Q(project__in=projects) | Q(permit__in=papers))
        return queryset


class GapFilter(ListFilterSet):
    search_field = "project__search_text"

    region = RegionFilter(field_name="project__region", label=_("Region"))
    kind = ChoicesFilter(label=_("Kind of gap"), choices=GapKind.choices)
    is_open = YesNoFilter(label=_("Still open"), method="still_open")
    opened_on = DateRange(label=_("Opened on"))
    balance_yuan = MoneyRange(label=_("Balance (yuan)"))

    class Meta:
        model = Gap
        fields = ()

    def still_open(self, queryset, name, value):
        return queryset.filter(balance_yuan__gt=0) if value else queryset.filter(balance_yuan=0)


class WaterfallFilter(ListFilterSet):
    """The projects behind one figure of the waterfall; the rows carry the amounts of the day."""

    step = ChoicesFilter(label=_("Amount"), choices=list(STEPS.items()), method="that_have_it")
    on = django_filters.DateFilter(
        label=_("As of"), method="as_counted", widget=DateInput({"class": "form-control"})
    )
    region = RegionFilter(label=_("Region"))

    class Meta:
        model = Project
        fields = ()

    def that_have_it(self, queryset, name, value):
        for step in value:
            queryset = queryset.exclude(**{f"{step}_yuan": 0})
        return queryset

    def as_counted(self, queryset, name, value):
        """The rows were counted at the end of that day already."""
        return queryset
