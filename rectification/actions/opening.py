"""Opening a task: from an approved finding, from arrears nobody wrote a finding about, or from a
lead whose existence the unit must not learn."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.accounts.models import system_user
from airdefense.casework import clock, numbering
from airdefense.casework.actions import record, save_edit
from airdefense.casework.models import TimeLimit
from airdefense.casework.notices import notify_after_commit
from airdefense.casework.search import search_text
from airdefense.casework.workflow import NotAllowed, NotPossible
from inspections.actions import send_feedback
from inspections.models import DeadlineItem, Finding
from inspections.workflow import FindingStatus
from leads.models import Lead
from projects.models import Gap
from rectification.actions.guards import require_role
from rectification.models import RectificationTask
from rectification.workflow import OPEN_TO_UNIT, VERIFIERS

EDITABLE = ("title", "requirement")


@transaction.atomic
def issue_task(*, finding, requirement, by, at, due_on=None):
    """Send an approved finding to its unit as a task, with feedback if it had none yet."""
    require_role(by, finding.scope_paths, *VERIFIERS)
    finding = Finding.objects.select_for_update(of=("self",)).get(pk=finding.pk)
    _check_finding(finding)
    if finding.feedback_on is None:
        send_feedback(findings=[finding], on=timezone.localdate(at), by=by, at=at)
    return _open(
        finding=finding,
        project=finding.project,
        region=finding.region,
        unit=finding.unit,
        title=finding.title,
        requirement=requirement,
        due_on=due_on,
        by=by,
        at=at,
    )


def _check_finding(finding) -> None:
    words = {"finding": finding}
    if finding.status != FindingStatus.APPROVED or finding.merged_into_id:
        raise NotPossible(_("%(finding)s is not approved: nothing is sent to the unit.") % words)
    if RectificationTask.objects.filter(finding=finding).exists():
        raise NotPossible(_("%(finding)s has a task already.") % words)
    if finding.gap_id and RectificationTask.objects.filter(gap=finding.gap_id).exists():
        raise NotPossible(_("A task is recovering the gap of %(finding)s already.") % words)


@transaction.atomic
def issue_recovery_task(*, gap, unit, title, requirement, by, at, due_on=None):
    """Have a unit recover arrears that no finding stands for."""
    require_role(by, gap.project.scope_paths, *VERIFIERS)
    gap = Gap.objects.select_for_update(of=("self",)).get(pk=gap.pk)
    if Finding.objects.filter(gap=gap).exists():
        raise NotPossible(_("A finding states this gap: issue the task from the finding."))
    if RectificationTask.objects.filter(gap=gap).exists():
        raise NotPossible(_("This gap is being recovered by a task already."))
    if not gap.balance:
        raise NotPossible(_("Nothing of this gap is open."))
    _require_region(unit, gap.project.region)
    return _open(
        gap=gap,
        project=gap.project,
        region=gap.project.region,
        unit=unit,
        title=title,
        requirement=requirement,
        due_on=due_on,
        by=by,
        at=at,
    )


@transaction.atomic
def open_for_lead(*, lead, unit, title, requirement, by, at, due_on=None):
    """Have a unit put right what a lead brought up; only the lead's history says that it did."""
    if not Lead.objects.in_compartment_of(by).filter(pk=lead.pk).exists():
        raise NotAllowed(_("This is not open to your role."))
    lead = Lead.objects.select_for_update(of=("self",)).get(pk=lead.pk)
    _require_region(unit, lead.region)
    if lead.number and (lead.number in title or lead.number in requirement):
        raise NotPossible(_("The unit must not learn of the lead: leave its number out."))
    task = _open(
        lead=lead,
        region=unit.home_region,
        unit=unit,
        title=title,
        requirement=requirement,
        due_on=due_on,
        # The unit reads who issued its task: the case officer's name would tell it of the lead.
        # Who did it stands in the history of the lead.
        by=system_user(),
        at=at,
    )
    record(lead, "open_rectification", by=by, at=at, detail={"task": task.number})
    return task


def _require_region(unit, region) -> None:
    if not unit.path.startswith(region.path):
        raise NotPossible(
            _("%(unit)s does not belong to %(region)s.") % {"unit": unit, "region": region}
        )


def _open(*, region, unit, title, requirement, due_on, by, at, project=None, **origin):
    """Write the task with its number and day, and tell the unit."""
    issued_on = timezone.localdate(at)
    due_on = due_on or _due_day(origin.get("finding"), region, issued_on)
    if not title.strip() or not requirement.strip():
        raise NotPossible(_("Say what has to be put right."))
    if due_on < issued_on:
        raise NotPossible(_("The due day lies before the day of issue."))
    number = numbering.take(
        organisation=region, series="ZG", year=issued_on.year, pattern="ZG-{code}-{year}-{n:04}"
    )
    task = RectificationTask.objects.create(
        number=number,
        region=region,
        unit=unit,
        project=project,
        title=title.strip(),
        requirement=requirement.strip(),
        issued_on=issued_on,
        due_on=due_on,
        plan_due_on=_plan_day(origin.get("finding"), region, issued_on, due_on),
        issued_at=at,
        issued_by=by,
        search_text=_search_text(title, number, unit, project),
        **origin,
    )
    event = record(task, "issue_task", by=by, at=at, after=task.status, detail={"due_on": due_on})
    notify_after_commit(task, event)
    return task


def _due_day(finding, region, issued_on):
    """The day the round sets for closing out, else what the time limit in force says."""
    of_round = _of_round(finding, DeadlineItem.CLOSE_OUT, issued_on)
    return of_round or clock.due_on("task.rectify", noticed_on=issued_on, organisation=region)


def _plan_day(finding, region, issued_on, due_on):
    """When the plan is expected, never after the task itself; None where nothing says."""
    day = _of_round(finding, DeadlineItem.PLAN, issued_on)
    if day is None and TimeLimit.objects.in_force("task.plan", issued_on, region):
        day = clock.due_on("task.plan", noticed_on=issued_on, organisation=region)
    return day and min(day, due_on)


def _of_round(finding, item, issued_on):
    """The day of the round's own deadline, unless it has passed before the task is issued."""
    deadline = finding and finding.round.deadlines.filter(item=item).first()
    day = deadline.due_on if deadline else None
    return day if day and day >= issued_on else None


def _search_text(title, number, unit, project) -> str:
    of_project = (project.code, project.name) if project else ()
    return search_text(title, number, unit.name, *of_project)


@transaction.atomic
def edit_task(*, task, by, at, note=""):
    """Keep a corrected title or requirement while the unit still has to move."""
    require_role(by, task.scope_paths, *VERIFIERS)
    if task.status not in OPEN_TO_UNIT:
        raise NotPossible(
            _("%(task)s is “%(status)s”: its requirement stands.")
            % {"task": task, "status": task.get_status_display()}
        )
    task.search_text = _search_text(task.title, task.number, task.unit, task.project)
    task = save_edit(task, by=by, at=at, fields=EDITABLE, note=note)
    task.save(update_fields=["search_text"])
    return task
