"""Statements that are put together once answer as their querysets do."""

from datetime import date

import pytest

from airdefense.accounts.models import RoleGrant, User
from airdefense.accounts.roles import Role
from airdefense.accounts.signin.backend import PersonBackend
from airdefense.prepared import prepared
from tests.factories.accounts import RoleGrantFactory, UserFactory

pytestmark = pytest.mark.django_db
DAY = date(2024, 5, 6)


@prepared
def held(person: int, day: date):
    grants = RoleGrant.objects.in_force(day).with_narrowings(day).filter(user=person)
    return grants.select_related("scope", "user").order_by("pk")


@prepared
def named(username: str):
    return User.objects.filter(username=username)


def test_rows_are_those_of_the_queryset_with_what_hangs_on_them(django_assert_num_queries):
    person = UserFactory()
    grants = [RoleGrantFactory(user=person, role=role) for role in (Role.INSPECTOR, Role.EXAMINER)]
    RoleGrantFactory(role=Role.INSPECTOR)

    with django_assert_num_queries(1):
        found = held(person=person.pk, day=DAY)
        told = [(one, one.user, one.scope.path, one.narrowings) for one in found]

    assert told == [(one, person, one.scope.path, []) for one in grants]


def test_each_call_puts_its_own_values_in():
    one, other = UserFactory(), UserFactory()

    found = [named(username=person.username) for person in (one, other, one)]

    assert found == [[one], [other], [one]]


def test_a_value_that_reaches_no_place_of_the_statement_is_refused():
    @prepared
    def cut(username: str):
        return User.objects.filter(username=username[:1])

    with pytest.raises(ValueError, match="each value goes into the queryset as it is"):
        cut(username="demo")


def test_a_session_reads_its_person_with_the_roles_of_today_in_one_statement(
    django_assert_num_queries,
):
    person = UserFactory()
    grant = RoleGrantFactory(user=person, role=Role.INSPECTOR)

    with django_assert_num_queries(1):
        found = PersonBackend().get_user(person.pk)
        roles = [(one, one.user is found) for one in found.grants]

    assert (found, roles) == (person, [(grant, True)])


def test_who_holds_no_role_is_known_as_well_and_who_left_is_not():
    idle = UserFactory()
    gone = UserFactory(is_active=False)

    found = [PersonBackend().get_user(pk) for pk in (idle.pk, gone.pk, gone.pk + 1)]

    assert found == [idle, None, None]
    assert found[0].grants == []
