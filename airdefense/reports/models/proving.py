"""What cross-examination of a report leaves behind: restatements, samples, proofs."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from airdefense.casework.triggers import append_only
from airdefense.reports.models.frozen import FrozenFigure, Report, amounts, keys, money

USER = settings.AUTH_USER_MODEL


class Restatement(models.Model):
    """A figure of a past day is another by now: told beside the report, which stays as it was.

    `change_ids` and `change_values` name the rows by which it differs from the frozen figure, or
    from the restatement before.
    """

    figure = models.ForeignKey(FrozenFigure, models.PROTECT, related_name="restatements")
    found_at = models.DateTimeField(_("found at"))
    value_before = money(_("value before"), null=True)
    value_now = money(_("value now"), null=True)
    by_region_now = models.JSONField(default=dict)
    change_ids = keys()
    change_values = amounts()
    # The report in which it is told first, and the revision that took it over.
    told_in = models.ForeignKey(
        Report, models.PROTECT, null=True, blank=True, related_name="restatements_told"
    )

    class Meta:
        verbose_name = _("restatement")
        verbose_name_plural = _("restatements")
        ordering = ("pk",)
        triggers = [append_only("restatement_is_append_only")]

    def __str__(self):
        return f"{self.figure} · #{self.pk}"


class Sample(models.Model):
    """Rows of a frozen figure drawn by chance with a recorded seed, to be opened one by one.

    The same seed over the same rows draws the same sample again (domain §5: 抽样).
    """

    figure = models.ForeignKey(FrozenFigure, models.PROTECT, related_name="samples")
    seed = models.CharField(_("seed"), max_length=40)
    size = models.PositiveIntegerField(_("rows drawn"))
    region_code = models.CharField(_("region"), max_length=20, blank=True)
    population = models.PositiveIntegerField(_("drawn from"))
    row_ids = keys()
    drawn_at = models.DateTimeField(_("drawn at"))
    drawn_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("drawn by"))
    opened = ArrayField(models.BigIntegerField(), default=list, editable=False)

    class Meta:
        verbose_name = _("sample")
        verbose_name_plural = _("samples")
        constraints = [
            models.CheckConstraint(
                name="sample_not_larger_than_its_population",
                condition=Q(size__gte=1, size__lte=models.F("population")),
            )
        ]

    def __str__(self):
        return f"{self.figure} · {self.seed} · #{self.pk}"

    def get_absolute_url(self):
        return reverse("reports:sample_detail", args=[self.pk])
