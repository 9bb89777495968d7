"""What a signature asks for, and who is named to give one."""

from django import forms
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import User
from leads.forms.people import VettedField
from leads.forms.widgets import SHORT
from leads.models import LEVEL_ROLES, NAMED_LEVELS, Level


class SignForm(forms.Form):
    """An opinion in words; which of the two buttons was pressed says whether it agrees."""

    words = forms.CharField(label=_("Opinion"), widget=SHORT)
    verdict = forms.ChoiceField(choices=[("agree", _("Agree and sign")), ("return", _("Return"))])

    @property
    def is_agreed(self) -> bool:
        return self.cleaned_data["verdict"] == "agree"


class SignatoriesForm(forms.Form):
    """Who signs for a lead besides its officer and the leader in charge."""

    director = VettedField(label=Level.DIRECTOR.label, required=False)
    secretary = VettedField(label=Level.SECRETARY.label, required=False)

    def __init__(self, *args, lead, **kwargs):
        super().__init__(*args, **kwargs)
        named = dict(lead.signatories.values_list("level", "user"))
        for level in NAMED_LEVELS:
            people = User.objects.holding(LEVEL_ROLES[level], path=lead.commission.path)
            self.fields[level].offer(people, lead)
            self.initial.setdefault(level, named.get(level))

    def named(self) -> dict[str, User]:
        """The levels whose person is another one than before."""
        return {
            level: self.cleaned_data[level]
            for level in self.changed_data
            if self.cleaned_data.get(level)
        }
