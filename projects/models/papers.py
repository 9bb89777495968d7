"""The departments' own papers: permits about a project, and the treasury's lines about payments.

A paper that no project was found for is kept all the same and waits to be matched.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation, within
from airdefense.accounts.roles import EVERY_CASE_ROLE, Role
from airdefense.casework.search import search_index
from projects.models.ledger import Project, sqm
from projects.models.money import yuan
from projects.models.plain import plain_number
from projects.models.receipts import Receipt


class PermitKind(models.TextChoices):
    PLANNING = "planning", _("Planning permit")
    CONSTRUCTION = "construction", _("Construction permit")
    INITIATION = "initiation", _("Project approval")
    BASEMENT = "basement", _("Air-defence basement decision")
    COMPLETION = "completion", _("Completion filing")


# Units are not told what other departments say of them before a finding is fed back.
WORKBENCH_READERS = tuple(role for role in EVERY_CASE_ROLE if role != Role.UNIT_CONTACT)


class PermitQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Papers of the projects one sees; unmatched ones of the departments in one's reach."""
        return self.filter(
            within(user, "project__authority") | Q(project=None) & within(user, "issued_by")
        )

    def on_the_workbench_of(self, user):
        """The papers whose place this user may read about."""
        placed = within(user, "project__authority", WORKBENCH_READERS)
        waiting = Q(project=None) & within(user, "issued_by", WORKBENCH_READERS)
        return self.filter(placed | waiting)

    def unmatched(self):
        return self.filter(project=None)


class Permit(models.Model):
    """A paper of one department: number, day, areas, and what it itself says of the project."""

    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="permits"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=PermitKind)
    number = models.CharField(_("number"), max_length=60)
    issued_on = models.DateField(_("day of the permit"))
    issued_by = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("issuing department")
    )
    # Of a planning or construction permit the area above ground; of an initiation none.
    area_sqm = sqm(_("area (㎡)"), null=True, blank=True)
    # Of a decision what is to be built, of a completion what was accepted.
    basement_sqm = sqm(_("basement area (㎡)"), null=True, blank=True)
    stated_name = models.CharField(_("project name on the paper"), max_length=200, blank=True)
    stated_developer = models.CharField(_("developer on the paper"), max_length=120, blank=True)
    stated_credit_code = models.CharField(_("credit code on the paper"), max_length=18, blank=True)
    stated_code = models.CharField(_("project code on the paper"), max_length=30, blank=True)
    stated_address = models.CharField(_("address on the paper"), max_length=200, blank=True)
    stated_use = models.CharField(_("use on the paper"), max_length=60, blank=True)
    search_text = models.TextField(editable=False, default="")
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = PermitQuerySet.as_manager()
    # While no project is known; afterwards the project's history tells of it.
    event_labels = {name: Project.event_labels[name] for name in ("record_permit", "undo_permit")}

    class Meta:
        verbose_name = _("permit")
        verbose_name_plural = _("permits")
        ordering = ("issued_on", "pk")
        constraints = [
            models.UniqueConstraint(
                name="permit_number_once_per_kind", fields=["kind", "number", "project"]
            ),
            models.UniqueConstraint(
                name="unmatched_permit_number_once_per_department",
                fields=["kind", "number", "issued_by"],
                condition=Q(project=None),
            ),
            models.CheckConstraint(
                name="permit_area_not_negative",
                condition=(Q(area_sqm=None) | Q(area_sqm__gte=0))
                & (Q(basement_sqm=None) | Q(basement_sqm__gte=0)),
            ),
        ]
        indexes = [
            models.Index(name="permit_by_number", fields=["number"]),
            models.Index(plain_number("number"), name="permit_by_plain_number"),
            search_index("permit_search"),
            models.Index(name="permit_unmatched", fields=["issued_by"], condition=Q(project=None)),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.number}"

    def get_absolute_url(self):
        return reverse("projects:paper_detail", args=[self.pk])


class TreasuryEntryQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Lines of the departments in one's reach, and of the receipts whose project one sees."""
        own = within(user, "source", WORKBENCH_READERS)
        return self.filter(own | within(user, "receipt__project__authority", WORKBENCH_READERS))

    def unmatched(self):
        return self.filter(receipt=None)


class TreasuryEntry(models.Model):
    """One line of the finance or tax department's own file about a payment of the fee."""

    source = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("supplying department")
    )
    number = models.CharField(_("receipt number"), max_length=40)
    paid_on = models.DateField(_("paid on"))
    amount_yuan = yuan(_("amount (yuan)"))
    payer = models.CharField(_("payer"), max_length=120, blank=True)
    stated_name = models.CharField(_("project name on the paper"), max_length=200, blank=True)
    receipt = models.ForeignKey(
        Receipt, models.PROTECT, null=True, blank=True, related_name="treasury_entries"
    )
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = TreasuryEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("treasury entry")
        verbose_name_plural = _("treasury entries")
        ordering = ("paid_on", "pk")
        constraints = [
            models.UniqueConstraint(
                name="treasury_entry_once", fields=["source", "number", "paid_on", "amount_yuan"]
            ),
            models.CheckConstraint(
                name="treasury_entry_is_positive", condition=Q(amount_yuan__gt=0)
            ),
        ]
        indexes = [models.Index(name="treasury_entry_by_number", fields=["number"])]

    def __str__(self):
        return f"{self.number} · {self.amount_yuan} · {self.paid_on} #{self.pk}"

    def get_absolute_url(self):
        return reverse("projects:entry_detail", args=[self.pk])
