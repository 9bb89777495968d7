"""Three administrators who are nobody else: the database refuses the second hat."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from airdefense.accounts.models import RoleGrant
from airdefense.accounts.roles import ADMINISTRATORS, Role
from tests.factories.accounts import (
    NOON,
    OrganisationFactory,
    RoleGrantFactory,
    UserFactory,
    person,
)

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2020, 1, 1), date(2020, 12, 31)


def refused(**grant):
    with pytest.raises(IntegrityError) as told, transaction.atomic():
        RoleGrantFactory(**grant)
    return str(told.value)


@pytest.mark.parametrize("held", sorted(ADMINISTRATORS))
def test_an_administrator_holds_no_other_role_of_any_kind(held):
    user = person(held, OrganisationFactory())

    for role in set(Role) - {held}:
        assert "role_grant_one_hat_at_a_time" in refused(user=user, role=role)


@pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
def test_who_works_on_cases_becomes_no_administrator(role):
    user = person(Role.UNIT_CONTACT, OrganisationFactory())

    assert "role_grant_one_hat_at_a_time" in refused(user=user, role=role)


def test_a_changed_role_or_a_lifted_withdrawal_is_refused_like_a_new_grant():
    user = person(Role.AUDITOR, OrganisationFactory())
    over = RoleGrantFactory(
        user=user, role=Role.INSPECTOR, withdrawn_at=NOON, withdrawn_by=UserFactory()
    )

    with pytest.raises(IntegrityError, match="one_hat"), transaction.atomic():
        RoleGrant.objects.filter(pk=over.pk).update(withdrawn_at=None, withdrawn_by=None)


def test_one_hat_after_the_other_is_possible():
    user = UserFactory()
    RoleGrantFactory(user=user, role=Role.AUDITOR, valid_from=FIRST, valid_until=LAST)

    RoleGrantFactory(user=user, role=Role.INSPECTOR, valid_from=date(2021, 1, 1))

    assert user.role_grants.count() == 2
    assert "one_hat" in refused(user=user, role=Role.INSPECTOR, valid_from=LAST, valid_until=LAST)


def test_an_administrator_may_have_the_same_role_over_several_places():
    user = person(Role.SYSTEM_ADMIN, OrganisationFactory())

    RoleGrantFactory(user=user, role=Role.SYSTEM_ADMIN, scope=OrganisationFactory())

    assert user.role_grants.count() == 2


def test_case_roles_go_together():
    user = person(Role.INSPECTOR, OrganisationFactory())

    RoleGrantFactory(user=user, role=Role.DATA_CLERK)

    assert user.role_grants.count() == 2


@pytest.mark.parametrize("same", ["granted_by", "holder_granted", "holder_proposed"])
def test_the_database_asks_for_three_people(same):
    first, second, holder = UserFactory(), UserFactory(), UserFactory()
    hands = {
        "granted_by": {"user": holder, "proposed_by": first, "granted_by": first},
        "holder_granted": {"user": holder, "proposed_by": first, "granted_by": holder},
        "holder_proposed": {"user": holder, "proposed_by": holder, "granted_by": second},
    }[same]

    assert "role_grant_by_two_people" in refused(**hands)


def test_a_withdrawal_of_what_two_people_granted_says_why():
    holder, first, second = UserFactory(), UserFactory(), UserFactory()
    grant = RoleGrantFactory(user=holder, proposed_by=first, granted_by=second)

    with pytest.raises(IntegrityError, match="withdrawn_says_why"), transaction.atomic():
        RoleGrant.objects.filter(pk=grant.pk).update(withdrawn_at=NOON, withdrawn_by=first)
