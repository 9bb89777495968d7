"""What is asked of the screening once a write of the ledger stands.

Writes of one transaction are collected: however many there are, one job is sent after the commit.
A job that is lost (no broker, no worker) is made good by the nightly run over the whole ledger.
"""

from collections.abc import Iterable
from typing import Any

from celery import current_app, signature
from django.db import connection, transaction

TASK = "projects.rescreen"


class Rescreen:
    """The one job of a transaction: which projects, papers and regions changed in it."""

    def __init__(
        self, projects: Iterable[int], papers: Iterable[int], regions: Iterable[str]
    ) -> None:
        # What Django calls a hook by when it fails.
        self.__qualname__ = type(self).__name__
        self.changed: dict[str, set[Any]] = {
            "projects": set(projects),
            "papers": set(papers),
            "regions": set(regions),
        }

    def add(self, other: "Rescreen") -> None:
        for name, keys in other.changed.items():
            self.changed[name] |= keys

    def __call__(self) -> None:
        kwargs = {name: sorted(keys) for name, keys in self.changed.items()}
        signature(TASK, kwargs=kwargs, app=current_app).apply_async()


def after_commit(
    project_ids: Iterable[int] = (), *, permit_ids: Iterable[int] = (), regions: Iterable[str] = ()
) -> None:
    """Screen these projects, papers and whole regions (by code) again once the write stands."""
    job = Rescreen(project_ids, permit_ids, regions)
    for _savepoints, waiting, _robust in connection.run_on_commit:
        # A hook that survived a rollback to a savepoint belongs to writes that stand as well.
        if isinstance(waiting, Rescreen):
            waiting.add(job)
            return
    transaction.on_commit(job, robust=True)
