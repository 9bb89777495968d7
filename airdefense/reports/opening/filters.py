"""The conditions on the rows of a frozen figure: where they were counted, and what moved."""

from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from airdefense.exchange.filters import ListFilterSet
from airdefense.reports.rows import Change


def choice(label: Any, choices: list[tuple[str, Any]]) -> django_filters.ChoiceFilter:
    widget = forms.Select({"class": "form-select"})
    return django_filters.ChoiceFilter(
        label=label, choices=choices, widget=widget, method="unchanged"
    )


def rows_filter(regions: list[Any]) -> type[ListFilterSet]:
    """The rows are chosen in the arrays of the figure; here the conditions get their words."""

    class RowsFilter(ListFilterSet):
        search_field = ""
        region = choice(_("Region"), [(region.code, region.short_name) for region in regions])
        change = choice(_("What moved"), Change.choices)

        def unchanged(self, queryset: Any, name: str, value: Any) -> Any:
            return queryset

    del RowsFilter.base_filters["q"]
    return RowsFilter
