"""Projects that a treasury line without a receipt may have been paid for."""

from typing import Any

from projects.models import Project, TreasuryEntry
from projects.reconciliation.candidates import Asked, Candidate, ranked, region_of
from projects.reconciliation.scorer import Identity

# A line says little of its project; the clerk chooses.
LEAST = 30


def projects_for(entry: TreasuryEntry, user: Any) -> list[Candidate]:
    """The likely projects of this reader's reach, by the names the line gives."""
    identity = Identity.of(name=entry.stated_name, developer=entry.payer)
    found = ranked({entry.pk: Asked(identity, region_of(entry.source).path)}, least=LEAST)[entry.pk]
    mine = Project.objects.visible_to(user).filter(pk__in=[one.row.pk for one in found])
    seen = set(mine.values_list("pk", flat=True))
    return [candidate for candidate in found if candidate.row.pk in seen]
