"""What a clerk types about a project, its buildings and its permits."""

from django import forms
from django.contrib.postgres.forms import SimpleArrayField
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation, OrganisationKind, within
from airdefense.accounts.roles import Role
from airdefense.casework.merging import MergingForm
from projects.actions.ledger import BUILDING_FIELDS, SERIES
from projects.credit_code import fails_check, has_shape
from projects.forms.fields import PastDateField
from projects.models import Building, Developer, Permit, Project
from projects.reductions import CODES

REGION_IN_CODE = slice(4, 10)


def authorities_of(user):
    """The air defence bodies that this user keeps the ledger for."""
    return Organisation.objects.filter(
        within(user, "", [Role.DATA_CLERK]), kind=OrganisationKind.HOUSING
    ).select_related("region")


class ProjectForm(MergingForm):
    """The facts of a project; its developer by name, recorded when it is new."""

    developer_name = forms.CharField(
        label=_("Developer"),
        max_length=120,
        widget=forms.TextInput(
            attrs={
                "list": "developers",
                "autocomplete": "off",
                "hx-get": reverse_lazy("projects:developer_options"),
                "hx-trigger": "input changed delay:300ms",
                "hx-target": "#developers",
            }
        ),
        help_text=_("Type two characters to choose one that is known; a new name is recorded."),
    )
    developer_code = forms.CharField(
        label=_("Unified social credit code"), max_length=18, required=False
    )
    approved_on = PastDateField(
        label=_("Approved on"),
        help_text=_("Day of approval; rate and reductions are those of this day."),
    )
    history_names = {"developer_name": "developer", "developer_code": "developer"}

    class Meta:
        model = Project
        fields = (
            "code",
            "name",
            "authority",
            "national_code",
            "developer_name",
            "developer_code",
            "address",
            "approved_on",
            "zone",
            "planned_once_id",
            "is_offsite_approved",
            "offsite_ground",
            "offsite_document",
            "built_g6_sqm",
            "built_g6b_sqm",
        )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.warnings = []
        self.fields["authority"].queryset = authorities_of(user)
        self.fields["code"].required = False
        self.fields["code"].help_text = _("Leave it empty to have one given.")
        for name in ("built_g6_sqm", "built_g6b_sqm"):
            self.fields[name].required = False
        self.order_fields(self.Meta.fields)
        if self.instance.pk:
            del self.fields["code"]
            self.initial |= {
                "developer_name": self.instance.developer.name,
                "developer_code": self.instance.developer.credit_code,
            }
        elif (
            not self.is_bound
            and len(authorities := list(self.fields["authority"].queryset[:2])) == 1
        ):
            self.initial.setdefault("authority", authorities[0])

    def _get_validation_exclusions(self):
        """The field has just looked the authority up among those of the user: once is enough."""
        return super()._get_validation_exclusions() | {"authority"}

    def stored_values(self, project):
        developer = project.developer
        named = {"developer_name": developer.name, "developer_code": developer.credit_code}
        return super().stored_values(project) | named

    def clean_code(self):
        code = self.cleaned_data["code"]
        if code.upper().startswith(f"{SERIES}-"):
            raise ValidationError(
                _("Numbers beginning with %(series)s- are given by the ledger: leave it empty."),
                params={"series": SERIES},
            )
        return code

    def clean_national_code(self):
        code = self.cleaned_data["national_code"]
        authority = self.cleaned_data.get("authority")
        region = code.replace("-", "")[REGION_IN_CODE]
        if region and authority and region != authority.home_region.code:
            self.warnings.append(
                _("The project code names the region %(region)s: compare it with the paper.")
                % {"region": region}
            )
        return code

    def clean_developer_code(self):
        code = self.cleaned_data["developer_code"].strip().upper()
        if code and not has_shape(code):
            raise ValidationError(
                _("A credit code has 18 places, digits and letters without I, O, S, V and Z.")
            )
        if fails_check(code):
            self.warnings.append(
                _("The credit code %(code)s fails its check digit: compare it with the licence.")
                % {"code": code}
            )
        return code

    def clean_built_g6_sqm(self):
        return self.cleaned_data["built_g6_sqm"] or 0

    def clean_built_g6b_sqm(self):
        return self.cleaned_data["built_g6b_sqm"] or 0

    def clean(self):
        facts = super().clean()
        code, name = facts.get("developer_code"), facts.get("developer_name")
        known = Developer.objects.filter(credit_code=code).first() if code else None
        if known and name and known.name != name:
            self.add_error(
                "developer_code",
                _("This code belongs to %(developer)s: correct the code or the name.")
                % {"developer": known},
            )
        if not facts.get("is_offsite_approved"):
            for field in ("offsite_ground", "offsite_document"):
                if facts.get(field):
                    self.add_error(
                        field,
                        _("It belongs to an approval: tick “off-site construction approved” too."),
                    )
        return facts

    def facts(self):
        """The fields of the project itself."""
        others = {"developer_name", "developer_code", "version"}
        return {name: v for name, v in self.cleaned_data.items() if name not in others}

    def developer(self):
        """The developer as typed, for the action that finds or records it."""
        return {
            "name": self.cleaned_data["developer_name"],
            "credit_code": self.cleaned_data["developer_code"],
        }


class BuildingForm(MergingForm):
    claims = SimpleArrayField(
        forms.CharField(max_length=4),
        label=_("Claimed reductions"),
        required=False,
        help_text=_("Codes of the closed list R1–R8 (R5N, R5P), separated by commas."),
    )

    class Meta:
        model = Building
        fields = BUILDING_FIELDS

    def clean_claims(self):
        claims = [claim.strip().upper() for claim in self.cleaned_data["claims"]]
        if unknown := [claim for claim in claims if claim not in CODES]:
            raise ValidationError(
                _("%(codes)s: the closed list has only %(offered)s."),
                params={"codes": ", ".join(unknown), "offered": ", ".join(CODES)},
            )
        return claims


class BaseBuildingFormSet(forms.BaseInlineFormSet):
    """The buildings of one project, with rows left free for further ones."""

    def clean(self):
        """Two buildings of the same name cannot be told apart."""
        if any(self.errors):
            return
        seen = set()
        for form in self.kept_forms():
            name = form.cleaned_data["name"]
            if name in seen:
                form.add_error("name", _("This name stands twice: give each building its own."))
            seen.add(name)

    def kept_forms(self):
        return [
            form
            for form in self.forms
            if form.cleaned_data.get("name") and not form.cleaned_data.get("DELETE")
        ]

    def facts(self):
        """All buildings that stay or come, those known with their id; one that a colleague
        entered meanwhile stays."""
        seen = {form.instance.pk for form in self.initial_forms}
        entered = [building for building in self.get_queryset() if building.pk not in seen]
        return [
            {"id": building.pk} | {name: getattr(building, name) for name in BUILDING_FIELDS}
            for building in entered
        ] + [
            {"id": form.instance.pk} | {name: form.cleaned_data[name] for name in BUILDING_FIELDS}
            for form in self.kept_forms()
        ]


BuildingFormSet = forms.inlineformset_factory(
    Project,
    Building,
    form=BuildingForm,
    formset=BaseBuildingFormSet,
    extra=2,
    max_num=200,
    can_delete_extra=False,
)


class PermitForm(forms.ModelForm):
    issued_on = PastDateField(label=_("Day of the permit"))

    class Meta:
        model = Permit
        fields = ("kind", "number", "issued_on", "issued_by", "area_sqm")

    def __init__(self, *args, project, **kwargs):
        super().__init__(*args, **kwargs)
        self.project = project
        # The departments of the project's region and of the city above it.
        region = project.authority.home_region
        above = [region.pk, region.parent_id]
        self.fields["issued_by"].queryset = Organisation.objects.filter(
            kind__in=[
                OrganisationKind.HOUSING,
                OrganisationKind.PLANNING,
                OrganisationKind.REFORM,
            ],
            region__in=[pk for pk in above if pk],
        )

    def clean(self):
        facts = super().clean()
        twin = self.project.permits.filter(kind=facts.get("kind"), number=facts.get("number"))
        if twin.exists():
            self.add_error("number", _("This permit is recorded for this project already."))
        return facts
