"""Assembling a case file: at once where it is small, by a worker where it is large."""

import logging
import tempfile
from typing import Any
from uuid import uuid4

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.core.files import File
from django.db import transaction
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from airdefense import wall
from airdefense.accounts.models import User
from airdefense.casework.refusals import refusal
from airdefense.casework.workflow import NotAllowed, NotPossible
from leads.actions.keeping import keep_case_file
from leads.dossier import papers  # noqa: F401 - registers the papers
from leads.dossier.assembling import Order, assemble
from leads.dossier.evidence import files_of
from leads.dossier.progress import Progress, read, write
from leads.models import CaseFile, Lead

LIMIT_MINUTES = 8
# More evidence than this is worked on by the worker.
BYTES_AT_ONCE = 10 * 1024**2
FILES_AT_ONCE = 20
log = logging.getLogger(__name__)


def is_small(lead: Lead) -> bool:
    """Whether nobody needs to wait for a worker."""
    files = files_of(lead)
    return len(files) <= FILES_AT_ONCE and sum(f.size_bytes for f in files) <= BYTES_AT_ONCE


def make(order: Order, tick: Any = lambda done, total: None) -> CaseFile:
    """Assemble the file and keep it. Raises NotPossible, NotAllowed."""
    with tempfile.TemporaryFile() as target:
        made = assemble(order, target, tick)
        return keep_case_file(
            lead=order.lead,
            package=File(target, name=f"{made.trace}.zip"),
            made=made,
            purpose=order.purpose,
            is_redacted=order.is_redacted,
            by=order.by,
            at=order.at,
        )


def ask(order: Order) -> str:
    """Hand the work to a worker; answers the job by which it is followed."""
    job = str(uuid4())
    write(job, Progress(lead=order.lead.pk, by=order.by.pk))
    message = {
        "job": job,
        "lead": order.lead.pk,
        "by": order.by.pk,
        "at": order.at.isoformat(),
        "purpose": order.purpose,
        "is_redacted": order.is_redacted,
        "language": get_language(),
    }
    transaction.on_commit(lambda: assemble_case_file.delay(**message))
    return job


@shared_task(name="leads.assemble_case_file", soft_time_limit=LIMIT_MINUTES * 60)
def assemble_case_file(
    *,
    job: str,
    lead: int,
    by: int,
    at: str,
    purpose: str,
    is_redacted: bool,
    language: str,
    **_unknown: Any,
) -> None:
    """The worker sees what the person sees who asked, and nothing else."""
    user = User.objects.get(pk=by)
    with wall.bound_to(user), translation.override(language):
        found = Lead.objects.in_compartment_of(user).filter(pk=lead).first()
        moment = parse_datetime(at) or timezone.now()
        if found is None:
            fail(job, _("The lead is not open to you any more."))
            return
        run(job, Order(found, user, moment, purpose, is_redacted))


def run(job: str, order: Order) -> None:
    progress = read(job) or Progress(lead=order.lead.pk, by=order.by.pk)

    def tick(done: int, total: int) -> None:
        progress.done, progress.total = done, total
        write(job, progress)

    try:
        progress.file = make(order, tick).pk
        write(job, progress)
    except SoftTimeLimitExceeded:
        fail(job, _("It took more than %(minutes)d minutes.") % {"minutes": LIMIT_MINUTES})
    except (NotPossible, NotAllowed) as refused:
        fail(job, refusal(refused) or str(refused))
    except Exception:
        log.exception("case file of lead %s failed", order.lead.pk)
        fail(job, _("The file could not be assembled; the reason is in the log."))


def fail(job: str, words: str) -> None:
    progress = read(job)
    if progress is not None:
        progress.failure = words
        write(job, progress)
