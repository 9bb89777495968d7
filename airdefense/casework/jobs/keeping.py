"""Writes down each job that ends with an exception; the worker itself goes on."""

import json
import logging
import traceback
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from celery.signals import task_failure
from django.conf import settings
from django.db import Error as DatabaseError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from airdefense.casework.models import FailedJob
from airdefense.queues import QUEUE_OF, SOON
from airdefense.secrecy import keyed_hash

log = logging.getLogger(__name__)


@task_failure.connect
def on_failure(sender=None, task_id="", exception=None, args=(), kwargs=None, **_) -> None:
    try:
        keep(sender.name, (args, kwargs), number=task_id, error=exception, at=timezone.now())
    except DatabaseError:
        # What brought the job down most likely: the log has both, and beat asks again.
        log.exception("A failed job could not be written down")


def keep(
    task: str, told: tuple[Any, Any], *, number: str, error: BaseException, at: datetime
) -> FailedJob:
    """Write down a failure, or count it with the same one that nobody has settled yet."""
    args, kwargs = told
    facts = {
        "task": task,
        "arguments": json.dumps([list(args or ()), kwargs or {}], sort_keys=True, default=str),
        "error": name_of(error),
    }
    fingerprint = keyed_hash(f"failed job {json.dumps(facts, sort_keys=True)}")
    newest = {"number": number, "happened_at": at, "place": place_of(error.__traceback__)}
    if known := _counted(fingerprint, newest):
        return known
    try:
        with transaction.atomic():
            return FailedJob.objects.create(
                **facts,
                **newest,
                queue=QUEUE_OF.get(task, SOON),
                fingerprint=fingerprint,
                noticed_at=at,
            )
    except IntegrityError:
        # Another worker failed at the same in the same moment.
        return _counted(fingerprint, newest) or FailedJob.objects.get(number=number)


def _counted(fingerprint: str, newest: dict[str, Any]) -> FailedJob | None:
    same = FailedJob.objects.open().filter(fingerprint=fingerprint)
    same.update(times=F("times") + 1, **newest)
    return same.first()


def name_of(error: BaseException) -> str:
    """The class of an exception; its message may quote a case."""
    kind = type(error)
    name = kind.__qualname__
    return (name if kind.__module__ == "builtins" else f"{kind.__module__}.{name}")[:150]


def place_of(trace: TracebackType | None) -> str:
    """The innermost line of the product that the exception passed through."""
    for frame in reversed(traceback.extract_tb(trace)):
        path = Path(frame.filename)
        if path.is_relative_to(settings.BASE_DIR) and "site-packages" not in path.parts:
            return f"{path.relative_to(settings.BASE_DIR)}:{frame.lineno} {frame.name}"[:200]
    return ""
