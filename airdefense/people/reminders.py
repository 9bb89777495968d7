"""Roles that are over soon, told to the security administrator who proposes them again or not."""

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import RoleGrant, covered
from airdefense.accounts.roles import Role
from airdefense.casework.reminding.registry import reminder

AHEAD = timedelta(days=30)


@reminder(
    "grant-expiry",
    label=_("Roles that are over soon"),
    roles=[Role.SECURITY_ADMIN],
    mine=lambda user: covered(user, "scope", Role.SECURITY_ADMIN),
    scope="scope",
    leadership=(),
    when="valid_until",
    url="people:grant_list",
    query="state=in_force&sort=valid_until",
    order=900,
)
def roles_over_soon(user, day):
    """Those that nothing follows, of people who still work here."""
    follows = RoleGrant.objects.filter(
        user=OuterRef("user"),
        role=OuterRef("role"),
        scope=OuterRef("scope"),
        withdrawn_at=None,
        valid_from__gt=OuterRef("valid_until"),
    )
    ending = RoleGrant.objects.visible_to(user).in_force(day).filter(user__is_active=True)
    return ending.filter(valid_until__lte=day + AHEAD).exclude(Exists(follows))
