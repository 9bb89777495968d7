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
    # Every reader of the report is told the outcome: of leads it must not tell that one came.
    open_to_all = [line for line in proof.others if not line.told.about.is_confidential]
    detail = {
        "figures": len(proof.lines),
        "differ": len(open_to_all),
        "sha256": proof.seals.digest_made,
        "is_well": proof.seals.is_well and not open_to_all,
    }
    record(report, "recompute", by=by, at=at, detail=detail)
    return proof


def earlier_proofs(report: Report) -> list[Event]:
    """Who proved this report when, the latest first."""
    events = Event.objects.of(report).filter(name="recompute").select_related("actor")
    return list(events.order_by("-happened_at", "-pk")[:10])
