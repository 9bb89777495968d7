"""Rectification tasks with plan, proof and time, and the instruments that urge them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation, within
from airdefense.accounts.roles import Role
from airdefense.casework.clock import by_end_of, not_by_end_of
from airdefense.casework.models import Attachment, Case, both_or_neither, moment, person
from airdefense.casework.search import search_index
from inspections.models import Finding
from leads.models import Lead
from projects.models import Gap, Project
from rectification.workflow import (
    EXTENSION_WORKFLOW,
    INSTRUMENT_WORKFLOW,
    TASK_WORKFLOW,
    ExtensionStatus,
    InstrumentStatus,
    TaskStatus,
)

USER = settings.AUTH_USER_MODEL
TASK_READERS = (
    Role.INSPECTOR,
    Role.DEPUTY_LEADER,
    Role.TEAM_LEADER,
    Role.INSPECTION_OFFICE,
    Role.SUPERVISION_OFFICE,
    Role.LEADERSHIP,
    Role.DATA_CLERK,
    Role.UNIT_CONTACT,
)


class TaskQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Tasks of the units in one's reach; a unit's contact reaches the own unit only."""
        return self.filter(within(user, "unit", TASK_READERS))

    def open(self):
        return self.filter(closed_at=None)

    def overdue(self, day):
        return self.open().filter(due_on__lt=day)

    def closed_by_day(self, day):
        return self.filter(by_end_of(day, "closed_at"))

    def open_on(self, day):
        """Issued and not closed out at the end of that day, whatever happened since."""
        return self.filter(issued_on__lte=day).filter(not_by_end_of(day, "closed_at"))


class RectificationTask(Case):
    """What a unit has to put right, by when: from a finding, an arrears gap or a lead."""

    workflow = TASK_WORKFLOW

    number = models.CharField(_("number"), max_length=40, unique=True, editable=False)
    finding = models.OneToOneField(
        Finding, models.PROTECT, null=True, blank=True, related_name="task", editable=False
    )
    gap = models.OneToOneField(
        Gap, models.PROTECT, null=True, blank=True, related_name="task", editable=False
    )
    lead = models.ForeignKey(
        Lead, models.PROTECT, null=True, blank=True, related_name="tasks", editable=False
    )
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="tasks", editable=False
    )
    region = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("region"), editable=False
    )
    unit = models.ForeignKey(
        Organisation, models.PROTECT, related_name="tasks", verbose_name=_("rectifying unit")
    )
    title = models.CharField(_("task"), max_length=200)
    requirement = models.TextField(_("what has to be put right"))
    issued_on = models.DateField(_("issued on"))
    due_on = models.DateField(_("due on"))
    issued_at = models.DateTimeField(editable=False)
    issued_by = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False)
    plan = models.TextField(_("measures"), blank=True)
    responsible_person = models.CharField(_("responsible person"), max_length=60, blank=True)
    planned_at, planned_by = moment(_("plan handed in at")), person()
    submitted_at, submitted_by = moment(_("handed in at")), person()
    returned_at, returned_by = moment(_("returned at")), person()
    verified_at, verified_by = moment(_("verified at")), person()
    closed_at, closed_by = moment(_("closed out at")), person()
    status = models.CharField(
        _("status"), max_length=20, choices=TaskStatus, default=TaskStatus.ISSUED
    )
    search_text = models.TextField(editable=False, default="")

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("rectification task")
        verbose_name_plural = _("rectification tasks")
        constraints = [
            *(
                both_or_neither("task", name)
                for name in ("planned", "submitted", "returned", "verified", "closed")
            ),
            models.CheckConstraint(
                name="task_has_an_origin",
                condition=Q(finding__isnull=False) | Q(gap__isnull=False) | Q(lead__isnull=False),
            ),
            models.CheckConstraint(
                name="task_closed_at_iff_closed",
                condition=Q(status="closed", closed_at__isnull=False)
                | (~Q(status="closed") & Q(closed_at=None)),
            ),
        ]
        indexes = [
            search_index("task_search"),
            models.Index(name="task_by_due_day", fields=["due_on", "id"]),
            models.Index(name="task_by_closing", fields=["closed_at"]),
        ]

    def __str__(self):
        return f"{self.number} {self.title}"

    def get_absolute_url(self):
        return reverse("rectification:detail", args=[self.pk])

    @property
    def scope_paths(self):
        return (self.region.path, self.unit.path)

    @property
    def fee_gap(self):
        """The gap this task has to close: its own, or its finding's."""
        return self.gap or (self.finding.gap if self.finding else None)

    def is_overdue(self, day) -> bool:
        return self.closed_at is None and self.due_on < day


class OfTaskQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(within(user, "task__unit", TASK_READERS))


class Submission(models.Model):
    """What a unit handed in, once: text, result and files; the receipt proves it."""

    task = models.ForeignKey(RectificationTask, models.PROTECT, related_name="submissions")
    result = models.TextField(_("what was done"))
    submitted_at = models.DateTimeField(_("handed in at"))
    submitted_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    objects = OfTaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ("pk",)

    def __str__(self):
        return f"{self.task.number} #{self.pk}"

    def get_absolute_url(self):
        return self.task.get_absolute_url()

    def may_attach(self, user) -> bool:
        return False

    def attachments(self):
        return Attachment.objects.filter(case_type=self._meta.label_lower, case_id=self.pk)

    def has_attachments(self) -> bool:
        return self.attachments().exists()


class Extension(Case):
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
                condition=Q(requested_until__gt=models.F("previous_due_on")),
            ),
        ]

    def __str__(self):
        return f"{self.task.number} → {self.requested_until} #{self.pk}"

    def get_absolute_url(self):
        return self.task.get_absolute_url()

    @property
    def scope_paths(self):
        return self.task.scope_paths


class InstrumentKind(models.TextChoices):
    """The supervision instruments (domain §4)."""

    DISC_REC = "DISC_REC", _("Discipline recommendation")
    SUP_REC = "SUP_REC", _("Supervision recommendation")
    JOINT_REC = "JOINT_REC", _("Discipline and supervision recommendation")
    URGE_LETTER = "URGE_LETTER", _("Urging letter")
    WORK_ADVICE = "WORK_ADVICE", _("Work advice")
    ONSITE = "ONSITE", _("On-site guidance")
    TALK = "TALK", _("Summons talk")
    BULLETIN = "BULLETIN", _("Public bulletin")


class InstrumentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The addressed unit sees an instrument once it is issued."""
        offices = within(user, "unit", [r for r in TASK_READERS if r != Role.UNIT_CONTACT])
        addressed = within(user, "unit", [Role.UNIT_CONTACT])
        return self.filter(offices | (addressed & Q(issued_at__isnull=False)))

    def issued_by_day(self, day):
        return self.filter(by_end_of(day, "issued_at"))

    def replied_by_day(self, day):
        return self.filter(by_end_of(day, "replied_at"))

    def overdue_on(self, day):
        """Issued, and unanswered past the reply day."""
        return self.issued_by_day(day).filter(
            not_by_end_of(day, "replied_at"), reply_due_on__lt=day
        )


class Instrument(Case):
    """A numbered document by which the commission or the inspection office urges a unit."""

    workflow = INSTRUMENT_WORKFLOW
    step_view = "take_instrument_step"

    number = models.CharField(_("number"), max_length=60, blank=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=InstrumentKind)
    issuer = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("issued by office")
    )
    region = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("region"), editable=False
    )
    unit = models.ForeignKey(
        Organisation, models.PROTECT, related_name="instruments", verbose_name=_("addressed to")
    )
    task = models.ForeignKey(
        RectificationTask,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="instruments",
        verbose_name=_("about task"),
    )
    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("text"))
    reply_due_on = models.DateField(_("reply due on"), null=True, blank=True)
    drafted_at = models.DateTimeField(_("drafted at"), editable=False)
    drafted_by = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False)
    approved_at, approved_by = moment(_("approved at")), person()
    issued_at, issued_by = moment(_("issued at")), person()
    replied_at, replied_by = moment(_("replied at")), person()
    reply = models.TextField(_("reply"), blank=True)
    status = models.CharField(
        _("status"), max_length=20, choices=InstrumentStatus, default=InstrumentStatus.DRAFT
    )

    objects = InstrumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("instrument")
        verbose_name_plural = _("instruments")
        constraints = [
            *(both_or_neither("instrument", name) for name in ("approved", "issued", "replied")),
            models.UniqueConstraint(
                name="instrument_number_once", fields=["number"], condition=~Q(number="")
            ),
            models.CheckConstraint(
                name="instrument_issued_with_its_number",
                condition=Q(issued_at=None, number="")
                | (Q(issued_at__isnull=False) & ~Q(number="")),
            ),
        ]

    def __str__(self):
        return f"{self.number or self.get_kind_display()} {self.title}"

    def get_absolute_url(self):
        return reverse("rectification:instrument_detail", args=[self.pk])

    @property
    def scope_paths(self):
        return (self.region.path, self.unit.path)
