"""After a write of the ledger, the screening and the reconciliation look again at what it touched:
one job each for all writes of a transaction, once they stand."""

from collections.abc import Iterable

from projects import screening
from projects.models import TreasuryEntry
from projects.reconciliation import after as reconciliation


def look_again(
    project_ids: Iterable[int] = (),
    *,
    permit_ids: Iterable[int] = (),
    entry_ids: Iterable[int] = (),
) -> None:
    projects, permits, entries = set(project_ids), set(permit_ids), set(entry_ids)
    # A file of the treasury speaks about every receipt of the days it covers.
    sources = TreasuryEntry.objects.filter(pk__in=entries).values_list("source__region__code")
    regions = {code for (code,) in sources.order_by().distinct() if code}
    screening.after_commit(projects, permit_ids=permits, regions=regions)
    reconciliation.after_commit(project_ids=projects, permit_ids=permits, entry_ids=entries)
