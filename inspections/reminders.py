"""What of an inspection somebody has to do by a day: checks, signatures, returned papers, the
deadlines of a round."""

from django.db.models import Case, DateField, DateTimeField, F, OuterRef, Q, Subquery, Value, When
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import within
from airdefense.accounts.roles import INSPECTION_TEAM, Role
from airdefense.casework.models import Event
from airdefense.casework.reminding.ladder import Manner
from airdefense.casework.reminding.registry import reminder
from inspections.models import Finding, ProjectCheck, Round, RoundDeadline, TeamMember
from inspections.models.planning import DeadlineItem
from inspections.models.rounds import Position
from inspections.workflow import FindingStatus

OFFICE = (Role.INSPECTION_OFFICE,)
SIGNING = (Role.DEPUTY_LEADER, Role.TEAM_LEADER)


@reminder(
    "check-due",
    label=_("Projects for me to check"),
    roles=INSPECTION_TEAM,
    mine=lambda user: Q(assigned_to=user),
    scope="project__authority",
    office=(Role.TEAM_LEADER, *OFFICE),
    when="due_on",
    url="inspections:check_list",
    query="status=assigned&status=under_way",
    order=20,
)
def checks_to_make(user, day):
    return ProjectCheck.objects.visible_to(user).open().select_related("project", "round")


@reminder(
    "finding-to-sign",
    label=_("Findings for me to sign"),
    roles=SIGNING,
    mine=lambda user: Q(pk__in=Finding.objects.awaiting(user).order_by().values("pk")),
    scope="unit",
    office=(Role.TEAM_LEADER,),
    leadership=(),
    when="waiting_at",
    limit="remind.sign",
    url="inspections:list",
    query="status=deputy_review&status=leader_review",
    order=21,
)
def findings_to_sign(user, day):
    """It waits for the deputy since it was handed in, for the leader since the deputy signed."""
    waiting_at = Case(
        When(status=FindingStatus.LEADER_REVIEW, then=F("reviewed_at")),
        default=F("submitted_at"),
        output_field=DateTimeField(),
    )
    in_review = (FindingStatus.DEPUTY_REVIEW, FindingStatus.LEADER_REVIEW)
    visible = Finding.objects.visible_to(user).filter(status__in=in_review)
    return visible.annotate(waiting_at=waiting_at)


@reminder(
    "finding-returned",
    label=_("Findings returned to me"),
    roles=INSPECTION_TEAM,
    mine=lambda user: Q(made_by=user),
    scope="unit",
    office=(Role.TEAM_LEADER,),
    leadership=(),
    when="returned_at",
    manner=Manner.WAITING,
    url="inspections:list",
    query="mine=true&status=returned",
    order=10,
)
def findings_returned(user, day):
    returns = Event.objects.filter(
        case_type=Finding._meta.label_lower, case_id=OuterRef("pk"), name="return_to_maker"
    )
    latest = Subquery(returns.order_by("-happened_at").values("happened_at")[:1])
    visible = Finding.objects.visible_to(user).filter(status=FindingStatus.RETURNED)
    return visible.annotate(returned_at=latest)


def of_my_round(user):
    """The office's own rounds; the team's report is its leader's to write."""
    led = TeamMember.objects.serving().filter(user=user, position=Position.LEADER)
    report = Q(item=DeadlineItem.TEAM_REPORT, round__in=led.values("team__round"))
    return within(user, "round__region", OFFICE) | report


@reminder(
    "round-deadline",
    label=_("Deadlines of a round"),
    roles=(*OFFICE, Role.TEAM_LEADER),
    mine=of_my_round,
    scope="round__region",
    when="deadline_on",
    url="inspections:round_list",
    query="status=planned&status=on_site&status=feedback",
    order=22,
    case="round",
)
def deadlines_of_rounds(user, day):
    """Deadlines count from days that other rows hold, so their due days are computed first."""
    running = Round.objects.visible_to(user).open()
    unmet = RoundDeadline.objects.visible_to(user).filter(met_on=None, round__in=running)
    unmet = unmet.select_related("round")
    due = {row.pk: row.due_on for row in unmet}
    days = [When(pk=pk, then=Value(due_on)) for pk, due_on in due.items() if due_on]
    return unmet.annotate(deadline_on=Case(*days, default=None, output_field=DateField()))
