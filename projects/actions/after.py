"""After a write of the ledger, the screening and the reconciliation look again at what it touched:
one job each for all writes of a transaction, once they stand."""

from collections.abc import Iterable

from projects import screening
from projects.reconciliation import after as reconciliation


def look_again(
    project_ids: Iterable[int] = (),
    *,
    permit_ids: Iterable[int] = (),
    entry_ids: Iterable[int] = (),
) -> None:
    projects, permits = set(project_ids), set(permit_ids)
    screening.after_commit(projects, permit_ids=permits)
    reconciliation.after_commit(project_ids=projects, permit_ids=permits, entry_ids=entry_ids)
