"""What the lists and the API of inspections can be narrowed to."""

import django_filters
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.roles import Role
from airdefense.exchange.filters import (
    ChoicesFilter,
    DateRange,
    ListFilterSet,
    MoneyRange,
    QuickSelect,
    RegionFilter,
    YesNoFilter,
)
from inspections.lens import powers_for, saying
from inspections.models import (
    Finding,
    KeyLink,
    Method,
    Nature,
    Organ,
    Power,
    PowerKind,
    ProjectCheck,
    Round,
    RoundKind,
    Wording,
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


def powers_of_reader(request):
    """The powers that one can narrow a list to."""
    return Power.objects.none() if request is None else powers_for(request.user)


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
    power = django_filters.ModelChoiceFilter(
        label=_("Power"),
        queryset=powers_of_reader,
        widget=QuickSelect({"class": "form-select"}),
    )
    has_power = YesNoFilter(
        label=_("Cites a power"), field_name="power", lookup_expr="isnull", exclude=True
    )
    merged = YesNoFilter(
        label=_("Merged into another"),
        field_name="merged_into",
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


class FindingOfUnitFilter(FindingFilter):
    """What a unit narrows its list by: how a problem was found is not asked about."""

    method = None


def filter_for(user) -> type[FindingFilter]:
    """What this person may narrow findings by."""
    is_unit = user is not None and user.role_codes == {Role.UNIT_CONTACT}
    return FindingOfUnitFilter if is_unit else FindingFilter


class PowerFilter(ListFilterSet):
    kind = ChoicesFilter(label=_("Class of the power"), choices=PowerKind.choices)
    link = ChoicesFilter(label=_("Key link"), choices=KeyLink.choices)
    is_core = YesNoFilter(label=_("Core power"))
    without_control = YesNoFilter(label=_("Without any control"), method="uncontrolled")

    class Meta:
        model = Power
        fields = ()

    def search(self, queryset, name, value):
        for word in value.split():
            queryset = queryset.filter(pk__in=Power.objects.filter(saying(word)).values("pk"))
        return queryset

    def uncontrolled(self, queryset, name, value):
        bare = Power.objects.without_control(timezone.localdate()).values("pk")
        return queryset.filter(pk__in=bare) if value else queryset.exclude(pk__in=bare)


class WordingFilter(ListFilterSet):
    category = ChoicesFilter(label=_("Category"), choices=category_choices)
    method = ChoicesFilter(label=_("Method"), choices=Method.choices)
    region = RegionFilter(label=_("Region"))
    power = django_filters.ModelChoiceFilter(
        label=_("Power"),
        queryset=powers_of_reader,
        widget=QuickSelect({"class": "form-select"}),
    )
    is_retired = YesNoFilter(
        label=_("Retired"), field_name="retired_at", lookup_expr="isnull", exclude=True
    )

    class Meta:
        model = Wording
        fields = ()
