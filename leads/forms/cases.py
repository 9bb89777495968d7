"""Cases, the persons in them, and what became of each."""

from django import forms
from django.utils.translation import gettext_lazy as _

from airdefense.casework.merging import MergingForm
from airdefense.casework.workflow import NotPossible
from leads import rules
from leads.actions.outcomes import check_measure
from leads.models import DisciplineCase, Form, Measure, OutcomeKind

# What the Rules cite for a filing (domain §3.8); the officer corrects it where another one holds.
USUAL_BASIS = "监督执纪工作规则第三十七条"
KIND_OF = {code: kind for kind, codes in rules.MEASURES.items() for code in codes}


class CaseForm(forms.Form):
    """The proposal to file a case."""

    matter = forms.CharField(label=_("Matter"), max_length=200)
    basis = forms.CharField(
        label=_("Statutory basis of the filing"), max_length=200, initial=USUAL_BASIS
    )
    persons = forms.ModelMultipleChoiceField(
        label=_("Persons"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    organisation_subject = forms.CharField(
        label=_("Organisation investigated"),
        max_length=120,
        required=False,
        help_text=_("A case may be on an organisation alone."),
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
        fields = ("matter", "organisation_subject", "basis")


class DecisionForm(forms.Form):
    """The part that outcomes and accountabilities share."""

    measure = forms.CharField(
        label=_("Measure"), max_length=60, help_text=_("For instance: serious warning; demerit.")
    )
    document = forms.CharField(label=_("Document"), max_length=120)
    effective_on = forms.DateField(label=_("Effective on"), widget=forms.DateInput)


def measures(*kinds) -> list:
    """The measures of these kinds, grouped by kind, with the empty choice first."""
    groups = [
        (OutcomeKind(kind).label, [(code, Measure(code).label) for code in rules.MEASURES[kind]])
        for kind in kinds
    ]
    return [("", "---------"), *groups]


class MeasureForm(forms.Form):
    """Which measure, of which form, and until when it has its effect."""

    code = forms.ChoiceField(label=_("Measure"), choices=())
    form = forms.ChoiceField(
        label=_("Form (one of four)"), choices=[("", "---------"), *Form.choices]
    )
    probation_months = forms.TypedChoiceField(
        label=_("Probation in the Party"),
        choices=[("", "---------"), (12, _("one year")), (24, _("two years"))],
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("For a probation alone."),
    )
    in_effect_until = forms.DateField(
        label=_("In effect until"),
        required=False,
        widget=forms.DateInput,
        help_text=_(
            "Leave empty for the period of the statute; enter a day where the decision "
            "names another one."
        ),
    )
    measure = forms.CharField(label=_("Words of the decision"), max_length=60, required=False)
    kinds: tuple[str, ...] = tuple(kind for kind in OutcomeKind if kind != OutcomeKind.PROSECUTION)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = measures(*self.kinds)

    def clean(self):
        data = super().clean()
        code, months = data.get("code", ""), data.get("probation_months")
        data["kind"] = KIND_OF.get(code, "")
        if code == rules.PROBATION and not months:
            self.add_error("probation_months", _("Say how long the probation lasts."))
        if code and code != rules.PROBATION and months:
            self.add_error("probation_months", _("Only a probation in the Party has a period."))
        try:
            check_measure(data["kind"], code, data.get("form", ""))
        except NotPossible as objection:
            self.add_error("form", str(objection))
        return data


class OutcomeForm(MeasureForm):
    """What was decided about a person; a transfer for prosecution is entered in its case."""

    case = forms.ModelChoiceField(
        label=_("Case"),
        queryset=None,
        required=False,
        help_text=_("Sanctions need the filed case."),
    )
    document = forms.CharField(label=_("Document"), max_length=120)
    effective_on = forms.DateField(label=_("Effective on"), widget=forms.DateInput)
    field_order = (
        "code",
        "form",
        "case",
        "document",
        "effective_on",
        "in_effect_until",
        "probation_months",
        "measure",
    )

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        filed = DisciplineCase.objects.filter(
            persons__person=person, filed_at__isnull=False, withdrawn_at=None
        )
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
