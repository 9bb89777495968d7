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
from leads.models import (
    DisciplineCase,
    Intercession,
    Lead,
    LeadSource,
    Relation,
    SealRequest,
    TransferPackage,
)
from leads.workflow import CaseStatus, LeadStatus, TransferStatus


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


class SealFilter(ListFilterSet):
    search_field = ""

    decided_at = YesNoFilter(label=_("Decided"), method="decided")
    asked_at = DateRange(label=_("Asked at"))

    class Meta:
        model = SealRequest
        fields = ()

    def decided(self, queryset, name, value):
        return queryset.filter(decided_at__isnull=not value)


class RelationFilter(ListFilterSet):
    search_field = ""

    in_force = YesNoFilter(label=_("Not ended"), method="standing")
    declared_at = DateRange(label=_("Declared at"))

    class Meta:
        model = Relation
        fields = ()

    def standing(self, queryset, name, value):
        return queryset.filter(ended_at__isnull=value)


class IntercessionFilter(ListFilterSet):
    search_field = ""

    happened_on = DateRange(label=_("On"))
    registered_at = DateRange(label=_("Registered at"))

    class Meta:
        model = Intercession
        fields = ()


class TransferFilter(ListFilterSet):
    search_field = ""

    status = ChoicesFilter(label=_("Status"), choices=TransferStatus.choices)
    source = ChoicesFilter(label=_("Source"), choices=LeadSource.choices)
    letter_number = django_filters.CharFilter(label=_("Transfer letter"), lookup_expr="startswith")
    sent_at = DateRange(label=_("Approved and sent"))
    feedback_due_on = DateRange(label=_("Feedback due"))

    class Meta:
        model = TransferPackage
        fields = ()
