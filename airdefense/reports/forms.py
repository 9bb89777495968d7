from django import forms
from django.utils.translation import gettext_lazy as _

from airdefense.exchange.filters import DateInput
from airdefense.reports.models import Kind


class CorrectionForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea({"class": "form-control", "rows": 4}),
        help_text=_("Stands on the corrected report, beside the figures as they were first."),
    )


class PauseForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Report"),
        choices=Kind.choices,
        widget=forms.Select({"class": "form-select w-auto"}),
    )
    paused_until = forms.DateField(
        label=_("No mail until"),
        required=False,
        widget=DateInput({"class": "form-control w-auto"}),
        help_text=_("Empty: mails come again."),
    )
