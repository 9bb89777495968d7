from celery import shared_task

from airdefense.casework.models import Event
from airdefense.casework.notices import send_notice


@shared_task(name="casework.notify")
def notify(*, pk: int, **_) -> None:
    send_notice(Event.objects.get(pk=pk))
