from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from airdefense.casework.checkup.actions import LONGEST_DAYS


class WaiverForm(forms.Form):
    """Why a hit is accepted, and until when."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Why the file is right as it is, or cannot be mended yet."),
    )
    expires_on = forms.DateField(
        label=_("In force until"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("At most a year; then the hit counts again by itself."),
    )

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_expires_on(self):
        day = self.cleaned_data["expires_on"]
        if not self.today < day <= self.today + timedelta(days=LONGEST_DAYS):
            raise forms.ValidationError(_("A waiver ends after today and within a year."))
        return day
