"""Statements that are put together once answer as their querysets do."""

import sys
from datetime import date
from inspect import get_annotations
from threading import Thread

import pytest
from django.db import connections
from django.db.models import Q
from django.urls import get_resolver

from airdefense import wall
from airdefense.accounts.models import RoleGrant, User
from airdefense.accounts.roles import Role
from airdefense.accounts.signin.backend import PersonBackend
from airdefense.casework.history import events_of
from airdefense.prepared import prepared
from tests.factories.accounts import NOON, RoleGrantFactory, UserFactory
from tests.factories.leads import Office

pytestmark = pytest.mark.django_db
DAY = date(2024, 5, 6)
PARTS = {"airdefense", "projects", "inspections", "leads", "rectification"}


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


def of_the_product():
    """What is prepared anywhere in what is loaded, by its name."""
    rows = held.__code__
    modules = [one for name, one in sys.modules.items() if name.split(".")[0] in PARTS]
    return {
        f"{one.__module__}.{one.__name__}": one
        for module in modules
        for one in vars(module).values()
        if getattr(one, "__code__", None) is rows
    }


def test_every_prepared_statement_is_the_one_that_its_queryset_sends(
    django_assert_num_queries,
):
    get_resolver().url_patterns  # noqa: B018 - every page is loaded
    known = of_the_product()
    given = {int: 7, str: "demo", date: DAY}

    for name, one in known.items():
        values = {key: given[kind] for key, kind in get_annotations(one).items() if key != "return"}
        with django_assert_num_queries(2) as asked:
            assert one(**values) == list(one.__wrapped__(**values))
        prepared_one, usual = (query["sql"] for query in asked.captured_queries)
        assert prepared_one == usual, name

    assert {"airdefense.accounts.signin.backend.held", "projects.site.permits_of"} <= set(known)


def test_each_call_puts_its_own_values_in():
    one, other = UserFactory(), UserFactory()

    found = [named(username=person.username) for person in (one, other, one)]

    assert found == [[one], [other], [one]]


def nowhere(key: int):
    return User.objects.all()


def in_the_text(key: int):
    return User.objects.filter(pk=key)[:key]


def once_as_it_is_and_once_changed(username: str):
    return User.objects.filter(Q(username=username) | Q(display_name__startswith=username))


def without_capitals(username: str):
    return User.objects.filter(username=username.lower())


def in_the_other_ones_place(key: int, other: int):
    return User.objects.filter(Q(pk=key) | Q(pk=other) | Q(organisation=key + 1))


def looked_at(day: date):
    grants = RoleGrant.objects.filter(valid_from=day)
    return grants if day < DAY else grants.filter(valid_until=None)


@pytest.mark.parametrize(
    ("build", "given"),
    [
        (nowhere, {"key": 7}),
        (in_the_text, {"key": 7}),
        (once_as_it_is_and_once_changed, {"username": "demo"}),
        (without_capitals, {"username": "demo"}),
        (in_the_other_ones_place, {"key": 7, "other": 8}),
        (looked_at, {"day": DAY}),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_a_value_that_does_not_go_into_the_statement_as_it_is_is_refused(build, given):
    with pytest.raises(ValueError, match="each value goes into the queryset as it is"):
        prepared(build)(**given)


def test_values_of_the_queryset_itself_stay_whatever_is_given():
    first, later = (RoleGrantFactory(valid_from=day) for day in (date.min, DAY))

    @prepared
    def begun(day: date):
        return RoleGrant.objects.filter(valid_from__in=[date.min, day]).order_by("valid_from")

    assert begun(day=DAY) == [first, later]
    assert begun(day=date(2020, 1, 1)) == [first]


@pytest.mark.parametrize(
    "given",
    [
        {"person": None, "day": DAY},
        {"person": "7", "day": DAY},
        {"person": 7, "day": NOON},
        {"person": 7},
        {"person": 7, "day": DAY, "scope": 1},
    ],
)
def test_a_call_gives_every_value_and_each_of_its_kind(given):
    with pytest.raises(TypeError, match="held takes"):
        held(**given)


def test_each_thread_asks_by_its_own_connection():
    grant = RoleGrantFactory()
    found = []

    def ask():
        found.append(held(person=grant.user_id, day=DAY))
        connections.close_all()

    mine = held(person=grant.user_id, day=grant.valid_from)
    thread = Thread(target=ask)
    thread.start()
    thread.join()

    # Another connection does not see what this transaction has not committed.
    assert (mine, found) == ([grant], [[]])


def test_the_wall_stands_before_what_was_prepared_in_the_name_of_somebody_else():
    office = Office()
    lead = office.transfer()
    wanted = {"case_type": lead._meta.label_lower, "case": lead.pk}
    elsewhere = Office(short_name="elsewhere")
    seen = {}

    for who, user in {"clerk": office.clerk, "stranger": elsewhere.clerk, "nobody": None}.items():
        with wall.bound_to(user):
            seen[who] = len(events_of(**wanted))

    assert seen == {"clerk": 1, "stranger": 0, "nobody": 0}


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
    gone = RoleGrantFactory(user__is_active=False).user

    found = [PersonBackend().get_user(pk) for pk in (idle.pk, gone.pk, gone.pk + 1)]

    assert found == [idle, None, None]
    assert found[0].grants == []
