from celery import shared_task
from django.utils import timezone

from rectification import actions


@shared_task(name="rectification.sweep_overdue")
def sweep_overdue(**_) -> None:
    actions.sweep_overdue(on=timezone.localdate())
