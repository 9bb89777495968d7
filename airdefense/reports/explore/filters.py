"""The conditions a figure is looked at under; the rows stand under them already."""

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation
from airdefense.exchange.filters import DateInput, ListFilterSet, QuickSelect
from airdefense.reports.explore.lens import Lens, has_unit

# The campaigns looked into reach back to the first fees; dates before are slips of the pen.
FIRST_DAY = date(1990, 1, 1)


def not_outside_history(day: date) -> None:
    if day > timezone.localdate():
        raise ValidationError(_t("That day is not here yet."))
    if day < FIRST_DAY:
        raise ValidationError(_t("No figure goes back before 1990."))


class DayFilter(django_filters.DateFilter):
    """A past day or today."""

    def __init__(self, **options: Any) -> None:
        widget = DateInput({"class": "form-control w-auto"})
        super().__init__(label=_("Day"), widget=widget, validators=[not_outside_history], **options)

    def filter(self, qs: Any, value: Any) -> Any:
        return qs


def units_below(lens: Lens) -> Any:
    """The units among which a reader may choose: those of the regions read."""
    found = Organisation.objects.none()
    for root in lens.roots:
        found |= Organisation.objects.filter(path__startswith=root.path)
    return found.order_by("path")


class Select(forms.Select):
    def __init__(self) -> None:
        super().__init__({"class": "form-select w-auto"})


def conditions(user: Any) -> type[ListFilterSet]:
    """The filter of a person: day, region and unit, each in words above the rows."""
    everything = Lens(user, timezone.localdate())
    regions = everything.regions if everything.reads_reports else []

    class SeenFilter(ListFilterSet):
        search_field = ""
        on = DayFilter()
        region = django_filters.ChoiceFilter(
            label=_("Region"),
            choices=[(region.code, region.short_name) for region in regions],
            widget=Select(),
            method="unchanged",
        )
        organisation = django_filters.ModelChoiceFilter(
            label=_("Unit that has to act"),
            queryset=units_below(everything),
            widget=QuickSelect({"class": "form-select"}),
            method="unchanged",
        )

        def unchanged(self, queryset: Any, name: str, value: Any) -> Any:
            return queryset

    SeenFilter.everything = everything
    del SeenFilter.base_filters["q"]
    if not regions:
        del SeenFilter.base_filters["region"]
        del SeenFilter.base_filters["organisation"]
    return SeenFilter


def without_unit(filterset: type[ListFilterSet], about: Any) -> type[ListFilterSet]:
    """The same conditions for a figure whose rows have no unit that must act."""
    if not has_unit(about):
        filterset.base_filters.pop("organisation", None)
    return filterset


def lens_of(request: Any, filterset: type[ListFilterSet]) -> Lens:
    """What the address asks for; what it asks for wrongly is left out, and the page says so."""
    form = filterset(request.GET, queryset=Organisation.objects.none(), request=request).form
    form.is_valid()
    asked = form.cleaned_data
    day = asked.get("on") or timezone.localdate()
    lens = filterset.everything.at(day=day, organisation=asked.get("organisation"))
    region = next((one for one in lens.regions if one.code == asked.get("region")), None)
    return lens.at(region=region)
