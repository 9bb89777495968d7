"""How far the roles of a person reach."""

from functools import reduce
from operator import or_

from django.db.models import Q


def within(user, field: str = "organisation", roles=()) -> Q:
    """The filter that limits a query to what the user's roles reach; administrators reach nothing.

    `field` names the organisation relation, or "" for the organisation itself.
    """
    prefix = f"{field}__path__startswith" if field else "path__startswith"
    reach = [Q(**{prefix: path}) for path in user.paths(*roles)] if user.is_authenticated else []
    return reduce(or_, reach, Q(pk__in=[]))
