"""Taking a step away from a role, and giving it back: two people each time."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from airdefense.accounts.models import Organisation
from airdefense.accounts.roles import Role
from airdefense.casework.actions import advance, record
from airdefense.casework.workflow import NotAllowed, NotPossible
from airdefense.people.matrix import Action
from airdefense.people.models import Narrowing
from airdefense.people.workflow import DECIDERS, NarrowingStatus

OPEN = (NarrowingStatus.PROPOSED, NarrowingStatus.IN_FORCE, NarrowingStatus.ENDING)


def narrows_as(by: Any, scope: Organisation) -> str | None:
    """The role in which this person may propose to take something away there, or None."""
    held = by.roles_over((scope.path,))
    return next((role for role in DECIDERS if role in held), None)


@transaction.atomic
def propose_narrowing(
    *,
    action: Action,
    role: str,
    scope: Organisation,
    effective_from: date,
    document: str,
    by: Any,
    at: datetime,
) -> Narrowing:
    """Propose to take a step from a role. Raises NotAllowed, NotPossible."""
    as_role = narrows_as(by, scope)
    if as_role is None:
        raise NotAllowed(_("Roles are narrowed by a security administrator or a head of office."))
    if action.is_fixed:
        raise NotPossible(_("Who decides about roles is fixed: it could shut everybody out."))
    facts = {"role": role, "case_type": action.case_type, "step": action.step, "scope": scope}
    if Narrowing.objects.filter(status__in=OPEN, **facts).exists():
        raise NotPossible(_("The same step is taken from this role there already."))
    row = Narrowing(
        **facts,
        effective_from=effective_from,
        document=document,
        proposed_at=at,
        proposed_by=by,
        proposed_as=Role(as_role),
    )
    if refusal := row.objection():
        raise NotPossible(refusal)
    row.save()
    record(row, "propose", by=by, at=at, note=document, after=row.status, detail=facts)
    return row


def take_narrowing_step(
    row: Narrowing, name: str, *, by: Any, at: datetime, note: str = ""
) -> Narrowing:
    return advance(row, name, by=by, at=at, note=note)
