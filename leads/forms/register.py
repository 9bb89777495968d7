"""What the register and the way of a lead ask for."""

from typing import ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation, User
from airdefense.casework.merging import MergingForm
from inspections.forms.powers import PowerField
from inspections.lens import powers_for
from inspections.models import Power
from leads.forms.people import VettedField
from leads.forms.widgets import LONG, SHORT
from leads.methods import ways
from leads.models import LEVEL_ROLES, NAMED_LEVELS, ApprovalRoute, Lead, Level
from leads.workflow import DisposalMethod, HandlingWay


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
    """Who handles a lead, who signs for it, and in which way; who must recuse is greyed."""

    handler = VettedField(label=_("Case officer"))
    director = VettedField(label=Level.DIRECTOR.label)
    approver = VettedField(label=_("Approving leader"))
    secretary = VettedField(label=Level.SECRETARY.label)
    way = forms.ChoiceField(label=_("Way of handling"), choices=HandlingWay.choices)
    handled_by_body = forms.CharField(
        label=_("Body it is passed on to"),
        max_length=120,
        required=False,
        help_text=_("For a lead that is passed on or assigned to a lower level."),
    )
    reply_due_on = forms.DateField(
        label=_("Body replies by"), required=False, widget=forms.DateInput
    )
    expires_on = forms.DateField(
        label=_("Officer's access until"),
        required=False,
        widget=forms.DateInput,
        help_text=_("Empty: until the lead is assigned anew."),
    )
    note = forms.CharField(label=_("Remark"), widget=SHORT, required=False)

    POSTS: ClassVar = {
        "handler": Level.OFFICER,
        "director": Level.DIRECTOR,
        "approver": Level.DEPUTY,
        "secretary": Level.SECRETARY,
    }

    def __init__(self, *args, lead, **kwargs):
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        asked = ApprovalRoute.objects.named_levels(today, lead.commission)
        named = dict(lead.signatories.values_list("level", "user"))
        self.recused = {}
        for name, level in self.POSTS.items():
            if level in NAMED_LEVELS and level not in asked:
                del self.fields[name]
                continue
            people = User.objects.holding(LEVEL_ROLES[level], path=lead.commission.path)
            self.fields[name].offer(people, lead)
            self.recused |= self.fields[name].refusals
            self.initial.setdefault(name, named.get(level) or getattr(lead, f"{name}_id", None))
        self.initial.setdefault("way", lead.way)
        self.initial.setdefault("handled_by_body", lead.handled_by_body)


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

    def arguments(self):
        """What the step takes: the opinion is its note."""
        data = dict(self.cleaned_data)
        return data | {"note": data.pop("opinion")}

    @property
    def chosen(self):
        return self["method"].value()
