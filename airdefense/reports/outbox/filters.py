"""Filters of one's own mails, and of the state of delivery."""

from django.utils.translation import gettext_lazy as _

from airdefense.exchange.filters import ChoicesFilter, DateRange, ListFilterSet, RegionFilter
from airdefense.reports.models import Delivery, DeliveryState, Kind, Report


class DeliveryFilter(ListFilterSet):
    search_field = ""

    kind = ChoicesFilter(label=_("Report"), field_name="report__kind", choices=Kind.choices)
    state = ChoicesFilter(label=_("State"), choices=DeliveryState.choices)

    class Meta:
        model = Delivery
        fields = ()


class MailedReportFilter(ListFilterSet):
    """Reports by the state of any of their mails."""

    search_field = ""

    kind = ChoicesFilter(label=_("Report"), choices=Kind.choices)
    scope = RegionFilter(label=_("Region"))
    day = DateRange(label=_("Day"))
    state = ChoicesFilter(
        label=_("State of a mail"),
        choices=DeliveryState.choices,
        method="with_mail_in_state",
    )

    class Meta:
        model = Report
        fields = ()

    def with_mail_in_state(self, queryset, name, value):
        if not value:
            return queryset
        mails = Delivery.objects.filter(state__in=value).values("report")
        return queryset.filter(pk__in=mails)
