"""How far a task has come: milestones, contributions of other units, results in money."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation, User, within
from airdefense.accounts.roles import Role
from airdefense.casework.models import Attachment, Case, both_or_neither, moment, person
from rectification.models.tasks import (
    OfTaskQuerySet,
    RectificationTask,
    reach,
)
from rectification.workflow import CONTRIBUTION_WORKFLOW, ContributionStatus

USER = settings.AUTH_USER_MODEL


class Milestone(models.Model):
    """One measure of the plan with its day and the person who answers for it."""

    task = models.ForeignKey(RectificationTask, models.PROTECT, related_name="milestones")
    order = models.PositiveSmallIntegerField(_("no."))
    measure = models.CharField(_("planned measure"), max_length=300)
    due_on = models.DateField(_("due on"))
    responsible_person = models.CharField(_("responsible person"), max_length=60)
    reached_on = models.DateField(_("reached on"), null=True, blank=True)
    reached_at, reached_by = moment(_("recorded at")), person()

    objects = OfTaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ("task", "order")
        constraints = [
            both_or_neither("milestone", "reached"),
            models.UniqueConstraint(name="milestone_once_per_task", fields=["task", "order"]),
            models.CheckConstraint(
                name="milestone_reached_on_iff_reached",
                condition=Q(reached_on=None, reached_at=None)
                | Q(reached_on__isnull=False, reached_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.task.number} {self.order}. {self.measure[:40]}"

    def is_late(self, day) -> bool:
        return self.reached_on is None and self.due_on < day


class ContributionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whoever sees the task, and the unit that is asked."""
        return self.filter(reach(user, "task__") | within(user, "unit", [Role.UNIT_CONTACT]))

    def outstanding(self):
        return self.filter(status=ContributionStatus.ASKED)


class Contribution(Case):
    """The part of a task that another unit does (配合单位): one owner, many contributors."""

    workflow = CONTRIBUTION_WORKFLOW
    event_labels = {"ask_contribution": _("Contribution asked for")}
    step_view = "take_contribution_step"

    task = models.ForeignKey(RectificationTask, models.PROTECT, related_name="contributions")
    unit = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="contributions",
        verbose_name=_("contributing unit"),
    )
    part = models.CharField(_("its part"), max_length=300)
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    answer = models.TextField(_("what was done"), blank=True)
    answered_at, answered_by = moment(_("answered at")), person()
    withdrawn_at, withdrawn_by = moment(_("withdrawn at")), person()
    status = models.CharField(
        _("status"), max_length=20, choices=ContributionStatus, default=ContributionStatus.ASKED
    )

    objects = ContributionQuerySet.as_manager()

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        ordering = ("pk",)
        constraints = [
            both_or_neither("contribution", "answered"),
            both_or_neither("contribution", "withdrawn"),
            models.UniqueConstraint(
                name="unit_contributes_once",
                fields=["task", "unit"],
                condition=~Q(status="withdrawn"),
            ),
        ]

    def __str__(self):
        return f"{self.task.number} · {self.unit} #{self.pk}"

    def get_absolute_url(self):
        return self.task.get_absolute_url()

    @property
    def scope_paths(self):
        return (*self.task.scope_paths, self.unit.path)

    def watchers(self, event):
        return User.objects.holding(Role.UNIT_CONTACT, path=self.unit.path)

    def may_attach(self, user) -> bool:
        """The contributing unit adds its files until it has answered."""
        is_open = self.status == ContributionStatus.ASKED
        return is_open and Role.UNIT_CONTACT in user.roles_over([self.unit.path])

    def attachments(self):
        return Attachment.objects.of(self)
