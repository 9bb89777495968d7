"""How far the roles of a person reach."""

from functools import reduce
from operator import or_

from django.db.models import Q

from airdefense.accounts.roles import ADMINISTRATORS, HOUSES


def within(user, field: str = "organisation", roles=()) -> Q:
    """The filter that limits a query to what the user's roles reach; administrators reach nothing.

    `field` names the organisation relation, or "" for the organisation itself.
    """
    prefix = f"{field}__path__startswith" if field else "path__startswith"
    reach = [Q(**{prefix: path}) for path in user.paths(*roles)] if user.is_authenticated else []
    return reduce(or_, reach, Q(pk__in=[]))


def covered(user, field: str, *roles: str) -> Q:
    """What lies below this person's administrator roles: accounts and grants, never a case."""
    prefix = f"{field}__path__startswith" if field else "path__startswith"
    wanted = set(roles or ADMINISTRATORS)
    found = [Q(**{prefix: g.scope.path}) for g in user.grants if g.role in wanted]
    return reduce(or_, found, Q(pk__in=[]))


def of_house(user, scope: str) -> Q:
    """The grants and requests that this person answers for as the head of an office."""
    found = [
        within(user, scope, [head]) & Q(role__in=sorted(house))
        for head, house in HOUSES.items()
        if user.has_role(head)
    ]
    return reduce(or_, found, Q(pk__in=[]))
