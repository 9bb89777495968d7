"""What handing a lead over asks for; every choice is limited to what the user reaches."""

from functools import reduce
from operator import or_

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from airdefense import features
from airdefense.accounts.models import Organisation, OrganisationKind, within
from airdefense.accounts.roles import Role
from airdefense.casework.fields import FilesField
from inspections.forms.powers import PowerField
from inspections.lens import powers_for
from inspections.models import Finding
from leads.actions.leads import SENDERS
from leads.actions.transfers import PREPARERS
from leads.forms.widgets import LONG
from leads.models import LeadSource, Person
from projects.models import Project

NOT_A_SUBJECT = (
    OrganisationKind.CITY,
    OrganisationKind.COUNTY,
    OrganisationKind.INSPECTION_TEAM,
    OrganisationKind.COMMISSION_OFFICE,
)


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


class ContentForm(forms.Form):
    """What a lead says, and what it comes from."""

    region = forms.ModelChoiceField(label=_("Region"), queryset=None)
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

    ORIGIN = ("region", "is_on_site", "finding", "project")
    CONTENT = ("subject_unit", "power", "matter", "facts", "amount_yuan")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = regions_of(user)
        self.fields["subject_unit"].queryset = subject_units()
        self.fields["power"].queryset = powers_for(user)
        for name in ("finding", "project"):
            self.fields[name].user = user

    @property
    def origin_fields(self):
        return [self[name] for name in self.ORIGIN if is_asked(name)]

    @property
    def content_fields(self):
        return [self[name] for name in (*self.CONTENT, "files")]


def is_asked(name: str) -> bool:
    """A letter keyed where leads stand alone names no finding and no project."""
    return name not in ("finding", "project") or features.has("projects")


class TransferForm(ContentForm):
    """The transfer letter and what the lead says."""

    source = forms.ChoiceField(label=_("Source"))
    commission = forms.ModelChoiceField(label=_("Receiving commission"), queryset=None)
    letter_number = forms.CharField(label=_("Transfer letter number"), max_length=60)

    LETTER = ("source", "commission", "region", "letter_number", "is_on_site")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        self.fields["source"].choices = sources_of(user)
        self.fields["commission"].queryset = commissions_of(user).valid_on(timezone.localdate())
        self.initial.setdefault("commission", self.fields["commission"].queryset.first())

    @property
    def letter_fields(self):
        return [self[name] for name in (*self.LETTER, "finding", "project") if is_asked(name)]

    def arguments(self):
        """What `actions.transfer` takes of this form."""
        data = self.cleaned_data
        names = (*self.LETTER, "finding", "project", "files")
        return {name: data[name] for name in names} | {
            "content": {name: data[name] for name in self.CONTENT}
        }


def subject_units():
    """The bodies that a lead can be about."""
    units = Organisation.objects.valid_on(timezone.localdate())
    return units.exclude(kind__in=NOT_A_SUBJECT)


def commissions_of(user):
    """Where this user may send leads: who keys paper letters does so for the own commission."""
    commissions = Organisation.objects.filter(kind=OrganisationKind.COMMISSION)
    if user.has_role(*PREPARERS):
        return commissions
    return commissions.filter(within(user, "", [Role.CASE_SUPERVISION]))


def regions_of(user):
    """The regions of the sender's reach, and those that the own commission answers for."""
    own = Organisation.objects.filter(kind=OrganisationKind.COMMISSION).filter(
        within(user, "", [Role.CASE_SUPERVISION])
    )
    paths = [office.home_region.path for office in own.select_related("region")]
    reach = [Q(path__startswith=path) for path in (*paths, *user.paths(*PREPARERS))]
    return Organisation.objects.regions().filter(reduce(or_, reach, Q(pk__in=[])))


def sources_of(user, senders=SENDERS):
    """The sources this user may transfer for: inspection by its own, the others by the letter."""
    choices = []
    if user.has_role(*senders):
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
