from typing import Any, cast

from django import forms
from django.apps import apps
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.admin import RoleAdmin
from airdefense.accounts.roles import Role
from airdefense.casework import limits
from airdefense.casework.calendar_steps import KEEPERS
from airdefense.casework.history import label_of, status_of
from airdefense.casework.models import CalendarDay, Event, TimeLimit


class TimeLimitForm(forms.ModelForm):
    """A limit belongs to a step that something here counts: the known ones are offered in words."""

    step = forms.ChoiceField(label=_("step"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        known, kept = limits.choices(), self.instance.step
        # A limit of a part that is switched off stays as it was entered.
        others = [] if not kept or kept in limits.words() else [(kept, kept)]
        step = cast(forms.ChoiceField, self.fields["step"])
        step.choices = [("", _("Choose")), *known, *others]


@admin.register(TimeLimit)
class TimeLimitAdmin(RoleAdmin):
    form = TimeLimitForm
    readers = (Role.CASE_SUPERVISION,)
    writers = (Role.INSPECTION_OFFICE,)
    place = "organisation"
    list_display = ("words", "days", "is_working_days", "basis", "effective_on", "organisation")
    list_select_related = ("organisation",)

    @admin.display(description=_("step"), ordering="step")
    def words(self, limit):
        return limits.words().get(limit.step, limit.step)


@admin.register(CalendarDay)
class CalendarDayAdmin(RoleAdmin):
    """Only read here: the calendar is proposed, and put in force by another, on its own page."""

    readers = KEEPERS
    list_display = ("day", "is_working", "name", "document")

    def changelist_view(self, request, extra_context=None):
        """The desk leads to the year at a glance."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return redirect("casework:working_calendar")


def case_model(case_type: str) -> Any:
    """The model an event names, or nothing where it is no longer part of the system."""
    try:
        return apps.get_model(case_type)
    except (LookupError, ValueError):
        return None


def case_words(case_type: str) -> Any:
    model = case_model(case_type)
    return model._meta.verbose_name if model else case_type


class CaseTypeFilter(admin.SimpleListFilter):
    title = _("kind of case")
    parameter_name = "case_type"

    def lookups(self, request, model_admin):
        types = Event.objects.order_by("case_type").values_list("case_type", flat=True).distinct()
        return [(case_type, case_words(case_type)) for case_type in types]

    def queryset(self, request, queryset):
        return queryset.filter(case_type=self.value()) if self.value() else queryset


class StepFilter(admin.SimpleListFilter):
    """The steps of the chosen kind of case: the same step is called differently in another."""

    title = _("step")
    parameter_name = "name"

    def lookups(self, request, model_admin):
        case_type = request.GET.get("case_type", "")
        model = case_model(case_type)
        if model is None:
            return ()
        names = Event.objects.filter(case_type=case_type).order_by("name")
        return [(n, label_of(model, n)) for n in names.values_list("name", flat=True).distinct()]

    def queryset(self, request, queryset):
        return queryset.filter(name=self.value()) if self.value() else queryset


@admin.register(Event)
class EventAdmin(RoleAdmin):
    """Who did what when, for the auditor: without notes, which may carry case content."""

    readers = (Role.AUDITOR,)
    list_display = ("happened_at", "actor", "kind", "case_id", "step", "was", "became")
    list_filter = (CaseTypeFilter, StepFilter)
    list_select_related = ("actor",)
    ordering = ("-happened_at", "-pk")
    fields = list_display
    show_full_result_count = False

    @admin.display(description=_("kind of case"), ordering="case_type")
    def kind(self, event):
        return case_words(event.case_type)

    @admin.display(description=_("step"), ordering="name")
    def step(self, event):
        model = case_model(event.case_type)
        return label_of(model, event.name) if model else event.name

    @admin.display(description=_("status before"))
    def was(self, event):
        return status_of(case_model(event.case_type), event.before)

    @admin.display(description=_("status after"))
    def became(self, event):
        return status_of(case_model(event.case_type), event.after)

    def get_readonly_fields(self, request, obj=None):
        return self.fields
