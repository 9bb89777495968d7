"""Requests for roles in a small city."""

from datetime import date

import factory

from airdefense.accounts.roles import Role
from airdefense.people.models import Confirmation, GrantRequest, Narrowing
from tests.factories.accounts import NOON, OrganisationFactory, RoleGrantFactory, UserFactory


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


class ConfirmationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Confirmation

    grant = factory.SubFactory(RoleGrantFactory)
    round = "2020-2"
    confirmed_at = NOON
    confirmed_by = factory.SubFactory(UserFactory)


class NarrowingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Narrowing

    role = Role.DATA_CLERK
    case_type = "projects.feerate"
    step = "put_in_force"
    scope = factory.SubFactory(OrganisationFactory)
    effective_from = date(2020, 11, 2)
    document = "Office letter 5"
    proposed_at = NOON
    proposed_by = factory.SubFactory(UserFactory)
    proposed_as = Role.SECURITY_ADMIN
