from django import forms
from django.utils.translation import gettext_lazy as _


class CorrectionForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea({"class": "form-control", "rows": 4}),
        help_text=_("Stands on the corrected report, beside the figures as they were first."),
    )
