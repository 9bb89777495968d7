"""What the forms of rectification have in common."""

from django import forms

from airdefense.accounts.models import OrganisationKind
from airdefense.casework.merging import MergingForm
from airdefense.exchange.filters import DateInput

NOT_UNITS = (OrganisationKind.CITY, OrganisationKind.COUNTY)
LONGEST_TEXT = 4000


def long_text(label, rows=5, **kwargs):
    widget = forms.Textarea({"rows": rows})
    return forms.CharField(label=label, max_length=LONGEST_TEXT, widget=widget, **kwargs)


def day_field(label, **kwargs):
    return forms.DateField(label=label, widget=DateInput, **kwargs)


class VersionedForm(MergingForm):
    """Carries what was read, so that nobody overwrites a colleague (pitfalls 54)."""
