"""What is told later about a report that stays as it was: restatements."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from airdefense.casework.triggers import append_only
from airdefense.reports.models.frozen import FrozenFigure, Report, amounts, keys, money


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
