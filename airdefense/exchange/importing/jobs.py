"""Checking, taking in and taking back: at once for small files, by a worker for large ones."""

import logging
from datetime import datetime
from typing import Any

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import get_language

from airdefense import wall
from airdefense.accounts.models import User
from airdefense.casework.refusals import refusal
from airdefense.casework.workflow import NotAllowed, NotPossible
from airdefense.exchange.importing import actions, progress
from airdefense.exchange.importing.guard import limits_of
from airdefense.exchange.importing.problems import Problem, Refusal
from airdefense.exchange.models import ImportBatch, Job

# Shorter than the broker waits before it hands an unanswered message to another worker.
LIMIT_MINUTES = 8
MODES = {"takes_creates", "takes_updates", "skips_faulty"}
log = logging.getLogger(__name__)


def is_small(batch: ImportBatch) -> bool:
    """Whether nobody needs to wait for a worker."""
    rows = max(batch.count_of("rows"), batch.count_of("filled"))
    return rows <= settings.IMPORT_ROWS_AT_ONCE


def start(batch: ImportBatch, job: str, *, by: Any, at: datetime, **options: Any) -> None:
    """Do a job now, or hand it to a worker. Raises what stands against it."""
    if batch.job and progress.is_alive(batch.pk):
        raise Refusal("busy")
    if is_small(batch):
        done(batch, job, by=by, at=at, **options)
        return
    ask(batch, job, by=by, at=at, **options)
    message = {"pk": batch.pk, "job": job, "by": by.pk, "language": get_language()}
    transaction.on_commit(lambda: run_import.delay(**message, options=options))


@shared_task(name="exchange.run_import", soft_time_limit=LIMIT_MINUTES * 60)
def run_import(
    *, pk: int, job: str, by: int, language: str, options: dict[str, Any], **_: Any
) -> None:
    batch, user = ImportBatch.objects.get(pk=pk), User.objects.get(pk=by)
    with translation.override(language), wall.bound_to(user):
        run(batch, job, by=user, at=timezone.now(), **options)


@transaction.atomic
def ask(batch: ImportBatch, job: str, *, by: Any, at: datetime, **options: Any) -> None:
    """Take down that a job is wanted; its step must be possible now."""
    batch = actions.locked(batch, by)
    for field in MODES & options.keys():
        setattr(batch, field, options[field])
    batch.workflow.check(batch, job, by, options.get("note", ""))
    progress.start(batch.pk)
    progress.tell(batch.pk, 0, 0)
    batch.job, batch.job_failure = job, {}
    batch.job_asked_at, batch.job_asked_by = at, by
    batch.save(update_fields=["job", "job_failure", "job_asked_at", "job_asked_by"])


def done(batch: ImportBatch, job: str, *, by: Any, at: datetime, **options: Any) -> ImportBatch:
    """Do a job; `at` is the moment of the deed, its business day follows from it."""
    on = timezone.localtime(at).date()
    tick = progress.watch(batch.pk, batch.count_of("rows") or batch.count_of("filled"))
    if job == Job.CHECK:
        limits = limits_of(settings)
        return actions.check(batch, limits=limits, by=by, at=at, on=on, tick=tick)
    if job == Job.APPLY:
        return actions.apply(batch, by=by, at=at, on=on, tick=tick, **options)
    return actions.undo(batch, by=by, at=at, tick=tick, **options)


def run(batch: ImportBatch, job: str, *, by: Any, at: datetime, **options: Any) -> None:
    """Do a job on a worker: whatever stops it is told on the batch's page."""
    if batch.job != job:
        return
    failure: dict[str, Any] = {}
    try:
        with transaction.atomic():
            done(batch, job, by=by, at=at, **options)
            finish(batch, failure)
    except progress.Cancelled:
        failure = Problem("", "cancelled").stored()
    except SoftTimeLimitExceeded:
        failure = Problem("", "took_too_long", {"minutes": LIMIT_MINUTES}).stored()
    except Refusal as refused:
        failure = refused.problem.stored()
    except (NotPossible, NotAllowed, IntegrityError) as refused:
        failure = {"text": refusal(refused) or str(refused)}
    except Exception:
        log.exception("import %s failed", batch.pk)
        failure = Problem("", "failed").stored()
    if failure:
        finish(batch, failure)


def finish(batch: ImportBatch, failure: dict[str, Any]) -> None:
    ImportBatch.objects.filter(pk=batch.pk).update(job="", job_failure=failure)


def stop(batch: ImportBatch, *, by: Any) -> None:
    """Ask the worker to stop; a job that no worker is alive for is taken off at once."""
    if by.roles_over(batch.scope_paths).isdisjoint(batch.import_kind.roles):
        raise NotAllowed
    progress.ask_to_stop(batch.pk)
    if batch.job and not progress.is_alive(batch.pk):
        finish(batch, Problem("", "cancelled").stored())


def failure_of(batch: ImportBatch) -> str:
    """Why the last job ended without result, in the reader's language."""
    stored = batch.job_failure
    if "text" in stored:
        return str(stored["text"])
    return Problem.of(stored).found if stored else ""
