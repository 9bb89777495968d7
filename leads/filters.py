"""Conditions of the register: every one asks for what the reader is shown, never for more."""

import django_filters
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from airdefense.exchange.filters import (
    ChoicesFilter,
    DateRange,
    ListFilterSet,
    RegionFilter,
    YesNoFilter,
)
from leads.models import DisciplineCase, Lead, LeadSource
from leads.workflow import CaseStatus, LeadStatus


class LeadFilter(ListFilterSet):
    """Asks the annotations of `as_seen_by`, so that a condition tells a sender nothing new."""

    status = ChoicesFilter(label=_("Status"), field_name="shown_status", choices=LeadStatus.choices)
    source = ChoicesFilter(label=_("Source"), choices=LeadSource.choices)
    region = RegionFilter(label=_("Region"))
    is_late = YesNoFilter(label=_("Proposal overdue"), method="late")
    transferred_at = DateRange(label=_("Transferred"))
    registered_at = DateRange(label=_("Registered at"))
    due_on = DateRange(label=_("Proposal due"), field_name="shown_due_on")

    class Meta:
        model = Lead
        fields = ()

    def late(self, queryset, name, value):
        today = timezone.localdate()
        late = {"shown_due_on__lt": today}
        return queryset.filter(**late) if value else queryset.exclude(**late)


class CaseFilter(ListFilterSet):
    search_field = ""

    status = ChoicesFilter(label=_("Status"), choices=CaseStatus.choices)
    region = RegionFilter(label=_("Region"))
    filed_at = DateRange(label=_("Filed"))
    number = django_filters.CharFilter(label=_("Number"), lookup_expr="startswith")

    class Meta:
        model = DisciplineCase
        fields = ()
