"""Which queue each job waits in: by how urgent it is, never by the part of the product.

A worker takes from one queue only when those before it are empty; where a queue has a worker of
its own, a long screening at night or a large import never delays a mail (docs/scale.md).

Settings and the services of `make run` read this module, so it knows nothing of Django.
"""

# What a person or a recipient waits for: seconds each.
NOW = "now"
# What somebody asked for and looks in on later, and what a write has touched: minutes each.
SOON = "soon"
# What goes over everything and is nobody's hurry.
NIGHT = "night"
QUEUES = (NOW, SOON, NIGHT)
# The header of a job that says when it was sent: how long it has waited, for the metrics.
SENT_AT = "airdefense_sent_at"

QUEUE_OF = {
    "casework.heartbeat": NOW,
    "casework.notify": NOW,
    "casework.remind": NOW,
    "reports.compile_due": NOW,
    "reports.deliver": NOW,
    "reports.watch": NOW,
    "exchange.run_import": SOON,
    "leads.assemble_case_file": SOON,
    "projects.reconcile": SOON,
    "projects.rescreen": SOON,
    "rectification.sweep_overdue": SOON,
    "reports.compile_asked": SOON,
    "casework.check_files": NIGHT,
    "casework.keep_history": NIGHT,
    "casework.purge_kept_answers": NIGHT,
    "casework.purge_sent_forms": NIGHT,
    "casework.purge_sessions": NIGHT,
    "casework.tell_programs": SOON,
    "casework.sweep_uploads": NIGHT,
    "casework.watch_backups": NOW,
    "projects.reconcile_all": NIGHT,
    "projects.screen_due": NIGHT,
    "projects.screen_now": NIGHT,
    "reports.restate": NIGHT,
}
ROUTES = {task: {"queue": queue} for task, queue in QUEUE_OF.items()}
