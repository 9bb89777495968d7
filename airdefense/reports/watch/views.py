from django.conf import settings
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from airdefense.accounts.roles import Role
from airdefense.casework.backups.telling import LATE_AFTER, last_runs
from airdefense.casework.health import database_answers, signs_of_life
from airdefense.casework.jobs.signs import failed_now, queues_now
from airdefense.casework.workflow import NotAllowed
from airdefense.reports.watch.runs import newest_runs
from airdefense.reports.watch.signs import last_reports, last_sent_at, mail_queue

WATCHERS = (Role.SYSTEM_ADMIN, Role.INSPECTION_OFFICE)


@require_safe
def health(request):
    """Whether the system does its daily work; numbers and moments, no case."""
    if not request.user.has_role(*WATCHERS):
        raise NotAllowed
    now = timezone.now()
    context = {
        "now": now,
        "backups": [last_runs(kind, at=now) for kind in LATE_AFTER],
        "parts": {"database": database_answers(), **signs_of_life()},
        "kinds": last_reports(),
        "queues": queues_now(),
        "failed_jobs": failed_now(),
        "may_settle": request.user.has_role(Role.SYSTEM_ADMIN),
        "last_sent_at": last_sent_at(),
        "queue": mail_queue(),
        "has_mail_server": bool(settings.EMAIL_URL),
        "runs": newest_runs(),
    }
    return render(request, "reports/health.html", context)
