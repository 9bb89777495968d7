"""Who is let in, and why the sealed part is opened."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import User
from leads.actions.compartment import MAY_BE_MEMBERS


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
