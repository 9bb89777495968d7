"""Transfer packages (移送): a numbered letter, its list of leads, and the receipt signed for it."""

import json

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation, within
from airdefense.accounts.roles import Role
from airdefense.casework.models import Attachment, Case, both_or_neither, moment, person
from airdefense.casework.secrecy import EncryptedTextField
from inspections.models import Finding, Power
from leads.models.leads import Lead, LeadSource
from leads.workflow import TRANSFER_WORKFLOW, TransferStatus
from projects.models import Project

USER = settings.AUTH_USER_MODEL


class TransferPackageQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Its preparer and the leader who approves it; once sent, the register it went to."""
        if not user.is_authenticated or not user.paths():
            return self.none()
        return self.filter(
            Q(prepared_by=user)
            | Q(approver=user)
            | within(user, "commission", [Role.CASE_SUPERVISION])
            & ~Q(status=TransferStatus.PREPARED)
        )


class TransferPackage(Case):
    """A letter that hands one or several leads to a commission."""

    workflow = TRANSFER_WORKFLOW
    step_view = "take_transfer_step"
    is_compartmented = True
    event_labels = {
        "create": _("Package prepared"),
        "add_entry": _("Lead put on the list"),
        "edit_entry": _("Lead on the list changed"),
        "withdraw_entry": _("Lead taken off the list"),
        "import_entries": _("List taken in from a workbook"),
        "feed_back": _("Feedback given to the sender"),
    }

    source = models.CharField(_("source"), max_length=20, choices=LeadSource)
    sender = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("sending body")
    )
    commission = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="transfer_packages",
        verbose_name=_("receiving commission"),
    )
    letter_number = models.CharField(_("transfer letter number"), max_length=60, blank=True)
    # The leader of the sending body who approves; of a paper letter the name that signed it.
    approver = models.ForeignKey(
        USER,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("approving leader of the sender"),
    )
    paper_approver = models.CharField(_("approved at the sender by"), max_length=60, blank=True)
    paper_received_on = models.DateField(_("letter received on"), null=True, blank=True)
    feedback_due_on = models.DateField(_("feedback due on"), null=True, blank=True)
    feedback = models.TextField(_("feedback to the sender"), blank=True)
    fed_back_at, fed_back_by = moment(_("fed back at")), person()
    prepared_at = models.DateTimeField(_("prepared at"), editable=False)
    prepared_by = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False)
    sent_at, sent_by = moment(_("approved and sent at")), person()
    signed_at, signed_by = moment(_("receipt signed at")), person()
    returned_at, returned_by = moment(_("returned at")), person()
    receipt_number = models.CharField(_("number of the receipt"), max_length=60, blank=True)
    # As sent: afterwards the list is not the sender's to read any more.
    lead_count = models.PositiveSmallIntegerField(_("leads on the list"), default=0, editable=False)
    # Those of them that were registered when the receipt was signed.
    accepted_count = models.PositiveSmallIntegerField(
        _("leads registered"), default=0, editable=False
    )
    status = models.CharField(
        _("status"), max_length=20, choices=TransferStatus, default=TransferStatus.PREPARED
    )

    objects = TransferPackageQuerySet.as_manager()

    class Meta:
        verbose_name = _("transfer package")
        verbose_name_plural = _("transfer packages")
        constraints = [
            *(both_or_neither("package", name) for name in ("sent", "signed", "returned")),
            both_or_neither("package", "fed_back"),
            models.CheckConstraint(
                name="package_sent_with_its_number",
                condition=Q(sent_at=None, lead_count=0)
                | (Q(sent_at__isnull=False, lead_count__gt=0) & ~Q(letter_number="")),
            ),
            models.CheckConstraint(
                name="package_fed_back_in_words",
                condition=Q(fed_back_at=None, feedback="")
                | (Q(fed_back_at__isnull=False) & ~Q(feedback="")),
            ),
            models.CheckConstraint(
                name="package_signed_with_its_receipt",
                condition=Q(signed_at=None, receipt_number="")
                | (Q(signed_at__isnull=False) & ~Q(receipt_number="")),
            ),
            models.CheckConstraint(
                name="package_approver_is_not_its_preparer",
                condition=Q(approver=None) | ~Q(approver=F("prepared_by")),
            ),
            models.UniqueConstraint(
                name="package_receipt_once",
                fields=["receipt_number"],
                condition=~Q(receipt_number=""),
            ),
        ]

    def __str__(self):
        return self.letter_number or f"{_('Transfer package')} #{self.pk}"

    def get_absolute_url(self):
        return reverse("leads:transfer_detail", args=[self.pk])

    @property
    def scope_paths(self):
        return (self.sender.path, self.commission.path)

    @property
    def is_paper(self) -> bool:
        """Keyed by the register from the paper letter of another body."""
        return self.source != LeadSource.INSPECTION

    @property
    def is_open(self) -> bool:
        return self.status == TransferStatus.PREPARED

    def is_sender(self, user) -> bool:
        """Whoever prepares or approves it reads its list until it is sent."""
        return user.pk in (self.prepared_by_id, self.approver_id)

    def may_attach(self, user) -> bool:
        return self.is_open and user.pk == self.prepared_by_id


class PackageEntryQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Until it is sent: whoever prepares or approves. Afterwards the lead says it instead."""
        if not user.is_authenticated or not user.paths():
            return self.none()
        return self.filter(
            Q(package__prepared_by=user) | Q(package__approver=user),
            package__status=TransferStatus.PREPARED,
        )

    def standing(self):
        """Those still on the list."""
        return self.filter(withdrawn_at=None)


class PackageEntry(models.Model):
    """One lead on the list of a package, as its sender writes it; sending makes it a lead."""

    is_compartmented = True

    package = models.ForeignKey(TransferPackage, models.PROTECT, related_name="entries")
    order = models.PositiveSmallIntegerField(_("no."))
    region = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("region")
    )
    subject_unit = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("unit concerned")
    )
    matter = models.CharField(_("matter"), max_length=200)
    facts = models.TextField(_("facts"))
    amount_yuan = models.DecimalField(
        _("amount (yuan)"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    power = models.ForeignKey(
        Power, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("power")
    )
    finding = models.ForeignKey(
        Finding, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("finding")
    )
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("project")
    )
    is_on_site = models.BooleanField(_("transferred during on-site inspection"), default=False)
    # [{"name": …, "unit": …, "post": …, "rank": …}]
    persons = models.JSONField(_("persons concerned"), default=list, blank=True)
    # The sealed part, as JSON: {"name": …, "contact": …, "is_anonymous": …}; "" without reporter.
    sealed = EncryptedTextField(_("sealed part"), blank=True)
    lead = models.OneToOneField(
        Lead, models.PROTECT, null=True, blank=True, related_name="package_entry", editable=False
    )
    withdrawn_at, withdrawn_by = moment(_("taken off the list at")), person()

    objects = PackageEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("lead on a transfer list")
        verbose_name_plural = _("leads on transfer lists")
        ordering = ("package", "order")
        constraints = [
            models.UniqueConstraint(name="package_entry_order", fields=["package", "order"]),
            both_or_neither("package_entry", "withdrawn"),
        ]

    def __str__(self):
        return f"{self.package_id} · {self.order}"

    def get_absolute_url(self):
        return reverse("leads:entry_edit", args=[self.package_id, self.pk])

    def may_attach(self, user) -> bool:
        return self.withdrawn_at is None and self.package.may_attach(user)

    @property
    def files(self):
        return Attachment.objects.of(self).current()

    @property
    def reporter(self):
        """The sealed part as it was typed, or nothing where nobody reported."""
        return json.loads(self.sealed) if self.sealed else None
