"""What a task must hold on its way from plan to close-out."""

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from airdefense.casework.checkup.registry import Severity, case_rule, examined
from airdefense.casework.clock import end_of
from airdefense.casework.models import Attachment, Event
from projects.models import Gap
from rectification.models import (
    Extension,
    Instrument,
    Milestone,
    Recheck,
    RectificationTask,
    ResultLine,
    Submission,
    Suspension,
)
from rectification.workflow import (
    OPEN_TO_UNIT,
    ExtensionStatus,
    RecheckStatus,
    SuspensionStatus,
    TaskStatus,
)

examined(RectificationTask, region="region", number="number")
examined(Recheck, region="task__region", number="task__number", related=("task",))

MOST_EXTENSIONS = 2
DECIDED = (SuspensionStatus.GRANTED, SuspensionStatus.ENDED)
# A unit says money came in; the task went on from there.
ANSWERED = (TaskStatus.SUBMITTED, TaskStatus.VERIFIED, TaskStatus.CLOSED)


def rule(severity, code, title, sentence, *, fix=""):
    return case_rule(
        code, severity=severity, title=title, sentence=sentence, of=RectificationTask, fix=fix
    )


def tasks(*statuses):
    found = RectificationTask.objects.all()
    return found.filter(status__in=statuses) if statuses else found


def proof():
    """The files that came with submissions."""
    return Attachment.objects.filter(case_type=Submission._meta.label_lower)


def about_money():
    return Q(gap__isnull=False) | Q(finding__gap__isnull=False)


@rule(
    Severity.WARN,
    "T01",
    _("No plan after the plan day"),
    _("The unit owes its plan: urge it, or set another day."),
)
def plan_late(at):
    return tasks(TaskStatus.ISSUED).filter(plan_due_on__lt=at.day)


@rule(
    Severity.INFO,
    "T02",
    _("Plan without milestones"),
    _("The plan names no step with a day: have the unit add its milestones."),
)
def plan_without_milestones(at):
    return tasks(TaskStatus.RECTIFYING, TaskStatus.RETURNED).filter(milestones=None)


@rule(
    Severity.WARN,
    "T03",
    _("Milestone late"),
    _("A step of the plan should have been reached: record it, or ask the unit why it was not."),
)
def milestone_late(at):
    late = Milestone.objects.filter(task=OuterRef("pk"), reached_on=None, due_on__lt=at.day)
    return tasks(*OPEN_TO_UNIT).filter(Exists(late))


@rule(
    Severity.ERROR,
    "T04",
    _("Closed out with open money"),
    _(
        "The task is closed out and part of its gap is neither recovered nor written off: count "
        "the receipts against it, or reopen the task."
    ),
)
def closed_with_open_money(at):
    open_gaps = Gap.objects.open().values("pk")
    return tasks(TaskStatus.CLOSED).filter(Q(gap__in=open_gaps) | Q(finding__gap__in=open_gaps))


@rule(
    Severity.WARN,
    "T05",
    _("Verified and closed out by the same person"),
    _("Two steps, one pair of eyes: have somebody else look at it again."),
)
def closed_by_its_verifier(at):
    return tasks(TaskStatus.CLOSED).filter(verified_by=F("closed_by"))


@rule(
    Severity.ERROR,
    "T06",
    _("Closed out on the day it was issued"),
    _(
        "What is put right within a day was either no problem or put right before: say which in a "
        "waiver, or draw it for re-check."
    ),
)
def closed_on_its_first_day(at):
    return tasks(TaskStatus.CLOSED).filter(closed_at__date__lte=F("issued_on"))


@rule(
    Severity.ERROR,
    "T07",
    _("Closed out without proof"),
    _("No submission of the task carries a file: reopen it and ask for the proof."),
)
def closed_without_proof(at):
    proven = Submission.objects.filter(task=OuterRef("pk"), pk__in=proof().values("case_id"))
    return tasks(TaskStatus.CLOSED).exclude(Exists(proven))


@rule(
    Severity.WARN,
    "T08",
    _("Money to recover, no result in money"),
    _(
        "The unit handed in its result and not one line of money, though the task has a gap: "
        "return it and ask what was recovered on which voucher."
    ),
)
def no_result_in_money(at):
    lines = ResultLine.objects.filter(submission__task=OuterRef("pk"))
    return tasks(*ANSWERED).filter(about_money()).exclude(Exists(lines))


@rule(
    Severity.ERROR,
    "T09",
    _("More time granted after the due day"),
    _("The day had passed before more time was granted: it stays overdue until the grant."),
)
def extended_after_the_day(at):
    late = Extension.objects.filter(
        task=OuterRef("pk"),
        status=ExtensionStatus.GRANTED,
        decided_at__date__gt=F("previous_due_on"),
    )
    return tasks().filter(Exists(late))


@rule(
    Severity.WARN,
    "T10",
    _("Suspended twice"),
    _("The task rested more than once: look whether what stands in its way can be removed."),
)
def suspended_twice(at):
    rests = Suspension.objects.filter(status__in=DECIDED).values("task")
    twice = rests.annotate(times=Count("pk")).filter(times__gt=1)
    return tasks().filter(pk__in=twice.values("task"))


@rule(
    Severity.ERROR,
    "T11",
    _("Proof dated after close-out"),
    _("A file of the proof was obtained after the task was closed out: correct its date."),
)
def proof_after_close_out(at):
    files = proof().filter(case_id=OuterRef("pk"), obtained_on__isnull=False)
    latest = Subquery(files.order_by("-obtained_on").values("obtained_on")[:1])
    closed = Submission.objects.filter(task__status=TaskStatus.CLOSED).annotate(latest=latest)
    return tasks().filter(
        pk__in=closed.filter(latest__gt=F("task__closed_at__date")).values("task")
    )


@rule(
    Severity.WARN,
    "T12",
    _("Reopened and left lying"),
    _("The task was opened again and nothing happened since: urge the unit."),
)
def reopened_and_left(at):
    since = end_of(at.before("check.reopened"))
    later = Event.objects.filter(
        case_type=RectificationTask._meta.label_lower,
        case_id=OuterRef("pk"),
        happened_at__gte=since,
    )
    reopened = tasks(TaskStatus.REOPENED).filter(reopened_at__lt=since)
    return reopened.exclude(Exists(later))


@rule(
    Severity.WARN,
    "T13",
    _("Overdue and never urged"),
    _("The due day is long over and no document urges the unit: draft an urging letter."),
)
def never_urged(at):
    documents = Instrument.objects.filter(task=OuterRef("pk"), issued_at__isnull=False)
    late = tasks(*OPEN_TO_UNIT).filter(due_on__lte=at.before("check.urge"))
    return late.exclude(suspended_until__gte=at.day).exclude(Exists(documents))


@rule(
    Severity.ERROR,
    "T14",
    _("Days in the wrong order"),
    _("The task is due before it was issued, or its plan after the task itself: correct the days."),
    fix="rectification:edit",
)
def days_out_of_order(at):
    reversed_ = Q(due_on__lt=F("issued_on")) | Q(plan_due_on__gt=F("due_on"))
    return tasks().filter(reversed_ | Q(closed_at__lt=F("submitted_at")))


@rule(
    Severity.ERROR,
    "T15",
    _("Verified by its own unit"),
    _("Who verified belongs to the unit that rectified: have the office verify it anew."),
)
def verified_by_its_unit(at):
    return tasks().filter(verified_by__organisation=F("unit"))


@rule(
    Severity.INFO,
    "T16",
    _("More time granted again and again"),
    _("More than two extensions were granted: talk with the unit about what stands in the way."),
)
def extended_too_often(at):
    granted = Extension.objects.filter(status=ExtensionStatus.GRANTED).values("task")
    often = granted.annotate(times=Count("pk")).filter(times__gt=MOST_EXTENSIONS)
    return tasks().filter(pk__in=often.values("task"))


@case_rule(
    "X01",
    severity=Severity.WARN,
    title=_("Re-check overdue"),
    sentence=_("The task was drawn for re-check and nobody looked again: look, or name somebody."),
    of=Recheck,
)
def recheck_overdue(at):
    return Recheck.objects.open().filter(due_on__lt=at.day)


@case_rule(
    "X02",
    severity=Severity.ERROR,
    title=_("Re-checked by who closed it out"),
    sentence=_("The same person closed the task out and found that it holds: draw it again."),
    of=Recheck,
)
def rechecked_by_its_closer(at):
    own = F("task__closed_by")
    return Recheck.objects.filter(status=RecheckStatus.HOLDS, checked_by=own)
