"""What assembling a case file, holding a file and deciding on one past its term ask for."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads.forms.widgets import SHORT
from leads.models import ArchiveChoice


class CaseFileForm(forms.Form):
    purpose = forms.CharField(
        label=_("Purpose"),
        max_length=200,
        help_text=_("Stands on the cover; each assembly is on record with it."),
    )
    is_redacted = forms.BooleanField(
        label=_("Blacken names, units, posts and numbers of persons; leave the evidence out"),
        required=False,
    )


class HoldForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=SHORT)


class ArchiveForm(forms.Form):
    choice = forms.ChoiceField(
        label=_("What is decided of the file"),
        choices=ArchiveChoice.choices,
        widget=forms.RadioSelect,
    )
    keep_until = forms.DateField(
        label=_("To be kept until"),
        required=False,
        widget=forms.DateInput,
        help_text=_("Only for a file that is kept on."),
    )
    document = forms.CharField(label=_("Document"), max_length=120)

    def clean(self):
        data = super().clean()
        day = data.get("keep_until")
        if data.get("choice") == ArchiveChoice.KEPT_ON and not (day and day > timezone.localdate()):
            self.add_error("keep_until", _t("Say until which coming day the file is kept on."))
        return data
