"""When the jobs run: the beat schedule of the parts that an installation has."""

from collections.abc import Collection
from typing import Any

from celery.schedules import crontab

from airdefense import features

# Each job asks the database what is due, so a missed minute is caught up by the next one.
JOBS = {
    "heartbeat": {"task": "casework.heartbeat", "schedule": 5.0},
    "daily-report": {
        "task": "reports.compile_due",
        "schedule": crontab(),
        "kwargs": {"kind": "daily"},
    },
    "daily-rectification-report": {
        "task": "reports.compile_due",
        "schedule": crontab(),
        "kwargs": {"kind": "rectification"},
    },
    "daily-fee-recovery-report": {
        "task": "reports.compile_due",
        "schedule": crontab(),
        "kwargs": {"kind": "fee_recovery"},
    },
    **{
        f"{kind}-report": {
            "task": "reports.compile_due",
            "schedule": crontab(),
            "kwargs": {"kind": kind},
        }
        for kind in ("weekly", "monthly", "round")
    },
    "remind": {"task": "casework.remind", "schedule": crontab()},
    "deliver-mail": {"task": "reports.deliver", "schedule": crontab()},
    "watch-reports": {"task": "reports.watch", "schedule": crontab()},
    "reconcile": {
        "task": "projects.reconcile_all",
        "schedule": crontab(hour=1, minute=30),
    },
    "sweep-uploads": {"task": "casework.sweep_uploads", "schedule": crontab(hour=2, minute=10)},
    "restate-reports": {"task": "reports.restate", "schedule": crontab(hour=4, minute=10)},
    "check-files": {"task": "casework.check_files", "schedule": crontab(hour=2, minute=40)},
    "keep-history": {"task": "casework.keep_history", "schedule": crontab(hour=0, minute=20)},
    "watch-backups": {"task": "casework.watch_backups", "schedule": crontab(hour=8, minute=20)},
    "purge-sent-forms": {
        "task": "casework.purge_sent_forms",
        "schedule": crontab(hour=3, minute=20),
    },
    "purge-sessions": {"task": "casework.purge_sessions", "schedule": crontab(hour=3, minute=30)},
    "tell-programs": {"task": "casework.tell_programs", "schedule": crontab()},
    "purge-kept-answers": {
        "task": "casework.purge_kept_answers",
        "schedule": crontab(hour=3, minute=25),
    },
    "screen-ledger": {"task": "projects.screen_due", "schedule": crontab(minute="*/10")},
    "sweep-overdue": {"task": "rectification.sweep_overdue", "schedule": crontab(minute="*/10")},
}


def timetable(parts: Collection[str]) -> dict[str, Any]:
    """The jobs of these parts of the product and of what they all stand on."""
    absent = set(features.PARTS) - set(parts)
    return {name: job for name, job in JOBS.items() if job["task"].partition(".")[0] not in absent}
