"""More time for a task: asked for by the unit with a reason, decided by somebody else."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.accounts.roles import Role
from airdefense.casework.actions import advance, record
from airdefense.casework.workflow import NotPossible
from rectification.actions.due_days import move_due_day
from rectification.actions.guards import held_for_unit, held_while_open, require_role
from rectification.actions.suspensions import STANDING
from rectification.models import DueCause, Extension
from rectification.workflow import ExtensionStatus


@transaction.atomic
def request_extension(*, task, requested_until, reason, by, at):
    """Ask for more time until a later day; one request at a time, and none while a task rests."""
    require_role(by, task.scope_paths, Role.UNIT_CONTACT)
    task = held_for_unit(task)
    _check_nothing_open(task)
    if requested_until <= task.due_on:
        raise NotPossible(_("Ask for a day after %(due_on)s.") % {"due_on": task.due_on})
    if requested_until <= timezone.localdate(at):
        raise NotPossible(_("Ask for a day that is still to come."))
    if not reason.strip():
        raise NotPossible(_("Say why more time is needed."))
    extension = Extension.objects.create(
        task=task,
        requested_until=requested_until,
        reason=reason.strip(),
        requested_at=at,
        requested_by=by,
        previous_due_on=task.due_on,
    )
    asked = {"due_on": [str(task.due_on), str(requested_until)]}
    record(extension, "create", by=by, at=at, note=reason, after=extension.status, detail=asked)
    record(task, "request_extension", by=by, at=at, note=reason, detail=asked)
    return extension


def _check_nothing_open(task) -> None:
    if task.extensions.filter(status=ExtensionStatus.REQUESTED).exists():
        raise NotPossible(_("More time was asked for already: await the decision."))
    if task.suspensions.filter(status__in=STANDING).exists():
        raise NotPossible(_("A suspension was asked for already, or stands."))


@transaction.atomic
def decide_extension(*, extension, granted, by, at, note=""):
    """Grant the time asked for, which moves the task's due day, or refuse it with a reason.

    Time for the rest is asked for together with a part handed in, so it is granted in review too.
    """
    task = held_while_open(extension.task) if granted else extension.task
    extension = advance(extension, "grant" if granted else "refuse", by=by, at=at, note=note)
    if granted:
        moved = {"due_on": [str(task.due_on), str(extension.requested_until)]}
        until = extension.requested_until
        move_due_day(task, to=until, cause=DueCause.EXTENSION, by=by, at=at)
        record(task, "extend", by=by, at=at, note=note, detail=moved)
    else:
        record(task, "refuse_extension", by=by, at=at, note=note)
    return extension
