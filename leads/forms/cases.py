"""Cases, the persons in them, and what became of each."""

from django import forms
from django.utils.translation import gettext_lazy as _

from airdefense.casework.merging import MergingForm
from leads.models import DisciplineCase, OutcomeKind


class CaseForm(forms.Form):
    """The proposal to file a case."""

    matter = forms.CharField(label=_("Matter"), max_length=200)
    persons = forms.ModelMultipleChoiceField(
        label=_("Persons"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    organisation_subject = forms.CharField(
        label=_("Organisation investigated"), max_length=120, required=False
    )

    def __init__(self, *args, lead, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["persons"].queryset = lead.persons.order_by("pk")
        self.fields["persons"].label_from_instance = named


def named(person) -> str:
    return " · ".join(filter(None, (person.name, person.unit, person.post)))


class CaseEditForm(MergingForm):
    class Meta:
        model = DisciplineCase
        fields = ("matter", "organisation_subject")


class DecisionForm(forms.Form):
    """The part that outcomes and accountabilities share."""

    measure = forms.CharField(
        label=_("Measure"), max_length=60, help_text=_("For instance: serious warning; demerit.")
    )
    document = forms.CharField(label=_("Document"), max_length=120)
    effective_on = forms.DateField(label=_("Effective on"), widget=forms.DateInput)


class OutcomeForm(DecisionForm):
    kind = forms.ChoiceField(label=_("Outcome"), choices=OutcomeKind.choices)
    case = forms.ModelChoiceField(
        label=_("Case"),
        queryset=None,
        required=False,
        help_text=_("Sanctions and prosecution need the filed case."),
    )
    field_order = ("kind", "case", "measure", "document", "effective_on")

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        filed = DisciplineCase.objects.filter(persons__person=person, filed_at__isnull=False)
        self.fields["case"].queryset = filed.order_by("pk")


class AccountabilityForm(DecisionForm):
    organisation_name = forms.CharField(
        label=_("Organisation held accountable"), max_length=120, required=False
    )
    person = forms.ModelChoiceField(label=_("or person"), queryset=None, required=False)
    field_order = ("organisation_name", "person", "measure", "document", "effective_on")

    def __init__(self, *args, lead, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = lead.persons.order_by("pk")
        self.fields["person"].label_from_instance = named
