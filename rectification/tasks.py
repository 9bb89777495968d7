from celery import shared_task
from django.utils import timezone

from rectification import actions


@shared_task(name="rectification.sweep_overdue")
def sweep_overdue(**_) -> None:
    """What rests goes on first: only then is it asked what runs past its day."""
    actions.expire_suspensions(on=timezone.localdate())
    actions.sweep_overdue(on=timezone.localdate())
