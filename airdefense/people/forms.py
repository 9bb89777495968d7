"""What is typed about a role: for whom, how far, from when until when, and why."""

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation, User, covered, within
from airdefense.accounts.roles import ADMINISTRATORS, HEADS, HOUSES, Role
from airdefense.exchange.filters import DateInput
from airdefense.people import matrix

A_YEAR = timedelta(days=364)


class RequestForm(forms.Form):
    """A role proposed; a second person grants it, until then it counts nowhere."""

    person = forms.CharField(
        label=_("Sign-in name"),
        max_length=150,
        help_text=_("The account that is to have the role."),
    )
    role = forms.ChoiceField(label=_("Role"))
    scope = forms.ModelChoiceField(
        label=_("Reach"),
        queryset=Organisation.objects.none(),
        help_text=_("The role counts for this body and for everything below it."),
    )
    valid_from = forms.DateField(label=_("from"), widget=DateInput)
    valid_until = forms.DateField(
        label=_("until"),
        widget=DateInput,
        help_text=_("The last day; it can be proposed again before it is over."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("The appointment or task, with its document where there is one."),
    )

    def __init__(self, *args: Any, user: Any, today: Any, **kwargs: Any):
        kwargs["initial"] = {
            "valid_from": today,
            "valid_until": today + A_YEAR,
            **(kwargs.get("initial") or {}),
        }
        super().__init__(*args, **kwargs)
        self.user = user
        fields: dict[str, Any] = self.fields
        fields["role"].choices = [
            (role.value, role.label) for role in Role if role in offered(user)
        ]
        reach = within(user, "", HEADS) | covered(user, "", *PROPOSING)
        fields["scope"].queryset = Organisation.objects.valid_on(today).filter(reach)

    def clean_person(self) -> User:
        name = self.cleaned_data["person"].strip()
        people = User.objects.visible_to(self.user).exclude(username=settings.SYSTEM_USERNAME)
        person = people.filter(username=name, is_active=True).first()
        if person is None:
            raise ValidationError(_("No account of this name is within your reach."))
        if person.pk == self.user.pk:
            raise ValidationError(_("Nobody proposes a role for himself or herself."))
        return person

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        first, last = facts.get("valid_from"), facts.get("valid_until")
        if first and last and last < first:
            self.add_error(
                "valid_until",
                _("The role would be over before it begins: choose a later last day."),
            )
        return facts


PROPOSING = (Role.SECURITY_ADMIN, Role.SYSTEM_ADMIN)


def offered(user: Any) -> frozenset[str]:
    """The roles this person may propose somewhere."""
    if user.has_role(*PROPOSING):
        return frozenset(Role)
    return frozenset().union(*(house for head, house in HOUSES.items() if user.has_role(head)))


class WithdrawalForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("It stays in the history of the grant and cannot be changed."),
    )


class NarrowingForm(forms.Form):
    """A step that a role shall not take here; a second person puts it in force."""

    action = forms.ChoiceField(label=_("Step"))
    role = forms.ChoiceField(label=_("From whom"))
    scope = forms.ModelChoiceField(
        label=_("For the cases of"),
        queryset=Organisation.objects.none(),
        help_text=_("It is taken away for the cases of this body and of everything below it."),
    )
    effective_from = forms.DateField(label=_("effective from"), widget=DateInput)
    document = forms.CharField(
        label=_("Document"),
        max_length=200,
        help_text=_("The decision of the office that wants it so."),
    )

    def __init__(self, *args: Any, user: Any, today: Any, **kwargs: Any):
        kwargs["initial"] = {"effective_from": today, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        self.known = {key: one for key, one in matrix.actions().items() if not one.is_fixed}
        fields["action"].choices = [
            (kind.label, [(one.key, one.label) for one in kind.actions if not one.is_fixed])
            for kind in matrix.kinds()
        ]
        fields["role"].choices = [
            (role.value, role.label) for role in Role if role not in ADMINISTRATORS
        ]
        reach = within(user, "", HEADS) | covered(user, "", Role.SECURITY_ADMIN)
        fields["scope"].queryset = Organisation.objects.valid_on(today).filter(reach)

    def clean_action(self) -> Any:
        return self.known[self.cleaned_data["action"]]

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        action, role = facts.get("action"), facts.get("role")
        if action and role and role not in action.roles:
            self.add_error("role", _("The product gives this step to no such role."))
        return facts
