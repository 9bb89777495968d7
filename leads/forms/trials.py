"""What is recorded about a case after its filing; each form knows the case and the row it is on."""

from django import forms
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import User
from airdefense.accounts.roles import Role
from leads import rules
from leads.forms.cases import MeasureForm, named
from leads.forms.people import VettedField
from leads.models import ExtensionGround, OutcomeKind, Person, ReviewKind, ReviewResult


def day(label, **options):
    return forms.DateField(label=label, widget=forms.DateInput, **options)


def words(label, **options):
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": 4}), **options)


class RecordForm(forms.Form):
    def __init__(self, *args, case, row, **kwargs):
        super().__init__(*args, **kwargs)
        self.case, self.row = case, row
        self.prepare()

    def prepare(self):
        """Narrow the choices to the case."""


class PersonRecordForm(RecordForm):
    person = forms.ModelChoiceField(label=_("Person"), queryset=None)

    def prepare(self):
        people = Person.objects.filter(cases__case=self.case)
        self.fields["person"].queryset = people.order_by("pk")
        self.fields["person"].label_from_instance = named


class AddPersonForm(PersonRecordForm):
    def prepare(self):
        super().prepare()
        others = self.case.lead.persons.exclude(cases__case=self.case)
        self.fields["person"].queryset = others.order_by("pk")


class TrialForm(RecordForm):
    """Who tries the case; the same officer goes on after a supplement."""

    trial_officer = VettedField(label=_("Trial officer"))
    note = words(_("Why the case is ready for trial"))

    def prepare(self):
        lead = self.case.lead
        people = User.objects.holding(Role.TRIAL_OFFICER, path=lead.commission.path)
        people = people.exclude(pk__in=(lead.handler_id, lead.approver_id))
        self.fields["trial_officer"].offer(people, lead)
        self.fields["trial_officer"].initial = self.case.trial_officer_id


class AcceptForm(RecordForm):
    accepted_on = day(_("Accepted on"))


class DeliberationForm(RecordForm):
    deliberated_on = day(_("Deliberated on"))
    deliberation = words(_("Outcome of the deliberation"))


class DecideForm(RecordForm):
    note = words(_("Decision of the trial"), required=False)


class ApprovedForm(RecordForm):
    approval = forms.CharField(label=_("Approved by"), max_length=120)
    document = forms.CharField(label=_("Document"), max_length=120)


class DetentionForm(ApprovedForm, PersonRecordForm):
    started_on = day(_("Begun on"), help_text=_("Three months at first (监察法 Art. 48)."))
    field_order = ("person", "started_on", "approval", "document")


GROUNDS = [
    (ground.value, ground.label)
    for ground in ExtensionGround
    if not rules.EXTENSIONS[ground].is_provincial
]


class DetentionExtensionForm(ApprovedForm):
    ground = forms.ChoiceField(label=_("Ground"), choices=GROUNDS)
    field_order = ("ground", "approval", "document")


class DetentionEndForm(RecordForm):
    ended_on = day(_("Ended on"))


class ProsecutionForm(PersonRecordForm):
    procuratorate = forms.CharField(label=_("Procuratorate"), max_length=120)
    document = forms.CharField(label=_("Opinion for prosecution, number"), max_length=120)
    sent_on = day(_("Sent on"))


class SupplementForm(RecordForm):
    asked_on = day(_("Asked for on"))
    demand = words(_("What is asked for"))


class SupplementSentForm(RecordForm):
    sent_on = day(_("Sent again on"))


class ProsecutionDecisionForm(RecordForm):
    decided_on = day(_("Decided on"))
    result = words(_("Decision of the procuratorate"))


class AnnouncementForm(RecordForm):
    announced_on = day(_("Announced on"), help_text=_("Within a month (政务处分法 Art. 54)."))
    announced_to = forms.CharField(label=_("Announced to"), max_length=200)


class ExecutionForm(RecordForm):
    executed_on = day(_("Post and pay changed on"))
    carried_out = words(_("What was carried out"))


class ProbationEndForm(RecordForm):
    decided_on = day(_("Decided on"))
    decision = forms.CharField(label=_("Decision at its end"), max_length=200)


class ReviewForm(RecordForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=ReviewKind.choices)
    applied_on = day(_("Applied for on"), help_text=_("Within a month (监察法 Art. 56)."))
    grounds = words(_("Grounds"))


class ReviewDecisionForm(RecordForm, MeasureForm):
    """Upheld, revoked, or changed into the measure named below."""

    result = forms.ChoiceField(label=_("Result"), choices=ReviewResult.choices)
    decided_on = day(_("Decided on"))
    document = forms.CharField(label=_("Document"), max_length=120)
    decision = words(_("What was decided"))
    kinds = (OutcomeKind.PARTY_SANCTION, OutcomeKind.GOV_SANCTION)
    field_order = (
        "result",
        "decided_on",
        "document",
        "decision",
        "code",
        "form",
        "in_effect_until",
        "probation_months",
        "measure",
    )

    def prepare(self):
        self.fields["code"].label = _("Changed into")
        for name in ("code", "form"):
            self.fields[name].required = False

    def clean(self):
        data = super().clean()
        if data.get("result") != ReviewResult.CHANGED:
            for name in ("code", "form", "in_effect_until", "probation_months", "measure", "kind"):
                data.pop(name, None)
                self.errors.pop(name, None)
            return data
        for name in ("code", "form"):
            if not data.get(name):
                self.add_error(name, _("Say into what the decision is changed."))
        return data
