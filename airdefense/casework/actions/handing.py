"""The work of somebody who leaves, handed to somebody else at one go, with a list to sign for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from airdefense.casework.actions.steps import record
from airdefense.casework.holdings import Holding, holdings
from airdefense.casework.models import HandOver
from airdefense.casework.models.oversight import HANDING_OVER
from airdefense.casework.workflow import NotAllowed, NotPossible


@dataclass(frozen=True, slots=True)
class Held:
    """One case that a person holds, and why it cannot be handed to this taker, if so."""

    holding: Holding
    case: Any
    refusal: str = ""

    @property
    def key(self) -> str:
        return f"{self.holding.key}:{self.case.pk}"

    @property
    def number(self) -> str:
        return self.holding.number(self.case)

    def as_item(self) -> dict[str, Any]:
        return {
            "kind": self.holding.key,
            "number": self.number,
            "case_type": self.case._meta.label_lower,
            "case_id": self.case.pk,
            "url": self.case.get_absolute_url(),
        }


def check_people(*, giver: Any, taker: Any, by: Any) -> None:
    """Who hands over answers for the giver's body, and the taker works there."""
    over = (giver.organisation.path,)
    if by.roles_over(over).isdisjoint(HANDING_OVER):
        raise NotAllowed(_("Work is handed over by the office or leader of who leaves."))
    if giver.pk == taker.pk:
        raise NotPossible(_("Choose somebody else to take over."))
    is_near = not by.roles_over((taker.organisation.path,)).isdisjoint(HANDING_OVER)
    if not is_near or not taker.is_active or not taker.paths():
        raise NotPossible(
            _("%(person)s does not work on cases within your reach.") % {"person": taker}
        )


def preview(*, giver: Any, taker: Any, by: Any, at: datetime, reason: str) -> list[Held]:
    """All that the giver holds; each is handed on and taken back, to hear what stands against."""
    check_people(giver=giver, taker=taker, by=by)
    return [
        Held(holding, case, refusal_of(holding, case, taker=taker, by=by, at=at, reason=reason))
        for holding in holdings()
        for case in holding.handed_by(by, giver)
    ]


def refusal_of(holding: Holding, case: Any, **hands: Any) -> str:
    try:
        with transaction.atomic():
            holding.hand_on(case, **hands)
            transaction.set_rollback(True)
    except (NotPossible, NotAllowed) as refused:
        return str(refused) or _("This is not open to your role.")
    return ""


@transaction.atomic
def hand_over(
    *, giver: Any, taker: Any, reason: str, chosen: Iterable[str], by: Any, at: datetime
) -> HandOver:
    """Hand the chosen cases on, all or none, with the list that the taker signs for."""
    check_people(giver=giver, taker=taker, by=by)
    wanted = dict.fromkeys(chosen)
    items, is_compartmented = [], False
    for holding in holdings():
        for case in holding.handed_by(by, giver):
            one = Held(holding, case)
            if one.key in wanted:
                del wanted[one.key]
                holding.hand_on(case, taker=taker, by=by, at=at, reason=reason)
                items.append(one.as_item())
                is_compartmented |= case.is_compartmented
    if wanted:
        raise NotPossible(
            _("%(person)s no longer holds %(count)d of these: look through the list again.")
            % {"person": giver, "count": len(wanted)}
        )
    if not items:
        raise NotPossible(_("Choose what is handed over."))
    made = HandOver.objects.create(
        giver=giver,
        taker=taker,
        reason=reason,
        items=items,
        is_compartmented=is_compartmented,
        made_at=at,
        made_by=by,
    )
    # The history of a list names no number of a case that others may not know of.
    told = len(items) if is_compartmented else [item["number"] for item in items]
    record(made, "create", by=by, at=at, after=made.status, detail={"handed_over": told})
    return made
