"""The half-yearly round: what is still needed is kept; what is not is withdrawn as ever."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.casework.actions import record
from airdefense.casework.workflow import NotPossible
from airdefense.people.models import Confirmation, half_year, to_confirm


@transaction.atomic
def keep(*, chosen: Iterable[int], by: Any, at: datetime) -> list[Confirmation]:
    """Confirm the chosen grants in this round, all or none. Raises NotPossible."""
    today, wanted = timezone.localdate(at), set(chosen)
    rows = to_confirm(by, today).filter(pk__in=wanted).select_related("user", "scope")
    grants = list(rows.select_for_update(of=("self",)).order_by("pk"))
    if not wanted:
        raise NotPossible(_("Choose the roles that are still needed."))
    if len(grants) != len(wanted):
        raise NotPossible(_("Some of these wait no more for you: look through the list again."))
    name = half_year(today)
    made = Confirmation.objects.bulk_create(
        [
            Confirmation(grant=grant, round=name, confirmed_at=at, confirmed_by=by)
            for grant in grants
        ]
    )
    for grant in grants:
        record(grant, "keep", by=by, at=at, detail={"round": name})
    return made
