"""What a clerk types about the money of a project; limits come from the receipt or gap itself."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.forms.fields import PastDateField, YuanField
from projects.models import FeeAssessment, Receipt


class AssessmentForm(forms.ModelForm):
    """What the authority demanded; what the law demands stands beside it in the worksheet."""

    assessed_on = PastDateField(label=_("Assessed on"))
    gross_yuan = YuanField(
        label=_("Gross fee demanded (yuan)"),
        least=Decimal(0),
        help_text=_("As in the document; filled in with what the law demands."),
    )
    # The mark of the worksheet that was shown.
    seen = forms.CharField(widget=forms.HiddenInput, max_length=16)

    class Meta:
        model = FeeAssessment
        fields = ("document", "assessed_on", "gross_yuan")

    def __init__(self, *args, mark, **kwargs):
        super().__init__(*args, **kwargs)
        self.mark = self.fields["seen"].initial = mark

    def clean(self):
        facts = super().clean()
        if facts.get("seen") != self.mark:
            self.data = {**self.data.dict(), "seen": self.mark}
            raise ValidationError(
                _("Facts or rates changed since the worksheet was shown: look at it again.")
            )
        return facts

    def covers(self, reduced):
        """Whether the gross fee is at least what was reduced; if not, the form says so."""
        if reduced <= self.cleaned_data["gross_yuan"]:
            return True
        self.add_error(
            "gross_yuan",
            _("The reductions of %(reduced)s yuan exceed it: correct one of them.")
            % {"reduced": f"{reduced:,.2f}"},
        )
        return False


class ReductionForm(forms.Form):
    code = forms.CharField(
        label=_("Claimed ground"),
        max_length=10,
        help_text=_("R1–R8, or what was claimed instead, e.g. minutes (纪要)."),
    )
    amount_yuan = YuanField(label=_("Amount (yuan)"))
    approved_on = PastDateField(label=_("Approved on"))
    document = forms.CharField(label=_("Document"), max_length=120)


class BaseReductionFormSet(forms.BaseFormSet):
    def add_fields(self, form, index):
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Not granted")

    def facts(self):
        rows = [f.cleaned_data for f in self.forms if f not in self.deleted_forms]
        return [{k: v for k, v in row.items() if k != "DELETE"} for row in rows if row]

    def total(self):
        return sum((row["amount_yuan"] for row in self.facts()), Decimal(0))


ReductionFormSet = forms.formset_factory(
    ReductionForm,
    formset=BaseReductionFormSet,
    extra=2,
    can_delete=True,
    can_delete_extra=False,
)


class ReceiptForm(forms.ModelForm):
    paid_on = PastDateField(label=_("Paid on"))
    amount_yuan = YuanField(label=_("Amount (yuan)"))

    class Meta:
        model = Receipt
        fields = ("number", "paid_on", "amount_yuan", "payer")

    def clean_number(self):
        number = self.cleaned_data["number"]
        if Receipt.objects.valid().filter(number=number).exists():
            raise ValidationError(_("This receipt is recorded already: check the number."))
        return number


class VoidForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 3})
    )


class OfReceiptForm(forms.Form):
    """A form about the money of one receipt."""

    def __init__(self, *args, receipt, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, PastDateField):
                field.earliest = receipt.paid_on
        self.fields["amount_yuan"].limit(self.left_of(receipt))


class RemittanceForm(OfReceiptForm):
    remitted_on = PastDateField(label=_("Remitted on"))
    amount_yuan = YuanField(label=_("Amount (yuan)"))

    def left_of(self, receipt):
        return receipt.unremitted_yuan


class RefundForm(OfReceiptForm):
    refunded_on = PastDateField(label=_("Refunded on"))
    amount_yuan = YuanField(
        label=_("Amount (yuan)"),
        help_text=_("What was allocated to a gap is counted back where the rest is not enough."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=200)
    document = forms.CharField(label=_("Document"), max_length=120)

    def left_of(self, receipt):
        return receipt.amount_yuan - receipt.refunded_yuan


def not_before_gap(field, gap):
    field.earliest = gap.opened_on
    field.earliest_words = _(
        "%(day)s lies before %(earliest)s, the day the gap was opened: enter a later day."
    )


class ReceiptChoice(forms.ModelChoiceField):
    """A valid receipt with what is left of it."""

    def label_from_instance(self, receipt):
        return _("%(number)s of %(day)s: %(left)s yuan left") % {
            "number": receipt.number,
            "day": receipt.paid_on,
            "left": f"{receipt.to_allocate_yuan:,}",
        }


class AllocationForm(forms.Form):
    receipt = ReceiptChoice(label=_("Receipt"), queryset=Receipt.objects.none())
    amount_yuan = YuanField(label=_("Amount (yuan)"))
    allocated_on = PastDateField(label=_("Allocated on"), initial=timezone.localdate)

    def __init__(self, *args, gap, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["receipt"].queryset = (
            Receipt.objects.filter(project=gap.project)
            .valid()
            .with_rest()
            .filter(to_allocate_yuan__gt=0)
        )
        self.fields["amount_yuan"].limit(gap.balance)
        not_before_gap(self.fields["allocated_on"], gap)

    def clean(self):
        facts = super().clean()
        receipt, amount = facts.get("receipt"), facts.get("amount_yuan")
        if receipt and amount and amount > receipt.to_allocate_yuan:
            self.add_error(
                "amount_yuan",
                _("At most %(limit_value)s yuan are left.")
                % {"limit_value": receipt.to_allocate_yuan},
            )
        if receipt and facts.get("allocated_on") and facts["allocated_on"] < receipt.paid_on:
            self.add_error(
                "allocated_on",
                _("%(day)s lies before %(earliest)s, the day of the payment: enter a later day.")
                % {"day": facts["allocated_on"], "earliest": receipt.paid_on},
            )
        return facts


class WriteOffForm(forms.Form):
    amount_yuan = YuanField(label=_("Amount (yuan)"))
    written_off_on = PastDateField(label=_("Written off on"))
    basis = forms.CharField(
        label=_("Legal basis"),
        max_length=200,
        help_text=_("Decision or article that lets the claim go, with its number."),
    )

    def __init__(self, *args, gap, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["amount_yuan"].limit(gap.balance)
        not_before_gap(self.fields["written_off_on"], gap)
