"""The shape of a working paper on its way in."""

from django import forms
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation, OrganisationKind
from airdefense.casework.fields import FilesField
from airdefense.casework.merging import MergingForm
from airdefense.casework.workflow import NotPossible
from airdefense.exchange.filters import DateInput
from inspections.actions import check_draft
from inspections.duplicates import Alike, alike_to
from inspections.forms.powers import PowerField
from inspections.forms.suggestion import accounts_of, kept_with
from inspections.lens import powers_for
from inspections.likeness import Matter
from inspections.models import Finding, Power, Round
from inspections.workflow import RoundStatus
from projects.models import Project, Suspicion
from projects.suspected import check_words

SUPERVISED_KINDS = (
    OrganisationKind.HOUSING,
    OrganisationKind.FINANCE,
    OrganisationKind.AUDIT,
    OrganisationKind.PLANNING,
    OrganisationKind.REFORM,
    OrganisationKind.TAX,
    OrganisationKind.PARTY_COMMITTEE,
    OrganisationKind.OTHER,
)


OF_LIST = "power_list__region"


class PaperForm(forms.ModelForm):
    """The fields a finding has from its first draft to its last correction."""

    power = PowerField(label=_("Power"), required=False, empty_label=_("none"))

    class Meta:
        model = Finding
        fields = (
            "category",
            "amount_yuan",
            "title",
            "method",
            "description",
            "basis",
            "power",
            "process",
            "unit",
            "nature",
            "found_on",
        )
        widgets = {
            "title": forms.TextInput({"autofocus": True, "autocomplete": "off"}),
            "description": forms.Textarea({"rows": 5}),
            "process": forms.Textarea({"rows": 3}),
            "found_on": DateInput,
            "amount_yuan": forms.NumberInput({"inputmode": "decimal", "step": "0.01"}),
        }
        help_texts = {
            "method": _("What talks and petitions brought is shown to the team alone."),
            "amount_yuan": _("The gap of this category; empty where no fee is open."),
        }

    def __init__(self, *args, user, at, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.at = user, at
        reach = Organisation.objects.within_reach_of(user)
        self.fields["unit"].queryset = reach.filter(kind__in=SUPERVISED_KINDS)
        self.fields["unit"].required = False
        cited = Power.objects.filter(pk=self.instance.power_id).select_related(OF_LIST)
        self.fields["power"].queryset = powers_for(user) | cited

    def _post_clean(self):
        """The action's own objections, said before anything typed is lost."""
        super()._post_clean()
        if self.errors:
            return
        try:
            check_draft(self.paper(), self.at)
        except NotPossible as refusal:
            self.add_error(None, str(refusal))

    def paper(self) -> Finding:
        return self.instance


class SuspicionField(forms.ModelChoiceField):
    """One of the open suspicions of the project, in words."""

    def label_from_instance(self, suspicion):
        return f"{check_words(suspicion)} · {suspicion.amount_yuan:,.2f}"


class FindingForm(PaperForm):
    """A new finding, on a project named by its number or on a unit."""

    project = forms.CharField(
        label=_("Project number"),
        required=False,
        help_text=_("Type part of the number or name; leave empty for a matter of a unit."),
    )
    suspicion = SuspicionField(
        Suspicion.objects.none(),
        label=_("Suspicion"),
        required=False,
        empty_label=_("none: found in another way"),
        help_text=_("It is marked as found, and its worksheet stays with the finding."),
    )
    evidence = FilesField(
        label=_("Evidence"),
        required=False,
        help_text=_("Several files at once; more can be added until the paper is handed in."),
    )

    because = forms.CharField(
        label=_("Not the same matter, because"),
        required=False,
        max_length=500,
        help_text=_("Kept in the history of the finding."),
    )
    is_another = forms.BooleanField(
        label=_("I have looked at the findings named: this is another matter."), required=False
    )

    class Meta(PaperForm.Meta):
        fields = ("round", *PaperForm.Meta.fields)

    field_order = ("is_another", "because", "project", "round", "suspicion")

    def __init__(self, *args, suspicions=(), **kwargs):
        super().__init__(*args, **kwargs)
        # What was found before and looks like this one; asked about only where it is very like it.
        self.alike: list[Alike] = []
        if suspicions:
            self.fields["suspicion"].queryset = suspicions
        else:
            del self.fields["suspicion"]
        self.fields["round"].queryset = Round.objects.filter(
            status=RoundStatus.ON_SITE, teams__members__user=self.user
        ).distinct()
        self.fields["round"].empty_label = None
        about = {
            "hx-get": reverse_lazy("inspections:about"),
            "hx-target": "#about",
            "hx-include": "closest form",
            "hx-params": "project,category,title,amount_yuan",
        }
        for name in ("title", "amount_yuan"):
            typing = {"hx-trigger": "change, input changed delay:700ms"}
            self.fields[name].widget.attrs |= about | typing
        self.fields["category"].widget.attrs |= about | {"hx-trigger": "change"}
        self.fields["project"].widget.attrs |= about | {
            "hx-trigger": "change, input changed delay:400ms",
            "list": "project-options",
            "autocomplete": "off",
        }

    @property
    def asks_why(self) -> bool:
        """Whether somebody has to say why this is another matter."""
        return any(one.likeness.is_high for one in self.alike)

    def _post_clean(self):
        super()._post_clean()
        if not self.errors:
            findings = Finding.objects.visible_to(self.user)
            self.alike = alike_to(self._matter(), findings)
        told = self.cleaned_data.get("is_another") and self.cleaned_data.get("because", "").strip()
        if self.asks_why and not told:
            words = _("This looks like a finding made before: tick, and say why it is another one.")
            self.add_error("is_another", words)

    def _matter(self) -> Matter:
        paper = self.instance
        name = paper.project.name if paper.project else ""
        return Matter(
            paper.project_id, paper.unit_id, paper.category, paper.title, paper.amount_yuan, name
        )

    @property
    def explaining(self):
        """The fields that say why it is another matter, once they are asked for."""
        return [self["is_another"], self["because"]] if self.asks_why else []

    @property
    def plain_fields(self):
        return [one for one in self.visible_fields() if one.name not in ("is_another", "because")]

    def clean_project(self):
        code = self.cleaned_data["project"].strip()
        if not code:
            return None
        projects = Project.objects.visible_to(self.user).select_related("authority", "region")
        project = projects.filter(code=code).first()
        if project is None:
            raise forms.ValidationError(
                _("There is no project %(code)s within your reach.") % {"code": code}
            )
        return project

    def clean(self):
        cleaned = super().clean()
        project = cleaned.get("project")
        if not cleaned.get("unit") and project:
            cleaned["unit"] = project.authority
        if not cleaned.get("unit") and "unit" not in self.errors and "project" not in self.errors:
            self.add_error("unit", _("Name the project or the unit responsible."))
        return cleaned

    def paper(self) -> Finding:
        paper, project = self.instance, self.cleaned_data["project"]
        paper.project, paper.unit = project, self.cleaned_data["unit"]
        paper.region = project.region if project else paper.unit.home_region
        paper.organ, paper.made_by = paper.round.organ, self.user
        paper.suspicion = self.cleaned_data.get("suspicion")
        return paper

    def facts(self) -> dict:
        """What `draft_finding` takes; a finding about the fee keeps the worksheet it rests on."""
        own = ("evidence", "because", "is_another")
        facts = {k: v for k, v in self.cleaned_data.items() if k not in own}
        facts["note"] = self.cleaned_data["because"].strip() if self.asks_why else ""
        suspicion, project = facts.get("suspicion"), facts["project"]
        account = None
        if project and (suspicion or self.instance.category_entry.gap_kind):
            on = timezone.localdate(self.at)
            account = accounts_of([project], on).get(project.pk)
        return facts | {"worksheet": kept_with(suspicion, account)}


class FindingEditForm(MergingForm, PaperForm):
    """A correction of a draft or returned finding; the version keeps two editors apart."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].required = True


class MergeForm(forms.Form):
    """The finding that stays, by its number, and why both are one matter."""

    into = forms.CharField(
        label=_("Number of the finding that stays"), widget=forms.TextInput({"autofocus": True})
    )
    note = forms.CharField(
        label=_("Why both are one matter"), widget=forms.Textarea({"rows": 3}), max_length=1000
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_into(self):
        number = self.cleaned_data["into"].strip()
        finding = Finding.objects.visible_to(self.user).filter(number=number).first()
        if finding is None:
            raise forms.ValidationError(
                _("There is no finding %(number)s within your reach.") % {"number": number}
            )
        return finding
