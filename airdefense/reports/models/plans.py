"""What should be reached by when: the plan that reports are held against."""

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation, within
from airdefense.reports.figures import FIGURES
from airdefense.reports.models.frozen import READERS


class PlanMarkQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(within(user, "region", READERS))


class PlanMark(models.Model):
    """A figure's planned value in a region by a day; between two marks the plan is a line.

    The plan of the city is the sum of the marks of its regions, as the figures are. A mark may be
    changed, and its history says from what; reports keep the plan as it stood for them.
    """

    event_labels = {"enter": _("Mark entered"), "edit": _("Mark changed")}

    code = models.CharField(_("figure"), max_length=8)
    region = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("region")
    )
    due_on = models.DateField(_("to be reached by"))
    value = models.DecimalField(_("planned value"), max_digits=18, decimal_places=2)
    basis = models.CharField(_("basis"), max_length=200)
    recorded_at = models.DateTimeField(_("mark entered at"), editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )

    objects = PlanMarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("mark of the plan")
        verbose_name_plural = _("marks of the plan")
        ordering = ("code", "region", "due_on")
        constraints = [
            models.UniqueConstraint(
                name="one_mark_per_figure_region_and_day", fields=["code", "region", "due_on"]
            ),
            models.CheckConstraint(name="plan_is_not_negative", condition=models.Q(value__gte=0)),
        ]

    def __str__(self):
        return f"{self.code} {self.region} {self.due_on}: {self.value}"

    def get_absolute_url(self):
        return reverse("reports:plan_edit", args=[self.pk])

    @property
    def figure(self) -> Any:
        """The figure it is a mark for; nothing where this installation does not have it."""
        return FIGURES.get(self.code)

    def may_read_event(self, user, name) -> bool:
        """Who sees the mark sees what became of it."""
        return True
