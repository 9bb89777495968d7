"""What is typed about a file, about the hands it went through, and about work handed on."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import User, within
from airdefense.casework.actions.handing import check_people
from airdefense.casework.models import Attachment, AttachmentKind, CustodyEntry
from airdefense.casework.models.oversight import HANDING_OVER
from airdefense.casework.workflow import NotPossible

FILES_AT_ONCE = 50


class UploadForm(forms.ModelForm):
    """What the files of one sending have in common; it is kept with each and never edited."""

    kind = forms.ChoiceField(choices=AttachmentKind, required=False, widget=forms.HiddenInput)
    client_id = forms.UUIDField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Attachment
        fields = ("description", "obtained_on", "obtained_from", "obtained_where")
        widgets = {"obtained_on": forms.DateInput}

    def facts(self):
        """What `attach` and `replace` keep of it."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class CustodyForm(forms.ModelForm):
    class Meta:
        model = CustodyEntry
        fields = ("act", "happened_on", "giver", "taker", "place", "note")
        widgets = {"happened_on": forms.DateInput}


class HandOverForm(forms.Form):
    """Who leaves, who takes over, and why; both work where the person who hands over answers."""

    giver = forms.ModelChoiceField(label=_("Who leaves"), queryset=User.objects.none())
    taker = forms.ModelChoiceField(label=_("Who takes over"), queryset=User.objects.none())
    reason = forms.CharField(label=_("Reason"), max_length=200, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        people = User.objects.filter(within(user, "organisation", HANDING_OVER))
        people = people.select_related("organisation").order_by("organisation__path", "pk")
        fields: dict[str, Any] = self.fields
        fields["giver"].queryset = people
        fields["taker"].queryset = people.filter(is_active=True)
        for name in ("giver", "taker"):
            fields[name].label_from_instance = with_place

    def clean(self):
        facts = super().clean() or self.cleaned_data
        if "giver" in facts and "taker" in facts:
            try:
                check_people(giver=facts["giver"], taker=facts["taker"], by=self.user)
            except NotPossible as refusal:
                self.add_error("taker", str(refusal))
        return facts


def with_place(person) -> str:
    return f"{person} · {person.organisation.short_name}"
