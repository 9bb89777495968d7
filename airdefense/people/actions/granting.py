"""Roles are proposed by one person, granted by a second, and withdrawn with a reason."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.accounts.models import Organisation, RoleGrant
from airdefense.accounts.roles import Role, heads_for
from airdefense.casework.actions import advance, record
from airdefense.casework.workflow import NotAllowed, NotPossible
from airdefense.people.clashes import clash
from airdefense.people.models import GrantRequest
from airdefense.people.workflow import RequestStatus


def proposes_as(by: Any, role: str, scope: Organisation) -> str | None:
    """The role in which this person may propose such a grant, or None."""
    held = by.roles_over((scope.path,))
    allowed = (Role.SECURITY_ADMIN, Role.SYSTEM_ADMIN, *sorted(heads_for(role)))
    return next((one for one in allowed if one in held), None)


@transaction.atomic
def propose(
    *,
    person: Any,
    role: str,
    scope: Organisation,
    valid_from: date,
    valid_until: date,
    reason: str,
    by: Any,
    at: datetime,
) -> GrantRequest:
    """Propose a role; it counts once a second person granted it. Raises NotAllowed, NotPossible."""
    as_role = proposes_as(by, role, scope)
    if as_role is None:
        raise NotAllowed(_("This role is proposed by an administrator or the head of its office."))
    if person.pk == by.pk:
        raise NotPossible(_("Nobody proposes a role for himself or herself."))
    if valid_until < max(valid_from, timezone.localdate(at)):
        raise NotPossible(_("The role would be over before it begins: choose a later last day."))
    if refusal := clash(person, role, scope, valid_from, valid_until):
        raise NotPossible(refusal)
    if person.role_requests.open().filter(role=role, scope=scope).exists():
        raise NotPossible(_("The same role is proposed already and waits for its decision."))
    asked = GrantRequest.objects.create(
        person=person,
        role=role,
        scope=scope,
        valid_from=valid_from,
        valid_until=valid_until,
        reason=reason,
        proposed_at=at,
        proposed_by=by,
        proposed_as=as_role,
    )
    facts = {"person": person, "role": role, "scope": scope}
    period = {"valid_from": valid_from, "valid_until": valid_until}
    record(
        asked, "propose", by=by, at=at, note=reason, after=asked.status, detail={**facts, **period}
    )
    return asked


@transaction.atomic
def take_step(asked: GrantRequest, name: str, *, by: Any, at: datetime, note: str = "") -> Any:
    """Grant, refuse or take back; the grant is made with the step, or neither."""
    changes: dict[str, Any] = {}
    asked.workflow.check(asked, name, by, note)
    if asked.workflow[name].target == RequestStatus.GRANTED:
        changes["grant"] = grant(asked, by=by, at=at)
    return advance(asked, name, by=by, at=at, note=note, **changes)


def refusal_of(asked: GrantRequest, by: Any) -> str:
    """Why this person cannot grant what is asked, or ""."""
    try:
        asked.workflow.check(asked, "grant", by)
    except (NotAllowed, NotPossible) as refused:
        return str(refused) or _("Somebody else decides on this.")
    return ""


@transaction.atomic
def grant_several(requests: Iterable[GrantRequest], *, by: Any, at: datetime) -> int:
    """Grant all of them or none. Raises NotPossible, naming the first that cannot be granted."""
    chosen = list(requests)
    if not chosen:
        raise NotPossible(_("Tick the requests that are to be granted."))
    for asked in chosen:
        if refusal := refusal_of(asked, by):
            raise NotPossible(f"{asked}: {refusal}")
        take_step(asked, "grant", by=by, at=at)
    return len(chosen)


def grant(asked: GrantRequest, *, by: Any, at: datetime) -> RoleGrant:
    """The grant that a request asks for, in the names of both."""
    made = RoleGrant.objects.create(
        user=asked.person,
        role=asked.role,
        scope=asked.scope,
        valid_from=asked.valid_from,
        valid_until=asked.valid_until,
        proposed_by=asked.proposed_by,
        granted_by=by,
        granted_at=at,
        reason=asked.reason,
    )
    facts = {"person": asked.person, "role": asked.role, "scope": asked.scope}
    record(made, "grant", by=by, at=at, note=asked.reason, detail={**facts, "request": asked.pk})
    return made


def may_withdraw(held: RoleGrant, by: Any) -> bool:
    roles = by.roles_over((held.scope.path,))
    return Role.SECURITY_ADMIN in roles or not roles.isdisjoint(heads_for(held.role))


@transaction.atomic
def withdraw(held: RoleGrant, *, reason: str, by: Any, at: datetime) -> RoleGrant:
    """End a grant today. Taking away needs no second person, only a reason; the last security
    administrator stays, or nobody could grant anything again. Raises NotAllowed, NotPossible."""
    held = RoleGrant.objects.select_for_update(of=("self",)).select_related("scope").get(pk=held.pk)
    if not may_withdraw(held, by):
        raise NotAllowed(
            _("A role is withdrawn by a security administrator or the head of its office.")
        )
    if held.withdrawn_at is not None:
        raise NotPossible(_("This grant was withdrawn already."))
    if not reason.strip():
        raise NotPossible(_("Say why the role is withdrawn."))
    if held.role == Role.SECURITY_ADMIN and not others_of(held, timezone.localdate(at)):
        raise NotPossible(_("The last security administrator stays: grant the role to another."))
    held.withdrawn_at, held.withdrawn_by = at, by
    held.withdrawal_reason = reason.strip()[:200]
    held.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason"])
    facts = {"person": held.user, "role": held.role, "scope": held.scope}
    record(held, "withdraw", by=by, at=at, note=reason, detail=facts)
    return held


def others_of(held: RoleGrant, day: date) -> bool:
    """Whether somebody active holds the same role besides."""
    same = RoleGrant.objects.in_force(day).filter(role=held.role, user__is_active=True)
    return same.exclude(user=held.user_id).exists()


def held_by(person: Any, day: date) -> Any:
    """The grants of a person that count on a day."""
    grants = RoleGrant.objects.in_force(day).filter(user=person).select_related("scope")
    return grants.order_by("valid_from", "pk")
