"""What was found and has no task, or has one that it should not have."""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from airdefense.casework.checkup.registry import Severity, case_rule
from inspections.models import Finding
from inspections.workflow import FindingStatus
from projects.models import Gap
from rectification.models import RectificationTask


def rule(severity, code, title, sentence, *, of=Finding):
    return case_rule(code, severity=severity, title=title, sentence=sentence, of=of)


@rule(
    Severity.ERROR,
    "T20",
    _("Fed back and never made a task"),
    _("The unit knows of the problem and was given nothing to do: issue the task."),
)
def fed_back_without_a_task(at):
    late = Finding.objects.filter(
        status=FindingStatus.APPROVED, feedback_on__lte=at.before("check.task")
    )
    return late.filter(task=None, merged_into=None)


@rule(
    Severity.ERROR,
    "T21",
    _("Merged finding with a task of its own"),
    _("The matter is another finding's and has a task here as well: close one of the two."),
)
def merged_with_its_own_task(at):
    open_task = RectificationTask.objects.open().filter(finding=OuterRef("pk"))
    return Finding.objects.filter(Exists(open_task), merged_into__isnull=False)


@rule(
    Severity.ERROR,
    "T22",
    _("Void finding with an open task"),
    _("What the unit is to put right was found void: take the task back with its reason."),
)
def void_with_an_open_task(at):
    open_task = RectificationTask.objects.open().filter(finding=OuterRef("pk"))
    return Finding.objects.filter(Exists(open_task), status=FindingStatus.VOID)


@rule(
    Severity.WARN,
    "T23",
    _("Gap without a task"),
    _("Money is open and nobody was told to recover it: issue a task for the gap."),
    of=Gap,
)
def gap_without_a_task(at):
    old = Gap.objects.open().filter(opened_on__lte=at.before("check.task"), task=None)
    of_finding = RectificationTask.objects.filter(finding__gap=OuterRef("pk"))
    of_merged = RectificationTask.objects.filter(finding__merged__gap=OuterRef("pk"))
    return old.exclude(Exists(of_finding)).exclude(Exists(of_merged))
