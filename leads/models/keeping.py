"""How long a file is kept, what holds it, and the assembled case file (卷宗)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from airdefense.casework.models import both_or_neither, moment, person
from airdefense.casework.storage import evidence_path
from airdefense.casework.triggers import append_only
from leads.models.content import OfLeadQuerySet
from leads.models.leads import Lead

USER = settings.AUTH_USER_MODEL


class RetentionClass(models.TextChoices):
    """What kind of file it became; how long each is kept is the customer's rule (§3.8)."""

    CASE = "case", _("Filed case")
    HANDLED = "handled", _("Lead with an outcome, no case")
    CLOSED = "closed", _("Lead closed without outcome")


class RetentionRule(models.Model):
    """How long files of a class are kept after they were closed; no years: for ever."""

    retention_class = models.CharField(_("class"), max_length=20, choices=RetentionClass)
    years = models.PositiveSmallIntegerField(_("years"), null=True, blank=True)
    basis = models.CharField(_("basis"), max_length=200)
    effective_on = models.DateField(_("effective on"))

    class Meta:
        verbose_name = _("retention rule")
        verbose_name_plural = _("retention rules")
        constraints = [
            models.UniqueConstraint(
                name="one_retention_rule_per_day", fields=["retention_class", "effective_on"]
            ),
            models.CheckConstraint(name="retention_rule_is_cited", condition=~Q(basis="")),
        ]

    def __str__(self):
        return f"{self.get_retention_class_display()} · {self.effective_on}"


class LegalHold(models.Model):
    """A file that must stay as it is until the hold is lifted, whatever the retention says."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="holds")
    reason = models.CharField(_("reason"), max_length=300)
    set_at = models.DateTimeField(_("set at"))
    set_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    lifted_at, lifted_by = moment(_("lifted at")), person()
    lift_reason = models.CharField(_("why it was lifted"), max_length=300, blank=True)

    objects = OfLeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("legal hold")
        verbose_name_plural = _("legal holds")
        constraints = [
            both_or_neither("legal_hold", "lifted"),
            models.CheckConstraint(name="legal_hold_says_why", condition=~Q(reason="")),
            models.UniqueConstraint(
                name="one_hold_at_a_time", fields=["lead"], condition=Q(lifted_at=None)
            ),
        ]

    def __str__(self):
        return f"{_('Legal hold')} · {self.lead_id} #{self.pk}"


class CaseFile(models.Model):
    """One assembled case file: its pages, its manifest with hashes, for what it was made."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="case_files")
    purpose = models.CharField(_("purpose"), max_length=200)
    is_redacted = models.BooleanField(_("names and numbers blackened"), default=False)
    file = models.FileField(upload_to=evidence_path, max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    pages = models.PositiveIntegerField(_("pages"))
    # [{"name": …, "first_page": …, "pages": …, "sha256": …}], in the order of the pages.
    manifest = models.JSONField(_("index of pages"), default=list)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    objects = OfLeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("case file")
        verbose_name_plural = _("case files")
        triggers = [append_only("case_file_is_append_only")]

    def __str__(self):
        return f"{_('Case file')} · {self.lead_id} #{self.pk}"
