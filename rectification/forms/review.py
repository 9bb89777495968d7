"""What reviewers enter: a return with a word to each file, a re-check and its draw."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation, User, within
from airdefense.casework.fields import FilesField
from inspections.models import Round
from inspections.models.rounds import RoundKind
from rectification.actions.rechecks import CHECKERS
from rectification.forms.shared import day_field, long_text
from rectification.workflow import VERIFIERS

LARGEST_DRAW = 500


class ReturnForm(forms.Form):
    """Why the submission goes back, and what is wrong with which of its files."""

    note = long_text(_("Reason"), rows=4)

    def __init__(self, *args, files, **kwargs):
        super().__init__(*args, **kwargs)
        self.files_marked = list(files)
        for file in self.files_marked:
            self.fields[f"mark-{file.pk}"] = forms.CharField(
                label=file.name,
                max_length=300,
                required=False,
                widget=forms.Textarea({"rows": 2}),
            )

    def marks(self):
        return {f.pk: self.cleaned_data[f"mark-{f.pk}"] for f in self.files_marked}


class DrawForm(forms.Form):
    """Which closed tasks a sample is drawn from, how large, by which seed."""

    region = forms.ModelChoiceField(label=_("Region"), queryset=None)
    closed_from = day_field(_("Closed out from"))
    closed_to = day_field(_("Closed out to"))
    size = forms.IntegerField(label=_("Number of tasks"), min_value=1, max_value=LARGEST_DRAW)
    seed = forms.CharField(
        label=_("Seed"),
        max_length=40,
        help_text=_("Any words; the same seed draws the same tasks again."),
    )
    due_on = day_field(_("Re-check by"))
    lookback = forms.ModelChoiceField(label=_("Look-back round"), queryset=None, required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        regions = Organisation.objects.regions().filter(within(user, "", VERIFIERS))
        self.fields["region"].queryset = regions.order_by("path")
        rounds = Round.objects.visible_to(user).filter(kind=RoundKind.LOOKBACK)
        self.fields["lookback"].queryset = rounds

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("closed_from"), cleaned.get("closed_to")
        if first and last and not first <= last <= timezone.localdate():
            words = _("The days of close-out run forward and end today at the latest.")
            self.add_error("closed_to", words)
        return cleaned

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        if day <= timezone.localdate():
            raise ValidationError(_("Choose a day that is still to come."))
        return day


class AssignForm(forms.Form):
    person = forms.ModelChoiceField(label=_("Person"), queryset=None)

    def __init__(self, *args, recheck, **kwargs):
        super().__init__(*args, **kwargs)
        people = User.objects.holding(*CHECKERS, path=recheck.task.region.path)
        self.fields["person"].queryset = people.exclude(pk=recheck.task.closed_by_id)


class RecheckForm(forms.Form):
    """What was seen at the re-check, with what shows it."""

    result = long_text(_("What was seen"), rows=5)
    files = FilesField(label=_("Evidence"), required=False)


class ReopenForm(RecheckForm):
    """Why the task is opened again; its unit reads this."""

    due_on = day_field(
        _("New due day"),
        required=False,
        help_text=_("Left empty, the time limit in force for this region counts."),
    )
    field_order = ("result", "due_on", "files")
