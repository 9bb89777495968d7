"""What the lists and the API of inspections can be narrowed to."""

import django_filters
from django.utils.translation import gettext_lazy as _

from airdefense.exchange.filters import (
    ChoicesFilter,
    DateRange,
    ListFilterSet,
    MoneyRange,
    RegionFilter,
    YesNoFilter,
)
from inspections.models import (
    Finding,
    Method,
    Nature,
    Organ,
    ProjectCheck,
    Round,
    RoundKind,
    category_choices,
)
from inspections.workflow import CheckStatus, FindingStatus, RoundStatus


class RoundFilter(ListFilterSet):
    search_field = ""

    kind = ChoicesFilter(label=_("Kind"), choices=RoundKind.choices)
    organ = ChoicesFilter(label=_("Organ"), choices=Organ.choices)
    region = RegionFilter(label=_("Organised by"))
    status = ChoicesFilter(label=_("Status"), choices=RoundStatus.choices)
    starts_on = DateRange(label=_("Starts"))

    class Meta:
        model = Round
        fields = ()


class CheckFilter(ListFilterSet):
    search_field = "project__search_text"

    status = ChoicesFilter(label=_("Status"), choices=CheckStatus.choices)
    region = RegionFilter(label=_("Region"), field_name="project__region")
    mine = YesNoFilter(label=_("Assigned to me"), method="of_me")
    due_on = DateRange(label=_("Due"))
    organ = ChoicesFilter(label=_("Organ"), choices=Organ.choices)
    round = django_filters.CharFilter(label=_("Round"), field_name="round__number")
    project = django_filters.CharFilter(label=_("Project number"), field_name="project__code")

    class Meta:
        model = ProjectCheck
        fields = ()

    def of_me(self, queryset, name, value):
        mine = {"assigned_to": self.request.user}
        return queryset.filter(**mine) if value else queryset.exclude(**mine)


class FindingFilter(ListFilterSet):
    status = ChoicesFilter(label=_("Status"), choices=FindingStatus.choices)
    region = RegionFilter(label=_("Region"))
    category = ChoicesFilter(label=_("Category"), choices=category_choices)
    amount_yuan = MoneyRange(label=_("Amount (yuan)"))
    organ = ChoicesFilter(label=_("Organ"), choices=Organ.choices)
    method = ChoicesFilter(label=_("Method"), choices=Method.choices)
    nature = ChoicesFilter(label=_("Nature"), choices=Nature.choices)
    found_on = DateRange(label=_("Found"))
    mine = YesNoFilter(label=_("Written by me"), method="of_me")
    fed_back = YesNoFilter(
        label=_("Fed back to the unit"),
        field_name="feedback_on",
        lookup_expr="isnull",
        exclude=True,
    )
    round = django_filters.CharFilter(label=_("Round"), field_name="round__number")
    project = django_filters.CharFilter(label=_("Project number"), field_name="project__code")

    class Meta:
        model = Finding
        fields = ()

    def of_me(self, queryset, name, value):
        mine = {"made_by": self.request.user}
        return queryset.filter(**mine) if value else queryset.exclude(**mine)
