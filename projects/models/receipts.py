"""Money that came in, went on to the treasury, or went back to the payer."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from airdefense.casework.triggers import append_only
from projects.models.ledger import Project
from projects.models.money import (
    ZERO,
    OfProjectQuerySet,
    OfReceiptQuerySet,
    counter_entry_has_a_reason,
    taken_back,
    total,
    total_of,
    yuan,
)
from projects.models.plain import plain_number

PLAIN_NUMBER = plain_number("number")


class ReceiptQuerySet(OfProjectQuerySet):
    """Of receipts; a void one counts nowhere."""

    def valid(self):
        return self.filter(voided_at=None)

    def with_rest(self):
        """Annotates to_allocate_yuan and to_remit_yuan: what is left of each receipt."""
        return self.annotate(
            left_yuan=F("amount_yuan") - total_of(self.model, "refunds"),
            to_allocate_yuan=F("left_yuan") - total_of(self.model, "allocations"),
            to_remit_yuan=F("left_yuan") - total_of(self.model, "remittances"),
        )

    def to_allocate(self):
        """Valid, with money left, while a gap of the project is open that stood when it was paid.

        What was paid before a gap was opened has lessened that gap already.
        """
        gaps = Project._meta.get_field("gaps").related_model.objects.open()
        of_its_time = gaps.filter(project=OuterRef("project"), opened_on__lte=OuterRef("paid_on"))
        return self.valid().with_rest().filter(Exists(of_its_time), to_allocate_yuan__gt=0)

    def to_remit(self):
        """Valid, with money left that the treasury has not got (应缴未缴国库)."""
        return self.valid().with_rest().filter(to_remit_yuan__gt=0)


class Receipt(models.Model):
    """A payment of the fee on a non-tax receipt (非税票据). A wrong one is voided with a reason."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="receipts")
    number = models.CharField(_("receipt number"), max_length=40)
    paid_on = models.DateField(_("paid on"))
    amount_yuan = yuan(_("amount (yuan)"))
    payer = models.CharField(_("payer"), max_length=120)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    void_reason = models.CharField(_("reason"), max_length=200, blank=True)

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        ordering = ("paid_on", "pk")
        constraints = [
            models.CheckConstraint(name="receipt_is_positive", condition=Q(amount_yuan__gt=0)),
            models.UniqueConstraint(
                name="receipt_number_valid_once", fields=["number"], condition=Q(voided_at=None)
            ),
            models.CheckConstraint(
                name="receipt_voided_in_full",
                condition=Q(voided_at=None, voided_by=None, void_reason="")
                | (Q(voided_at__isnull=False, voided_by__isnull=False) & ~Q(void_reason="")),
            ),
        ]
        indexes = [
            models.Index(name="receipt_by_day", fields=["paid_on"]),
            models.Index(PLAIN_NUMBER, name="receipt_by_plain_number"),
        ]

    def __str__(self):
        return f"{self.number} · {self.amount_yuan}"

    def get_absolute_url(self):
        return reverse("projects:receipt_detail", args=[self.pk])

    @property
    def standing(self):
        """Tone and words of its badge."""
        return ("", _("Void")) if self.voided_at else ("ok", _("Valid"))

    @property
    def refunded_yuan(self) -> Decimal:
        return total(self.refunds)

    @property
    def unallocated_yuan(self) -> Decimal:
        """What is neither refunded nor counted against a gap."""
        return self.amount_yuan - self.refunded_yuan - total(self.allocations)

    @property
    def unremitted_yuan(self) -> Decimal:
        """What still has to go to the treasury; money refunded out of the treasury is no debt."""
        return max(ZERO, self.amount_yuan - self.refunded_yuan - total(self.remittances))


class Remittance(models.Model):
    """Money of a receipt handed on to the treasury (入库)."""

    receipt = models.ForeignKey(Receipt, models.PROTECT, related_name="remittances")
    remitted_on = models.DateField(_("remitted on"))
    amount_yuan = yuan(_("amount (yuan)"), validators=())
    cancels = taken_back()
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    objects = OfReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = _("remittance")
        verbose_name_plural = _("remittances")
        constraints = [counter_entry_has_a_reason("remittance")]
        triggers = [append_only("remittance_is_append_only")]

    def __str__(self):
        return f"{self.amount_yuan} · {self.remitted_on} #{self.pk}"


class Refund(models.Model):
    """Money paid back to the payer (退费)."""

    receipt = models.ForeignKey(Receipt, models.PROTECT, related_name="refunds")
    refunded_on = models.DateField(_("refunded on"))
    amount_yuan = yuan(_("amount (yuan)"), validators=())
    cancels = taken_back()
    reason = models.CharField(_("reason"), max_length=200)
    document = models.CharField(_("document"), max_length=120)

    objects = OfReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        constraints = [
            counter_entry_has_a_reason("refund"),
            models.CheckConstraint(
                name="refund_says_why", condition=~Q(reason="") & ~Q(document="")
            ),
        ]
        triggers = [append_only("refund_is_append_only")]

    def __str__(self):
        return f"{self.amount_yuan} · {self.refunded_on} #{self.pk}"
