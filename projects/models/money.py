"""What rows of money have in common: exact yuan, sums of rows, grades, and who sees them."""

from decimal import Decimal

from django.db import models
from django.db.models import Q, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import within
from airdefense.casework.totals import Total
from projects.models.ledger import MONEY, NOT_NEGATIVE

ZERO = Decimal("0.00")


class Grade(models.TextChoices):
    G6 = "G6", _("Grade 6")
    G6B = "G6B", _("Grade 6B")


def yuan(label, validators=NOT_NEGATIVE, **options):
    return models.DecimalField(
        label, max_digits=14, decimal_places=2, validators=validators, **options
    )


def taken_back():
    """The row that this one takes back: a counter-entry of the opposite amount, once."""
    return models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="cancelled_by"
    )


def counter_entry_has_a_reason(name: str) -> models.CheckConstraint:
    """Amounts are above zero; what takes one back is below zero and says why."""
    return models.CheckConstraint(
        name=f"{name}_counter_entry_has_a_reason",
        condition=Q(cancels=None, amount_yuan__gt=0)
        | (Q(cancels__isnull=False, amount_yuan__lt=0) & ~Q(reason="")),
    )


def total(rows) -> Decimal:
    """The yuan of these rows of money."""
    return rows.aggregate(total=Sum("amount_yuan"))["total"] or ZERO


def total_of(model, relation: str) -> Coalesce:
    """The yuan of each row's related rows, to annotate a query of `model` with."""
    link = model._meta.get_field(relation)
    sums = Total(link.related_model._base_manager.all(), link.field.name, "amount_yuan", MONEY)
    return Coalesce(sums, ZERO, output_field=MONEY)


class OfProjectQuerySet(models.QuerySet):
    """Rows of money are seen by whoever sees their project."""

    def visible_to(self, user):
        return self.filter(within(user, "project__authority"))


class OfReceiptQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(within(user, "receipt__project__authority"))


class OfGapQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(within(user, "gap__project__authority"))
