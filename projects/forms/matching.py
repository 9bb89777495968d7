"""What is typed in the reconciliation: the project of a paper, the receipt of a treasury line."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from projects.forms.money import ReceiptForm
from projects.models import Project


class OfProjectNumber(forms.Form):
    """A project of the reader's reach, named by its number."""

    project = forms.CharField(
        label=_("Number of the project"),
        max_length=30,
        widget=forms.TextInput({"autocomplete": "off", "placeholder": "XM-530402-0001"}),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_project(self):
        code = self.cleaned_data["project"].strip()
        mine = Project.objects.visible_to(self.user).select_related("region", "authority")
        project = mine.filter(code=code).first()
        if project is None:
            raise ValidationError(
                _("No project in your reach has the number %(code)s."), params={"code": code}
            )
        return project


class AssignForm(OfProjectNumber):
    """The project that a paper belongs to, where nothing right was suggested."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["project"].label = _("Give it a project by hand")
        self.fields["project"].help_text = _("The number of the project, as in the ledger.")


class EntryReceiptForm(OfProjectNumber, ReceiptForm):
    """The receipt that the treasury knows, as its line says it, and the project it was paid for."""

    field_order = ("project", "number", "paid_on", "amount_yuan", "payer")
