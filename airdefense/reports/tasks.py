"""What beat asks for every minute; the database knows what is due."""

from celery import shared_task
from django.utils import timezone

from airdefense.accounts.models import Organisation, system_user
from airdefense.reports import actions


@shared_task(name="reports.compile_due")
def compile_due(*, kind: str, **_) -> None:
    if Organisation.objects.regions().exists():
        actions.publish_due(kind, by=system_user(), at=timezone.now())


@shared_task(name="reports.deliver")
def deliver(**_) -> None:
    actions.deliver_due(at=timezone.now())
