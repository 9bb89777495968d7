"""What an authority fixed as the fee: assessments and the reductions it granted.

An assessment is written once; what turns out wrong is answered by a further row.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from airdefense.casework.triggers import append_only
from projects.models.ledger import Project, sqm
from projects.models.money import OfProjectQuerySet, yuan


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

    def get_absolute_url(self):
        return reverse("projects:assessment_detail", args=[self.pk])


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
