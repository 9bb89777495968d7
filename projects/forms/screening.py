"""Deciding about several suspicions at once."""

from django import forms
from django.utils.translation import gettext_lazy as _


class DismissForm(forms.Form):
    """One reason for all the rows that are ticked, each as it was shown."""

    note = forms.CharField(
        label=_("Reason"),
        max_length=4000,
        widget=forms.Textarea({"rows": 3, "autofocus": True}),
        help_text=_("It stays in the history of each suspicion and cannot be changed."),
    )

    def __init__(self, *args, selection, **kwargs):
        super().__init__(*args, **kwargs)
        self.selection = selection

    def clean(self):
        if self.selection.is_changed:
            raise forms.ValidationError(
                _("Some rows changed since they were shown: look at them and confirm again.")
            )
        if not self.selection.chosen:
            raise forms.ValidationError(_("Tick at least one suspicion that is still open."))
        return super().clean()
