"""What a person says about a program that shall act in his or her name."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from airdefense.casework.actions.programs import LONGEST
from airdefense.casework.programs.addresses import network
from airdefense.casework.programs.scopes import choices
from airdefense.casework.programs.telling import is_allowed

ADDRESSES_AT_MOST = 20


class TokenForm(forms.Form):
    name = forms.CharField(
        label=_("Program"), max_length=80, help_text=_("By what name you will know it again.")
    )
    purpose = forms.CharField(label=_("What for"), max_length=200)
    expires_on = forms.DateField(
        label=_("Last day"),
        widget=forms.DateInput,
        help_text=_("At most a year from now; then make a new one."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Never more than you may yourself, as your roles stand at that moment."),
    )
    addresses = forms.CharField(
        label=_("Only from these addresses"),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("One address or network a line, such as 10.20.0.0/16; empty: from anywhere."),
    )

    hook = forms.CharField(
        label=_("Tell this address"),
        required=False,
        max_length=300,
        help_text=_(
            "It is told that a case changed, with its id and link, never what changed; empty: no."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["scopes"].choices = choices()
        if not settings.PROGRAM_HOOKS:
            del fields["hook"]

    def clean_expires_on(self) -> Any:
        last, today = self.cleaned_data["expires_on"], timezone.localdate()
        if not today <= last <= today + LONGEST:
            raise ValidationError(_t("A token ends within a year."))
        return last

    def clean_hook(self) -> str:
        url: str = self.cleaned_data["hook"].strip()
        if url and not is_allowed(url):
            raise ValidationError(
                _t("Programs are told only at addresses that the operator allows.")
            )
        return url

    def clean_addresses(self) -> list[str]:
        lines = self.cleaned_data["addresses"].split()
        if len(lines) > ADDRESSES_AT_MOST:
            raise ValidationError(_t("At most %(count)d addresses.") % {"count": ADDRESSES_AT_MOST})
        try:
            return [network(line) for line in lines]
        except ValueError as error:
            raise ValidationError(
                _t("Not an address or network: %(error)s") % {"error": error}
            ) from error
