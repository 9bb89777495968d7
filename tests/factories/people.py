"""Requests for roles in a small city."""

from datetime import date

import factory

from airdefense.accounts.roles import Role
from airdefense.people.models import GrantRequest
from tests.factories.accounts import NOON, UserFactory


class GrantRequestFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = GrantRequest

    person = factory.SubFactory(UserFactory)
    role = Role.INSPECTOR
    scope = factory.SelfAttribute("person.organisation")
    valid_from = date(2020, 11, 2)
    valid_until = date(2021, 11, 1)
    reason = "round 3"
    proposed_at = NOON
    proposed_by = factory.SubFactory(UserFactory)
    proposed_as = Role.SECURITY_ADMIN
