"""Proving a report through the API: the same act as on the page, with the same witness."""

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from airdefense.reports.proof.actions import prove


def said(line):
    """One figure as the reader may know it."""
    return {
        "reported": line.told.text,
        "now": line.now,
        "is_same": line.is_same,
        "difference": line.difference,
        "regions": {name: [then, now] for name, then, now in line.regions},
        "rows": [{"name": row.name, "amount": row.amount, "url": row.url} for row in line.names],
        "more_rows": max(line.more, 0),
    }


class ProofMixin:
    """Adds `POST …/proof/` to the reports."""

    @extend_schema(request=None, responses=OpenApiTypes.OBJECT)
    @action(detail=True, methods=["post"])
    def proof(self, request, pk=None):
        report = self.get_object()
        proof = prove(report=report, by=request.user, at=timezone.now())
        seals = proof.seals
        return Response(
            {
                "is_identical": proof.is_well,
                "digest": report.digest,
                "digest_made": seals.digest_made,
                "digest_holds": seals.digest_holds,
                "chain_holds": seals.chain_holds,
                "history_holds": seals.history_holds,
                "figures": {line.code: said(line) for line in proof.lines},
            }
        )
