"""What a round, its teams and its checks must have."""

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from airdefense.casework.checkup.registry import Severity, case_rule, examined
from airdefense.casework.models import Event
from inspections.models import Finding, ProjectCheck, Round, Team, TeamMember
from inspections.models.rounds import Position
from inspections.workflow import CheckStatus, FindingStatus, RoundStatus
from projects.models import Suspicion
from projects.workflow import SuspicionStatus

examined(Round, region="region", number="number")
examined(
    ProjectCheck,
    region="project__region",
    number="project__code",
    related=("project", "round"),
)

BEGUN = (RoundStatus.ON_SITE, RoundStatus.FEEDBACK)
OPEN = (CheckStatus.ASSIGNED, CheckStatus.UNDER_WAY)


def rounds(severity, code, title, sentence, *, fix=""):
    return case_rule(code, severity=severity, title=title, sentence=sentence, of=Round, fix=fix)


def checks(severity, code, title, sentence):
    return case_rule(code, severity=severity, title=title, sentence=sentence, of=ProjectCheck)


@rounds(
    Severity.WARN,
    "R01",
    _("Round without deadlines"),
    _("Nothing says until when this round reports and is answered: set its deadlines."),
)
def without_deadlines(at):
    return Round.objects.filter(status__in=BEGUN, deadlines=None)


@rounds(
    Severity.ERROR,
    "R02",
    _("Team without a deputy"),
    _("Nobody gives the second of the three signatures in one of its teams: name a deputy."),
)
def team_without_deputy(at):
    deputies = TeamMember.objects.serving().filter(team=OuterRef("pk"), position=Position.DEPUTY)
    lacking = Team.objects.exclude(Exists(deputies)).filter(round=OuterRef("pk"))
    return Round.objects.open().filter(Exists(lacking))


@rounds(
    Severity.ERROR,
    "R03",
    _("Concluded with open checks"),
    _("The round is concluded and projects assigned in it were never checked: void those checks."),
)
def concluded_with_open_checks(at):
    left = ProjectCheck.objects.filter(round=OuterRef("pk"), status__in=OPEN)
    return Round.objects.filter(Exists(left), status=RoundStatus.CONCLUDED)


@rounds(
    Severity.ERROR,
    "R04",
    _("Recusal declared after entry"),
    _(
        "A member declared on recusal only after the round had entered the site: the declaration "
        "belongs before the first day. Record why it came late."
    ),
)
def declared_after_entry(at):
    late = TeamMember.objects.serving().filter(
        team__round=OuterRef("pk"), declared_on__gt=OuterRef("entered_at__date")
    )
    return Round.objects.open().filter(Exists(late), entered_at__isnull=False)


@rounds(
    Severity.WARN,
    "R05",
    _("On site past its last day"),
    _("The last day of the round is long over and no feedback was given: give it, or extend it."),
    fix="inspections:round_edit",
)
def on_site_past_its_end(at):
    return Round.objects.filter(status=RoundStatus.ON_SITE, ends_on__lte=at.before("check.round"))


@rounds(
    Severity.INFO,
    "R06",
    _("Entry notice not given"),
    _("The round is on site and no entry notice is on file: record its number and day."),
)
def without_entry_notice(at):
    return Round.objects.filter(status__in=BEGUN, notice_on=None)


@checks(
    Severity.ERROR,
    "C01",
    _("Checked without a word"),
    _("The check was completed and says nothing of what was seen: write it into its history."),
)
def completed_without_note(at):
    words = Event.objects.filter(
        case_type=ProjectCheck._meta.label_lower, case_id=OuterRef("pk"), name="complete"
    ).exclude(note="")
    return ProjectCheck.objects.filter(status=CheckStatus.COMPLETED).exclude(Exists(words))


@checks(
    Severity.WARN,
    "C02",
    _("Checked without a finding though a suspicion stands"),
    _(
        "The project was checked, nothing was found, and a suspicion of the screening is still "
        "open: make it a finding, or dismiss it with its reason."
    ),
)
def suspicion_left_open(at):
    suspicions = Suspicion.objects.standing().filter(
        project=OuterRef("project"), status=SuspicionStatus.OPEN
    )
    found = Finding.objects.filter(project=OuterRef("project"), round=OuterRef("round"))
    completed = ProjectCheck.objects.filter(Exists(suspicions), status=CheckStatus.COMPLETED)
    return completed.exclude(Exists(found.exclude(status=FindingStatus.VOID)))


@checks(
    Severity.WARN,
    "C03",
    _("Check overdue"),
    _("The project should have been checked by now: check it, or assign it to somebody else."),
)
def check_overdue(at):
    return ProjectCheck.objects.filter(status__in=OPEN, due_on__lt=at.day).exclude(
        round__status=RoundStatus.CONCLUDED
    )


@checks(
    Severity.ERROR,
    "C04",
    _("Check of somebody who left the team"),
    _("Who is to check this project does not serve in the team: assign the check anew."),
)
def assigned_outside_the_team(at):
    serving = TeamMember.objects.serving().filter(
        team=OuterRef("team"), user=OuterRef("assigned_to")
    )
    return ProjectCheck.objects.filter(status__in=OPEN).exclude(Exists(serving))


@checks(
    Severity.ERROR,
    "C05",
    _("Checked before the round entered"),
    _("The check was completed before its round was on site: correct what was recorded."),
)
def completed_before_entry(at):
    before = Q(completed_at__lt=F("round__entered_at")) | Q(round__entered_at=None)
    return ProjectCheck.objects.filter(before, status=CheckStatus.COMPLETED)
