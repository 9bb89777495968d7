"""What talks, letters and preliminary checks ask for."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import User
from airdefense.accounts.roles import Role
from leads import recusal
from leads.forms.cases import named
from leads.forms.people import VettedField
from leads.forms.widgets import LONG
from leads.models import InquiryKind, Suggestion


class InquiryForm(forms.Form):
    """A talk that was held, or a letter that was sent."""

    person = forms.ModelChoiceField(label=_("Person"), queryset=None)
    kind = forms.ChoiceField(label=_("Kind"), choices=InquiryKind.choices)
    held_on = forms.DateField(label=_("Talk held or letter sent on"), widget=forms.DateInput)
    conducted_by = forms.CharField(label=_("Talk led or letter signed by"), max_length=120)

    def __init__(self, *args, lead, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = lead.persons.order_by("pk")
        self.fields["person"].label_from_instance = named
        self.initial.setdefault("held_on", timezone.localdate())


class InquiryReportForm(forms.Form):
    """What was answered, and what it comes to."""

    replied_on = forms.DateField(
        label=_("Reply received on"),
        required=False,
        widget=forms.DateInput,
        help_text=_("For a letter; a talk is answered on its day."),
    )
    reply = forms.CharField(label=_("What was answered"), widget=LONG)
    result = forms.CharField(label=_("What you conclude from it"), widget=LONG)


class GreyedBoxes(forms.CheckboxSelectMultiple):
    """Boxes of which some cannot be ticked, with the reason beside them."""

    refusals: dict[int, str] = {}

    def create_option(self, name, value, label, selected, index, **kwargs):
        option = super().create_option(name, value, label, selected, index, **kwargs)
        if sentence := self.refusals.get(int(str(value))):
            option["attrs"]["disabled"] = True
            option["label"] = sentence
        return option


class CheckForm(forms.Form):
    """The team of a preliminary check, two people at least, with its plan."""

    leader = VettedField(label=_("Head of the team"))
    second = VettedField(label=_("Second person"))
    team = forms.ModelMultipleChoiceField(
        label=_("Further members"), queryset=None, required=False, widget=GreyedBoxes
    )
    plan = forms.CharField(label=_("Plan of the check"), widget=LONG)
    started_on = forms.DateField(label=_("Begun on"), widget=forms.DateInput)
    access_until = forms.DateField(
        label=_("Team's access until"),
        widget=forms.DateInput,
        help_text=_("The team joins the compartment, and leaves it on that day."),
    )

    def __init__(self, *args, lead, **kwargs):
        super().__init__(*args, **kwargs)
        people = User.objects.holding(Role.CASE_OFFICER, path=lead.commission.path)
        signing = {lead.approver_id, *lead.signatories.values_list("user", flat=True)}
        people = people.exclude(pk__in=signing - {None})
        for name in ("leader", "second"):
            self.fields[name].offer(people, lead)
        team = self.fields["team"]
        team.queryset = people.order_by("display_name", "pk")
        team.widget.refusals = recusal.grounds_of(people.select_related("organisation"), lead)
        self.initial.setdefault("leader", lead.handler_id)
        self.initial.setdefault("started_on", timezone.localdate())

    def arguments(self):
        """What `actions.set_up_check` takes of this form."""
        data = dict(self.cleaned_data)
        return data | {"team": [data.pop("second"), *data.pop("team")]}


class CheckReportForm(forms.Form):
    """The report on a preliminary check with what it suggests."""

    report = forms.CharField(label=_("Report"), widget=LONG)
    suggestion = forms.ChoiceField(label=_("Suggestion"), choices=Suggestion.choices)
