"""How a task rests, ends and begins again: suspensions, closures, re-checks."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation, within
from airdefense.accounts.roles import INSPECTION_TEAM, Role
from airdefense.casework.clock import by_end_of, not_by_end_of
from airdefense.casework.models import Attachment, Case, both_or_neither, moment, person
from airdefense.casework.triggers import append_only
from inspections.models import Round
from rectification.models.tasks import OfTaskQuerySet, RectificationTask, reach
from rectification.workflow import (
    RECHECK_WORKFLOW,
    VERIFIERS,
    RecheckStatus,
)

USER = settings.AUTH_USER_MODEL


class DueCause(models.TextChoices):
    EXTENSION = "extension", _("Extension")
    SUSPENSION = "suspension", _("Suspension")
    REOPENING = "reopening", _("Reopening")


class DueMove(models.Model):
    """That a task's due day was moved, from when to when and why: the past keeps its due days."""

    task = models.ForeignKey(RectificationTask, models.PROTECT, related_name="due_moves")
    cause = models.CharField(_("cause"), max_length=20, choices=DueCause)
    previous_due_on = models.DateField(_("due before"))
    due_on = models.DateField(_("due on"))
    moved_at = models.DateTimeField(_("moved at"))
    moved_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    objects = OfTaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("move of a due day")
        verbose_name_plural = _("moves of due days")
        ordering = ("pk",)
        indexes = [models.Index(name="due_move_of_task", fields=["task", "moved_at"])]
        triggers = [append_only("due_move_is_append_only")]

    def __str__(self):
        return f"{self.task.number}: {self.previous_due_on} → {self.due_on} #{self.pk}"


class ClosureQuerySet(OfTaskQuerySet):
    def standing_on(self, day):
        """Closed by the end of that day and not reopened by then."""
        return self.filter(by_end_of(day, "closed_at"), not_by_end_of(day, "reopened_at"))


class Closure(models.Model):
    """That a task was closed out (销号) and, if so, reopened: figures of any day read this."""

    task = models.ForeignKey(RectificationTask, models.PROTECT, related_name="closures")
    due_on = models.DateField(_("due on"))
    # Days after (above zero) or before the due day, kept as it was at closing (pitfalls 48).
    days_late = models.IntegerField(_("days late"))
    closed_at = models.DateTimeField(_("closed out at"))
    closed_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    reopened_at, reopened_by = moment(_("reopened at")), person()
    reason = models.TextField(_("why reopened"), blank=True)

    objects = ClosureQuerySet.as_manager()

    class Meta:
        verbose_name = _("closure")
        verbose_name_plural = _("closures")
        ordering = ("pk",)
        constraints = [
            both_or_neither("closure", "reopened"),
            models.UniqueConstraint(
                name="one_standing_closure_per_task",
                fields=["task"],
                condition=Q(reopened_at=None),
            ),
            models.CheckConstraint(
                name="closure_reopened_after_it_was_closed",
                condition=Q(reopened_at=None) | Q(reopened_at__gte=F("closed_at")),
            ),
            models.CheckConstraint(
                name="closure_reopened_with_a_reason",
                condition=Q(reopened_at=None) | ~Q(reason=""),
            ),
        ]
        indexes = [models.Index(name="closure_by_time", fields=["closed_at"])]

    def __str__(self):
        return f"{self.task.number} #{self.pk}"

    def get_absolute_url(self):
        return self.task.get_absolute_url()


class RecheckDrawQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(within(user, "region", (*INSPECTION_TEAM, *VERIFIERS, Role.LEADERSHIP)))


class RecheckDraw(models.Model):
    """A sample of closed tasks to look at again (回头看), drawn so that it can be drawn again."""

    region = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("region")
    )
    round = models.ForeignKey(
        Round,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="recheck_draws",
        verbose_name=_("look-back round"),
    )
    seed = models.CharField(_("seed"), max_length=40)
    closed_from = models.DateField(_("closed out from"))
    closed_to = models.DateField(_("closed out to"))
    population = models.PositiveIntegerField(_("drawn from"))
    size = models.PositiveIntegerField(_("drawn"))
    population_sha256 = models.CharField(max_length=64)
    drawn_at = models.DateTimeField(_("drawn at"))
    drawn_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    objects = RecheckDrawQuerySet.as_manager()

    class Meta:
        verbose_name = _("draw of re-checks")
        verbose_name_plural = _("draws of re-checks")
        constraints = [
            models.CheckConstraint(name="recheck_draw_has_its_seed", condition=~Q(seed="")),
            models.CheckConstraint(
                name="no_more_rechecks_than_tasks", condition=Q(size__lte=F("population"))
            ),
            models.CheckConstraint(
                name="recheck_draw_runs_forward",
                condition=Q(closed_to__gte=F("closed_from")),
            ),
        ]
        triggers = [append_only("recheck_draw_is_append_only")]

    def __str__(self):
        return f"{self.region} {self.size}/{self.population} #{self.pk}"

    def get_absolute_url(self):
        return reverse("rectification:recheck_draw_detail", args=[self.pk])


class RecheckQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A re-check is announced to nobody: the unit hears of it only when its task reopens."""
        overseers = (*INSPECTION_TEAM, *VERIFIERS, Role.LEADERSHIP, Role.EXAMINER)
        offices = within(user, "task__unit", overseers)
        return self.filter(offices & reach(user, "task__"))

    def open(self):
        return self.filter(status=RecheckStatus.DRAWN)


class Recheck(Case):
    """Whether what was closed out still holds: it does, or the task is opened again."""

    workflow = RECHECK_WORKFLOW
    event_labels = {"create": _("Drawn for re-check"), "assign": _("Re-check assigned")}
    step_view = "take_recheck_step"

    task = models.ForeignKey(RectificationTask, models.PROTECT, related_name="rechecks")
    draw = models.ForeignKey(RecheckDraw, models.PROTECT, related_name="rechecks")
    assigned_to = models.ForeignKey(
        USER,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="rechecks",
        verbose_name=_("assigned to"),
    )
    due_on = models.DateField(_("due on"))
    result = models.TextField(_("result"), blank=True)
    checked_at, checked_by = moment(_("re-checked at")), person()
    status = models.CharField(
        _("status"), max_length=20, choices=RecheckStatus, default=RecheckStatus.DRAWN
    )

    objects = RecheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("re-check")
        verbose_name_plural = _("re-checks")
        constraints = [
            both_or_neither("recheck", "checked"),
            models.UniqueConstraint(
                name="one_open_recheck_per_task", fields=["task"], condition=Q(status="drawn")
            ),
        ]

    def __str__(self):
        return f"{self.task.number} · {self.draw_id} #{self.pk}"

    def get_absolute_url(self):
        return reverse("rectification:recheck_detail", args=[self.pk])

    @property
    def scope_paths(self):
        return self.task.scope_paths

    def watchers(self, event):
        """Whoever is to look again; the unit is told by its task, if it is reopened."""
        return [self.assigned_to] if event.name == "assign" else []

    @property
    def is_open(self) -> bool:
        return self.status == RecheckStatus.DRAWN

    def has_attachments(self) -> bool:
        return Attachment.objects.of(self).exists()
