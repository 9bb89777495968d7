from celery import shared_task
from django.utils import timezone

from airdefense.accounts.models import Organisation
from projects import screened, screening
from projects.reconciliation.run import reconcile, reconcile_all

TOUCHED = ("project_ids", "permit_ids", "entry_ids")


@shared_task(name="projects.reconcile")
def reconcile_touched(**ids) -> None:
    """Match and compare what a write touched."""
    reconcile(at=timezone.now(), **{name: ids.get(name, ()) for name in TOUCHED})


@shared_task(name="projects.reconcile_all")
def reconcile_nightly(**_) -> None:
    if Organisation.objects.regions().exists():
        reconcile_all(at=timezone.now())


@shared_task(name=screening.TASK)
def rescreen(*, projects=(), papers=(), regions=(), **_) -> None:
    """Screen what a write touched."""
    for region in regions:
        screening.screen(region=region, at=timezone.now())
    if projects or papers:
        screening.screen(projects, papers=papers, at=timezone.now())


@shared_task(name=screened.TASK)
def screen_now(*, regions=(), **_) -> None:
    """Screen everything, or these regions, for somebody who asked and watches how far it is."""
    done = 0
    try:
        for region in regions or [None]:
            run = screening.screen(
                region=region,
                at=timezone.now(),
                say=lambda n, before=done: screened.tell(before + n),
            )
            done += run.projects
    finally:
        screened.finished()


@shared_task(name="projects.screen_due")
def screen_due(**_) -> None:
    if Organisation.objects.regions().exists():
        screening.screen_if_due(at=timezone.now())
