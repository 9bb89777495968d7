from airdefense.reports.actions.compiling import (
    compile_report,
    correct_report,
    note_export,
    publish,
    publish_due,
)
from airdefense.reports.actions.due import due_days, schedule_of
from airdefense.reports.actions.mailing import (
    deliver_due,
    queue_deliveries,
    recipients,
    retry,
    subscribe,
)

__all__ = [
    "compile_report",
    "correct_report",
    "deliver_due",
    "due_days",
    "note_export",
    "publish",
    "publish_due",
    "queue_deliveries",
    "recipients",
    "retry",
    "schedule_of",
    "subscribe",
]
