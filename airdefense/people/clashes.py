"""What stands against a grant: another hat on the same days, or the same role on the same days."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from airdefense.accounts.models import RoleGrant
from airdefense.accounts.roles import ADMINISTRATORS, Role


def overlapping(person: Any, first: date, last: date | None) -> Any:
    """The grants of a person that stand on some day of the period."""
    grants = RoleGrant.objects.filter(user=person, withdrawn_at=None)
    grants = grants.filter(Q(valid_until=None) | Q(valid_until__gte=first))
    return grants if last is None else grants.filter(valid_from__lte=last)


def clash(person: Any, role: str, scope: Any, first: date, last: date | None) -> str | None:
    """The sentence that refuses such a grant, or None."""
    standing = list(overlapping(person, first, last).select_related("scope"))
    for grant in standing:
        if grant.role != role and ADMINISTRATORS & {grant.role, role}:
            return _(
                "%(person)s is %(role)s on these days: an administrator holds no other role."
            ) % {"person": person, "role": Role(grant.role).label}
    for grant in standing:
        if grant.role == role and grant.scope_id == scope.pk:
            return _("%(person)s holds this role over %(scope)s on these days.") % {
                "person": person,
                "scope": scope,
            }
    return None
