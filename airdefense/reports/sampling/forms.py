from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from airdefense.reports.models import Verdict
from airdefense.reports.sampling.actions import LARGEST

INPUT = {"class": "form-control"}


class DrawForm(forms.Form):
    seed = forms.CharField(
        label=_("Seed"),
        max_length=40,
        widget=forms.TextInput(INPUT),
        help_text=_("The same seed over the same rows draws the same sample again."),
    )
    rows = forms.IntegerField(
        label=_("Rows to draw"),
        min_value=1,
        max_value=LARGEST,
        required=False,
        widget=forms.NumberInput(INPUT),
    )
    percent = forms.DecimalField(
        label=_("Or this part of them (%)"),
        min_value=Decimal("0.01"),
        max_value=100,
        decimal_places=2,
        required=False,
        widget=forms.NumberInput({**INPUT, "step": "0.01"}),
    )
    region = forms.ChoiceField(
        label=_("Region"), required=False, widget=forms.Select({"class": "form-select"})
    )

    def __init__(self, *args, regions, **options):
        super().__init__(*args, **options)
        self.regions = {region.code: region for region in regions}
        names = [(region.code, region.short_name) for region in regions]
        self.fields["region"].choices = [("", _("all regions")), *names]

    def clean_region(self):
        return self.regions.get(self.cleaned_data["region"])

    def clean(self):
        asked = [self.cleaned_data.get(name) for name in ("rows", "percent")]
        if not self.errors and (asked[0] is None) == (asked[1] is None):
            self.add_error("rows", _("Say either how many rows or which part of them."))
        return self.cleaned_data


class VerdictForm(forms.Form):
    verdict = forms.ChoiceField(
        label=_("What the file showed"),
        choices=Verdict.choices,
        widget=forms.RadioSelect(),
    )
    note = forms.CharField(
        label=_("Note"), max_length=500, required=False, widget=forms.TextInput(INPUT)
    )

    def clean(self):
        if self.cleaned_data.get("verdict") == Verdict.DIFFERS and not self.cleaned_data["note"]:
            self.add_error("note", _("Say how the file differs from what was reported."))
        return self.cleaned_data
