"""Suggestions for papers without a project and treasury lines without a receipt.

What an equal key says and nothing else claims is linked at once, by the system, with its reasons;
everything else waits for a person. A pair that somebody decided is never suggested again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from airdefense.casework.actions import record
from airdefense.casework.workflow import NotPossible
from projects.models import Match, Permit, TreasuryEntry
from projects.reconciliation.candidates import (
    Candidate,
    asked_of,
    ranked,
    ranked_receipts,
)
from projects.reconciliation.links import join
from projects.workflow import MatchStatus

CHUNK = 200


@dataclass(slots=True)
class Matched:
    """What a run did, and which projects it concerns now."""

    suggested: int = 0
    linked: int = 0
    rescored: int = 0

    def add(self, other: "Matched") -> None:
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


@transaction.atomic
def suggest_projects(permits: Iterable[Permit], *, by: Any, at: datetime) -> Matched:
    """Suggest projects for papers that have none; a few hundred at a time."""
    waiting = {permit.pk: permit for permit in permits if permit.project_id is None}
    found = ranked({pk: asked_of(permit) for pk, permit in waiting.items()})
    stored = Match.objects.filter(permit__in=waiting)
    return _keep("permit", "project", waiting, found, stored, by, at)


@transaction.atomic
def suggest_receipts(entries: Iterable[TreasuryEntry], *, by: Any, at: datetime) -> Matched:
    """Suggest receipts for treasury lines that have none."""
    waiting = {entry.pk: entry for entry in entries if entry.receipt_id is None}
    found = ranked_receipts(waiting.values())
    stored = Match.objects.filter(treasury_entry__in=waiting)
    return _keep("treasury_entry", "receipt", waiting, found, stored, by, at)


def _keep(
    paper_field: str,
    row_field: str,
    papers: dict[int, Any],
    found: dict[Any, list[Candidate]],
    stored: Any,
    by: Any,
    at: datetime,
) -> Matched:
    """Store new suggestions, refresh the scores of old ones, link what a single key says."""
    known = {
        (getattr(match, f"{paper_field}_id"), getattr(match, f"{row_field}_id")): match
        for match in stored
    }
    matched, fresh, moved = Matched(), [], []
    for pk, candidates in found.items():
        for candidate in candidates:
            match = known.pop((pk, candidate.row.pk), None)
            if match is None:
                fresh.append(_match(paper_field, row_field, papers[pk], candidate))
            elif _rescore(match, candidate.score.points, candidate):
                moved.append(match)
    moved += [match for match in known.values() if _rescore(match, 0, None)]
    Match.objects.bulk_create(fresh)
    Match.objects.bulk_update(moved, ["score", "reasons"])
    for match in fresh:
        record(match, "suggest", by=by, at=at)
    certain = {pk: only for pk, cs in found.items() if (only := _only_certain(cs))}
    for match in fresh:
        pk = getattr(match, f"{paper_field}_id")
        if certain.get(pk) == getattr(match, f"{row_field}_id"):
            matched.linked += _linked(match, by, at)
    matched.suggested, matched.rescored = len(fresh) - matched.linked, len(moved)
    return matched


def _match(paper_field: str, row_field: str, paper: Any, candidate: Candidate) -> Match:
    row = candidate.row
    project = row if row_field == "project" else row.project
    return Match(
        **{paper_field: paper, row_field: row},
        authority=project.authority,
        region=project.region,
        score=candidate.score.points,
        reasons=[reason.as_json() for reason in candidate.score.reasons],
    )


def _rescore(match: Match, points: int, candidate: Candidate | None) -> bool:
    """Give an undecided suggestion the score of today; whether it changed."""
    reasons = [r.as_json() for r in candidate.score.reasons] if candidate else match.reasons
    if match.status != MatchStatus.SUGGESTED or (match.score, match.reasons) == (points, reasons):
        return False
    match.score, match.reasons = points, reasons
    return True


def _only_certain(candidates: list[Candidate]) -> int | None:
    """The one row a key speaks for; two of them are a question for a person."""
    certain = [candidate.row.pk for candidate in candidates if candidate.score.is_certain]
    return certain[0] if len(certain) == 1 else None


def _linked(match: Match, by: Any, at: datetime) -> int:
    """1 when the match could be linked; what stands against it leaves it a suggestion."""
    try:
        with transaction.atomic():
            join(match, "link", by=by, at=at)
    except NotPossible:
        return 0
    return 1
