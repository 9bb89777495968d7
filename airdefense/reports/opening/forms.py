from django import forms
from django.utils.translation import gettext_lazy as _

from airdefense.reports.opening.packing import CSV, XLSX


class EvidenceForm(forms.Form):
    purpose = forms.CharField(
        label=_("Purpose"),
        max_length=200,
        widget=forms.TextInput({"class": "form-control"}),
        help_text=_("Stands in the manifest and in the history of the report."),
    )
    rows_as = forms.ChoiceField(
        label=_("Rows as"),
        choices=[(CSV, "CSV"), (XLSX, _("workbooks (XLSX)"))],
        widget=forms.Select({"class": "form-select"}),
    )
