"""The switch of a board: until which day, and of which region."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from airdefense.exchange.filters import DateInput


class SwitchForm(forms.Form):
    """What it asks for wrongly is left out, and the page says so."""

    on = forms.DateField(label=_("Day"), required=False, widget=DateInput())

    def clean_on(self):
        day = self.cleaned_data["on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("That day is not here yet."))
        return day

    @property
    def day(self):
        return self.cleaned_data.get("on") if self.is_valid() else None

    @property
    def complaint(self):
        return " ".join(self.errors.get("on", []))
