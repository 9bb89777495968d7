import logging
from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from airdefense import wall
from airdefense.accounts.models import system_user
from airdefense.accounts.signin import sessions
from airdefense.casework import fixity, uploads
from airdefense.casework.backups import watching
from airdefense.casework.journal import tracking
from airdefense.casework.models import Event, KeptAnswer, SentForm
from airdefense.casework.notices import send_notice
from airdefense.casework.programs import repeats, telling
from airdefense.casework.reminding import actions as reminding
from airdefense.casework.sealing import seal_history

FILES_AT_ONCE = 500
SENT_FORMS_KEPT = timedelta(days=7)
logger = logging.getLogger(__name__)


@shared_task(name="casework.notify")
def notify(*, pk: int, **_) -> None:
    with wall.acting(wall.Purpose.UPKEEP):
        event = Event.objects.get(pk=pk)
    send_notice(event)


@shared_task(name="casework.sweep_uploads")
def sweep_uploads(**_) -> None:
    uploads.sweep(at=timezone.now())


@shared_task(name="casework.check_files")
def check_files(*, after: int = 0, **_) -> None:
    """Check some hundred files against their hashes, then ask for the next ones."""
    outcome = fixity.check(after=after, at_most=FILES_AT_ONCE, by=system_user(), at=timezone.now())
    if not outcome.is_well:
        logger.error("Damaged files: changed %s, gone %s", outcome.changed, outcome.missing)
    if outcome.checked == FILES_AT_ONCE:
        check_files.delay(after=outcome.last)


@shared_task(name="casework.purge_sent_forms")
def purge_sent_forms(**_) -> None:
    SentForm.objects.filter(sent_at__lt=timezone.now() - SENT_FORMS_KEPT).delete()


@shared_task(name="casework.purge_kept_answers")
def purge_kept_answers(**_) -> None:
    KeptAnswer.objects.filter(saved_at__lt=timezone.now() - repeats.KEPT).delete()


@shared_task(name="casework.purge_sessions")
def purge_sessions(**_) -> None:
    """What a session kept goes with it, also where nobody came back to sign out."""
    sessions.store().clear_expired()


@shared_task(name="casework.tell_programs")
def tell_programs(**_) -> None:
    telling.tell_due(at=timezone.now())


@shared_task(name="casework.keep_history")
def keep_history(**_) -> None:
    """Seal the day, where no report did it, and make the months of the journal to come."""
    now = timezone.now()
    seal_history(at=now)
    tracking.make_months(timezone.localdate(now))


@shared_task(name="casework.watch_backups")
def watch_backups(**_) -> None:
    watching.tell_if_late(at=timezone.now())


@shared_task(name="casework.remind")
def remind(**_) -> None:
    reminding.remind_due(at=timezone.now())
