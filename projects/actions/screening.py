"""What people decide about suspicions."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from airdefense.casework.actions import advance
from airdefense.casework.workflow import NotPossible
from projects.models import Suspicion


@transaction.atomic
def dismiss_suspicions(
    *, suspicions: Iterable[Suspicion], note: str, by: Any, at: datetime
) -> list[Suspicion]:
    """Dismiss several suspicions for one reason, or none of them; each as it was looked at."""
    seen = {suspicion.pk: suspicion.fingerprint for suspicion in suspicions}
    rows = Suspicion.objects.select_for_update(of=("self",)).filter(pk__in=seen)
    dismissed = []
    for row in rows.order_by("pk"):
        if row.fingerprint != seen[row.pk]:
            raise NotPossible(
                _("The facts of %(suspicion)s changed meanwhile: look at it again.")
                % {"suspicion": row}
            )
        dismissed.append(advance(row, "dismiss", by=by, at=at, note=note))
    return dismissed


def take_suspicion_step(
    suspicion: Suspicion, name: str, *, by: Any, at: datetime, note: str = ""
) -> Suspicion:
    """Dismiss one suspicion, or take up again what was dismissed."""
    return advance(suspicion, name, by=by, at=at, note=note)
