from django import forms
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.roles import Role
from airdefense.reports.models import READERS, Attached, Kind, Subscription


class SubscriptionForm(forms.ModelForm):
    """How one kind of report comes by mail: at all, with which files, on quiet days, a pause."""

    wants_mail = forms.BooleanField(label=_("By mail"), required=False)
    files = forms.MultipleChoiceField(
        label=_("Attached files"),
        choices=Attached.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Subscription
        fields = ("wants_mail", "files", "skips_quiet_days", "paused_until")
        labels = {"paused_until": _("No mail until")}
        widgets = {"paused_until": forms.DateInput({"type": "date"}, format="%Y-%m-%d")}
        help_texts = {"paused_until": _("Empty: mails come again.")}


def usually_mailed(user) -> bool:
    """Leadership gets its reports unless it says no; offices get those they ask for."""
    return user.has_role(Role.LEADERSHIP)


def subscription_forms(user, data=None) -> list[SubscriptionForm]:
    """A form for each kind of report, filled with what this person chose or with the usual."""
    if not user.has_role(*READERS):
        return []
    chosen = {one.kind: one for one in user.subscriptions.all()}
    made = []
    for kind in Kind:
        own = chosen.get(kind) or Subscription(user=user, kind=kind)
        if own.wants_mail is None:
            own.wants_mail = usually_mailed(user)
        made.append(SubscriptionForm(data, instance=own, prefix=kind))
    return made
