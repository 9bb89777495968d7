"""The shape of lists of powers, controls and standard wordings on their way in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation, within
from airdefense.accounts.roles import Role
from airdefense.casework.merging import MergingForm
from airdefense.exchange.filters import DateInput
from inspections.actions import complaints
from inspections.models import Control, Power, PowerList, Wording


class PowerField(forms.ModelChoiceField):
    """One power by the region of its list, its number and its name."""

    def __init__(self, **options):
        super().__init__(Power.objects.none(), **options)

    def label_from_instance(self, power):
        return f"{power.power_list.region.short_name} · {power}"


class PowerListForm(MergingForm):
    """What a draft says of itself; its version keeps two editors apart."""

    class Meta:
        model = PowerList
        fields = (
            "name",
            "document",
            "adopted_on",
            "declared_classes",
            "declared_powers",
            "declared_duties",
            "declared_accountabilities",
        )
        widgets = {"adopted_on": DateInput}


class ControlForm(forms.ModelForm):
    class Meta:
        model = Control
        fields = ("title", "document", "effective_on")
        widgets = {"effective_on": DateInput}
        labels = {"title": _("Measure of control")}
        help_texts = {
            "title": _("The measure, such as “decided by the office as a body”."),
            "document": _("The rule it stands on, with its number."),
        }


class EndControlForm(forms.Form):
    ended_on = forms.DateField(label=_("Last day in force"), widget=DateInput)


class WordingForm(forms.ModelForm):
    """A standard wording; what stands in braces comes from a closed list."""

    power = PowerField(label=_("Power"), required=False, empty_label=_("none"))

    class Meta:
        model = Wording
        fields = ("region", "category", "method", "title", "text", "basis", "power")
        widgets = {"text": forms.Textarea({"rows": 5})}
        help_texts = {"region": _("It serves this region and those below it.")}

    def __init__(self, *args, user, powers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["power"].queryset = powers | Power.objects.filter(pk=self.instance.power_id)
        if "region" in self.fields:
            reach = within(user, "", [Role.INSPECTION_OFFICE])
            regions = Organisation.objects.regions().filter(reach).order_by("path")
            self.fields["region"].queryset = regions
            self.fields["region"].empty_label = None

    def _placed(self, name):
        text = self.cleaned_data[name]
        if wrong := complaints(text):
            raise forms.ValidationError(wrong)
        return text

    def clean_title(self):
        return self._placed("title")

    def clean_text(self):
        return self._placed("text")

    def clean_basis(self):
        return self._placed("basis")


class WordingEditForm(MergingForm, WordingForm):
    """A correction; the region stays."""

    class Meta(WordingForm.Meta):
        fields = tuple(name for name in WordingForm.Meta.fields if name != "region")
