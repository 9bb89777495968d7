from datetime import date

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError

from airdefense.accounts.models import Organisation, RoleGrant, User, system_user, within
from airdefense.accounts.roles import ADMINISTRATORS, ROLE_CLASSES, Role
from tests.factories.accounts import (
    NOON,
    OrganisationFactory,
    RoleGrantFactory,
    UserFactory,
    person,
)

pytestmark = pytest.mark.django_db


def tree():
    city = OrganisationFactory(city=True, code="530400")
    tonghai = OrganisationFactory(parent=city, code="530423")
    xinping = OrganisationFactory(parent=city, code="530427")
    bureau = OrganisationFactory(parent=tonghai, code="zj", housing=True)
    return city, tonghai, xinping, bureau


def seen(user, *roles):
    return set(Organisation.objects.filter(within(user, "", roles)))


def test_county_role_reaches_the_county_and_its_bodies_and_nothing_beside():
    city, tonghai, xinping, bureau = tree()

    assert seen(person(Role.INSPECTOR, tonghai)) == {tonghai, bureau}
    assert seen(person(Role.UNIT_CONTACT, bureau)) == {bureau}
    assert seen(person(Role.LEADERSHIP, city)) == {city, tonghai, xinping, bureau}


def test_code_that_begins_alike_is_no_part_of_the_reach():
    city = OrganisationFactory(city=True, code="530400")
    short = OrganisationFactory(parent=city, code="5304")
    OrganisationFactory(parent=city, code="530423")

    assert seen(person(Role.INSPECTOR, short)) == {short}


@pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
def test_administrator_reaches_no_case(role):
    city, *_rest = tree()

    assert seen(person(role, city)) == set()


def test_administrator_reaches_no_case_even_when_asked_by_that_role():
    city, *_rest = tree()

    assert seen(person(Role.SYSTEM_ADMIN, city), Role.SYSTEM_ADMIN) == set()


def test_anonymous_reaches_nothing():
    tree()

    assert seen(AnonymousUser()) == set()


def test_reach_is_asked_per_role():
    _city, tonghai, xinping, bureau = tree()
    user = person(Role.INSPECTOR, tonghai)
    RoleGrantFactory(user=user, role=Role.CASE_OFFICER, scope=xinping)

    assert seen(user, Role.CASE_OFFICER) == {xinping}
    assert seen(user) == {tonghai, bureau, xinping}
    assert user.roles_over([xinping.path]) == {Role.CASE_OFFICER}


@pytest.mark.parametrize(
    ("changes", "holds"),
    [
        ({}, True),
        ({"valid_from": date(2020, 11, 3)}, False),
        ({"valid_until": date(2020, 11, 1)}, False),
        ({"valid_until": date(2020, 11, 2)}, True),
        ({"withdrawn_at": NOON}, False),
    ],
)
@time_machine.travel("2020-11-02T09:00:00+08:00", tick=False)
def test_grant_counts_on_the_days_of_its_period(changes, holds):
    user = UserFactory()
    if "withdrawn_at" in changes:
        changes = changes | {"withdrawn_by": user}
    RoleGrantFactory(user=user, role=Role.AUDITOR, **changes)

    assert user.has_role(Role.AUDITOR) is holds


def test_deactivated_person_holds_no_role():
    region = OrganisationFactory()

    assert person(Role.INSPECTOR, region, is_active=False).role_codes == frozenset()


def test_holders_of_a_role_are_found_by_where_it_reaches():
    city, tonghai, xinping, bureau = tree()
    city_clerk = person(Role.DATA_CLERK, city)
    clerk = person(Role.DATA_CLERK, tonghai)
    person(Role.DATA_CLERK, xinping)
    person(Role.INSPECTOR, tonghai)

    holders = User.objects.holding(Role.DATA_CLERK, path=bureau.path)

    assert set(holders) == {city_clerk, clerk}


def test_withdrawn_grant_names_who_withdrew_it():
    grant = RoleGrantFactory()
    grant.withdrawn_at = NOON

    with pytest.raises(IntegrityError, match="role_grant_withdrawn_in_full"):
        grant.save()


def test_every_role_says_in_prose_what_it_may_do():
    assert set(ROLE_CLASSES) == set(Role)
    assert all(len(str(card.prose)) > 40 for card in ROLE_CLASSES.values())


def test_people_of_another_county_are_no_directory():
    _city, tonghai, xinping, _bureau = tree()
    mine, colleague = person(Role.INSPECTOR, tonghai), person(Role.UNIT_CONTACT, tonghai)
    person(Role.INSPECTOR, xinping)

    assert set(User.objects.visible_to(mine)) == {mine, colleague}


def test_grants_are_listed_to_their_holder_and_the_administrators():
    _city, tonghai, *_rest = tree()
    holder, other = person(Role.INSPECTOR, tonghai), person(Role.INSPECTOR, tonghai)
    auditor = person(Role.AUDITOR, tonghai)

    assert list(RoleGrant.objects.visible_to(holder)) == list(holder.role_grants.all())
    assert set(RoleGrant.objects.visible_to(auditor).values_list("user", flat=True)) == {
        holder.pk,
        other.pk,
        auditor.pk,
    }


def test_system_account_is_one_and_cannot_sign_in():
    tree()

    first, second = system_user(), system_user()

    assert first == second
    assert (first.is_active, first.has_usable_password(), first.role_codes) == (
        False,
        False,
        frozenset(),
    )
