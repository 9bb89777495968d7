"""Looking back (回头看): closed tasks are drawn, looked at again, and hold or are reopened."""

from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.accounts.roles import INSPECTION_TEAM
from airdefense.casework.actions import advance, attach, record, sniff
from airdefense.casework.clock import end_of
from airdefense.casework.models import AttachmentKind
from airdefense.casework.notices import notify_after_commit
from airdefense.casework.workflow import NotAllowed, NotPossible
from inspections import drawing
from inspections.models.rounds import RoundKind
from rectification.actions.closing import reopen_task
from rectification.actions.guards import require_role
from rectification.models import Closure, Recheck, RecheckDraw, RectificationTask
from rectification.workflow import VERIFIERS, RecheckStatus

CHECKERS = (*VERIFIERS, *INSPECTION_TEAM)


def population(region, *, closed_from, closed_to):
    """Tasks of the region closed out in these days, still closed and not drawn already."""
    closures = Closure.objects.filter(
        reopened_at=None,
        closed_at__gte=end_of(closed_from - timedelta(days=1)),
        closed_at__lt=end_of(closed_to),
    )
    drawn = Recheck.objects.filter(status=RecheckStatus.DRAWN)
    tasks = RectificationTask.objects.filter(
        pk__in=closures.values("task"), region__path__startswith=region.path
    )
    return tasks.exclude(pk__in=drawn.values("task"))


@transaction.atomic
def draw_rechecks(*, region, closed_from, closed_to, size, seed, due_on, by, at, lookback=None):
    """Draw a sample of closed tasks by a recorded seed; returns the draw."""
    require_role(by, (region.path,), *VERIFIERS)
    today = timezone.localdate(at)
    _check_days(closed_from, closed_to, due_on, today)
    if lookback is not None:
        _check_round(lookback, region)
    if not seed.strip():
        raise NotPossible(_("Name the seed, so that anybody can draw the same again."))
    with connection.cursor() as cursor:
        # Two draws at once would both find the same task undrawn.
        cursor.execute("select pg_advisory_xact_lock(hashtext('rectification.draw_rechecks'))")
    tasks = population(region, closed_from=closed_from, closed_to=closed_to)
    by_number = {task.number: task for task in tasks}
    if not 1 <= size <= len(by_number):
        raise NotPossible(
            _("%(count)d tasks were closed out in these days: draw between 1 and so many.")
            % {"count": len(by_number)}
        )
    drawn = RecheckDraw.objects.create(
        region=region,
        round=lookback,
        seed=seed.strip(),
        closed_from=closed_from,
        closed_to=closed_to,
        population=len(by_number),
        size=size,
        population_sha256=drawing.digest(by_number),
        drawn_at=at,
        drawn_by=by,
    )
    for number in drawing.draw(by_number, seed.strip(), size):
        recheck = Recheck.objects.create(draw=drawn, task=by_number[number], due_on=due_on)
        # Nothing is written into the task: its unit reads that history (RecheckQuerySet).
        record(recheck, "create", by=by, at=at, after=recheck.status)
    return drawn


def _check_days(closed_from, closed_to, due_on, today) -> None:
    if not closed_from <= closed_to <= today:
        raise NotPossible(_("The days of close-out run forward and end today at the latest."))
    if due_on <= today:
        raise NotPossible(_("Choose a day that is still to come."))


def _check_round(lookback, region) -> None:
    if lookback.kind != RoundKind.LOOKBACK:
        raise NotPossible(_("%(round)s is no look-back inspection.") % {"round": lookback})
    if not region.path.startswith(lookback.region.path):
        raise NotPossible(
            _("%(round)s does not reach %(region)s.") % {"round": lookback, "region": region}
        )


@transaction.atomic
def assign_recheck(*, recheck, person, by, at):
    """Give a re-check to somebody who did not close the task out."""
    require_role(by, recheck.scope_paths, *VERIFIERS)
    recheck = _held(recheck)
    if recheck.status != RecheckStatus.DRAWN:
        raise NotPossible(_("%(recheck)s is done.") % {"recheck": recheck})
    if person.roles_over(recheck.scope_paths).isdisjoint(CHECKERS):
        raise NotPossible(_("%(person)s does not re-check tasks there.") % {"person": person})
    if recheck.task.closed_by_id == person.pk:
        raise NotPossible(_("%(person)s closed this task out.") % {"person": person})
    recheck.assigned_to = person
    recheck.save(update_fields=["assigned_to"])
    event = record(recheck, "assign", by=by, at=at, note=str(person))
    notify_after_commit(recheck, event)
    return recheck


@transaction.atomic
def confirm_recheck(*, recheck, result, files, by, at):
    """State that what was closed out holds, with what shows it."""
    recheck = _held(recheck)
    recheck.workflow.check(recheck, "confirm", by, result)
    if not files and not recheck.has_attachments():
        raise NotPossible(_("Attach at least one proof of what was seen."))
    _keep(recheck, files, by=by, at=at)
    return _done(recheck, "confirm", result, by=by, at=at)


@transaction.atomic
def reopen_by_recheck(*, recheck, result, by, at, due_on=None, files=()):
    """State that it does not hold: the task is opened again, and its unit told why."""
    recheck = _held(recheck)
    recheck.workflow.check(recheck, "reopen", by, result)
    _keep(recheck, files, by=by, at=at)
    recheck = _done(recheck, "reopen", result, by=by, at=at)
    reopen_task(task=recheck.task, note=result, due_on=due_on, by=by, at=at)
    return recheck


def _held(recheck):
    return Recheck.objects.select_for_update(of=("self",)).get(pk=recheck.pk)


def _done(recheck, step, result, *, by, at):
    _check_hands(recheck, by)
    return advance(recheck, step, by=by, at=at, note=result, result=result.strip())


def _check_hands(recheck, by) -> None:
    """Who was given the re-check does it; an office may stand in."""
    is_another = recheck.assigned_to_id not in (None, by.pk)
    if is_another and by.roles_over(recheck.scope_paths).isdisjoint(VERIFIERS):
        words = {"person": recheck.assigned_to}
        raise NotAllowed(_("This re-check is assigned to %(person)s.") % words)


def _keep(recheck, files, *, by, at) -> None:
    for file in files:
        sniff(file)
    for file in files:
        attach(recheck, file, by=by, at=at, kind=AttachmentKind.EVIDENCE)
