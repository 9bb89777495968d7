"""Every address asked with hostile words, by several roles: no fault, no echo, no lead."""

import pytest
from django.db import transaction

from airdefense.accounts.roles import Role
from tests.hardening.hostile import (
    COMPUTED,
    RAW,
    VALUES,
    forms_of,
    names_of_filters,
    odd_places,
    places,
    query,
)
from tests.test_authorization import body_of, signed_in
from tests.world import MARK, two_counties

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
# The widest reach over findings and the register of leads ask everywhere; a unit outside and an
# administrator, to whom most is not there, at every other address.
ROLES = {
    Role.INSPECTION_OFFICE: slice(None),
    Role.CASE_SUPERVISION: slice(None),
    Role.UNIT_CONTACT: slice(0, None, 2),
    Role.SYSTEM_ADMIN: slice(1, None, 2),
}
# They answer 503 where a service is away, as in tests the broker is.
HEALTH = ("/healthz", "/readyz")
# How far apart the queries of two roles are in the list of values.
TURN = 11
SIGNS_OUT = ("/accounts/logout/", "/admin/logout/")


@pytest.fixture(scope="module")
def county(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield two_counties()[0]
        transaction.set_rollback(True)


def answer(client, path, sent=(), *, method="get"):
    """(status, text of the page) of one request, whose changes are undone."""
    pairs = {}
    for name, value in sent:
        pairs.setdefault(name, []).append(value)
    with transaction.atomic():
        response = getattr(client, method)(path, pairs)
        text = body_of(response)
        transaction.set_rollback(True)
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    return response.status_code, text if is_page else ""


def faults(county, role, asked):
    """What was answered wrongly, of (address, query, method) triples."""
    client, own = signed_in(county.people[role]), f"{MARK}{county.region.name}函"
    for path, sent, method in asked:
        status, page = answer(client, path, sent, method=method)
        if status >= 500 and path not in HEALTH:
            yield f"{status} {method} {path}"
        if RAW in page or COMPUTED in page:
            yield f"repeated {method} {path}"
        if role != Role.CASE_SUPERVISION and own in page:
            yield f"lead {method} {path}"


@pytest.mark.parametrize("role", ROLES)
def test_no_address_breaks_or_repeats_what_is_asked(county, role):
    names, first = names_of_filters(), list(ROLES).index(role)
    # Each role asks each address with another query, each address another one than the last.
    asked = [
        (path, query(names, place + first * TURN), "get")
        for place, path in enumerate(places(county))
        if path not in SIGNS_OUT
    ][ROLES[role]]

    assert len(asked) > 250
    assert list(faults(county, role, asked)) == []


@pytest.mark.parametrize("role", [Role.INSPECTION_OFFICE, Role.CASE_SUPERVISION])
def test_no_form_breaks_or_repeats_what_is_sent(county, role):
    client = signed_in(county.people[role])
    forms = {
        form
        for path in places(county)
        if path not in SIGNS_OUT and not path.startswith("/api/")
        for form in forms_of(path, answer(client, path)[1])
        if form[0] not in SIGNS_OUT
    }
    first = list(ROLES).index(role)
    asked = [
        (path, query(names, place + first * TURN), "post")
        for place, (path, names) in enumerate(sorted(forms))
    ]

    assert len(forms) > 30
    assert list(faults(county, role, asked)) == []


def test_no_address_of_what_cannot_exist_breaks(county):
    asked = [(path, (), "get") for path in odd_places()]

    assert len(asked) > 300
    assert list(faults(county, Role.INSPECTION_OFFICE, asked)) == []


def test_the_anonymous_break_nothing_where_they_may_ask(county):
    client = signed_in(county.people[Role.UNIT_CONTACT])
    client.logout()
    names = ("username", "password", "next", "language", "once", "code")

    broken = [
        (path, method)
        for path in ("/accounts/login/", "/accounts/login/code/", "/i18n/setlang/")
        for method in ("get", "post")
        for turn in range(len(VALUES))
        if answer(client, path, query(names, turn), method=method)[0] >= 500
    ]

    assert broken == []
