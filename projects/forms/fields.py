"""Fields shared by the forms of the ledger: a day that has come, an amount in yuan and fen."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def has_come(day):
    """Nothing in the ledger lies in the future."""
    if day > timezone.localdate():
        raise ValidationError(
            _("%(day)s has not come yet: enter a day up to today."), params={"day": day}
        )


class PastDateField(forms.DateField):
    widget = forms.DateInput
    default_validators = [has_come]
    earliest_words = _(
        "%(day)s lies before %(earliest)s, the day of the payment: enter a later day."
    )

    def __init__(self, *, not_before=None, **kwargs):
        self.earliest = not_before
        super().__init__(**kwargs)

    def validate(self, value):
        super().validate(value)
        if value and self.earliest and value < self.earliest:
            raise ValidationError(
                self.earliest_words,
                params={"day": value, "earliest": self.earliest},
            )


class YuanField(forms.DecimalField):
    """An amount above zero, at most `most` where something limits it."""

    def __init__(self, *, most=None, least=Decimal("0.01"), **kwargs):
        super().__init__(
            max_digits=14,
            decimal_places=2,
            min_value=least,
            error_messages={
                "min_value": _("Enter an amount above zero.")
                if least
                else _("Enter an amount of zero or more.")
            },
            **kwargs,
        )
        self.widget.attrs["inputmode"] = "decimal"
        if most is not None:
            self.limit(most)

    def limit(self, most):
        """Refuse more than what is left, and say how much that is."""
        words = _("At most %(limit_value)s yuan are left.")
        self.validators.append(MaxValueValidator(most, message=words))
        self.initial = most if self.initial is None else self.initial
