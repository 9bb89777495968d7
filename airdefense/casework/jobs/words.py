"""What each job does, in the words of whoever looks after the system."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from airdefense import queues

QUEUES = {
    queues.NOW: _("at once"),
    queues.SOON: _("within minutes"),
    queues.NIGHT: _("at night"),
}

WORDS = {
    "casework.heartbeat": _("Sign of life of the workers"),
    "casework.notify": _("Mail about a step"),
    "casework.remind": _("Reminders"),
    "casework.keep_history": _("Sealing of the history"),
    "casework.check_files": _("Check of the files against their hashes"),
    "casework.purge_kept_answers": _("Clearing of answers kept for programs"),
    "casework.purge_sent_forms": _("Clearing of what keeps forms from being sent twice"),
    "casework.purge_sessions": _("Clearing of sessions that nobody came back to"),
    "casework.sweep_uploads": _("Clearing of uploads never finished"),
    "casework.tell_programs": _("Messages to programs"),
    "casework.watch_backups": _("Watch over backups and drills"),
    "exchange.run_import": _("Import of a file"),
    "leads.assemble_case_file": _("Putting together of a case file"),
    "projects.reconcile": _("Reconciliation of what was changed"),
    "projects.reconcile_all": _("Reconciliation of the whole ledger"),
    "projects.rescreen": _("Screening of what was changed"),
    "projects.screen_due": _("Screening at its hour"),
    "projects.screen_now": _("Screening that somebody asked for"),
    "rectification.sweep_overdue": _("Tasks that became overdue"),
    "reports.compile_asked": _("Report that somebody asked for"),
    "reports.compile_due": _("Report at its hour"),
    "reports.deliver": _("Mails of the reports"),
    "reports.restate": _("Nightly comparison of reports with the records"),
    "reports.watch": _("Watch over late reports"),
}


def words_of_queue(queue: str) -> Any:
    """How soon the jobs of a queue are done; its name where this release has no such queue."""
    return QUEUES.get(queue, queue)


def words_of(task: str) -> Any:
    """What the job does; its name where this release has no such job."""
    return WORDS.get(task, task)
