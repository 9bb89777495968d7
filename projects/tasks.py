from celery import shared_task
from django.utils import timezone

from projects.reconciliation.run import reconcile, reconcile_all

TOUCHED = ("project_ids", "permit_ids", "entry_ids")


@shared_task(name="projects.reconcile")
def reconcile_touched(**ids) -> None:
    """Match and compare what a write touched."""
    reconcile(at=timezone.now(), **{name: ids.get(name, ()) for name in TOUCHED})


@shared_task(name="projects.reconcile_all")
def reconcile_nightly(**_) -> None:
    reconcile_all(at=timezone.now())
