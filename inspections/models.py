"""Rounds, their teams and project checks, and what they find."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation, within
from airdefense.accounts.roles import INSPECTION_TEAM, Role
from airdefense.casework.clock import by_end_of, not_by_end_of
from airdefense.casework.models import Attachment, Case, both_or_neither, moment, person
from airdefense.casework.search import search_index
from inspections.categories import CATEGORIES
from inspections.workflow import (
    CHECK_WORKFLOW,
    FINDING_WORKFLOW,
    ROUND_WORKFLOW,
    CheckStatus,
    FindingStatus,
    RoundStatus,
)
from projects.models import Gap, Project

USER = settings.AUTH_USER_MODEL


def category_choices():
    return [(category.code, _(category.label)) for category in CATEGORIES.values()]


class Organ(models.TextChoices):
    """Who checks: the three organs whose problems are counted together (M07)."""

    INSPECTION = "inspection", _("Party inspection")
    FINANCE = "finance", _("Finance")
    AUDIT = "audit", _("Audit")


class RoundKind(models.TextChoices):
    ROUTINE = "ROUTINE", _("Routine inspection")
    SPECIAL = "SPECIAL", _("Special inspection")
    MOBILE = "MOBILE", _("Mobile inspection")
    LOOKBACK = "LOOKBACK", _("Look-back inspection")


class RoundAttribute(models.TextChoices):
    ELEVATED = "ELEVATED", _("Elevated")
    CROSS = "CROSS", _("Cross")
    JOINT = "JOINT", _("Joint, city and counties")


class RoundQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Rounds of one's reach: the city's own rounds are seen in every region they cover."""
        reach = Organisation.objects.within_reach_of(user)
        return self.filter(Q(region__in=reach) | Q(teams__regions__in=reach)).distinct()


class Round(Case):
    """One inspection round or special audit, authorised once (一次一授权)."""

    workflow = ROUND_WORKFLOW
    step_view = "take_round_step"

    number = models.CharField(_("number"), max_length=40, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=120)
    organ = models.CharField(_("organ"), max_length=20, choices=Organ)
    kind = models.CharField(_("kind"), max_length=20, choices=RoundKind)
    attributes = ArrayField(
        models.CharField(max_length=10, choices=RoundAttribute),
        default=list,
        blank=True,
        verbose_name=_("organisation of the round"),
    )
    region = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("organised by region")
    )
    mandate = models.CharField(_("mandate document"), max_length=120)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    inspected = models.ManyToManyField(
        Organisation, related_name="inspected_in", verbose_name=_("inspected organisations")
    )
    status = models.CharField(
        _("status"), max_length=20, choices=RoundStatus, default=RoundStatus.PLANNED
    )
    entered_at, entered_by = moment(_("entered at")), person()
    feedback_at, feedback_by = moment(_("feedback at")), person()
    concluded_at, concluded_by = moment(_("concluded at")), person()

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        constraints = [
            models.CheckConstraint(
                name="round_runs_forward", condition=Q(ends_on__gte=F("starts_on"))
            ),
            both_or_neither("round", "entered"),
            both_or_neither("round", "feedback"),
            both_or_neither("round", "concluded"),
        ]

    def __str__(self):
        return f"{self.number} {self.name}"

    def get_absolute_url(self):
        return reverse("inspections:round_detail", args=[self.pk])


class TeamQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(round__in=Round.objects.visible_to(user))


class Team(models.Model):
    """A group of a round with the regions it covers (分组实施)."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="teams")
    name = models.CharField(_("team"), max_length=60)
    regions = models.ManyToManyField(
        Organisation, related_name="covered_by", verbose_name=_("regions")
    )

    objects = TeamQuerySet.as_manager()

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        constraints = [
            models.UniqueConstraint(name="team_named_once_per_round", fields=["round", "name"])
        ]

    def __str__(self):
        return f"{self.name} · {self.round.number}"


class Position(models.TextChoices):
    LEADER = "leader", _("Leader")
    DEPUTY = "deputy", _("Deputy leader")
    MEMBER = "member", _("Member")


class TeamMember(models.Model):
    """Who serves in a team, with the declaration on recusal made at mobilisation (domain §3.6)."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="members")
    user = models.ForeignKey(USER, models.PROTECT, related_name="team_memberships")
    position = models.CharField(_("position"), max_length=10, choices=Position)
    declared_on = models.DateField(_("recusal declared on"))
    recused_from = models.ManyToManyField(
        Organisation, blank=True, related_name="+", verbose_name=_("recused from")
    )

    class Meta:
        verbose_name = _("team member")
        verbose_name_plural = _("team members")
        constraints = [
            models.UniqueConstraint(name="member_once_per_team", fields=["team", "user"]),
            models.UniqueConstraint(
                name="one_leader_per_team", fields=["team"], condition=Q(position="leader")
            ),
        ]

    def __str__(self):
        return f"{self.user} · {self.team}"


class ProjectCheckQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(within(user, "project__authority"))

    def open(self):
        return self.filter(status__in=[CheckStatus.ASSIGNED, CheckStatus.UNDER_WAY])

    def completed_by(self, day):
        """Completed by the end of that day, whatever happened since."""
        return self.filter(by_end_of(day, "completed_at"))


class ProjectCheck(Case):
    """The check of one project in one round, by one team."""

    workflow = CHECK_WORKFLOW
    step_view = "take_check_step"

    round = models.ForeignKey(Round, models.PROTECT, related_name="checks")
    team = models.ForeignKey(Team, models.PROTECT, related_name="checks")
    project = models.ForeignKey(Project, models.PROTECT, related_name="checks")
    organ = models.CharField(_("organ"), max_length=20, choices=Organ, editable=False)
    assigned_to = models.ForeignKey(
        USER, models.PROTECT, related_name="project_checks", verbose_name=_("assigned to")
    )
    due_on = models.DateField(_("due on"))
    status = models.CharField(
        _("status"), max_length=20, choices=CheckStatus, default=CheckStatus.ASSIGNED
    )
    completed_at, completed_by = moment(_("completed at")), person()

    objects = ProjectCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("project check")
        verbose_name_plural = _("project checks")
        constraints = [
            models.UniqueConstraint(
                name="project_checked_once_per_round",
                fields=["round", "project"],
                condition=~Q(status="void"),
            ),
            both_or_neither("project_check", "completed"),
            models.CheckConstraint(
                name="check_completed_at_iff_completed",
                condition=Q(status="completed", completed_at__isnull=False)
                | (~Q(status="completed") & Q(completed_at=None)),
            ),
        ]
        indexes = [
            models.Index(name="check_by_day", fields=["organ", "completed_at"]),
            models.Index(name="check_of_person", fields=["assigned_to", "status", "due_on"]),
        ]

    def __str__(self):
        return f"{self.project.code} · {self.round.number}"

    def get_absolute_url(self):
        return reverse("inspections:check_detail", args=[self.pk])

    @property
    def scope_paths(self):
        return self.project.scope_paths


class Method(models.TextChoices):
    """How it was found out (domain §2.3); talks and petitions restrict who sees the evidence."""

    FILES = "files", _("Reading files and ledgers")
    ON_SITE = "on_site", _("On-site check")
    TALK = "talk", _("Individual talk")
    PETITION = "petition", _("Petition")
    REPORT = "report", _("Work report")
    QUESTIONNAIRE = "questionnaire", _("Questionnaire")
    VISIT = "visit", _("Visit and research")
    ASSISTANCE = "assistance", _("Department asked to assist")


class Nature(models.TextChoices):
    GENERAL = "general", _("General problem")
    INSTITUTIONAL = "institutional", _("Institutional weakness")


class FindingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A working paper belongs to its team until approved; the unit sees it after feedback."""
        team = within(user, "unit", INSPECTION_TEAM)
        others = within(
            user,
            "unit",
            [
                Role.INSPECTION_OFFICE,
                Role.SUPERVISION_OFFICE,
                Role.LEADERSHIP,
                Role.DATA_CLERK,
                Role.CASE_SUPERVISION,
                Role.CASE_OFFICER,
                Role.APPROVING_LEADER,
            ],
        )
        own_unit = within(user, "unit", [Role.UNIT_CONTACT])
        approved = Q(status=FindingStatus.APPROVED)
        return self.filter(
            team | (others & approved) | (own_unit & approved & Q(feedback_on__isnull=False))
        )

    def approved_by_day(self, day):
        """Approved by the end of that day, not void then, and not merged into another finding."""
        return self.filter(
            by_end_of(day, "approved_at"), not_by_end_of(day, "voided_at"), merged_into=None
        )

    def awaiting(self, user):
        """What waits for this person's signature."""
        waits = Q()
        if user.has_role(Role.DEPUTY_LEADER):
            waits |= Q(status=FindingStatus.DEPUTY_REVIEW)
        if user.has_role(Role.TEAM_LEADER):
            waits |= Q(status=FindingStatus.LEADER_REVIEW)
        mine = Q(made_by=user, status__in=[FindingStatus.DRAFT, FindingStatus.RETURNED])
        others = waits & ~Q(made_by=user) if waits else Q(pk__in=[])
        return self.filter(mine | others)


class Finding(Case):
    """One matter, one paper (底稿): what is wrong, by which rule, of whom, how much."""

    workflow = FINDING_WORKFLOW
    step_view = "take_finding_step"

    number = models.CharField(_("number"), max_length=40, unique=True, editable=False)
    round = models.ForeignKey(
        Round, models.PROTECT, related_name="findings", verbose_name=_("round")
    )
    project = models.ForeignKey(
        Project,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="findings",
        verbose_name=_("project"),
    )
    region = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("region"), editable=False
    )
    unit = models.ForeignKey(
        Organisation, models.PROTECT, related_name="findings", verbose_name=_("unit responsible")
    )
    organ = models.CharField(_("organ"), max_length=20, choices=Organ, editable=False)
    nature = models.CharField(_("nature"), max_length=20, choices=Nature, default=Nature.GENERAL)
    category = models.CharField(_("category"), max_length=40, choices=category_choices)
    method = models.CharField(_("method"), max_length=20, choices=Method)
    title = models.CharField(_("problem"), max_length=200)
    description = models.TextField(_("facts"))
    basis = models.CharField(_("basis"), max_length=200, help_text=_("Article and document."))
    amount_yuan = models.DecimalField(
        _("amount (yuan)"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    gap = models.OneToOneField(
        Gap, models.PROTECT, null=True, blank=True, related_name="finding", editable=False
    )
    found_on = models.DateField(_("found on"))
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", editable=False
    )
    status = models.CharField(
        _("status"), max_length=20, choices=FindingStatus, default=FindingStatus.DRAFT
    )
    made_at = models.DateTimeField(_("made at"), editable=False)
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="findings_made", editable=False)
    submitted_at, submitted_by = moment(_("handed in at")), person()
    reviewed_at, reviewed_by = moment(_("reviewed at")), person()
    approved_at, approved_by = moment(_("approved at")), person()
    voided_at, voided_by = moment(_("voided at")), person()
    feedback_on = models.DateField(_("fed back on"), null=True, blank=True, editable=False)
    search_text = models.TextField(editable=False, default="")

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        constraints = [
            both_or_neither("finding", "submitted"),
            both_or_neither("finding", "reviewed"),
            both_or_neither("finding", "approved"),
            both_or_neither("finding", "voided"),
            models.CheckConstraint(
                name="finding_approved_at_when_approved",
                condition=~Q(status="approved") | Q(approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="finding_amount_is_positive",
                condition=Q(amount_yuan=None) | Q(amount_yuan__gt=0),
            ),
            models.CheckConstraint(
                name="finding_maker_is_not_its_reviewer",
                condition=~Q(reviewed_by=F("made_by")) | Q(reviewed_by=None),
            ),
            models.CheckConstraint(
                name="finding_maker_is_not_its_approver",
                condition=~Q(approved_by=F("made_by")) | Q(approved_by=None),
            ),
        ]
        indexes = [
            search_index("finding_search"),
            models.Index(name="finding_newest", fields=["-found_on", "-id"]),
            models.Index(name="finding_by_day", fields=["approved_at", "organ"]),
        ]

    def __str__(self):
        return f"{self.number} {self.title}"

    def get_absolute_url(self):
        return reverse("inspections:finding_detail", args=[self.pk])

    @property
    def scope_paths(self):
        return (self.region.path, self.unit.path)

    @property
    def category_entry(self):
        return CATEGORIES[self.category]

    def has_attachments(self) -> bool:
        return Attachment.objects.filter(case_type=self._meta.label_lower, case_id=self.pk).exists()
