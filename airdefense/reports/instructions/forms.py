"""What is typed about an instruction: what is asked of whom by when, an answer, another day."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation
from airdefense.casework.fields import FilesField
from airdefense.exchange.filters import DateInput
from airdefense.reports.instructions.actions import usual_due_day
from airdefense.reports.instructions.presets import presets_for
from airdefense.reports.models import InstructionKind

LONGEST, LONGEST_ANSWER = 1000, 4000


def coming_day(label, **kwargs):
    return forms.DateField(label=label, widget=DateInput, validators=[refuse_past], **kwargs)


def refuse_past(day):
    if day <= timezone.localdate():
        raise ValidationError(_("Choose a day still to come."))


class GiveForm(forms.Form):
    """Everything is filled in: sending it is enough. Own words replace the usual ones."""

    kind = forms.ChoiceField(choices=InstructionKind, widget=forms.HiddenInput)
    preset = forms.ChoiceField(
        label=_("Words of the instruction"), required=False, widget=forms.RadioSelect, choices=()
    )
    text = forms.CharField(
        label=_("In your own words"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Replaces the words chosen above."),
    )
    office = forms.ModelChoiceField(
        label=_("Office instructed"), queryset=Organisation.objects.none(), empty_label=None
    )
    due_on = coming_day(_("Answer by"))
    letter = forms.BooleanField(
        label=_("Draft an urging letter too"),
        required=False,
        help_text=_("The draft goes to the office that issues it."),
    )

    def __init__(self, *args, topic, kind, **kwargs):
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        about = topic.figure.definition if topic.figure else None
        self.presets = presets_for(kind, is_money=bool(about and about.is_money))
        fields: dict[str, Any] = self.fields
        fields["preset"].choices = [(one.code, one.text) for one in self.presets]
        offices = topic.offices()
        keys = [office.pk for office in offices]
        fields["office"].queryset = Organisation.objects.filter(pk__in=keys)
        fields["office"].choices = [(office.pk, str(office)) for office in offices]
        if kind != InstructionKind.URGE or not topic.may_urge(today):
            del fields["letter"]
        self.initial.update(
            kind=kind,
            preset=self.presets[0].code,
            office=keys[0] if keys else None,
            due_on=usual_due_day(today, topic.region),
            letter=True,
        )

    def clean(self):
        given = super().clean() or self.cleaned_data
        words = {one.code: str(one.text) for one in self.presets}
        given["text"] = given.get("text") or words.get(given.pop("preset", ""), "")
        given.pop("preset", None)
        if not given["text"]:
            self.add_error("text", _("Say what is asked for."))
        return given


class AnswerForm(forms.Form):
    """The answer of the office with its files."""

    text = forms.CharField(
        label=_("The answer"), max_length=LONGEST_ANSWER, widget=forms.Textarea({"rows": 8})
    )
    files: Any = FilesField(
        label=_("Files"),
        required=False,
        help_text=_("Choose or drop several at once. Each gets its SHA-256 on arrival."),
    )


class AskAgainForm(forms.Form):
    """Why the answer will not do, and by when another one is due."""

    note = forms.CharField(
        label=_("What is missing in the answer"),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 4}),
    )
    due_on = coming_day(_("Answer by"))

    def __init__(self, *args, instruction, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("due_on", usual_due_day(timezone.localdate(), instruction.region))


class DueForm(forms.Form):
    """Another day to answer by, and why."""

    due_on = coming_day(_("Answer by"))
    reason = forms.CharField(
        label=_("Reason"), max_length=LONGEST, widget=forms.Textarea({"rows": 3})
    )
