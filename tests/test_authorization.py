"""Every address × every role × {own county, sibling county, other compartment, anonymous}.

The anonymous is tested address by address in test_architecture.
"""

import re

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver

from airdefense.accounts.roles import ADMINISTRATORS, HEADS, Role
from tests.factories.people import GrantRequestFactory, NarrowingFactory
from tests.world import MARK, two_counties

# Which case an address is about, by its beginning; the longest that fits counts.
ABOUT = {
    "projects/": "project",
    "projects/assessments/": "assessment",
    "projects/gaps/": "gap",
    "projects/receipts/": "receipt",
    "projects/screening/": "suspicion",
    "projects/suspicions/": "suspicion",
    "projects/matches/": "match",
    "projects/differences/": "difference",
    "projects/papers/": "paper",
    "projects/entries/": "entry",
    "projects/demand-notices/": "demand",
    "projects/deferrals/": "deferral",
    "projects/remittances/": "remittance",
    "projects/refunds/": "refund",
    "projects/allocations/": "allocation",
    "projects/write-offs/": "write_off",
    "projects/rates/": "rate",
    "projects/rates/adjustments/": "adjustment",
    "projects/adjustments/": "adjustment",
    "projects/policies/": "policy",
    "projects/rates/policies/": "policy",
    "inspections/findings/": "finding",
    "inspections/suspicions/": "suspicion",
    "inspections/from-suspicions/": "suspicion",
    "inspections/checks/": "check",
    "inspections/field/": "check",
    "inspections/rounds/": "round",
    "inspections/deadlines/": "deadline",
    "inspections/plans/": "plan",
    "inspections/activities/": "activity",
    "inspections/teams/": "team",
    "inspections/members/": "member",
    "inspections/powers/": "power",
    "inspections/controls/": "control",
    "inspections/power-lists/": "power_list",
    "inspections/wordings/": "wording",
    "leads/": "lead",
    "leads/cases/": "case",
    "imports/": "import",
    "journal/": "change",
    "attachments/": "file",
    "hand-over/": "hand_over",
    "checkup/": "waiver",
    "checkup/rules/": "finding",
    "rectification/": "task",
    "rectification/rounds/": "round",
    "rectification/tasks/": "task",
    "rectification/extensions/": "extension",
    "rectification/submissions/": "submission",
    "rectification/suspensions/": "suspension",
    "rectification/milestones/": "milestone",
    "rectification/contributions/": "contribution",
    "rectification/rechecks/": "recheck",
    "rectification/rechecks/draws/": "draw",
    "rectification/recheck-draws/": "draw",
    "rectification/instruments/": "instrument",
    "rectification/instruments/of-lead/": "lead",
    "reports/instructions/": "instruction",
}
MAIN_PAGES = {
    "project": "/projects/{}/",
    "match": "/projects/matches/{}/",
    "difference": "/projects/differences/{}/",
    "paper": "/projects/papers/{}/",
    "entry": "/projects/entries/{}/",
    "suspicion": "/projects/suspicions/{}/",
    "finding": "/inspections/findings/{}/",
    "check": "/inspections/checks/{}/",
    "round": "/inspections/rounds/{}/",
    "power_list": "/inspections/power-lists/{}/",
    "power": "/inspections/powers/{}/",
    "wording": "/inspections/wordings/{}/",
    "plan": "/inspections/plans/{}/",
    "task": "/rectification/{}/",
    "waiver": "/checkup/waivers/{}/",
    "instrument": "/rectification/instruments/{}/",
    "instruction": "/reports/instructions/{}/",
    "recheck": "/rectification/rechecks/{}/",
    "lead": "/leads/{}/",
    "case": "/leads/cases/{}/",
    "import": "/imports/{}/",
    "change": "/journal/{}/",
    "file": "/attachments/{}/about/",
    "hand_over": "/hand-over/{}/",
}
# Who sees what of the own county (domain §3.7); a lead is for its compartment and the register.
CASE_ROLES = set(Role) - ADMINISTRATORS
COMMISSION = {
    Role.CASE_SUPERVISION,
    Role.CASE_OFFICER,
    Role.OFFICE_DIRECTOR,
    Role.APPROVING_LEADER,
    Role.SECRETARY,
    Role.TRIAL_OFFICER,
    Role.CUSTODIAN,
}
READERS = {
    "project": CASE_ROLES,
    "match": CASE_ROLES - {Role.UNIT_CONTACT},
    "difference": CASE_ROLES - {Role.UNIT_CONTACT},
    "paper": CASE_ROLES - {Role.UNIT_CONTACT},
    "entry": CASE_ROLES - {Role.UNIT_CONTACT},
    "finding": CASE_ROLES - {Role.CUSTODIAN},
    "suspicion": CASE_ROLES - {Role.UNIT_CONTACT},
    "check": CASE_ROLES - {Role.UNIT_CONTACT},
    "round": CASE_ROLES - {Role.UNIT_CONTACT},
    "plan": CASE_ROLES - {Role.UNIT_CONTACT},
    "power_list": CASE_ROLES - {Role.UNIT_CONTACT},
    "power": CASE_ROLES - {Role.UNIT_CONTACT},
    "wording": CASE_ROLES - {Role.UNIT_CONTACT},
    "task": CASE_ROLES - COMMISSION,
    "waiver": {Role.INSPECTION_OFFICE, Role.SUPERVISION_OFFICE, Role.TEAM_LEADER},
    "instrument": CASE_ROLES - COMMISSION,
    # Who answers it, and whoever may give instructions over the region.
    "instruction": {
        Role.LEADERSHIP,
        Role.INSPECTION_OFFICE,
        Role.SUPERVISION_OFFICE,
        Role.APPROVING_LEADER,
        Role.UNIT_CONTACT,
    },
    "recheck": CASE_ROLES - COMMISSION - {Role.DATA_CLERK, Role.UNIT_CONTACT},
    "lead": {Role.CASE_SUPERVISION},
    "case": set(),
    "import": {Role.DATA_CLERK, Role.INSPECTION_OFFICE},
    "change": {Role.EXAMINER},
    "file": CASE_ROLES - {Role.CUSTODIAN},
    "hand_over": {Role.INSPECTION_OFFICE, Role.SUPERVISION_OFFICE, Role.TEAM_LEADER},
}

pytestmark = pytest.mark.django_db


def every_route(patterns=None, prefix=""):
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + re.sub(r"[\^$]", "", str(entry.pattern))
        if hasattr(entry, "url_patterns"):
            yield from every_route(entry.url_patterns, route)
        else:
            yield route


PK = re.compile(r"<int:pk>|\(\?P<pk>[^)]*\)")
DOCUMENT = re.compile(r"<document:\w+>")
OTHER = re.compile(r"<\w+:\w+>|\(\?P<\w+>[^)]*\)")


def about(route):
    """The kind of case a route is about, or None."""
    stem = route.removeprefix("api/v1/")
    fitting = [prefix for prefix in ABOUT if stem.startswith(prefix)]
    return ABOUT[max(fitting, key=len)] if fitting else None


def filled(route):
    """The route with a value for each further part: a format that exists, the first of the rest."""
    return OTHER.sub("1", DOCUMENT.sub("docx", route))


def addresses(county, *kinds):
    """Every address of the county's cases: pages, fragments, steps, prints, JSON."""
    return [
        (about(route), "/" + filled(PK.sub(str(county.cases[about(route)].pk), route)))
        for route in every_route()
        if PK.search(route) and about(route) and (not kinds or about(route) in kinds)
    ]


def signed_in(user):
    client = Client(headers={"accept-language": "en"}, raise_request_exception=False)
    client.force_login(user)
    return client


@pytest.fixture(scope="module")
def counties(django_db_setup, django_db_blocker):
    """One world for the whole module; each test runs in a savepoint above it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield two_counties()
        transaction.set_rollback(True)


def status_of(response):
    """The status of an answer, with a file that it sends read to its end and closed."""
    if response.streaming:
        for _chunk in response.streaming_content:
            pass
    return response.status_code


def body_of(response):
    """What an answer says, of a file as well."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode(errors="replace")


def answers(user, pairs):
    """Every (address, method, status) where a GET or a POST of this person was not a 404."""
    client = signed_in(user)
    for _kind, path in pairs:
        for method in (client.get, client.post):
            status = status_of(method(path))
            if status not in (404, 405):
                yield path, method.__name__, status


@pytest.mark.parametrize("role", list(Role))
def test_no_address_of_the_sibling_county_exists_for_any_role(counties, role):
    own, sibling = counties
    pairs = addresses(sibling)

    found = list(answers(own.people[role], pairs))

    assert len(pairs) > 80
    assert found == []


@pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
def test_no_address_of_any_case_exists_for_an_administrator(counties, role):
    own, _sibling = counties

    assert list(answers(own.people[role], addresses(own))) == []


@pytest.mark.parametrize("role", list(Role))
def test_each_role_sees_exactly_the_cases_of_its_own_county_that_it_may(counties, role):
    own, _sibling = counties
    client = signed_in(own.people[role])

    seen = {
        kind
        for kind, page in MAIN_PAGES.items()
        if status_of(client.get(page.format(own.cases[kind].pk))) == 200
    }

    assert seen == {kind for kind, readers in READERS.items() if role in readers}


@pytest.mark.parametrize("role", list(Role))
def test_no_address_breaks_for_any_role_of_the_own_county(counties, role):
    own, _sibling = counties
    client = signed_in(own.people[role])

    broken = [
        (path, status)
        for _kind, path in addresses(own)
        for status in (status_of(client.get(path)), status_of(client.post(path)))
        if status >= 500
    ]

    assert broken == []


# What is kept about people: administrators and heads of office read it within their reach.
READERS_OF_PEOPLE = {*ADMINISTRATORS, *HEADS}
ABOUT_PEOPLE = {
    "people/accounts/": "person",
    "people/bodies/": "body",
    "people/grants/": "grant",
    "people/requests/": "request",
    "people/narrowings/": "narrowing",
}


def addresses_of_people(county):
    """Every address of an account, a body, a grant, a request and a narrowing of the county."""
    inspector = county.people[Role.INSPECTOR]
    rows = {
        "person": inspector,
        "body": county.region,
        "grant": inspector.role_grants.get(),
        "request": GrantRequestFactory(person=inspector, scope=county.region),
        "narrowing": NarrowingFactory(scope=county.region),
    }
    routes = [route for route in every_route() if route.startswith("people/") and PK.search(route)]
    return [
        (kind, "/" + filled(PK.sub(str(rows[kind].pk), route)))
        for route in routes
        for stem, kind in ABOUT_PEOPLE.items()
        if route.startswith(stem)
    ]


def test_no_address_of_people_is_left_out():
    routes = {route for route in every_route() if route.startswith("people/") and PK.search(route)}

    assert all(route.startswith(tuple(ABOUT_PEOPLE)) for route in routes)


@pytest.mark.parametrize("role", list(Role))
def test_no_address_of_people_of_the_sibling_county_exists_for_any_role(counties, role):
    own, sibling = counties
    pairs = addresses_of_people(sibling)

    found = list(answers(own.people[role], pairs))

    assert len(pairs) == 8
    if role in READERS_OF_PEOPLE:
        assert found == []
    else:
        # Whoever reviews nothing is refused before anything is looked for.
        assert {status for _path, _method, status in found} == {403}
        assert {path.split("/")[2] for path, _method, _status in found} == {"accounts", "bodies"}


@pytest.mark.parametrize("role", list(Role))
def test_people_of_the_own_county_are_read_by_administrators_and_heads_of_office(counties, role):
    own, _sibling = counties
    client = signed_in(own.people[role])
    pages = [path for _kind, path in addresses_of_people(own) if path.count("/") == 4]

    seen = [path for path in pages if client.get(path).status_code == 200]

    if role in ADMINISTRATORS or role == Role.INSPECTION_OFFICE:
        assert seen == pages
    elif role in HEADS:
        assert {path.split("/")[2] for path in seen} == {"accounts", "bodies", "narrowings"}
    elif role == Role.INSPECTOR:
        assert {path.split("/")[2] for path in seen} == {"grants", "requests"}
    else:
        assert seen == []


def test_a_member_of_another_compartment_learns_nothing_of_the_lead(counties):
    own, _sibling = counties
    page = MAIN_PAGES["lead"].format(own.cases["lead"].pk)

    assert list(answers(own.office.colleague, addresses(own, "lead", "case"))) == []
    assert signed_in(own.office.officer).get(page).status_code == 200


LISTS = [
    "/",
    "/search/?q=" + MARK,
    *sorted(
        "/" + route
        for route in set(every_route())
        if about(route) and not PK.search(route) and not OTHER.search(route)
    ),
]


@pytest.mark.parametrize("role", list(Role))
def test_no_list_export_or_search_carries_a_word_of_the_sibling_county(counties, role):
    own, sibling = counties
    client = signed_in(own.people[role])
    word = f"{MARK}{sibling.region.name}"

    leaks = [path for path in LISTS if word in body_of(client.get(path))]

    assert leaks == []


@pytest.mark.parametrize("role", list(Role))
def test_only_the_register_shows_a_lead_in_lists_and_search(counties, role):
    own, _sibling = counties
    client = signed_in(own.people[role])
    word = f"{MARK}{own.region.name}函"

    shown = any(word in body_of(client.get(path)) for path in LISTS)

    assert shown is (role == Role.CASE_SUPERVISION)
