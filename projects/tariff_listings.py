"""The lists of published rows."""

import django_filters
from django.utils.translation import gettext_lazy as _

from airdefense.exchange.filters import ChoicesFilter, DateInput, ListFilterSet, RegionFilter
from airdefense.exchange.listing import Column, Listing, View
from projects.models import FeeAdjustment, FeePolicy, FeeRate, Grade
from projects.workflow import PUBLISHERS, PublishedStatus


class PublishedFilter(ListFilterSet):
    region = RegionFilter(label=_("Region"))
    status = ChoicesFilter(label=_("Status"), choices=PublishedStatus.choices)
    on = django_filters.DateFilter(label=_("In force on"), method="in_force_on", widget=DateInput)

    def search(self, queryset, name, value):
        """A locality has a handful of these: their documents are read through."""
        return queryset.filter(document__icontains=value.strip())

    def in_force_on(self, queryset, name, day):
        return queryset.standing().filter(effective_from__lte=day).exclude(effective_to__lt=day)


class RateFilter(PublishedFilter):
    grade = ChoicesFilter(label=_("Grade"), choices=Grade.choices)

    class Meta:
        model = FeeRate
        fields = ()


class AdjustmentFilter(PublishedFilter):
    class Meta:
        model = FeeAdjustment
        fields = ()


class PolicyFilter(PublishedFilter):
    class Meta:
        model = FeePolicy
        fields = ()


VIEWS = (
    View(_("All"), ""),
    View(_("To be put in force"), "status=proposed"),
    View(_("In force"), "status=in_force"),
)
DOCUMENT = Column("document", _("Document"), link=True, phone="o0")
REGION = Column("region.short_name", _("Region"))
PERIOD = (
    Column("effective_from", _("Effective from"), kind="date", sort="effective_from"),
    Column("effective_to", _("Effective to"), kind="date"),
    Column("status", _("Status"), kind="status", phone="o1"),
    Column("proposed_by", _("Proposed by"), phone="hide"),
)
ORDER = ("-effective_from", "-pk")
NOTE = _(
    "Every row has its document and counts once a second person put it in force; "
    "what is in force is ended, never edited."
)

RATES = Listing(
    key="rates",
    title=_("Fee rates"),
    note=NOTE,
    filterset=RateFilter,
    columns=(
        DOCUMENT,
        REGION,
        Column("grade", _("Grade")),
        Column("yuan_per_sqm", _("Yuan per ㎡"), kind="money", sort="yuan_per_sqm"),
        *PERIOD,
    ),
    order=ORDER,
    new_url="projects:rate_new",
    new_label=_("Propose a rate"),
    new_roles=PUBLISHERS,
    empty=_("No rate has been published: propose one with its document."),
    views=VIEWS,
    template="projects/published_list.html",
)

ADJUSTMENTS = Listing(
    key="adjustments",
    title=_("Rate adjustments"),
    note=NOTE,
    filterset=AdjustmentFilter,
    columns=(DOCUMENT, REGION, Column("factor", _("Factor"), kind="number"), *PERIOD),
    order=ORDER,
    new_url="projects:adjustment_new",
    new_label=_("Propose an adjustment"),
    new_roles=PUBLISHERS,
    empty=_("The rates have never been adjusted."),
    views=VIEWS,
    template="projects/published_list.html",
)

POLICIES = Listing(
    key="policies",
    title=_("Fee policies"),
    note=NOTE,
    filterset=PolicyFilter,
    columns=(
        DOCUMENT,
        REGION,
        Column("city_class", _("Class of the city"), phone="wide"),
        Column("ratio", _("Ratio"), kind="text"),
        Column("zone_ratio", _("Ratio in zones"), kind="text"),
        Column("threshold_scope", _("The threshold counts"), phone="hide"),
        *PERIOD,
    ),
    order=ORDER,
    new_url="projects:policy_new",
    new_label=_("Propose a policy"),
    new_roles=PUBLISHERS,
    empty=_("No policy has been published: propose one with its document."),
    views=VIEWS,
    template="projects/published_list.html",
)
