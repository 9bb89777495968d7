"""What a system administrator does about failed jobs."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from celery import current_app, signature
from django.db import transaction
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from airdefense.casework.actions.steps import advance
from airdefense.casework.models import FailedJob
from airdefense.casework.workflow import NotPossible


@transaction.atomic
def take_job_step(job: FailedJob, name: str, *, by: Any, at: datetime, note: str = "") -> FailedJob:
    """Raises NotAllowed, NotPossible."""
    job = advance(job, name, by=by, at=at, note=note)
    if name == "retry":
        _send(job)
    return job


def retry_all(jobs: Iterable[FailedJob], *, by: Any, at: datetime) -> int:
    """Try these again, each on its own; returns how many. Raises NotAllowed, NotPossible."""
    return len([take_job_step(job, "retry", by=by, at=at) for job in jobs])


def _send(job: FailedJob) -> None:
    """Put the job into its queue once more. A worker may begin before the step is committed: the
    job knows nothing of the step. If the queue cannot be reached the step is not taken."""
    args, kwargs = json.loads(job.arguments)
    try:
        signature(job.task, args=args, kwargs=kwargs, app=current_app).apply_async()
    except OperationalError as trouble:
        raise NotPossible(
            _("The broker does not answer: start it, then try the job again.")
        ) from trouble
