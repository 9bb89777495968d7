from django.utils.translation import gettext_lazy as _

from airdefense.exchange.filters import ChoicesFilter, DateRange, ListFilterSet, RegionFilter
from airdefense.reports.models import PlanMark
from airdefense.reports.planning.figures import plannable


def choices():
    return [(figure.code, f"{figure.code} {figure.label}") for figure in plannable()]


class PlanFilter(ListFilterSet):
    search_field = ""

    code = ChoicesFilter(label=_("Figure"), choices=choices)
    region = RegionFilter(label=_("Region"))
    due_on = DateRange(label=_("To be reached by"))

    class Meta:
        model = PlanMark
        fields = ()
