"""What should have come in and did not, and what has been recovered of it or given up."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import within
from airdefense.accounts.roles import EVERY_CASE_ROLE, Role
from airdefense.casework.triggers import append_only
from projects.models.ledger import Project
from projects.models.money import (
    OfGapQuerySet,
    OfProjectQuerySet,
    counter_entry_has_a_reason,
    taken_back,
    total,
    total_of,
    yuan,
)
from projects.models.receipts import Receipt, Refund

OTHERS_THAN_UNITS = tuple(role for role in EVERY_CASE_ROLE if role != Role.UNIT_CONTACT)


class GapKind(models.TextChoices):
    """The four parts of a gap, in the order of domain §1.6."""

    ILLEGAL_REDUCTION = "illegal_reduction", _("Unlawful reduction")
    ILLEGAL_DEFERRAL = "illegal_deferral", _("Unlawful deferral")
    PAYABLE_UNPAID = "payable_unpaid", _("Payable, not paid")
    RECEIVABLE_UNCOLLECTED = "receivable_uncollected", _("Receivable, not collected")


class GapQuerySet(OfProjectQuerySet):
    def visible_to(self, user):
        """Gaps of the projects one sees; a unit learns of what a finding opened when the finding
        is fed back to it (domain §3.7)."""
        gaps = super().visible_to(user)
        if not user.is_authenticated or not user.has_role(Role.UNIT_CONTACT):
            return gaps
        told = Q(finding=None) | Q(finding__feedback_on__isnull=False)
        return gaps.filter(within(user, "project__authority", OTHERS_THAN_UNITS) | told)

    def with_balance(self):
        """Annotates recovered_yuan, written_off_yuan and balance_yuan."""
        return self.annotate(
            recovered_yuan=total_of(self.model, "allocations"),
            written_off_yuan=total_of(self.model, "write_offs"),
            balance_yuan=F("amount_yuan") - F("recovered_yuan") - F("written_off_yuan"),
        )

    def open(self):
        return self.with_balance().filter(balance_yuan__gt=0)


class Gap(models.Model):
    """An amount of the fee that should have come in and did not; recovery runs against it."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="gaps")
    kind = models.CharField(_("kind"), max_length=30, choices=GapKind)
    amount_yuan = yuan(_("gap (yuan)"))
    opened_on = models.DateField(_("opened on"))
    basis = models.CharField(_("basis"), max_length=200)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = GapQuerySet.as_manager()

    class Meta:
        verbose_name = _("gap")
        verbose_name_plural = _("fee gaps")
        ordering = ("opened_on", "pk")
        constraints = [
            models.CheckConstraint(name="gap_is_positive", condition=Q(amount_yuan__gt=0)),
            models.CheckConstraint(name="gap_has_a_basis", condition=~Q(basis="")),
        ]
        indexes = [models.Index(name="gap_by_day", fields=["opened_on"])]
        triggers = [append_only("gap_is_append_only")]

    def __str__(self):
        return f"{self.get_kind_display()} {self.amount_yuan} #{self.pk}"

    def get_absolute_url(self):
        return reverse("projects:gap_detail", args=[self.pk])

    @property
    def balance(self) -> Decimal:
        """What is still open, in yuan."""
        return self.amount_yuan - total(self.allocations) - total(self.write_offs)


class Allocation(models.Model):
    """Part of a receipt counted against a gap; a refund or a second thought counts back as a
    negative row."""

    gap = models.ForeignKey(Gap, models.PROTECT, related_name="allocations")
    receipt = models.ForeignKey(Receipt, models.PROTECT, related_name="allocations")
    refund = models.ForeignKey(
        Refund, models.PROTECT, null=True, blank=True, related_name="allocations"
    )
    amount_yuan = yuan(_("amount (yuan)"), validators=())
    cancels = taken_back()
    allocated_on = models.DateField(_("allocated on"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = OfGapQuerySet.as_manager()

    class Meta:
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        ordering = ("allocated_on", "pk")
        constraints = [
            models.CheckConstraint(
                name="allocation_counts_back_only_with_reason",
                condition=Q(amount_yuan__gt=0) | (Q(amount_yuan__lt=0) & ~Q(reason="")),
            )
        ]
        indexes = [models.Index(name="allocation_by_day", fields=["allocated_on"])]
        triggers = [append_only("allocation_is_append_only")]

    def __str__(self):
        return f"{self.receipt.number} → {self.amount_yuan} #{self.pk}"

    def get_absolute_url(self):
        return self.gap.project.get_absolute_url()


class WriteOff(models.Model):
    """A gap given up on a legal basis (核销)."""

    gap = models.ForeignKey(Gap, models.PROTECT, related_name="write_offs")
    amount_yuan = yuan(_("amount (yuan)"), validators=())
    cancels = taken_back()
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    written_off_on = models.DateField(_("written off on"))
    basis = models.CharField(_("legal basis"), max_length=200)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = OfGapQuerySet.as_manager()

    class Meta:
        verbose_name = _("write-off")
        verbose_name_plural = _("write-offs")
        constraints = [
            counter_entry_has_a_reason("write_off"),
            models.CheckConstraint(name="write_off_has_a_basis", condition=~Q(basis="")),
        ]
        triggers = [append_only("write_off_is_append_only")]

    def __str__(self):
        return f"{self.amount_yuan} · {self.basis} #{self.pk}"

    def get_absolute_url(self):
        return self.gap.get_absolute_url()
