"""Proving a report is an act with a witness: it stands in the report's history."""

from datetime import datetime

from airdefense.casework.actions import record
from airdefense.casework.models import Event
from airdefense.reports.content import Paper
from airdefense.reports.models import Report
from airdefense.reports.proof.checking import check
from airdefense.reports.proof.comparing import recomputed
from airdefense.reports.proof.proving import Proof, lines_of


def prove(*, report: Report, by, at: datetime) -> Proof:
    """Make every figure again from the dated facts, check the seals, and write down the outcome."""
    proof = Proof(lines_of(Paper(report, by), recomputed(report)), check(report))
    detail = {
        "figures": len(proof.lines),
        "differ": len(proof.others),
        "sha256": proof.seals.digest_made,
        "is_well": proof.is_well,
    }
    record(report, "recompute", by=by, at=at, detail=detail)
    return proof


def earlier_proofs(report: Report) -> list[Event]:
    """Who proved this report when, the latest first."""
    events = Event.objects.of(report).filter(name="recompute").select_related("actor")
    return list(events.order_by("-happened_at", "-pk")[:10])
