"""What is asked of the reconciliation once a write stands: one job for all writes of a
transaction. A job that is lost is made good by the nightly run over the whole ledger."""

from collections.abc import Iterable

from celery import current_app, signature
from django.db import connection, transaction

TASK = "projects.reconcile"


class Reconcile:
    """The one job of a transaction: which projects, papers and treasury lines it touched."""

    def __init__(self, **ids: Iterable[int]) -> None:
        # What Django calls a hook by when it fails.
        self.__qualname__ = type(self).__name__
        self.ids = {name: set(touched) for name, touched in ids.items()}

    def add(self, other: "Reconcile") -> None:
        for name, touched in other.ids.items():
            self.ids[name] |= touched

    def __call__(self) -> None:
        kwargs = {name: sorted(touched) for name, touched in self.ids.items()}
        signature(TASK, kwargs=kwargs, app=current_app).apply_async()


def after_commit(
    *,
    project_ids: Iterable[int] = (),
    permit_ids: Iterable[int] = (),
    entry_ids: Iterable[int] = (),
) -> None:
    """Match and compare what these touched, and nothing else, once the write stands."""
    job = Reconcile(project_ids=project_ids, permit_ids=permit_ids, entry_ids=entry_ids)
    for _savepoints, waiting, _robust in connection.run_on_commit:
        if isinstance(waiting, Reconcile):
            waiting.add(job)
            return
    transaction.on_commit(job, robust=True)
