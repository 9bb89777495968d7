"""What beat asks for every minute; the database knows what is due."""

from celery import shared_task
from celery.signals import after_task_publish
from django.db import connection
from django.utils import timezone

from airdefense.accounts.models import Organisation, User, system_user
from airdefense.casework.health import signs_of_life
from airdefense.reports import actions
from airdefense.reports.periods.forms import CompileForm
from airdefense.reports.proof.restating import restate_recent
from airdefense.reports.watch import actions as watching

WATCH = "reports.watch"


@shared_task(name="reports.compile_due")
def compile_due(*, kind: str, **_) -> None:
    if Organisation.objects.regions().exists():
        actions.publish_due(kind, by=system_user(), at=timezone.now())


@shared_task(name="reports.compile_asked")
def compile_asked(*, by: int, **asked: str) -> None:
    """What somebody asked for on the page; asked for twice, it is compiled once."""
    user = User.objects.get(pk=by)
    form = CompileForm(asked, user=user)
    if form.is_valid():
        matter = form.matter
        actions.compile_report(
            kind=matter.kind,
            day=matter.period.until,
            scope=matter.scope,
            about=form.about,
            by=user,
            at=timezone.now(),
        )


@shared_task(name="reports.deliver")
def deliver(**_) -> None:
    actions.deliver_due(at=timezone.now())


@shared_task(name="reports.restate")
def restate(**_) -> None:
    """Look at night whether a past report would say something else by now."""
    restate_recent(on=timezone.localdate(), at=timezone.now())


@shared_task(name=WATCH)
def watch(**_) -> None:
    watching.watch(at=timezone.now())


@after_task_publish.connect(sender=WATCH)
def beat_watches_itself(**_) -> None:
    """Without a worker nobody would notice that the report is not out: then beat looks itself."""
    if signs_of_life()["worker"]:
        return
    try:
        watch()
    finally:
        # Beat keeps no connection that the database may have dropped by the next time.
        if not connection.in_atomic_block:
            connection.close()
