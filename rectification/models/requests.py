"""What a unit asks for: more time, or that a task rests."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from airdefense.casework.models import Case, both_or_neither, moment, person
from rectification.models.tasks import OfTaskQuerySet, RectificationTask
from rectification.workflow import (
    EXTENSION_WORKFLOW,
    SUSPENSION_WORKFLOW,
    ExtensionStatus,
    SuspensionStatus,
)

USER = settings.AUTH_USER_MODEL


class Request(Case):
    """Something asked about a task: it is shown there, and answered by whom the task answers to."""

    task: Any

    class Meta:
        abstract = True

    def get_absolute_url(self):
        return self.task.get_absolute_url()

    @property
    def scope_paths(self):
        return self.task.scope_paths

    def watchers(self, event):
        return self.task.watchers(event)

    def may_attach(self, user) -> bool:
        return False


class Extension(Request):
    """A request for more time: asked with a reason, decided by somebody else."""

    workflow = EXTENSION_WORKFLOW
    step_view = "take_extension_step"

    task = models.ForeignKey(RectificationTask, models.PROTECT, related_name="extensions")
    requested_until = models.DateField(_("asked until"))
    reason = models.TextField(_("reason"))
    requested_at = models.DateTimeField(_("asked at"))
    requested_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    previous_due_on = models.DateField(_("due before"))
    decided_at, decided_by = moment(_("decided at")), person()
    status = models.CharField(
        _("status"), max_length=20, choices=ExtensionStatus, default=ExtensionStatus.REQUESTED
    )

    objects = OfTaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        ordering = ("pk",)
        constraints = [
            both_or_neither("extension", "decided"),
            models.UniqueConstraint(
                name="one_open_extension_per_task",
                fields=["task"],
                condition=Q(status="requested"),
            ),
            models.CheckConstraint(
                name="extension_reaches_further",
                condition=Q(requested_until__gt=F("previous_due_on")),
            ),
        ]

    def __str__(self):
        return f"{self.task.number} → {self.requested_until} #{self.pk}"


class Suspension(Request):
    """Work on a task rests until a day, for a reason; after that day it goes on by itself."""

    workflow = SUSPENSION_WORKFLOW
    event_labels = {"create": _("Suspension asked for")}
    step_view = "take_suspension_step"

    task = models.ForeignKey(RectificationTask, models.PROTECT, related_name="suspensions")
    until = models.DateField(_("until"))
    reason = models.TextField(_("reason"))
    basis = models.CharField(_("basis"), max_length=200)
    requested_at = models.DateTimeField(_("asked at"))
    requested_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    decided_at, decided_by = moment(_("decided at")), person()
    ended_at, ended_by = moment(_("ended at")), person()
    status = models.CharField(
        _("status"), max_length=20, choices=SuspensionStatus, default=SuspensionStatus.REQUESTED
    )

    objects = OfTaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("suspension")
        verbose_name_plural = _("suspensions")
        ordering = ("pk",)
        constraints = [
            both_or_neither("suspension", "decided"),
            both_or_neither("suspension", "ended"),
            models.UniqueConstraint(
                name="one_suspension_at_a_time",
                fields=["task"],
                condition=Q(status__in=["requested", "granted"]),
            ),
            models.CheckConstraint(
                name="suspension_decided_by_somebody_else",
                condition=Q(decided_by=None) | ~Q(decided_by=F("requested_by")),
            ),
            models.CheckConstraint(name="suspension_is_cited", condition=~Q(basis="")),
        ]

    def __str__(self):
        return f"{self.task.number} · {self.until} #{self.pk}"
