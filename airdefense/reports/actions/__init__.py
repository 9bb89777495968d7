from airdefense.reports.actions.compiling import (
    compile_report,
    correct_report,
    due_days,
    note_export,
    publish,
    publish_due,
    schedule_of,
)
from airdefense.reports.actions.mailing import deliver_due, pause, queue_deliveries, recipients

__all__ = [
    "compile_report",
    "correct_report",
    "deliver_due",
    "due_days",
    "note_export",
    "pause",
    "publish",
    "publish_due",
    "queue_deliveries",
    "recipients",
    "schedule_of",
]
