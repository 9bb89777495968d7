from typing import ClassVar

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.admin import RoleAdmin
from airdefense.accounts.models import Organisation, OrganisationKind
from airdefense.accounts.roles import Role
from leads.models import ApprovalRoute, Level, RetentionRule
from leads.workflow import DisposalMethod


class ApprovalRouteForm(forms.ModelForm):
    method = forms.ChoiceField(
        label=_("Disposal method"),
        required=False,
        choices=[("", _("all methods")), *DisposalMethod.choices],
        help_text=_("A route of its own for one method of disposal."),
    )
    levels = forms.MultipleChoiceField(
        label=_("Levels that sign"), choices=Level.choices, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if organisation := self.fields.get("organisation"):
            organisation.queryset = Organisation.objects.filter(kind=OrganisationKind.COMMISSION)

    class Meta:
        model = ApprovalRoute
        fields = ("organisation", "matter", "method", "levels", "basis", "effective_on")


@admin.register(ApprovalRoute)
class ApprovalRouteAdmin(RoleAdmin):
    """Who signs what; a route that was in force stays, a later one follows it."""

    writers = (Role.CASE_SUPERVISION,)
    place = "organisation"
    form = ApprovalRouteForm
    list_display = ("matter", "method", "shown_levels", "basis", "effective_on", "organisation")
    list_filter: ClassVar = ("matter",)
    list_select_related = ("organisation",)

    def has_change_permission(self, request, obj=None):
        is_past = obj is not None and obj.effective_on <= timezone.localdate()
        return not is_past and super().has_change_permission(request, obj)

    @admin.display(description=_("Levels that sign"))
    def shown_levels(self, route):
        return route.shown_levels


@admin.register(RetentionRule)
class RetentionRuleAdmin(RoleAdmin):
    """How long files of a class are kept, from which day on, on which basis."""

    readers = (Role.CASE_SUPERVISION,)
    writers = (Role.CASE_SUPERVISION,)
    list_display = ("retention_class", "years", "basis", "effective_on")
    list_filter = ("retention_class",)
