"""Rates, adjustments and policies: proposed with a document, put in force by a second person."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from airdefense.accounts.models import Organisation
from airdefense.casework.actions import advance, record
from airdefense.casework.workflow import NotAllowed
from projects import screening
from projects.actions.checks import said
from projects.models import Published
from projects.workflow import PUBLISHERS


def check_publisher(user: Any, *paths: str) -> None:
    if user.roles_over(paths).isdisjoint(PUBLISHERS):
        raise NotAllowed(
            _("Rates and policies are proposed by a data clerk or the inspection office.")
        )


@transaction.atomic
def propose(
    kind: type[Published],
    *,
    region: Organisation,
    effective_from: date,
    document: str,
    by: Any,
    at: datetime,
    effective_to: date | None = None,
    **values: Any,
) -> Any:
    """Propose a rate, an adjustment or a policy: it counts once a second person agreed."""
    check_publisher(by, region.path)
    row = kind.objects.create(
        region=region,
        effective_from=effective_from,
        effective_to=effective_to,
        document=said(document, _("Name the document: nothing is charged without one.")),
        proposed_at=at,
        proposed_by=by,
        **values,
    )
    facts = {"effective_from": effective_from, "effective_to": effective_to, **values}
    record(row, "propose", by=by, at=at, note=row.document, after=row.status, detail=facts)
    return row


@transaction.atomic
def take_published_step(
    row: Any, name: str, *, by: Any, at: datetime, note: str = "", effective_to: date | None = None
) -> Any:
    """Put in force, refuse, or end on a last day what was proposed; the region is screened."""
    screening.after_commit(regions=[row.region.code])
    changes = {"effective_to": effective_to} if name == "end" else {}
    return advance(row, name, by=by, at=at, note=note, **changes)
