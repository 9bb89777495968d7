"""Rectification tasks with plan, proof and time."""

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation, User, within
from airdefense.accounts.roles import Role
from airdefense.casework.clock import not_by_end_of
from airdefense.casework.models import Case, both_or_neither, moment, person
from airdefense.casework.search import search_index
from inspections.models import Finding
from leads.models import Lead
from projects.models import Gap, Project
from projects.models.money import total
from rectification.workflow import (
    OPEN_TO_UNIT,
    SETTLED,
    TASK_WORKFLOW,
    ContributionStatus,
    ExtensionStatus,
    TaskStatus,
    missing_of,
)

USER = settings.AUTH_USER_MODEL
TASK_READERS = (
    Role.INSPECTOR,
    Role.DEPUTY_LEADER,
    Role.TEAM_LEADER,
    Role.INSPECTION_OFFICE,
    Role.SUPERVISION_OFFICE,
    Role.LEADERSHIP,
    Role.EXAMINER,
    Role.DATA_CLERK,
    Role.UNIT_CONTACT,
)


LEAD_HANDLERS = (
    Role.CASE_SUPERVISION,
    Role.CASE_OFFICER,
    Role.OFFICE_DIRECTOR,
    Role.APPROVING_LEADER,
    Role.SECRETARY,
    Role.TRIAL_OFFICER,
)


def reach(user, prefix: str = "") -> Q:
    """Tasks of the units in one's reach, and those that members of a lead's compartment opened."""
    found = within(user, f"{prefix}unit", TASK_READERS)
    if user.is_authenticated and user.has_role(*LEAD_HANDLERS):
        found |= Q(**{f"{prefix}lead__in": Lead.objects.in_compartment_of(user)})
    return found


def asked_to_contribute(user) -> Q:
    """Tasks to which a unit in one's reach was asked to contribute and still is, or did."""
    return Q(
        pk__in=RectificationTask.objects.filter(
            within(user, "contributions__unit", [Role.UNIT_CONTACT]),
            contributions__status__in=[ContributionStatus.ASKED, ContributionStatus.ANSWERED],
        ).values("pk")
    )


def closed_by_day(day, prefix: str = "") -> Q:
    """Tasks closed out by the end of that day and not reopened by then."""
    closures = apps.get_model("rectification", "Closure").objects.standing_on(day)
    return Q(**{f"{prefix}pk__in": closures.values("task")})


class TaskQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A unit's contact reaches the tasks of the own unit and those it contributes to."""
        found = reach(user)
        if user.is_authenticated and user.has_role(Role.UNIT_CONTACT):
            found |= asked_to_contribute(user)
        return self.filter(found)

    def led_by(self, user):
        """Without those the reader only contributes to: those have a list of their own."""
        return self.filter(reach(user))

    def open(self):
        return self.filter(closed_at=None, withdrawn_at=None)

    def overdue(self, day):
        return self.open().filter(due_on__lt=day)

    def with_origin(self):
        """Loads what every row shows, so that a list costs the same for one row and a thousand."""
        return self.select_related("region", "unit", "project", "finding__gap", "gap")

    def open_on(self, day):
        """Issued, neither closed out nor withdrawn at the end of that day, whatever came after."""
        standing = self.filter(not_by_end_of(day, "withdrawn_at"), issued_on__lte=day)
        return standing.exclude(closed_by_day(day))


class RectificationTask(Case):
    """What a unit has to put right, by when: from a finding, an arrears gap or a lead."""

    workflow = TASK_WORKFLOW
    event_labels = {
        "issue_task": _("Issued to the unit"),
        "request_extension": _("More time asked for"),
        "extend": _("Due day moved"),
        "refuse_extension": _("More time refused"),
        "overdue": _("Overdue"),
        "add_milestones": _("Milestones planned"),
        "reach_milestone": _("Milestone reached"),
        "progress": _("Progress reported"),
        "ask_contribution": _("Contribution asked for"),
        "contribute": _("Contribution received"),
        "request_suspension": _("Suspension asked for"),
        "suspend": _("Suspended"),
        "resume": _("Goes on"),
        "refuse_suspension": _("Suspension refused"),
        "withdraw_contribution": _("Contribution no longer asked for"),
        "mark_proof": _("Proof marked"),
        "urge": _("Urged by a document"),
        "urge_concluded": _("Urging document concluded"),
        "allocate": _("Receipt allocated"),
    }

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
    plan_due_on = models.DateField(_("plan due on"), null=True, blank=True)
    # Work rests until the end of that day; then it goes on by itself (Suspension).
    suspended_until = models.DateField(_("suspended until"), null=True, blank=True, editable=False)
    issued_at = models.DateTimeField(editable=False)
    issued_by = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False)
    plan = models.TextField(_("measures"), blank=True)
    responsible_person = models.CharField(_("responsible person"), max_length=60, blank=True)
    planned_at, planned_by = moment(_("plan handed in at")), person()
    submitted_at, submitted_by = moment(_("handed in at")), person()
    returned_at, returned_by = moment(_("returned at")), person()
    verified_at, verified_by = moment(_("verified at")), person()
    closed_at, closed_by = moment(_("closed out at")), person()
    reopened_at, reopened_by = moment(_("reopened at")), person()
    withdrawn_at, withdrawn_by = moment(_("withdrawn at")), person()
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
                for name in (
                    *("planned", "submitted", "returned", "verified"),
                    *("closed", "reopened", "withdrawn"),
                )
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
            models.CheckConstraint(
                name="task_withdrawn_at_iff_withdrawn",
                condition=Q(status="withdrawn", withdrawn_at__isnull=False)
                | (~Q(status="withdrawn") & Q(withdrawn_at=None)),
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
    def awaits_unit(self) -> bool:
        """Whether the unit has to move next."""
        return self.status in OPEN_TO_UNIT

    @property
    def fee_gap(self):
        """The gap this task has to close: its own, or its finding's."""
        return self.gap or (self.finding.gap if self.finding else None)

    @property
    def is_open(self) -> bool:
        """Whether anybody still has to do something about it."""
        return self.status not in SETTLED

    @property
    def awaits_more_time(self) -> bool:
        """Whether a request for more time waits for its decision."""
        return self.extensions.filter(status=ExtensionStatus.REQUESTED).exists()

    @property
    def has_lost_its_ground(self) -> bool:
        """Whether what it was issued for is gone: its finding, or a gap that was written off."""
        if self.finding:
            return self.finding.voided_at is not None or self.finding.merged_into_id is not None
        gap = self.gap
        return gap is not None and total(gap.write_offs) == gap.amount_yuan

    def is_suspended(self, day) -> bool:
        return self.suspended_until is not None and day <= self.suspended_until

    def is_overdue(self, day) -> bool:
        return self.is_open and self.due_on < day

    def watchers(self, event):
        """The unit hears of what it has to do: a task issued, returned, given more time."""
        return User.objects.holding(Role.UNIT_CONTACT, path=self.unit.path)

    def may_attach(self, user) -> bool:
        """Files come with a submission, which keeps them together with what was said of them."""
        return False

    def may_read_event(self, user, name) -> bool:
        """Who only contributes reads what is asked of it, not what the unit in the lead does."""
        return name == "issue_task" or self.is_read_in_full_by(user)

    def is_read_in_full_by(self, user) -> bool:
        """Whether this reader sees the whole task, and not only what a contribution needs."""
        if not user.roles_over(self.scope_paths).isdisjoint(TASK_READERS):
            return True
        if self.lead_id is None or not user.has_role(*LEAD_HANDLERS):
            return False
        return Lead.objects.in_compartment_of(user).filter(pk=self.lead_id).exists()

    def missing(self) -> list[tuple[str, str]]:
        """What the next step still lacks, in words, each with the page that mends it."""
        return missing_of(self)


class OfTaskQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(reach(user, "task__"))
