"""Roles are proposed by one, granted by another, held by a third, and withdrawn with a reason."""

from datetime import date, timedelta

import pytest

from airdefense.accounts.models import RoleGrant
from airdefense.accounts.roles import Role
from airdefense.casework.models import Event
from airdefense.casework.reminding.digest import morning_of, told
from airdefense.casework.workflow import NotAllowed, NotPossible
from airdefense.people import actions
from airdefense.people.models import GrantRequest
from airdefense.people.workflow import RequestStatus
from tests.factories.accounts import NOON, TODAY, OrganisationFactory, UserFactory, person

pytestmark = pytest.mark.django_db
UNTIL = date(2021, 11, 1)


@pytest.fixture
def city():
    return OrganisationFactory(city=True, code="530400")


@pytest.fixture
def security(city):
    return person(Role.SECURITY_ADMIN, city)


@pytest.fixture
def system(city):
    return person(Role.SYSTEM_ADMIN, city)


def proposed(by, holder, role=Role.INSPECTOR, scope=None, **period):
    period = {"valid_from": TODAY, "valid_until": UNTIL, **period}
    scope = scope or holder.organisation
    return actions.propose(
        person=holder, role=role, scope=scope, reason="round 3", by=by, at=NOON, **period
    )


def granted(asked, by):
    return actions.take_step(asked, "grant", by=by, at=NOON)


def steps_of(case):
    events = Event.objects.of(case).order_by("pk")
    return list(events.values_list("name", "actor__username", "note"))


def test_a_role_counts_once_a_second_person_granted_it(city, system, security):
    holder = UserFactory(organisation=city)

    asked = proposed(system, holder)
    before = RoleGrant.objects.filter(user=holder).count()
    asked = granted(asked, security)

    grant = asked.grant
    assert before == 0
    assert (asked.status, asked.decided_by, asked.decided_at) == (
        RequestStatus.GRANTED,
        security,
        NOON,
    )
    assert (grant.user, grant.role, grant.scope) == (holder, Role.INSPECTOR, city)
    assert (grant.valid_from, grant.valid_until, grant.reason) == (TODAY, UNTIL, "round 3")
    assert (grant.proposed_by, grant.granted_by, grant.granted_at) == (system, security, NOON)
    assert steps_of(asked) == [
        ("propose", system.username, "round 3"),
        ("grant", security.username, ""),
    ]
    assert steps_of(grant) == [("grant", security.username, "round 3")]


def test_who_proposed_decides_nothing(city, security):
    asked = proposed(security, UserFactory(organisation=city))

    for step, note in (("grant", ""), ("refuse", "no")):
        with pytest.raises(NotPossible, match="a second person"):
            actions.take_step(asked, step, by=security, at=NOON, note=note)
    assert RoleGrant.objects.filter(user=asked.person).count() == 0


def test_nobody_gets_a_role_by_the_own_hand(city, system, security):
    other = person(Role.SECURITY_ADMIN, city)
    asked = proposed(system, security, Role.SECURITY_ADMIN, OrganisationFactory(parent=city))

    with pytest.raises(NotPossible, match="for himself or herself"):
        proposed(security, security, Role.SECURITY_ADMIN, valid_from=UNTIL)
    with pytest.raises(NotPossible, match="of his or her own"):
        granted(asked, security)
    assert granted(asked, other).status == RequestStatus.GRANTED


def test_head_of_an_office_proposes_roles_of_the_own_house_within_reach(city, security):
    county, other = OrganisationFactory(parent=city), OrganisationFactory(parent=city)
    head = person(Role.INSPECTION_OFFICE, county)
    holder = UserFactory(organisation=county)

    asked = granted(proposed(head, holder, Role.TEAM_LEADER), security)

    assert asked.proposed_as == Role.INSPECTION_OFFICE
    for role, scope in (
        (Role.CASE_OFFICER, county),
        (Role.LEADERSHIP, county),
        (Role.SECURITY_ADMIN, county),
        (Role.INSPECTOR, other),
        (Role.INSPECTOR, city),
    ):
        with pytest.raises(NotAllowed):
            proposed(head, holder, role, scope)


def test_head_of_an_office_grants_what_a_security_administrator_proposed_for_the_house(
    city, security
):
    head = person(Role.CASE_SUPERVISION, city)
    officer = proposed(security, UserFactory(organisation=city), Role.CASE_OFFICER)
    inspector = proposed(security, UserFactory(organisation=city), Role.INSPECTOR)

    with pytest.raises(NotPossible, match="head of another office"):
        granted(inspector, head)
    assert granted(officer, head).grant.granted_by == head


def test_two_heads_together_grant_nothing(city):
    first, second = person(Role.INSPECTION_OFFICE, city), person(Role.INSPECTION_OFFICE, city)
    asked = proposed(first, UserFactory(organisation=city))

    with pytest.raises(NotPossible, match="A security administrator decides"):
        granted(asked, second)


@pytest.mark.parametrize(
    "role", [Role.SYSTEM_ADMIN, Role.AUDITOR, Role.INSPECTOR, Role.LEADERSHIP, Role.UNIT_CONTACT]
)
def test_others_decide_nothing_about_roles(city, system, role):
    asked = proposed(system, UserFactory(organisation=city))

    with pytest.raises(NotAllowed):
        granted(asked, person(role, city))


def test_security_administrator_of_a_county_decides_for_that_county_alone(city, system):
    county = OrganisationFactory(parent=city)
    local = person(Role.SECURITY_ADMIN, county)

    with pytest.raises(NotAllowed):
        granted(proposed(system, UserFactory(organisation=city)), local)
    assert granted(proposed(system, UserFactory(organisation=county)), local).grant


def test_an_administrator_is_proposed_for_nothing_else_and_nobody_else_for_administrator(
    city, system
):
    auditor, clerk = person(Role.AUDITOR, city), person(Role.DATA_CLERK, city)

    with pytest.raises(NotPossible, match="holds no other role"):
        proposed(system, auditor, Role.INSPECTOR)
    with pytest.raises(NotPossible, match="holds no other role"):
        proposed(system, clerk, Role.AUDITOR)


def test_a_hat_taken_meanwhile_stops_the_decision(city, system, security):
    holder = UserFactory(organisation=city)
    first, second = proposed(system, holder), proposed(system, holder, Role.AUDITOR)
    granted(first, security)

    with pytest.raises(NotPossible, match="holds no other role"):
        granted(second, security)
    assert list(holder.role_grants.values_list("role", flat=True)) == [Role.INSPECTOR]


def test_a_refusal_says_why_and_grants_nothing(city, system, security):
    asked = proposed(system, UserFactory(organisation=city))

    with pytest.raises(NotPossible, match="say why"):
        actions.take_step(asked, "refuse", by=security, at=NOON)
    asked = actions.take_step(asked, "refuse", by=security, at=NOON, note="not of this office")

    assert (asked.status, asked.grant) == (RequestStatus.REFUSED, None)
    assert steps_of(asked)[-1] == ("refuse", security.username, "not of this office")


def test_only_who_proposed_takes_it_back(city, system, security):
    asked = proposed(system, UserFactory(organisation=city))

    with pytest.raises(NotPossible, match="Only who proposed"):
        actions.take_step(asked, "withdraw", by=security, at=NOON)
    assert actions.take_step(asked, "withdraw", by=system, at=NOON).status == "withdrawn"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"valid_until": TODAY - timedelta(days=1)}, "over before it begins"),
        ({"valid_from": UNTIL + timedelta(days=1)}, "over before it begins"),
    ],
)
def test_periods_that_never_come_are_refused(city, system, changes, sentence):
    with pytest.raises(NotPossible, match=sentence):
        proposed(system, UserFactory(organisation=city), **changes)


def test_the_same_role_is_proposed_and_held_once_at_a_time(city, system, security):
    holder = UserFactory(organisation=city)
    asked = proposed(system, holder)

    with pytest.raises(NotPossible, match="proposed already"):
        proposed(system, holder)
    granted(asked, security)
    with pytest.raises(NotPossible, match="holds this role"):
        proposed(system, holder)
    later = {"valid_from": UNTIL + timedelta(days=1), "valid_until": UNTIL + timedelta(days=99)}
    assert proposed(system, holder, **later).status == RequestStatus.PROPOSED


def test_withdrawal_says_why_and_ends_the_role_at_once(city, system, security):
    grant = granted(proposed(system, UserFactory(organisation=city)), security).grant

    with pytest.raises(NotPossible, match="Say why"):
        actions.withdraw(grant, reason=" ", by=security, at=NOON)
    actions.withdraw(grant, reason="moved to finance", by=security, at=NOON)

    grant.refresh_from_db()
    assert (grant.withdrawn_by, grant.withdrawn_at) == (security, NOON)
    assert grant.withdrawal_reason == "moved to finance"
    assert not RoleGrant.objects.in_force(TODAY).filter(pk=grant.pk).exists()
    assert steps_of(grant)[-1] == ("withdraw", security.username, "moved to finance")
    with pytest.raises(NotPossible, match="already"):
        actions.withdraw(grant, reason="again", by=security, at=NOON)


def test_head_withdraws_in_the_own_house_alone(city, system, security):
    head = person(Role.INSPECTION_OFFICE, city)
    inspector = granted(proposed(system, UserFactory(organisation=city)), security).grant
    officer = granted(
        proposed(system, UserFactory(organisation=city), Role.CASE_OFFICER), security
    ).grant

    actions.withdraw(inspector, reason="left", by=head, at=NOON)
    for by in (head, system):
        with pytest.raises(NotAllowed):
            actions.withdraw(officer, reason="left", by=by, at=NOON)


def test_the_last_security_administrator_stays(city, security):
    only = security.role_grants.get()

    with pytest.raises(NotPossible, match="last security administrator"):
        actions.withdraw(only, reason="leaves", by=security, at=NOON)
    other = person(Role.SECURITY_ADMIN, city)
    actions.withdraw(only, reason="leaves", by=other, at=NOON)

    assert RoleGrant.objects.in_force(TODAY).filter(role=Role.SECURITY_ADMIN).count() == 1


def test_requests_are_seen_by_whom_they_concern(city, system, security):
    county = OrganisationFactory(parent=city)
    holder = UserFactory(organisation=county)
    officer = proposed(system, holder, Role.CASE_OFFICER)
    inspector = proposed(security, holder)
    everything = {officer, inspector}

    seen = {
        name: set(GrantRequest.objects.visible_to(user))
        for name, user in {
            "holder": holder,
            "auditor": person(Role.AUDITOR, city),
            "auditor elsewhere": person(Role.AUDITOR, OrganisationFactory(parent=city)),
            "inspection office": person(Role.INSPECTION_OFFICE, city),
            "case supervision": person(Role.CASE_SUPERVISION, county),
            "colleague": person(Role.INSPECTOR, county),
        }.items()
    }

    assert seen == {
        "holder": everything,
        "auditor": everything,
        "auditor elsewhere": set(),
        "inspection office": {inspector},
        "case supervision": {officer},
        "colleague": set(),
    }


def told_about_grants(user, day):
    found = told(user, morning_of(day))
    return sum(one.count for one in found if one.kind.code == "grant-expiry")


def test_security_administrator_of_the_place_is_told_of_roles_that_end(city, system, security):
    county, other = OrganisationFactory(parent=city), OrganisationFactory(parent=city)
    local, stranger = person(Role.SECURITY_ADMIN, county), person(Role.SECURITY_ADMIN, other)
    for role in (Role.INSPECTOR, Role.DATA_CLERK):
        granted(proposed(system, UserFactory(organisation=county), role), security)
    renewed = RoleGrant.objects.get(role=Role.DATA_CLERK)
    later = {"valid_from": UNTIL + timedelta(days=1), "valid_until": UNTIL + timedelta(days=99)}
    granted(proposed(system, renewed.user, Role.DATA_CLERK, **later), security)
    last_day = UNTIL

    counts = {
        name: told_about_grants(user, last_day)
        for name, user in {"city": security, "county": local, "other": stranger}.items()
    }

    assert counts == {"city": 1, "county": 1, "other": 0}
    assert told_about_grants(system, last_day) == 0
