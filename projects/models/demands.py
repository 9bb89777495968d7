"""What was demanded of a developer and what was put off: demand notices and deferrals.

Written once; what turns out wrong is taken back by a counter-entry with a reason.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from airdefense.casework.triggers import append_only
from projects.models.assessment import FeeAssessment
from projects.models.ledger import Project
from projects.models.money import (
    OfProjectQuerySet,
    counter_entry_has_a_reason,
    taken_back,
    yuan,
)


class DemandNotice(models.Model):
    """A notice to pay (缴款通知书): how much of the assessment is due by which day."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="demand_notices")
    assessment = models.ForeignKey(
        FeeAssessment, models.PROTECT, related_name="demand_notices", verbose_name=_("assessment")
    )
    number = models.CharField(_("number of the notice"), max_length=60)
    issued_on = models.DateField(_("issued on"))
    due_on = models.DateField(_("payment due on"))
    amount_yuan = yuan(_("amount (yuan)"), validators=())
    cancels = taken_back()
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = OfProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("demand notice")
        verbose_name_plural = _("demand notices")
        ordering = ("issued_on", "pk")
        constraints = [
            counter_entry_has_a_reason("demand_notice"),
            models.CheckConstraint(
                name="demand_notice_due_after_issue", condition=Q(due_on__gte=F("issued_on"))
            ),
        ]
        # A number is used once among the notices that stand: the action asks, under the lock of
        # the project, for what a counter-entry took back is entered anew with its number.
        triggers = [append_only("demand_notice_is_append_only")]

    def __str__(self):
        return f"{self.number} · {self.amount_yuan} #{self.pk}"

    def get_absolute_url(self):
        return self.project.get_absolute_url()


class Deferral(models.Model):
    """A payment put off (缓缴), on a legal basis or on none, such as a promise to pay (欠条)."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="deferrals")
    document = models.CharField(_("document"), max_length=120)
    granted_on = models.DateField(_("granted on"))
    until_on = models.DateField(_("until"), null=True, blank=True)
    amount_yuan = yuan(_("amount (yuan)"), validators=())
    basis = models.CharField(
        _("legal basis"), max_length=200, blank=True, help_text=_("Empty where there is none.")
    )
    cancels = taken_back()
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = OfProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("deferral")
        verbose_name_plural = _("deferrals")
        ordering = ("granted_on", "pk")
        constraints = [
            counter_entry_has_a_reason("deferral"),
            models.CheckConstraint(
                name="deferral_runs_forward",
                condition=Q(until_on=None) | Q(until_on__gte=F("granted_on")),
            ),
        ]
        triggers = [append_only("deferral_is_append_only")]

    def __str__(self):
        return f"{self.document} · {self.amount_yuan} #{self.pk}"

    def get_absolute_url(self):
        return self.project.get_absolute_url()

    @property
    def is_lawful(self) -> bool:
        return bool(self.basis)
