"""The shape of what a round is held to, whom it draws and what it counts."""

import secrets
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation, User
from airdefense.casework.workflow import NotPossible
from airdefense.exchange.filters import DateInput
from inspections.forms.rounds import MemberForm
from inspections.models import (
    ActivityKind,
    DeadlineItem,
    DrawMethod,
    Position,
    RoundDeadline,
    Team,
    TeamMember,
)
from inspections.models.planning import deadline_items
from inspections.plans import Draw, draw_for

REASON = forms.Textarea({"rows": 3})


class DayForm(forms.Form):
    """A day on which something was done."""

    on = forms.DateField(label=_("Day"), widget=DateInput)


class MeetForm(DayForm):
    note = forms.CharField(
        label=_("Remark"),
        max_length=200,
        required=False,
        help_text=_("The document that proves it; a day recorded wrongly needs the reason here."),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=REASON)


class LeaveForm(DayForm, ReasonForm):
    """The day of leaving, and why."""


class DeadlineForm(forms.ModelForm):
    """One item of the table; without a number of days the round is not held to it."""

    class Meta:
        model = RoundDeadline
        fields = ("days", "is_working_days", "basis")

    def __init__(self, *args, item, **kwargs):
        super().__init__(*args, **kwargs)
        self.item = DeadlineItem(item)
        self.is_met = self.instance.met_on is not None
        for field in self.fields.values():
            field.required = False
            field.disabled = self.is_met
            field.widget.attrs["aria-label"] = f"{self.item.label} · {field.label}"
        self.fields["days"].min_value = 1
        self.fields["days"].widget.attrs |= {"min": 1, "class": "narrow"}

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("days") and not cleaned.get("basis"):
            self.add_error("basis", _("Name the document that sets this deadline."))
        if cleaned.get("basis") and not cleaned.get("days"):
            self.add_error("days", _("Say how many days."))
        return cleaned

    def validate_constraints(self):
        """The basis is asked for above; an empty row is no deadline."""


class DeadlineForms:
    """The table of a round's deadlines: a row for every item."""

    def __init__(self, data, *, round_):
        stored = {deadline.item: deadline for deadline in round_.deadlines.all()}
        self.rows = [
            DeadlineForm(data, instance=stored.get(item), item=item, prefix=item)
            for item in deadline_items()
        ]
        self.is_bound = data is not None

    def is_valid(self) -> bool:
        """Every row is looked at, so that all mistakes are shown at once."""
        wrong = [row for row in self.rows if not row.is_valid()]
        return self.is_bound and not wrong

    def lines(self) -> list[dict]:
        """What `set_deadlines` takes."""
        filled = [row for row in self.rows if row.cleaned_data.get("days")]
        return [{"item": row.item.value, **row.cleaned_data} for row in filled]


class AddMemberForm(MemberForm):
    """One more member of a team; its leader is changed elsewhere."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        positions = [choice for choice in Position.choices if choice[0] != Position.LEADER]
        self.fields["position"].choices = positions


class RecusalForm(DayForm):
    """A relation declared after the team was formed (domain §3.6)."""

    organisations = forms.ModelMultipleChoiceField(
        label=_("Stays away from"),
        queryset=Organisation.objects.none(),
        widget=forms.SelectMultiple({"size": 10}),
        help_text=_("A region stands for every body in it."),
    )
    note = forms.CharField(
        label=_("Remark"),
        max_length=200,
        required=False,
        help_text=_("Read by everybody who sees the round: no private matter."),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisations"].queryset = Organisation.objects.within_reach_of(user)


class ReassignForm(forms.Form):
    to = forms.ModelChoiceField(label=_("Assigned to"), queryset=User.objects.none())
    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=REASON)

    def __init__(self, *args, check, **kwargs):
        super().__init__(*args, **kwargs)
        serving = TeamMember.objects.serving().filter(team=check.team_id)
        serving = serving.prefetch_related("recused_from").exclude(user=check.assigned_to_id)
        bodies = (check.project.authority, check.project.region)
        free = [member.user_id for member in serving if not member.recusal_from(*bodies)]
        people = User.objects.filter(pk__in=free, is_active=True)
        self.fields["to"].queryset = people.order_by("display_name", "pk")


class DrawForm(forms.Form):
    """How projects are drawn for one team; a valid form holds what it would give."""

    method = forms.ChoiceField(
        label=_("Way of drawing"),
        choices=DrawMethod.choices,
        initial=DrawMethod.RANDOM,
        widget=forms.RadioSelect,
    )
    size = forms.IntegerField(label=_("How many projects"), min_value=1, required=False)
    percent = forms.DecimalField(
        label=_("Or how many per cent"),
        min_value=Decimal("0.1"),
        max_value=100,
        decimal_places=1,
        required=False,
        help_text=_("Random: of the projects. By money at risk: of the money."),
    )
    seed = forms.CharField(
        label=_("Seed"),
        max_length=40,
        required=False,
        help_text=_("Proposed at random; kept with the draw, so that anybody can repeat it."),
    )
    codes = forms.CharField(
        label=_("Project numbers"),
        widget=forms.Textarea({"rows": 4}),
        required=False,
        help_text=_("By hand only: one or several, separated by spaces or lines."),
    )
    due_on = forms.DateField(label=_("Check due on"), widget=DateInput)

    preview: Draw | None = None

    def __init__(self, *args, team, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.team, self.user = team, user
        self.fields["seed"].initial = lambda: secrets.token_hex(4)
        self.fields["due_on"].initial = team.round.ends_on

    def asked(self) -> dict:
        """What `draw_checks` and `draw_for` take."""
        told = self.cleaned_data
        if told["method"] == DrawMethod.HAND:
            codes = told["codes"].replace(",", " ").replace("，", " ").split()
            return {"method": told["method"], "codes": codes}
        names = ("method", "seed", "size", "percent")
        return {name: told[name] for name in names}

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        try:
            self.preview = draw_for(self.team, self.user, **self.asked())
        except NotPossible as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return cleaned


class ActivityForm(forms.Form):
    """One team's day in one region: a number for each kind."""

    team = forms.ModelChoiceField(label=_("Team"), queryset=Team.objects.none(), empty_label=None)
    region = forms.ModelChoiceField(
        label=_("Region"), queryset=Organisation.objects.none(), empty_label=None
    )
    held_on = forms.DateField(label=_("Day"), widget=DateInput)
    note = forms.CharField(
        label=_("Remark"), max_length=200, required=False, help_text=_("Never a name.")
    )

    def __init__(self, *args, teams, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams
        regions = Organisation.objects.filter(covered_by__in=teams).distinct()
        self.fields["region"].queryset = regions.order_by("path")
        for kind, label in ActivityKind.choices:
            self.fields[kind] = forms.IntegerField(
                label=label, min_value=0, max_value=100_000, required=False
            )

    def clean(self):
        cleaned = super().clean()
        team, region = cleaned.get("team"), cleaned.get("region")
        if team and region and not team.covers(region):
            words = {"team": team, "region": region}
            self.add_error("region", _("%(team)s does not cover %(region)s.") % words)
        if not self.errors and not any(self.counts().values()):
            raise forms.ValidationError(_("Count at least one activity."))
        return cleaned

    def counts(self) -> dict[str, int]:
        return {kind: self.cleaned_data.get(kind) or 0 for kind in ActivityKind.values}
