"""Filters of the list of instructions: the same for page, count, workbook and JSON."""

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
from airdefense.reports.instructions.workflow import InstructionStatus
from airdefense.reports.models import Instruction, InstructionKind


class InstructionFilter(ListFilterSet):
    status = ChoicesFilter(label=_("Status"), choices=InstructionStatus.choices)
    kind = ChoicesFilter(label=_("Kind"), choices=InstructionKind.choices)
    region = RegionFilter(label=_("Region"))
    is_late = YesNoFilter(label=_("Overdue"), method="late")
    mine = YesNoFilter(label=_("Given by me"), method="given_by_me")
    for_me = YesNoFilter(label=_("To be answered by me"), method="waiting_for_me")
    due_on = DateRange(label=_("Answer by"))
    given_at = DateRange(label=_("Given at"))
    office = OrganisationFilter(label=_("Office instructed"))

    class Meta:
        model = Instruction
        fields = ()

    def late(self, queryset, name, value):
        late = Q(status=InstructionStatus.GIVEN, due_on__lt=timezone.localdate())
        return queryset.filter(late if value else ~late)

    def given_by_me(self, queryset, name, value):
        mine = Q(given_by=self.request.user)
        return queryset.filter(mine if value else ~mine)

    def waiting_for_me(self, queryset, name, value):
        waiting = Instruction.objects.waiting_for(self.request.user).values("pk")
        return queryset.filter(pk__in=waiting) if value else queryset.exclude(pk__in=waiting)
