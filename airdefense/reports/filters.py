"""The filter of the list of reports."""

from django.utils.translation import gettext_lazy as _

from airdefense.exchange.filters import ChoicesFilter, DateRange, ListFilterSet, RegionFilter
from airdefense.reports.models import Kind, Report


class ReportFilter(ListFilterSet):
    search_field = ""

    kind = ChoicesFilter(label=_("Report"), choices=Kind.choices)
    scope = RegionFilter(label=_("Region"))
    day = DateRange(label=_("Day"))

    class Meta:
        model = Report
        fields = ()
