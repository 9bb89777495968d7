"""Rounds, their teams, and the checks of projects they share out."""

from decimal import Decimal

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import DecimalField, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation, within
from airdefense.accounts.roles import EVERY_CASE_ROLE, Role
from airdefense.casework.clock import by_end_of
from airdefense.casework.models import Case, both_or_neither, moment, person
from inspections.models.powers import KeyLink, Power
from inspections.workflow import CHECK_WORKFLOW, ROUND_WORKFLOW, CheckStatus, RoundStatus
from projects.models import FeeAssessment, Project

USER = settings.AUTH_USER_MODEL
MONEY = DecimalField(max_digits=14, decimal_places=2)
ZERO = Value(Decimal(0), output_field=MONEY)
# The inspected unit learns what was found by the feedback, not how the round goes about it.
SEES_ROUNDS = tuple(role for role in EVERY_CASE_ROLE if role != Role.UNIT_CONTACT)


RUNS_BACKWARD = _("A round does not end before it starts.")


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
        reach = Organisation.objects.filter(within(user, "", SEES_ROUNDS))
        covering = Team.objects.filter(round=OuterRef("pk"), regions__in=reach)
        return self.filter(Q(region__in=reach) | Exists(covering))

    def open(self):
        return self.exclude(status=RoundStatus.CONCLUDED)


class Round(Case):
    """One inspection round or special audit, authorised once (一次一授权)."""

    workflow = ROUND_WORKFLOW
    event_labels = {
        "form_team": _("Team formed"),
        "change_team": _("Team changed"),
        "declare_recusal": _("Recusal declared"),
        "give_notice": _("Entry notice given"),
        "draw": _("Projects drawn"),
        "set_deadlines": _("Deadlines set"),
        "meet_deadline": _("Deadline met"),
        "count_activities": _("Activities counted"),
        "void_activity": _("Activity voided"),
    }
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
    powers = models.ManyToManyField(
        Power, blank=True, related_name="rounds", verbose_name=_("powers in its scope")
    )
    key_links = ArrayField(
        models.CharField(max_length=20, choices=KeyLink),
        default=list,
        blank=True,
        verbose_name=_("key links"),
    )
    contact = models.CharField(
        _("how to reach the teams"),
        max_length=200,
        blank=True,
        help_text=_("Telephone, letter box, office hours: printed in the entry notice."),
    )
    notice_number = models.CharField(
        _("entry notice no."), max_length=60, blank=True, editable=False
    )
    notice_on = models.DateField(_("entry notice given on"), null=True, blank=True, editable=False)
    noticed_at, noticed_by = moment(_("entry notice recorded at")), person()
    status = models.CharField(
        _("status"), max_length=20, choices=RoundStatus, default=RoundStatus.PLANNED
    )
    entered_at, entered_by = moment(_("entered at")), person()
    feedback_at, feedback_by = moment(_("feedback at")), person()
    concluded_at, concluded_by = moment(_("round concluded at")), person()

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        constraints = [
            models.CheckConstraint(
                name="round_runs_forward",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=RUNS_BACKWARD,
            ),
            both_or_neither("round", "noticed"),
            both_or_neither("round", "entered"),
            both_or_neither("round", "feedback"),
            both_or_neither("round", "concluded"),
        ]

    def __str__(self):
        return f"{self.number} {self.name}"

    def get_absolute_url(self):
        return reverse("inspections:round_detail", args=[self.pk])

    @property
    def is_concluded(self) -> bool:
        return self.status == RoundStatus.CONCLUDED

    @property
    def is_running(self) -> bool:
        return self.status in (RoundStatus.PLANNED, RoundStatus.ON_SITE)

    @property
    def attribute_labels(self):
        return [RoundAttribute(attribute).label for attribute in self.attributes]

    @property
    def key_link_labels(self):
        return [KeyLink(link).label for link in self.key_links]

    def membership_of(self, user, region) -> "TeamMember | None":
        """How this person serves in the team that covers the region."""
        members = TeamMember.objects.serving().filter(
            user=user, team__round=self, team__regions=region
        )
        return members.select_related("team").order_by("pk").first()


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

    def covers(self, region) -> bool:
        return self.regions.filter(pk=region.pk).exists()


class Position(models.TextChoices):
    LEADER = "leader", _("Leader")
    DEPUTY = "deputy", _("Deputy leader")
    MEMBER = "member", _("Member")


class TeamMemberQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(team__in=Team.objects.visible_to(user))

    def serving(self):
        return self.filter(left_on=None)


class TeamMember(models.Model):
    """Who serves in a team, with the declaration on recusal made at mobilisation (domain §3.6)."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="members")
    user = models.ForeignKey(USER, models.PROTECT, related_name="team_memberships")
    position = models.CharField(_("position"), max_length=10, choices=Position)
    declared_on = models.DateField(_("recusal declared on"))
    recused_from = models.ManyToManyField(
        Organisation, blank=True, related_name="+", verbose_name=_("recused from")
    )

    left_on = models.DateField(_("left on"), null=True, blank=True)

    objects = TeamMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("team member")
        verbose_name_plural = _("team members")
        constraints = [
            models.UniqueConstraint(
                name="member_once_per_team", fields=["team", "user"], condition=Q(left_on=None)
            ),
            models.UniqueConstraint(
                name="one_leader_per_team",
                fields=["team"],
                condition=Q(position="leader", left_on=None),
            ),
        ]

    def __str__(self):
        return f"{self.user} · {self.team}"

    def recusal_from(self, *organisations) -> Organisation | None:
        """The declared organisation that one of these is or lies below."""
        declared = self.recused_from.all()
        return next(
            (o for o in declared if any(body.path.startswith(o.path) for body in organisations)),
            None,
        )


class ProjectCheckQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(within(user, "project__authority", SEES_ROUNDS))

    def open(self):
        return self.filter(status__in=[CheckStatus.ASSIGNED, CheckStatus.UNDER_WAY])

    def with_stake(self):
        """Annotates stake_yuan: what the project owes by law and has not paid."""
        in_force = FeeAssessment.objects.filter(project=OuterRef("project"), superseded_by=None)
        ledger = Project.objects.with_money().filter(pk=OuterRef("project"))
        owed = Coalesce(Subquery(in_force.values("legal_payable_yuan")[:1]), ZERO)
        paid = Coalesce(Subquery(ledger.values("paid_yuan")[:1]), ZERO)
        return self.annotate(stake_yuan=Greatest(owed - paid, ZERO, output_field=MONEY))

    def completed_by(self, day):
        """Completed by the end of that day, whatever happened since."""
        return self.filter(by_end_of(day, "completed_at"))


class ProjectCheck(Case):
    """The check of one project in one round, by one team."""

    workflow = CHECK_WORKFLOW
    event_labels = {
        "assign": _("Check assigned"),
        "reassign": _("Check given to somebody else"),
        "hand_over": _("Handed over"),
        "field_note": _("Note from the field"),
    }
    step_view = "take_check_step"

    round = models.ForeignKey(Round, models.PROTECT, related_name="checks")
    team = models.ForeignKey(Team, models.PROTECT, related_name="checks")
    project = models.ForeignKey(Project, models.PROTECT, related_name="checks")
    organ = models.CharField(_("organ"), max_length=20, choices=Organ, editable=False)
    assigned_to = models.ForeignKey(
        USER, models.PROTECT, related_name="project_checks", verbose_name=_("assigned to")
    )
    due_on = models.DateField(_("check due on"))
    plan = models.ForeignKey(
        "inspections.CheckPlan",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="checks",
        verbose_name=_("drawn in"),
        editable=False,
    )
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

    @property
    def is_open(self) -> bool:
        return self.status in (CheckStatus.ASSIGNED, CheckStatus.UNDER_WAY)

    def recusal_of(self, user) -> Organisation | None:
        """The organisation that keeps this member of the team away from the project, if any."""
        members = self.team.members.serving().filter(user=user).prefetch_related("recused_from")
        bodies = (self.project.authority, self.project.region)
        return next(filter(None, (member.recusal_from(*bodies) for member in members)), None)
