"""Reports that are not out by their time: noticed once, told once, settled when they are."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation
from airdefense.reports.models.frozen import Kind


class MissedRunQuerySet(models.QuerySet):
    def open(self):
        return self.filter(settled_at=None)


class MissedRun(models.Model):
    """A report that should be out and is not; settled by the report itself."""

    kind = models.CharField(_("report"), max_length=20, choices=Kind)
    day = models.DateField(_("day"))
    scope = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("region")
    )
    due_at = models.DateTimeField(_("due at"))
    noticed_at = models.DateTimeField(_("noticed at"))
    # The alert went out once, however often the watch looks.
    told_at = models.DateTimeField(_("alert sent at"), null=True, blank=True)
    settled_at = models.DateTimeField(_("out at"), null=True, blank=True)

    objects = MissedRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("missed report")
        verbose_name_plural = _("missed reports")
        constraints = [
            models.UniqueConstraint(
                name="a_report_is_missed_once", fields=["kind", "day", "scope"]
            ),
            models.CheckConstraint(
                name="missed_report_settled_after_noticed",
                condition=Q(settled_at=None) | Q(settled_at__gte=models.F("noticed_at")),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.scope} {self.day}"
