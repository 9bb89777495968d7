"""What a proposed rate, adjustment or policy would change: project by project, over the ledger."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from projects import rules
from projects.assessing import NoPolicy, Statute, facts_of
from projects.models import FeeAdjustment, FeePolicy, FeeRate, Project, Published
from projects.models.money import ZERO
from projects.tariff import NoRate

KINDS = (FeeRate, FeeAdjustment, FeePolicy)
CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class Comparison:
    """One project by today's rows and by the draft; None where no fee can be told."""

    project: Project
    today_yuan: Decimal | None
    draft_yuan: Decimal | None

    @property
    def difference_yuan(self) -> Decimal:
        """Draft less today, in yuan."""
        return (self.draft_yuan or ZERO) - (self.today_yuan or ZERO)


@dataclass(slots=True)
class Outcome:
    """All compared projects of which the draft changes the fee, and the sums over all."""

    changed: list[Comparison]
    compared: int = 0
    untold: int = 0
    today_yuan: Decimal = ZERO
    draft_yuan: Decimal = ZERO

    @property
    def difference_yuan(self) -> Decimal:
        return self.draft_yuan - self.today_yuan


def with_draft(draft: Published) -> Statute:
    """The rows that stand, those that share a day with the draft replaced by it."""
    rows = {kind: list(kind.objects.standing().select_related("region")) for kind in KINDS}
    kind = type(draft)
    rows[kind] = [row for row in rows[kind] if not _gives_way(row, draft)] + [draft]
    return Statute(*(rows[kind] for kind in KINDS))


def _gives_way(row: Any, draft: Any) -> bool:
    is_same_place = all(getattr(row, name) == getattr(draft, name) for name in draft.place)
    return is_same_place and _overlap(row, draft)


def _overlap(one: Published, other: Published) -> bool:
    return (one.effective_to is None or other.effective_from <= one.effective_to) and (
        other.effective_to is None or one.effective_from <= other.effective_to
    )


def concerned(draft: Published, projects: QuerySet) -> QuerySet:
    """The projects whose day of approval lies in the draft's region and period."""
    until = Q(approved_on__lte=draft.effective_to) if draft.effective_to else Q()
    return projects.filter(until, region=draft.region, approved_on__gte=draft.effective_from)


def compare(draft: Published, projects: QuerySet) -> Outcome:
    """Assess every project concerned twice: by the rows that stand, and with the draft."""
    today, drafted = Statute.in_force(), with_draft(draft)
    outcome = Outcome(changed=[])
    for project in _read(concerned(draft, projects)):
        facts = facts_of(project)
        found = Comparison(project, payable(today, facts), payable(drafted, facts))
        outcome.compared += 1
        outcome.untold += found.draft_yuan is None
        outcome.today_yuan += found.today_yuan or ZERO
        outcome.draft_yuan += found.draft_yuan or ZERO
        if found.today_yuan != found.draft_yuan:
            outcome.changed.append(found)
    outcome.changed.sort(key=lambda row: (-abs(row.difference_yuan), row.project.pk))
    return outcome


def _read(projects: QuerySet) -> Iterator[Project]:
    rows = projects.select_related("region", "developer").prefetch_related("buildings")
    return rows.order_by("pk").iterator(chunk_size=CHUNK)


def payable(statute: Statute, facts: rules.ProjectFacts) -> Decimal | None:
    try:
        return statute.assess(facts).payable_yuan
    except (NoPolicy, NoRate):
        return None
