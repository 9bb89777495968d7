from django import forms

from airdefense.casework.models import ReminderPreference


class PreferenceForm(forms.ModelForm):
    """By mail or not, everything or only what is overdue, and a pause."""

    class Meta:
        model = ReminderPreference
        fields = ("by_mail", "only_overdue", "paused_until")
        widgets = {
            "paused_until": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        }
