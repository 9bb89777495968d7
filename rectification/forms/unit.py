"""What the unit enters: its plan and progress, the proof it hands in, the time it asks for."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation
from airdefense.casework.fields import FilesField
from airdefense.casework.workflow import NotPossible
from rectification.forms.shared import NOT_UNITS, day_field, long_text
from rectification.models import RectificationTask


class PlanForm(forms.ModelForm):
    plan = long_text(_("Measures"), rows=6)

    class Meta:
        model = RectificationTask
        fields = ("plan", "responsible_person")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["responsible_person"].required = True


class ProgressForm(forms.Form):
    words = long_text(_("How far the work has come"), rows=5)


class ReachForm(forms.Form):
    reached_on = day_field(_("Reached on"))


class SubmitForm(forms.Form):
    """What was done, with its proof; where something is left, the time asked for the rest."""

    result = long_text(_("What was done"), rows=6)
    files = FilesField(
        label=_("Proof"),
        help_text=_(
            "Choose or drop several at once: vouchers, pictures, decisions. Each gets its SHA-256 "
            "on arrival."
        ),
    )
    requested_until = day_field(_("More time for the rest, until"), required=False)
    reason = long_text(_("Why the rest needs more time"), rows=2, required=False)

    def __init__(self, *args, task, **kwargs):
        super().__init__(*args, **kwargs)
        self.task = task

    def clean_requested_until(self):
        until = self.cleaned_data["requested_until"]
        return until and later_than_due(self.task, until)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("requested_until") and not cleaned.get("reason", "").strip():
            self.add_error("reason", _("Say why more time is needed."))
        return cleaned

    def entered(self):
        """What `actions.submit` takes of it."""
        until, reason = self.cleaned_data["requested_until"], self.cleaned_data["reason"]
        return {
            "result": self.cleaned_data["result"],
            "files": self.cleaned_data["files"],
            "more_time": {"requested_until": until, "reason": reason} if until else None,
        }

    def done_fields(self):
        return [self["result"], self["files"]]

    def rest_fields(self):
        return [self["requested_until"], self["reason"]]


def later_than_due(task, until):
    if until <= task.due_on or until <= timezone.localdate():
        raise ValidationError(_("Choose a day still to come, later than the due day."))
    return until


class ExtensionForm(forms.Form):
    requested_until = day_field(_("Until"))
    reason = long_text(_("Reason"), rows=4)

    def __init__(self, *args, task, **kwargs):
        super().__init__(*args, **kwargs)
        self.task = task

    def clean_requested_until(self):
        return later_than_due(self.task, self.cleaned_data["requested_until"])


class SuspensionForm(forms.Form):
    until = day_field(
        _("Suspended until"), help_text=_("After this day the task goes on by itself.")
    )
    basis = forms.CharField(
        label=_("Basis"),
        max_length=200,
        help_text=_("The rule or decision that allows the task to rest."),
    )
    reason = long_text(_("Reason"), rows=4)

    def clean_until(self):
        until = self.cleaned_data["until"]
        if until <= timezone.localdate():
            raise ValidationError(_("Choose a day that is still to come."))
        return until


class ContributionForm(forms.Form):
    """Which unit of the region does which part of the task."""

    unit = forms.ModelChoiceField(label=_("Contributing unit"), queryset=None)
    part = forms.CharField(label=_("Its part"), max_length=300, widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args, task, **kwargs):
        super().__init__(*args, **kwargs)
        units = Organisation.objects.filter(path__startswith=task.region.path)
        units = units.valid_on(timezone.localdate()).exclude(kind__in=NOT_UNITS)
        self.fields["unit"].queryset = units.exclude(pk=task.unit_id)

    def unit_called(self, code):
        """The unit of this code, of those that can be asked. Raises NotPossible."""
        unit = self.fields["unit"].queryset.filter(code=code).first()
        if unit is None:
            raise NotPossible(_("There is no unit of this code in the region."))
        return unit


class AnswerForm(forms.Form):
    answer = long_text(_("What was done"), rows=5)
    files = FilesField(label=_("Files"), required=False)


class WorkbookForm(forms.Form):
    file = forms.FileField(label=_("Filled workbook"))
