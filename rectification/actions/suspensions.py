"""A task rests until a day: asked for with its basis, granted by somebody else, ended by itself."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.accounts.models import system_user
from airdefense.accounts.roles import Role
from airdefense.casework.actions import advance, record
from airdefense.casework.clock import end_of
from airdefense.casework.workflow import NotPossible
from rectification.actions.due_days import move_due_day
from rectification.actions.guards import held, held_for_unit, require_role
from rectification.models import DueCause, Suspension
from rectification.workflow import ExtensionStatus, SuspensionStatus

STANDING = (SuspensionStatus.REQUESTED, SuspensionStatus.GRANTED)


@transaction.atomic
def request_suspension(*, task, until, reason, basis, by, at):
    """Ask that the task rests until a day; never beside a request for more time."""
    require_role(by, task.scope_paths, Role.UNIT_CONTACT)
    task = held_for_unit(task)
    if task.suspensions.filter(status__in=STANDING).exists():
        raise NotPossible(_("A suspension was asked for already, or stands."))
    if task.extensions.filter(status=ExtensionStatus.REQUESTED).exists():
        raise NotPossible(_("More time was asked for already: await the decision."))
    if until <= timezone.localdate(at):
        raise NotPossible(_("Ask for a day that is still to come."))
    if not reason.strip() or not basis.strip():
        raise NotPossible(_("Say why the task is to rest, and on what basis."))
    suspension = Suspension.objects.create(
        task=task,
        until=until,
        reason=reason.strip(),
        basis=basis.strip(),
        requested_at=at,
        requested_by=by,
    )
    record(suspension, "create", by=by, at=at, note=reason, after=suspension.status)
    record(task, "request_suspension", by=by, at=at, note=f"{until} · {reason.strip()}")
    return suspension


@transaction.atomic
def grant_suspension(*, suspension, by, at, note=""):
    """Let the task rest: it cannot fall due before the day it goes on."""
    task = held_for_unit(suspension.task)
    suspension = advance(suspension, "grant", by=by, at=at, note=note)
    if suspension.until <= timezone.localdate(at):
        raise NotPossible(_("The day asked for has passed: refuse the request."))
    task.suspended_until = suspension.until
    task.save(update_fields=["suspended_until"])
    move_due_day(
        task, to=max(task.due_on, suspension.until), cause=DueCause.SUSPENSION, by=by, at=at
    )
    record(task, "suspend", by=by, at=at, note=note, detail={"until": suspension.until})
    return suspension


@transaction.atomic
def refuse_suspension(*, suspension, note, by, at):
    """The task does not rest: its due day stands."""
    suspension = advance(suspension, "refuse", by=by, at=at, note=note)
    record(suspension.task, "refuse_suspension", by=by, at=at, note=note)
    return suspension


@transaction.atomic
def lift_suspension(*, suspension, note, by, at):
    """End a suspension before its day; the due day it moved stays, for the unit counts on it."""
    task = held(suspension.task)
    suspension = advance(suspension, "lift", by=by, at=at, note=note)
    _go_on(task, by=by, at=at, note=note)
    return suspension


@transaction.atomic
def end_by_handing_in(task, *, at) -> None:
    """Who hands in does not rest any more; the task is locked by the caller."""
    standing = task.suspensions.filter(status=SuspensionStatus.GRANTED).first()
    if standing:
        note = _("Handed in: the task goes on.")
        _expire(standing, task, at=min(at, end_of(standing.until)), note=note)


def expire_suspensions(*, on) -> int:
    """End every suspension whose day has passed by the morning of `on`; returns how many.

    The fact is dated by the suspension's own end, however late the job runs.
    """
    passed = Suspension.objects.filter(status=SuspensionStatus.GRANTED, until__lt=on)
    return sum(_expire_one(pk) for pk in passed.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _expire_one(pk) -> bool:
    suspension = Suspension.objects.select_related("task").get(pk=pk)
    task = held(suspension.task)
    suspension.refresh_from_db()
    if suspension.status != SuspensionStatus.GRANTED:
        return False
    _expire(suspension, task, at=end_of(suspension.until), note="")
    return True


def _expire(suspension, task, *, at, note) -> None:
    system = system_user()
    advance(suspension, "expire", by=system, at=at, note=note)
    _go_on(task, by=system, at=at, note=note)


def _go_on(task, *, by, at, note) -> None:
    task.suspended_until = None
    task.save(update_fields=["suspended_until"])
    record(task, "resume", by=by, at=at, note=note)
