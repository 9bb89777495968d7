"""What the register and the way of a lead ask for."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation, User
from airdefense.accounts.roles import Role
from airdefense.casework.merging import MergingForm
from inspections.forms.powers import PowerField
from inspections.lens import powers_for
from inspections.models import Power
from leads import recusal
from leads.forms.widgets import LONG, SHORT
from leads.methods import ways
from leads.models import Lead
from leads.workflow import DisposalMethod


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
