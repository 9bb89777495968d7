"""Part of a receipt counted against the gap of a task."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from projects.models import Receipt
from rectification.forms.shared import day_field


class AllocationForm(forms.Form):
    """Part of a receipt of the same project, counted against the task's gap."""

    receipt = forms.ModelChoiceField(label=_("Receipt"), queryset=None)
    amount_yuan = forms.DecimalField(
        label=_("Amount (yuan)"), max_digits=14, decimal_places=2, min_value=0.01
    )
    allocated_on = day_field(_("Allocated on"))

    def __init__(self, *args, gap, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.gap = gap
        receipts = Receipt.objects.visible_to(user).filter(project=gap.project).valid()
        self.fields["receipt"].queryset = receipts.with_rest().filter(to_allocate_yuan__gt=0)
        self.fields["receipt"].label_from_instance = self.words_of
        self.initial.setdefault("allocated_on", timezone.localdate())
        self.initial.setdefault("amount_yuan", gap.balance)

    @staticmethod
    def words_of(receipt):
        rest = f"{receipt.to_allocate_yuan:,.2f}"
        return _t("%(number)s of %(day)s, %(rest)s yuan left") % {
            "number": receipt.number,
            "day": receipt.paid_on,
            "rest": rest,
        }

    def clean(self):
        cleaned = super().clean()
        receipt, amount = cleaned.get("receipt"), cleaned.get("amount_yuan")
        if receipt is None or amount is None:
            return cleaned
        limit = min(receipt.unallocated_yuan, self.gap.balance)
        if amount > limit:
            words = _t("At most %(limit)s yuan: more is not left, or not open.")
            self.add_error("amount_yuan", words % {"limit": f"{limit:,.2f}"})
        day = cleaned.get("allocated_on")
        if day and not receipt.paid_on <= day <= timezone.localdate():
            self.add_error("allocated_on", _("Between the day of payment and today."))
        return cleaned
