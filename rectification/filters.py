"""Filters of tasks and instruments: the same for page, count, workbook and JSON."""

import django_filters
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from airdefense.exchange.filters import (
    ChoicesFilter,
    DateRange,
    ListFilterSet,
    OrganisationFilter,
    RegionFilter,
    YesNoFilter,
)
from rectification.models import (
    Instrument,
    InstrumentEffect,
    InstrumentKind,
    Recheck,
    RectificationTask,
)
from rectification.workflow import OPEN_STATUSES, InstrumentStatus, RecheckStatus, TaskStatus


class TaskFilter(ListFilterSet):
    region = RegionFilter(label=_("Region"))
    status = ChoicesFilter(label=_("Status"), choices=TaskStatus.choices)
    is_late = YesNoFilter(label=_("Overdue"), method="late")
    due_on = DateRange(label=_("Due"))
    unit = OrganisationFilter(label=_("Rectifying unit"))
    has_gap = YesNoFilter(label=_("About money"), method="money")
    issued_on = DateRange(label=_("Issued on"))
    closed_at = DateRange(label=_("Closed out at"))
    round = django_filters.CharFilter(label=_("Round"), field_name="finding__round__number")

    class Meta:
        model = RectificationTask
        fields = ()

    def late(self, queryset, name, value):
        late = Q(status__in=OPEN_STATUSES, due_on__lt=timezone.localdate())
        return queryset.filter(late if value else ~late)

    def money(self, queryset, name, value):
        about_money = Q(gap__isnull=False) | Q(finding__gap__isnull=False)
        return queryset.filter(about_money if value else ~about_money)


class InstrumentFilter(ListFilterSet):
    region = RegionFilter(label=_("Region"))
    status = ChoicesFilter(label=_("Status"), choices=InstrumentStatus.choices)
    kind = ChoicesFilter(label=_("Kind"), choices=InstrumentKind.choices)
    is_late = YesNoFilter(label=_("Reply overdue"), method="late")
    effect = ChoicesFilter(label=_("Effect"), choices=InstrumentEffect.choices)
    unit = OrganisationFilter(label=_("Addressed to"))
    reply_due_on = DateRange(label=_("Reply due"))
    issued_at = DateRange(label=_("Issued at"))

    class Meta:
        model = Instrument
        fields = ()

    def search(self, queryset, name, value):
        for word in value.split():
            of_unit = Q(unit__name__contains=word)
            queryset = queryset.filter(Q(number__contains=word) | Q(title__contains=word) | of_unit)
        return queryset

    def late(self, queryset, name, value):
        late = Q(status=InstrumentStatus.ISSUED, reply_due_on__lt=timezone.localdate())
        return queryset.filter(late if value else ~late)


class RecheckFilter(ListFilterSet):
    region = RegionFilter(field_name="task__region", label=_("Region"))
    status = ChoicesFilter(label=_("Status"), choices=RecheckStatus.choices)
    due_on = DateRange(label=_("Re-check by"))
    unit = OrganisationFilter(field_name="task__unit", label=_("Rectifying unit"))
    search_field = "task__search_text"

    class Meta:
        model = Recheck
        fields = ()
