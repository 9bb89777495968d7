"""How a task ends, and begins again: close-out, withdrawal, reopening."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.casework import clock
from airdefense.casework.actions import advance
from airdefense.casework.workflow import NotPossible
from rectification.actions.due_days import move_due_day
from rectification.actions.guards import held
from rectification.models import Closure, DueCause


@transaction.atomic
def close(*, task, by, at, note=""):
    """Close the task out (销号): verified, and its money reconciled; how late it was is kept."""
    task = advance(task, "close", by=by, at=at, note=note)
    late = (timezone.localdate(at) - task.due_on).days
    Closure.objects.create(
        task=task, due_on=task.due_on, days_late=late, closed_at=at, closed_by=by
    )
    return task


def withdraw_task(*, task, note, by, at):
    """Take a task back whose finding is void or merged, or whose whole gap was written off."""
    return advance(task, "withdraw", by=by, at=at, note=note)


@transaction.atomic
def reopen_task(*, task, note, by, at, due_on=None):
    """Open a closed task again: the unit gets a new day, and the closure keeps that it was."""
    task = held(task)
    task.workflow.check(task, "reopen", by, note)
    due_on = due_on or _new_due_day(task, timezone.localdate(at))
    if due_on <= timezone.localdate(at):
        raise NotPossible(_("Choose a day that is still to come."))
    task = advance(task, "reopen", by=by, at=at, note=note, closed_at=None, closed_by=None)
    move_due_day(task, to=due_on, cause=DueCause.REOPENING, by=by, at=at)
    closure = task.closures.get(reopened_at=None)
    closure.reopened_at, closure.reopened_by, closure.reason = at, by, note.strip()
    closure.save(update_fields=["reopened_at", "reopened_by", "reason"])
    return task


def _new_due_day(task, on):
    """As long as a new task gets, and never less than the unit had."""
    by_limit = clock.due_on("task.rectify", noticed_on=on, organisation=task.region)
    return max(by_limit, task.due_on)
