"""A task: from what it is opened, and what of it can be corrected."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation
from rectification.forms.shared import NOT_UNITS, VersionedForm, day_field, long_text
from rectification.models import RectificationTask


class OriginForm(forms.Form):
    """Which finding a task is to be issued for."""

    number = forms.CharField(label=_("Number of the finding"), max_length=40)


class IssueForm(forms.Form):
    """A task from a finding: title and unit are the finding's."""

    requirement = long_text(_("What has to be put right"))
    due_on = day_field(
        _("Due on"),
        required=False,
        help_text=_("Left empty, the time limit in force for this region counts."),
    )

    def clean_due_on(self):
        due_on = self.cleaned_data["due_on"]
        if due_on and due_on < timezone.localdate():
            raise ValidationError(_("Choose today or a later day."))
        return due_on


class OpenForm(IssueForm):
    """A task from arrears or a lead: to a unit of the region, under a title of its own."""

    unit = forms.ModelChoiceField(label=_("Rectifying unit"), queryset=None)
    title = forms.CharField(label=_("Task"), max_length=200)
    field_order = ("unit", "title", "requirement", "due_on")

    def __init__(self, *args, region, **kwargs):
        super().__init__(*args, **kwargs)
        below = Organisation.objects.filter(path__startswith=region.path)
        units = below.valid_on(timezone.localdate()).exclude(kind__in=NOT_UNITS)
        self.fields["unit"].queryset = units


class TaskForm(VersionedForm):
    class Meta:
        model = RectificationTask
        fields = ("title", "requirement")
