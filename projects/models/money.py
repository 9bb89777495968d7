"""The fee of a project as a ledger of rows: assessed, reduced, paid, remitted, refunded, recovered.

Rows of money are written once. What turns out wrong is answered by a further row.
"""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation, within
from airdefense.casework.triggers import append_only
from projects.models.ledger import MONEY, NOT_NEGATIVE, Project, sqm

ZERO = Decimal("0.00")


def yuan(label, validators=NOT_NEGATIVE, **options):
    return models.DecimalField(
        label, max_digits=14, decimal_places=2, validators=validators, **options
    )


def total(rows) -> Decimal:
    """The yuan of these rows of money."""
    return rows.aggregate(total=Sum("amount_yuan"))["total"] or ZERO


def total_of(rows, owner: str) -> Coalesce:
    """The yuan of the rows that belong to each row of a query, through the relation `owner`."""
    sums = (
        rows.filter(**{owner: models.OuterRef("pk")})
        .order_by()
        .values(owner)
        .values_list(Sum("amount_yuan"))
    )
    return Coalesce(models.Subquery(sums, output_field=MONEY), ZERO, output_field=MONEY)


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


class Grade(models.TextChoices):
    G6 = "G6", _("Grade 6")
    G6B = "G6B", _("Grade 6B")


class FeeRate(models.Model):
    """A published rate in yuan per ㎡: entered by the customer, never without its document."""

    region = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("region")
    )
    grade = models.CharField(_("grade"), max_length=4, choices=Grade)
    yuan_per_sqm = models.DecimalField(_("yuan per ㎡"), max_digits=8, decimal_places=2)
    effective_from = models.DateField(_("effective from"))
    effective_to = models.DateField(_("effective to"), null=True, blank=True)
    document = models.CharField(_("document"), max_length=120)

    class Meta:
        verbose_name = _("fee rate")
        verbose_name_plural = _("fee rates")
        ordering = ("region__path", "grade", "effective_from")
        constraints = [
            models.CheckConstraint(name="fee_rate_is_cited", condition=~Q(document="")),
            models.CheckConstraint(name="fee_rate_is_positive", condition=Q(yuan_per_sqm__gt=0)),
            models.CheckConstraint(
                name="fee_rate_period_runs_forward",
                condition=Q(effective_to=None) | Q(effective_to__gte=F("effective_from")),
            ),
            models.UniqueConstraint(
                name="one_rate_per_region_grade_and_day",
                fields=["region", "grade", "effective_from"],
            ),
        ]

    def __str__(self):
        return f"{self.region} {self.grade} {self.effective_from}: {self.document}"


class FeeAssessment(models.Model):
    """What an authority fixed as the fee (核定): a snapshot; a reassessment is a further row.

    `legal_payable_yuan` is what the law demands of the facts, `payable_yuan` what was demanded.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="assessments")
    document = models.CharField(_("assessment document"), max_length=120)
    assessed_on = models.DateField(_("assessed on"))
    required_g6_sqm = sqm(_("required area, grade 6 (㎡)"), default=0)
    required_g6b_sqm = sqm(_("required area, grade 6B (㎡)"), default=0)
    gross_yuan = yuan(_("gross fee (yuan)"))
    reduction_yuan = yuan(_("approved reduction (yuan)"), default=0)
    payable_yuan = yuan(_("assessed as payable (yuan)"))
    legal_payable_yuan = yuan(_("payable by law (yuan)"))
    rate_document = models.CharField(_("rate document"), max_length=120)
    snapshot = models.JSONField(default=dict, editable=False)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = OfProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("fee assessment")
        verbose_name_plural = _("fee assessments")
        ordering = ("-assessed_on", "-pk")
        constraints = [
            models.CheckConstraint(
                name="assessment_adds_up",
                condition=Q(payable_yuan=F("gross_yuan") - F("reduction_yuan")),
            ),
            models.CheckConstraint(
                name="assessment_not_negative",
                condition=Q(gross_yuan__gte=0, reduction_yuan__gte=0, payable_yuan__gte=0)
                & Q(legal_payable_yuan__gte=0),
            ),
            # One chain of assessments per project, hence one in force: the last of the chain.
            models.UniqueConstraint(
                name="one_first_assessment_per_project",
                fields=["project"],
                condition=Q(supersedes=None),
            ),
        ]
        triggers = [append_only("assessment_is_append_only")]

    def __str__(self):
        return f"{self.document} · {self.project.code} #{self.pk}"


class FeeReduction(models.Model):
    """A reduction that was granted, lawful or not: what was claimed, how much, by which paper."""

    assessment = models.ForeignKey(FeeAssessment, models.PROTECT, related_name="reductions")
    code = models.CharField(_("claimed ground"), max_length=10)
    amount_yuan = yuan(_("amount (yuan)"))
    approved_on = models.DateField(_("approved on"))
    document = models.CharField(_("document"), max_length=120)
    is_lawful = models.BooleanField(_("lawful"))

    class Meta:
        verbose_name = _("reduction")
        verbose_name_plural = _("reductions")
        constraints = [
            models.CheckConstraint(name="reduction_is_positive", condition=Q(amount_yuan__gt=0))
        ]
        triggers = [append_only("reduction_is_append_only")]

    def __str__(self):
        return f"{self.code} {self.amount_yuan} #{self.pk}"


class ReceiptQuerySet(OfProjectQuerySet):
    def valid(self):
        return self.filter(voided_at=None)

    def with_rest(self):
        """Annotates to_allocate_yuan and to_remit_yuan: what is left of each receipt."""
        return self.annotate(
            left_yuan=F("amount_yuan") - total_of(Refund.objects, "receipt"),
            to_allocate_yuan=F("left_yuan") - total_of(Allocation.objects, "receipt"),
            to_remit_yuan=F("left_yuan") - total_of(Remittance.objects, "receipt"),
        )


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
        indexes = [models.Index(name="receipt_by_day", fields=["paid_on"])]

    def __str__(self):
        return f"{self.number} · {self.amount_yuan}"

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
    amount_yuan = yuan(_("amount (yuan)"))

    objects = OfReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = _("remittance")
        verbose_name_plural = _("remittances")
        constraints = [
            models.CheckConstraint(name="remittance_is_positive", condition=Q(amount_yuan__gt=0))
        ]
        triggers = [append_only("remittance_is_append_only")]

    def __str__(self):
        return f"{self.amount_yuan} · {self.remitted_on} #{self.pk}"


class Refund(models.Model):
    """Money paid back to the payer (退费)."""

    receipt = models.ForeignKey(Receipt, models.PROTECT, related_name="refunds")
    refunded_on = models.DateField(_("refunded on"))
    amount_yuan = yuan(_("amount (yuan)"))
    reason = models.CharField(_("reason"), max_length=200)
    document = models.CharField(_("document"), max_length=120)

    objects = OfReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        constraints = [
            models.CheckConstraint(name="refund_is_positive", condition=Q(amount_yuan__gt=0)),
            models.CheckConstraint(
                name="refund_says_why", condition=~Q(reason="") & ~Q(document="")
            ),
        ]
        triggers = [append_only("refund_is_append_only")]

    def __str__(self):
        return f"{self.amount_yuan} · {self.refunded_on} #{self.pk}"


class GapKind(models.TextChoices):
    """The four parts of a gap, in the order of domain §1.6."""

    ILLEGAL_REDUCTION = "illegal_reduction", _("Unlawful reduction")
    ILLEGAL_DEFERRAL = "illegal_deferral", _("Unlawful deferral")
    PAYABLE_UNPAID = "payable_unpaid", _("Payable, not paid")
    RECEIVABLE_UNCOLLECTED = "receivable_uncollected", _("Receivable, not collected")


class GapQuerySet(OfProjectQuerySet):
    def with_balance(self):
        """Annotates recovered_yuan, written_off_yuan and balance_yuan."""
        return self.annotate(
            recovered_yuan=total_of(Allocation.objects, "gap"),
            written_off_yuan=total_of(WriteOff.objects, "gap"),
            balance_yuan=F("amount_yuan") - F("recovered_yuan") - F("written_off_yuan"),
        )


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
        verbose_name_plural = _("gaps")
        ordering = ("opened_on", "pk")
        constraints = [
            models.CheckConstraint(name="gap_is_positive", condition=Q(amount_yuan__gt=0)),
            models.CheckConstraint(name="gap_has_a_basis", condition=~Q(basis="")),
        ]
        indexes = [models.Index(name="gap_by_day", fields=["opened_on"])]
        triggers = [append_only("gap_is_append_only")]

    def __str__(self):
        return f"{self.get_kind_display()} {self.amount_yuan} #{self.pk}"

    @property
    def balance(self) -> Decimal:
        """What is still open, in yuan."""
        return self.amount_yuan - total(self.allocations) - total(self.write_offs)


class Allocation(models.Model):
    """Part of a receipt counted against a gap; a refund counts back as a negative row."""

    gap = models.ForeignKey(Gap, models.PROTECT, related_name="allocations")
    receipt = models.ForeignKey(Receipt, models.PROTECT, related_name="allocations")
    refund = models.ForeignKey(
        Refund, models.PROTECT, null=True, blank=True, related_name="allocations"
    )
    amount_yuan = yuan(_("amount (yuan)"), validators=())
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
    amount_yuan = yuan(_("amount (yuan)"))
    written_off_on = models.DateField(_("written off on"))
    basis = models.CharField(_("legal basis"), max_length=200)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = OfGapQuerySet.as_manager()

    class Meta:
        verbose_name = _("write-off")
        verbose_name_plural = _("write-offs")
        constraints = [
            models.CheckConstraint(name="write_off_is_positive", condition=Q(amount_yuan__gt=0)),
            models.CheckConstraint(name="write_off_has_a_basis", condition=~Q(basis="")),
        ]
        triggers = [append_only("write_off_is_append_only")]

    def __str__(self):
        return f"{self.amount_yuan} · {self.basis} #{self.pk}"
