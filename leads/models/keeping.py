"""How long a file is kept, what holds it, and the assembled case file (卷宗)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from airdefense.casework.models import both_or_neither, moment, person
from airdefense.casework.storage import package_path
from airdefense.casework.triggers import append_only
from leads.models.content import OfLeadQuerySet
from leads.models.leads import Lead

USER = settings.AUTH_USER_MODEL


class RetentionClass(models.TextChoices):
    """What kind of file it became; how long each is kept is the customer's rule (§3.8)."""

    CASE = "case", _("Filed case")
    HANDLED = "handled", _("Lead with an outcome, no case")
    CLOSED = "closed", _("Lead closed without outcome")


class RetentionRuleQuerySet(models.QuerySet):
    def in_force(self, retention_class: str, on):
        """The rule of a class on that day; None where the customer entered none."""
        rules = self.filter(retention_class=retention_class, effective_on__lte=on)
        return rules.order_by("-effective_on").first()


class RetentionRule(models.Model):
    """How long files of a class are kept after they were closed; no years: for ever."""

    retention_class = models.CharField(_("class"), max_length=20, choices=RetentionClass)
    years = models.PositiveSmallIntegerField(_("years"), null=True, blank=True)
    basis = models.CharField(_("basis"), max_length=200)
    effective_on = models.DateField(_("effective on"))

    objects = RetentionRuleQuerySet.as_manager()

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


class LegalHoldQuerySet(OfLeadQuerySet):
    def standing(self):
        return self.filter(lifted_at=None)


class LegalHold(models.Model):
    """A file that must stay as it is until the hold is lifted, whatever the retention says."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="holds")
    reason = models.CharField(_("reason"), max_length=300)
    set_at = models.DateTimeField(_("set at"))
    set_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    lifted_at, lifted_by = moment(_("lifted at")), person()
    lift_reason = models.CharField(_("why it was lifted"), max_length=300, blank=True)

    objects = LegalHoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("legal hold")
        verbose_name_plural = _("legal holds")
        constraints = [
            both_or_neither("legal_hold", "lifted"),
            models.CheckConstraint(name="legal_hold_says_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="legal_hold_lifted_with_a_reason",
                condition=Q(lifted_at=None, lift_reason="")
                | (Q(lifted_at__isnull=False) & ~Q(lift_reason="")),
            ),
            models.UniqueConstraint(
                name="one_hold_at_a_time", fields=["lead"], condition=Q(lifted_at=None)
            ),
        ]

    def __str__(self):
        return f"{_('Legal hold')} · {self.lead_id} #{self.pk}"


class ArchiveChoice(models.TextChoices):
    """What is decided of a file past its term; the product deletes nothing."""

    HANDED_IN = "handed_in", _("Handed in to the archive")
    KEPT_ON = "kept_on", _("Kept on here")


class ArchiveDecision(models.Model):
    """What was decided of a file whose term had ended, and on which document."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="archive_decisions")
    choice = models.CharField(_("decision"), max_length=20, choices=ArchiveChoice)
    keep_until = models.DateField(_("to be kept until"), null=True, blank=True)
    document = models.CharField(_("document"), max_length=120)
    decided_at = models.DateTimeField(_("decided at"))
    decided_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    objects = OfLeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("archive decision")
        verbose_name_plural = _("archive decisions")
        constraints = [
            models.CheckConstraint(name="archive_decision_is_cited", condition=~Q(document="")),
            models.CheckConstraint(
                name="file_kept_on_says_until_when",
                condition=Q(choice="handed_in", keep_until=None)
                | Q(choice="kept_on", keep_until__isnull=False),
            ),
        ]
        triggers = [append_only("archive_decision_is_append_only")]

    def __str__(self):
        return f"{self.get_choice_display()} · {self.lead_id} #{self.pk}"


class CaseFile(models.Model):
    """One assembled case file: a package with the PDF of all pages, the originals and the hashes
    of both; for what it was made, and the trace number printed on its pages."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="case_files")
    purpose = models.CharField(_("purpose"), max_length=200)
    is_redacted = models.BooleanField(_("names and numbers blackened"), default=False)
    file = models.FileField(upload_to=package_path, max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    pages = models.PositiveIntegerField(_("pages"))
    trace = models.CharField(_("trace number"), max_length=40, unique=True)
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
