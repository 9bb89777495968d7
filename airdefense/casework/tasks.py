from celery import shared_task
from django.utils import timezone

from airdefense.casework import uploads
from airdefense.casework.models import Event
from airdefense.casework.notices import send_notice


@shared_task(name="casework.notify")
def notify(*, pk: int, **_) -> None:
    send_notice(Event.objects.get(pk=pk))


@shared_task(name="casework.sweep_uploads")
def sweep_uploads(**_) -> None:
    uploads.sweep(at=timezone.now())
