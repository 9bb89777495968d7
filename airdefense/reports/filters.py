"""Filters of the lists of reports, of the rows of a figure, and of the outbox."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from airdefense.exchange.filters import ChoicesFilter, DateRange, ListFilterSet, RegionFilter
from airdefense.reports.models import FrozenFigure, Kind, Report


class ReportFilter(ListFilterSet):
    search_field = ""

    kind = ChoicesFilter(label=_("Report"), choices=Kind.choices)
    scope = RegionFilter(label=_("Region"))
    day = DateRange(label=_("Day"))

    class Meta:
        model = Report
        fields = ()


def rows_filter(frozen: FrozenFigure, regions) -> type[ListFilterSet]:
    """The filter of a figure's rows by the region they were counted in when it was frozen."""
    keys = {region.code: region.pk for region in regions}

    class RowsFilter(ListFilterSet):
        search_field = ""
        region = django_filters.ChoiceFilter(
            label=_("Region"),
            choices=[(region.code, region.short_name) for region in regions],
            widget=forms.Select({"class": "form-select"}),
            method="in_region",
        )

        def in_region(self, queryset, name, value):
            return queryset.filter(pk__in=frozen.ids_of(keys[value]))

    return RowsFilter
