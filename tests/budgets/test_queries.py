"""No page asks more of the database than its budget, and none asks more for many rows than for few.

`make budgets` writes the budgets anew (queries.json): a page that became cheaper has to stay so.
"""

import os
from dataclasses import dataclass, field

import pytest
from django.db import transaction
from django.test import override_settings

from airdefense.accounts.roles import Role
from tests.budgets.counting import Cost, Visits, baseline, pages, write
from tests.budgets.growing import Growth
from tests.factories.accounts import OrganisationFactory
from tests.factories.reports import ReportFactory
from tests.world import a_county

# Few are more than a list of the home page shows, which is counted when it is longer.
FEW, MANY = 10, 50
# What a page may ask that has no budget of its own yet.
USUAL = {"list": 7, "detail": 10, "form": 12, "page": 10, "data": 10}
HOME = "home as "
# A list of more than a page is counted; what fits on a page needs no counting.
COUNTED = 1
# As deployed, a session is found in the cache and not in a table; but what is kept there for a
# moment is found out anew on every page, or a count would depend on the moment.
DEPLOYED = {
    "SESSION_ENGINE": "django.contrib.sessions.backends.cached_db",
    "SESSION_CACHE_ALIAS": "sessions",
    "CACHES": {
        "default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
        "sessions": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    },
}

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@dataclass
class Measured:
    """What every page cost at few rows and at many, by route."""

    addresses: dict[str, str]
    few: dict[str, Cost] = field(default_factory=dict)
    many: dict[str, Cost] = field(default_factory=dict)


@pytest.fixture(scope="module")
def measured(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(**DEPLOYED):
        yield measure()
        transaction.set_rollback(True)


def measure() -> Measured:
    city = OrganisationFactory(city=True, code="530400", name="玉溪市")
    county = a_county(city, "530423", "通海县")
    growth = Growth(county.cases)
    growth.grow(FEW - 1)
    county.cases["report"] = ReportFactory(scope=county.region)
    visits, addresses = Visits(county.people), pages(county)
    addresses |= {HOME + role: "/" for role in Role}
    is_writing = os.environ.get("BUDGETS") == "write"
    known = {} if is_writing else known_readers()
    roles = readers(visits, addresses, known)
    found = Measured(addresses)
    for rows, costs in ((FEW, found.few), (MANY, found.many)):
        if rows == MANY:
            growth.grow(MANY - FEW)
        for route in sorted(addresses.keys() & roles.keys()):
            if cost := visits.cost(roles[route], addresses[route]):
                costs[route] = cost
    if is_writing:
        write({route: budget(roles.get(route), found.many.get(route)) for route in addresses})
    return found


def readers(visits: Visits, addresses: dict[str, str], known: dict[str, str]) -> dict[str, str]:
    """Who opens each page: who is known to, else the first who may."""
    found = {}
    for route, path in addresses.items():
        if route.startswith(HOME):
            found[route] = route.removeprefix(HOME)
        elif route in known:
            found[route] = known[route]
        else:
            found[route] = visits.first(path)
    return {route: role for route, role in found.items() if role}


def known_readers() -> dict[str, str]:
    """By the budgets; "" for what is open to nobody as the cases of a world stand."""
    return {route: told["role"] if told else "" for route, told in baseline().items()}


def budget(role: str | None, cost: Cost | None) -> dict[str, object] | None:
    return cost and {"kind": cost.kind, "role": role, "queries": cost.statements}


def test_no_page_asks_more_than_its_budget(measured):
    dear = {}
    for route, cost in measured.many.items():
        told = baseline().get(route)
        limit = told["queries"] if told else USUAL[cost.kind]
        if cost.statements > limit:
            dear[route] = f"{cost.statements} of {limit}"

    assert dear == {}


def test_no_page_asks_more_for_many_rows_than_for_few(measured):
    growing = {
        route: f"{measured.few[route].statements} -> {cost.statements}"
        for route, cost in measured.many.items()
        if cost.statements > measured.few[route].statements + COUNTED
    }

    assert growing == {}


def test_whoever_a_budget_names_can_open_the_page(measured):
    named = {route for route, told in baseline().items() if told}

    assert sorted(named & measured.addresses.keys() - measured.many.keys()) == []


def test_no_budget_is_for_a_page_that_is_gone(measured):
    assert sorted(baseline().keys() - measured.addresses.keys()) == []
