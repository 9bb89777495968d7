"""Who a session belongs to, read along with the roles that person holds today."""

from datetime import date
from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.utils import timezone

from airdefense.accounts.models import RoleGrant, User
from airdefense.prepared import prepared

PATH = "airdefense.accounts.signin.backend.PersonBackend"


@prepared
def held(person: int, day: date) -> Any:
    """The grants of a person in force on a day, with the person."""
    grants = RoleGrant.objects.in_force(day).with_narrowings(day).filter(user=person)
    return grants.select_related("scope", "user")


class PersonBackend(BaseBackend):
    """Every session that is begun names this backend, by whatever way its owner came in: each
    request asks for the person and for the roles, so both come in one statement."""

    def get_user(self, user_id: Any) -> Any:
        grants = held(person=int(user_id), day=timezone.localdate())
        person = grants[0].user if grants else User.objects.filter(pk=user_id).first()
        if person is None or not person.is_active:
            return None
        person.grants = grants
        for grant in grants:
            grant.user = person
        return person
