"""The shape of rounds, teams, assignments and feedback on their way in."""

from django import forms
from django.db.models import Q
from django.forms import formset_factory
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation, User
from airdefense.accounts.roles import INSPECTION_TEAM
from airdefense.casework.merging import MergingForm
from airdefense.exchange.filters import DateInput
from inspections.forms.findings import SUPERVISED_KINDS
from inspections.lens import powers_for
from inspections.models import (
    Finding,
    KeyLink,
    Position,
    Power,
    Round,
    RoundAttribute,
    Team,
)
from projects.models import Project

MEMBERS_AT_MOST = 9


class RoundForm(forms.ModelForm):
    attributes = forms.MultipleChoiceField(
        label=_("Organisation of the round"),
        choices=RoundAttribute.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Combines with the kind: a mobile round may be elevated and crossed."),
    )
    key_links = forms.MultipleChoiceField(
        label=_("Key links"),
        choices=KeyLink.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Round
        fields = (
            "name",
            "organ",
            "kind",
            "region",
            "mandate",
            "starts_on",
            "ends_on",
            "attributes",
            "inspected",
            "powers",
            "key_links",
            "contact",
        )
        widgets = {
            "starts_on": DateInput,
            "ends_on": DateInput,
            "inspected": forms.SelectMultiple({"size": 10}),
            "powers": forms.CheckboxSelectMultiple,
        }
        help_texts = {
            "mandate": _("One round, one authorisation: the document and its number."),
            "inspected": _("Hold Ctrl to choose several."),
        }

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        reach = Organisation.objects.within_reach_of(user)
        if "region" in self.fields:
            self.fields["region"].queryset = reach.regions()
            self.fields["region"].empty_label = None
        self.fields["inspected"].queryset = reach.filter(kind__in=SUPERVISED_KINDS)
        self._offer_powers(user)

    def _offer_powers(self, user):
        """The core powers are chosen beforehand; without a list in force the form says so."""
        powers = self.fields["powers"]
        offered = powers_for(user).order_by("power_list", "number")
        if self.instance.pk:
            named = Q(pk__in=offered.values("pk")) | Q(rounds=self.instance)
            offered = Power.objects.filter(named).distinct().order_by("power_list", "number")
        else:
            powers.initial = list(offered.filter(is_core=True).values_list("pk", flat=True))
        powers.queryset = offered
        powers.help_text = (
            _("The core powers are chosen beforehand.")
            if offered.exists()
            else _("No list of powers is in force here yet: the round is planned without it.")
        )


class RoundEditForm(MergingForm, RoundForm):
    """The plan of a round; organ, region and number stay as they were given."""

    class Meta(RoundForm.Meta):
        fields = tuple(f for f in RoundForm.Meta.fields if f not in ("organ", "region"))


class TeamForm(forms.ModelForm):
    class Meta:
        model = Team
        fields = ("name", "regions")
        widgets = {"regions": forms.CheckboxSelectMultiple}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        reach = Organisation.objects.within_reach_of(user)
        self.fields["regions"].queryset = reach.regions()


class MemberForm(forms.Form):
    """One member with the declaration on recusal made at mobilisation (domain §3.6)."""

    user = forms.ModelChoiceField(label=_("Name"), queryset=User.objects.none())
    position = forms.ChoiceField(
        label=_("Position"), choices=Position.choices, initial=Position.MEMBER
    )
    declared_on = forms.DateField(label=_("Recusal declared on"), widget=DateInput)
    recused_from = forms.ModelMultipleChoiceField(
        label=_("Recused from"),
        queryset=Organisation.objects.none(),
        required=False,
        widget=forms.SelectMultiple({"size": 3}),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        people = User.objects.visible_to(user).holding(*INSPECTION_TEAM)
        self.fields["user"].queryset = people.order_by("display_name", "pk")
        self.fields["recused_from"].queryset = Organisation.objects.within_reach_of(user)


class BaseMemberFormSet(forms.BaseFormSet):
    def clean(self):
        """One leader, nobody twice: said beside the form, refused by the action."""
        members = self.members()
        if [position for _user, position, *_rest in members].count(Position.LEADER) != 1:
            raise forms.ValidationError(_("A team has exactly one leader."))
        if len({user.pk for user, *_rest in members}) != len(members):
            raise forms.ValidationError(_("Somebody is named twice in the team."))

    def members(self) -> list[tuple]:
        """What `form_team` takes."""
        names = ("user", "position", "declared_on", "recused_from")
        filled = [f.cleaned_data for f in self.forms if f.is_valid() and f.cleaned_data.get("user")]
        return [tuple(data[name] for name in names) for data in filled]


MemberFormSet = formset_factory(
    MemberForm, formset=BaseMemberFormSet, extra=7, max_num=MEMBERS_AT_MOST, validate_max=True
)


class AssignForm(forms.Form):
    """Projects by their numbers, for one member of one team."""

    team = forms.ModelChoiceField(label=_("Team"), queryset=Team.objects.none(), empty_label=None)
    assigned_to = forms.ModelChoiceField(label=_("Assigned to"), queryset=User.objects.none())
    due_on = forms.DateField(label=_("Check due on"), widget=DateInput)
    projects = forms.CharField(
        label=_("Project numbers"),
        widget=forms.Textarea({"rows": 6}),
        help_text=_("One or several, separated by spaces or lines."),
    )

    def __init__(self, *args, user, round_, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["team"].queryset = round_.teams.order_by("name")
        serving = {"team_memberships__team__round": round_, "team_memberships__left_on": None}
        members = User.objects.filter(**serving).distinct()
        self.fields["assigned_to"].queryset = members.order_by("display_name", "pk")

    def clean_projects(self):
        codes = dict.fromkeys(self.cleaned_data["projects"].replace(",", " ").split())
        projects = Project.objects.visible_to(self.user).select_related("region", "authority")
        found = {project.code: project for project in projects.filter(code__in=codes)}
        if missing := [code for code in codes if code not in found]:
            raise forms.ValidationError(
                _("Not found within your reach: %(codes)s.") % {"codes": ", ".join(missing)}
            )
        return [found[code] for code in codes]

    def clean(self):
        cleaned = super().clean()
        team, person = cleaned.get("team"), cleaned.get("assigned_to")
        if team and person and not team.members.serving().filter(user=person).exists():
            self.add_error(
                "assigned_to",
                _("%(person)s is not a member of %(team)s.") % {"person": person, "team": team},
            )
        return cleaned


class FeedbackForm(forms.Form):
    """Which approved findings of a round are fed back, and on which day."""

    on = forms.DateField(label=_("Day of feedback"), widget=DateInput)
    findings = forms.ModelMultipleChoiceField(
        label=_("Findings"),
        queryset=Finding.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, user, round_, **kwargs):
        super().__init__(*args, **kwargs)
        mine = Finding.objects.visible_to(user).of_office(user).filter(round=round_)
        self.fields["findings"].queryset = mine.to_feed_back().order_by("region__path", "number")
