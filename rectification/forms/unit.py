"""What the unit enters: its plan, the proof it hands in, the time it asks for."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from airdefense.casework.fields import FilesField
from rectification.forms.shared import day_field, long_text
from rectification.models import RectificationTask


class PlanForm(forms.ModelForm):
    plan = long_text(_("Measures"), rows=8)

    class Meta:
        model = RectificationTask
        fields = ("plan", "responsible_person")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["responsible_person"].required = True


class SubmitForm(forms.Form):
    result = long_text(_("What was done"), rows=6)
    files = FilesField(
        label=_("Proof"),
        help_text=_(
            "Choose or drop several at once: vouchers, pictures, decisions. Each gets its SHA-256 "
            "on arrival."
        ),
    )


class ExtensionForm(forms.Form):
    requested_until = day_field(_("Until"))
    reason = long_text(_("Reason"), rows=4)

    def __init__(self, *args, task, **kwargs):
        super().__init__(*args, **kwargs)
        self.task = task

    def clean_requested_until(self):
        until = self.cleaned_data["requested_until"]
        if until <= self.task.due_on or until <= timezone.localdate():
            raise ValidationError(_("Choose a day still to come, later than the due day."))
        return until
