"""The steps of a task: plan, submission with proof, return, verification, close-out."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.casework.actions import advance, attach, sniff
from airdefense.casework.models import AttachmentKind
from airdefense.casework.workflow import NotPossible
from rectification.models import Closure, RectificationTask, Submission


def submit_plan(*, task, plan, responsible_person, by, at):
    """Hand in the measures and who answers for them."""
    return advance(
        task,
        "submit_plan",
        by=by,
        at=at,
        plan=plan.strip(),
        responsible_person=responsible_person.strip(),
    )


@transaction.atomic
def submit(*, task, result, files, by, at):
    """Hand in what was done with its proof, and move the task to review; returns the submission,
    whose page is the receipt."""
    task = RectificationTask.objects.select_for_update(of=("self",)).get(pk=task.pk)
    if all(t.name != "submit" for t in task.workflow.available(task, by)):
        # Refused with the reason before a file is stored for nothing.
        task.workflow.check(task, "submit", by)
    if not result.strip():
        raise NotPossible(_("Say what was done."))
    if not files:
        raise NotPossible(_("Attach at least one proof to the submission."))
    for file in files:
        sniff(file)
    submission = Submission.objects.create(
        task=task, result=result.strip(), submitted_at=at, submitted_by=by
    )
    for file in files:
        attach(submission, file, by=by, at=at, kind=AttachmentKind.PROOF)
    advance(task, "submit", by=by, at=at)
    return submission


def return_for_rework(*, task, note, by, at):
    """Send the submission back with what is wrong with it."""
    return advance(task, "return_for_rework", by=by, at=at, note=note)


def verify(*, task, by, at, note=""):
    """State that the proof was checked, by somebody who did not hand it in."""
    return advance(task, "verify", by=by, at=at, note=note)


def withdraw_task(*, task, note, by, at):
    """Take a task back whose finding is void or merged, or whose whole gap was written off."""
    return advance(task, "withdraw", by=by, at=at, note=note)


@transaction.atomic
def close(*, task, by, at, note=""):
    """Close the task out (销号): verified, and its money reconciled; how late it was is kept."""
    task = advance(task, "close", by=by, at=at, note=note)
    late = (timezone.localdate(at) - task.due_on).days
    Closure.objects.create(
        task=task, due_on=task.due_on, days_late=late, closed_at=at, closed_by=by
    )
    return task
