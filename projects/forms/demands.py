"""Forms of demand notices, deferrals, gaps opened by hand, and of taking a row of money back."""

from django import forms
from django.utils.translation import gettext_lazy as _

from projects.actions.counter import day_of, may_end_later
from projects.forms.fields import PastDateField, YuanField
from projects.models import Deferral, DemandNotice, Gap


class RunsForward(forms.ModelForm):
    """A form whose last day does not lie before its first."""

    first, last, words = "", "", ""

    def clean(self):
        facts = super().clean()
        first, last = facts.get(self.first), facts.get(self.last)
        if first and last and last < first:
            self.add_error(self.last, self.words)
        return facts


class DemandForm(RunsForward):
    issued_on = PastDateField(label=_("Issued on"))
    due_on = forms.DateField(label=_("Payment due on"))
    amount_yuan = YuanField(label=_("Amount (yuan)"))
    first, last = "issued_on", "due_on"
    words = _("It is due before it was issued: enter a later day.")

    class Meta:
        model = DemandNotice
        fields = ("number", "issued_on", "due_on", "amount_yuan")

    def __init__(self, *args, most=None, **kwargs):
        super().__init__(*args, **kwargs)
        if most:
            self.fields["amount_yuan"].limit(most)


class DeferralForm(RunsForward):
    granted_on = PastDateField(label=_("Granted on"))
    until_on = forms.DateField(
        label=_("Put off until"), required=False, help_text=_("Empty where no day was named.")
    )
    amount_yuan = YuanField(label=_("Amount (yuan)"))
    first, last = "granted_on", "until_on"
    words = _("It ends before it was granted: enter a later day.")

    class Meta:
        model = Deferral
        fields = ("document", "granted_on", "until_on", "amount_yuan", "basis")
        help_texts = {
            "document": _("Decision, or promise to pay (欠条), with its number."),
            "basis": _("Article that permits it. Empty where there is none, as of a promise."),
        }


class GapForm(forms.ModelForm):
    amount_yuan = YuanField(label=_("Amount (yuan)"))
    opened_on = PastDateField(label=_("Opened on"))

    class Meta:
        model = Gap
        fields = ("kind", "amount_yuan", "opened_on", "basis")
        help_texts = {"basis": _("What it rests on: worksheet, finding or document.")}


class TakeBackForm(forms.Form):
    """Why a row is taken back; a notice or deferral also says from which day."""

    on = PastDateField(
        label=_("No longer counts from"),
        help_text=_("The day of the entry where it was a mistake; else the day of withdrawal."),
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, row, **kwargs):
        super().__init__(*args, **kwargs)
        if may_end_later(row):
            self.fields["on"].initial = self.fields["on"].earliest = day_of(row)
            self.fields["on"].earliest_words = _(
                "%(day)s lies before %(earliest)s, the day of the entry: enter a later day."
            )
        else:
            del self.fields["on"]
