"""What the pages of leads ask for; every choice is limited to what the user reaches."""

from functools import reduce
from operator import or_

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation, OrganisationKind, User, within
from airdefense.accounts.roles import Role
from airdefense.casework.fields import FilesField
from airdefense.casework.merging import MergingForm
from inspections.forms.powers import PowerField
from inspections.lens import powers_for
from inspections.models import Finding, Power
from leads import recusal
from leads.actions.compartment import MAY_BE_MEMBERS
from leads.actions.leads import SENDERS
from leads.methods import ways
from leads.models import DisciplineCase, Lead, LeadSource, OutcomeKind, Person
from leads.workflow import DisposalMethod
from projects.models import Project

NOT_A_SUBJECT = (
    OrganisationKind.CITY,
    OrganisationKind.COUNTY,
    OrganisationKind.INSPECTION_TEAM,
    OrganisationKind.COMMISSION_OFFICE,
)
LONG = forms.Textarea(attrs={"rows": 5, "maxlength": 20_000})
SHORT = forms.Textarea(attrs={"rows": 3, "maxlength": 4000})


class ByNumber(forms.CharField):
    """A row named by its number among those the user may see; unknown and invisible look alike."""

    def __init__(self, model, field, **kwargs):
        self.model, self.field, self.user = model, field, None
        super().__init__(required=False, max_length=60, **kwargs)

    def clean(self, value):
        number = super().clean(value)
        if not number:
            return None
        found = self.model.objects.visible_to(self.user).filter(**{self.field: number}).first()
        if found is None:
            raise forms.ValidationError(_t("Nothing of that number is in your reach."))
        return found


class TransferForm(forms.Form):
    """The transfer letter and what the lead says."""

    source = forms.ChoiceField(label=_("Source"))
    commission = forms.ModelChoiceField(label=_("Receiving commission"), queryset=None)
    region = forms.ModelChoiceField(label=_("Region"), queryset=None)
    letter_number = forms.CharField(label=_("Transfer letter number"), max_length=60)
    is_on_site = forms.BooleanField(
        label=_("Transferred during on-site inspection"), required=False
    )
    finding = ByNumber(Finding, "number", label=_("Finding"), help_text=_("Its number, if any."))
    project = ByNumber(Project, "code", label=_("Project"), help_text=_("Its number, if any."))
    subject_unit = forms.ModelChoiceField(label=_("Unit concerned"), queryset=None)
    amount_yuan = forms.DecimalField(
        label=_("Amount (yuan)"), required=False, max_digits=14, decimal_places=2, min_value=0
    )
    matter = forms.CharField(label=_("Matter"), max_length=200)
    power = PowerField(label=_("Power"), required=False, empty_label=_("none"))
    facts = forms.CharField(label=_("Facts reported"), widget=LONG)
    files = FilesField(label=_("Evidence copies"), required=False)

    LETTER = ("source", "commission", "region", "letter_number", "is_on_site")
    CONTENT = ("subject_unit", "power", "matter", "facts", "amount_yuan")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = sources_of(user)
        today = timezone.localdate()
        self.fields["commission"].queryset = commissions_of(user).valid_on(today)
        self.initial.setdefault("commission", self.fields["commission"].queryset.first())
        self.fields["region"].queryset = regions_of(user)
        units = Organisation.objects.valid_on(today).exclude(kind__in=NOT_A_SUBJECT)
        self.fields["subject_unit"].queryset = units
        self.fields["power"].queryset = powers_for(user)
        for name in ("finding", "project"):
            self.fields[name].user = user

    @property
    def letter_fields(self):
        return [self[name] for name in (*self.LETTER, "finding", "project")]

    @property
    def content_fields(self):
        return [self[name] for name in (*self.CONTENT, "files")]

    def arguments(self):
        """What `actions.transfer` takes of this form."""
        data = self.cleaned_data
        names = (*self.LETTER, "finding", "project", "files")
        return {name: data[name] for name in names} | {
            "content": {name: data[name] for name in self.CONTENT}
        }


def commissions_of(user):
    """Where this user may send leads: who keys paper letters does so for the own commission."""
    commissions = Organisation.objects.filter(kind=OrganisationKind.COMMISSION)
    if user.has_role(*SENDERS):
        return commissions
    return commissions.filter(within(user, "", [Role.CASE_SUPERVISION]))


def regions_of(user):
    """The regions of the sender's reach, and those that the own commission answers for."""
    own = Organisation.objects.filter(kind=OrganisationKind.COMMISSION).filter(
        within(user, "", [Role.CASE_SUPERVISION])
    )
    paths = [office.home_region.path for office in own.select_related("region")]
    reach = [Q(path__startswith=path) for path in (*paths, *user.paths(*SENDERS))]
    return Organisation.objects.regions().filter(reduce(or_, reach, Q(pk__in=[])))


def sources_of(user):
    """The sources this user may transfer for: inspection by its own, the others by the letter."""
    choices = []
    if user.has_role(*SENDERS):
        choices.append((LeadSource.INSPECTION.value, LeadSource.INSPECTION.label))
    if user.has_role(Role.CASE_SUPERVISION):
        choices += [c for c in LeadSource.choices if c[0] != LeadSource.INSPECTION]
    return choices


class PersonForm(forms.ModelForm):
    class Meta:
        model = Person
        fields = ("name", "unit", "post", "rank")


class PersonRow(PersonForm):
    """One of several rows, which may stay empty."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False

    def clean(self):
        data = super().clean()
        if any(data.values()):
            for name in ("name", "unit"):
                if not data.get(name):
                    self.add_error(name, _t("Give the name and the unit of each person."))
        return data


PersonFormSet = forms.formset_factory(PersonRow, extra=3, max_num=30, absolute_max=40)


class ReporterForm(forms.Form):
    """The sealed part; left empty where nobody reported."""

    name = forms.CharField(label=_("Reporter's name"), max_length=60, required=False)
    contact = forms.CharField(label=_("Contact"), max_length=120, required=False)
    is_anonymous = forms.BooleanField(label=_("Anonymous"), required=False)

    def clean(self):
        data = super().clean()
        known = data.get("name") or data.get("contact")
        if data.get("is_anonymous") and known:
            raise forms.ValidationError(_t("An anonymous reporter has neither name nor contact."))
        if data.get("contact") and not data.get("name"):
            raise forms.ValidationError(_t("Give the name that belongs to the contact."))
        return data

    def reporter(self):
        """What `actions.transfer` takes, or nothing where nobody reported."""
        data = self.cleaned_data
        return data if data["name"] or data["is_anonymous"] else None


class EditForm(MergingForm):
    """The register entry: source and content are never changed."""

    note = forms.CharField(label=_("Reason"), widget=SHORT)

    class Meta:
        model = Lead
        fields = ("region", "letter_number", "is_on_site")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = Organisation.objects.regions().visible_to(user)


class PowerForm(forms.Form):
    """The power that a lead is about, as the compartment sees it."""

    power = PowerField(label=_("Power"), required=False, empty_label=_("none"))

    def __init__(self, *args, user, content, **kwargs):
        super().__init__(*args, initial={"power": content.power_id}, **kwargs)
        named = Power.objects.filter(pk=content.power_id).select_related("power_list__region")
        self.fields["power"].queryset = powers_for(user) | named


class AssignForm(forms.Form):
    """Who handles a lead and who decides; those who must recuse are not offered."""

    handler = forms.ModelChoiceField(label=_("Case officer"), queryset=None)
    approver = forms.ModelChoiceField(label=_("Approving leader"), queryset=None)
    expires_on = forms.DateField(
        label=_("Officer's access until"),
        required=False,
        widget=forms.DateInput,
        help_text=_("Empty: until the lead is assigned anew."),
    )
    note = forms.CharField(label=_("Remark"), widget=SHORT, required=False)

    def __init__(self, *args, lead, **kwargs):
        super().__init__(*args, **kwargs)
        self.recused = []
        for name, role in (
            ("handler", Role.CASE_OFFICER),
            ("approver", Role.APPROVING_LEADER),
        ):
            self.fields[name].queryset = self._free(lead, role)
            self.initial.setdefault(name, getattr(lead, f"{name}_id"))

    def _free(self, lead, role):
        people = User.objects.holding(role, path=lead.commission.path).select_related(
            "organisation"
        )
        grounds = [(person, recusal.ground_of(person, lead)) for person in people]
        self.recused += [sentence for _person, sentence in grounds if sentence]
        free = [person.pk for person, sentence in grounds if not sentence]
        return people.filter(pk__in=free).order_by("display_name")


class ProposeForm(forms.Form):
    """One of the four methods with the officer's opinion."""

    method = forms.ChoiceField(label=_("Disposal method"), choices=DisposalMethod.choices)
    review_on = forms.DateField(
        label=_("Held until review on"),
        required=False,
        widget=forms.DateInput,
        help_text=_("For a held lead only."),
    )
    opinion = forms.CharField(label=_("Opinion with reasons"), widget=LONG)

    def __init__(self, *args, lead, **kwargs):
        super().__init__(*args, **kwargs)
        self.ways = ways(lead, timezone.localdate())

    @property
    def chosen(self):
        return self["method"].value()


class MemberForm(forms.Form):
    """Who is let into a compartment, why, and until when."""

    user = forms.ModelChoiceField(label=_("Person"), queryset=None)
    reason = forms.CharField(label=_("Reason"), max_length=200)
    expires_on = forms.DateField(label=_("Access until"), widget=forms.DateInput)

    def __init__(self, *args, lead, **kwargs):
        super().__init__(*args, **kwargs)
        people = User.objects.holding(*MAY_BE_MEMBERS, path=lead.commission.path)
        inside = lead.members.in_force(timezone.localdate()).values("user")
        self.fields["user"].queryset = people.exclude(pk__in=inside).order_by("display_name")


class UnsealForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200)


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
