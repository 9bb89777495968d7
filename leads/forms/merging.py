"""Which lead another one is merged into, and why."""

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads.forms.widgets import SHORT
from leads.models import Lead


class MergeForm(forms.Form):
    """The other lead by its number: one of the officer's own; any other does not exist here."""

    into = forms.CharField(label=_("Number of the other lead"), max_length=60)
    note = forms.CharField(label=_("Reason"), widget=SHORT, max_length=300)

    def __init__(self, *args, user, lead, **kwargs):
        super().__init__(*args, **kwargs)
        self.own = Lead.objects.in_compartment_of(user).filter(handler=user).exclude(pk=lead.pk)

    def clean_into(self):
        found = self.own.filter(number=self.cleaned_data["into"].strip()).exclude(number="").first()
        if found is None:
            raise forms.ValidationError(_t("None of your leads has this number."))
        return found
