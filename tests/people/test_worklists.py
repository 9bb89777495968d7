"""What waits for the three administrators on the page of their work, and that no case does."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from airdefense.accounts.home import panes_for
from airdefense.accounts.roles import ADMINISTRATORS, Role
from tests.casework.cases import a_project
from tests.factories.accounts import NOON, TODAY, OrganisationFactory, UserFactory, person
from tests.factories.people import GrantRequestFactory, NarrowingFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("day")]
LONG_AGO = datetime(2019, 1, 1, tzinfo=UTC)


@pytest.fixture
def day():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def city():
    return OrganisationFactory(city=True, code="530400")


def waiting(user):
    """The rows of each work list of this person."""
    return {pane.work.key: set(pane.work.queryset) for pane in panes_for(user, TODAY)}


def test_accounts_that_can_do_nothing_and_those_nobody_uses_wait_for_the_system_administrator(city):
    county, other = OrganisationFactory(parent=city), OrganisationFactory(parent=city)
    admin = person(Role.SYSTEM_ADMIN, county, last_login=NOON)
    idle = UserFactory(organisation=county, date_joined=LONG_AGO, last_login=NOON)
    unused = person(Role.INSPECTOR, county, date_joined=LONG_AGO, last_login=None)
    proposed = UserFactory(organisation=county, last_login=NOON)
    GrantRequestFactory(person=proposed, scope=county)
    UserFactory(organisation=county, is_active=False)
    UserFactory(organisation=other, date_joined=LONG_AGO)

    found = waiting(admin)

    assert found["accounts-without-role"] == {idle}
    assert found["accounts-unused"] == {unused}


@pytest.mark.parametrize("standing", ["without_role", "unused"])
def test_the_list_opens_exactly_the_rows_that_wait(as_role, city, standing):
    client = as_role(Role.SYSTEM_ADMIN, city, last_login=NOON)
    UserFactory(organisation=city, date_joined=LONG_AGO, display_name="Forgotten")
    person(Role.INSPECTOR, city, last_login=NOON, display_name="At work")

    page = client.get(f"/people/accounts/?standing={standing}").content.decode()

    assert "Forgotten" in page
    assert "At work" not in page


def test_the_auditor_reads_what_was_granted_and_withdrawn_of_late(as_role, city):
    client = as_role(Role.AUDITOR, city)
    old, fresh, gone = (person(Role.INSPECTOR, city) for _each in range(3))
    for user, fields in {
        client.user: {"granted_at": LONG_AGO},
        old: {"granted_at": LONG_AGO},
        gone: {
            "granted_at": LONG_AGO,
            "withdrawn_at": NOON - timedelta(days=6),
            "withdrawn_by": fresh,
        },
    }.items():
        user.role_grants.update(**fields)

    found = {grant.user for grant in waiting(client.user)["grants-of-the-week"]}
    page = client.get("/people/grants/?state=recent").content.decode()

    assert found == {fresh, gone}
    assert fresh.display_name in page
    assert old.display_name not in page


def test_what_is_to_be_taken_from_a_role_waits_for_a_second_person(city):
    security, other = person(Role.SECURITY_ADMIN, city), person(Role.SECURITY_ADMIN, city)
    row = NarrowingFactory(scope=city, proposed_by=security)

    assert row not in waiting(security)["narrowings-to-decide"]
    assert waiting(other)["narrowings-to-decide"] == {row}


@pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
def test_no_case_waits_for_an_administrator_or_is_named_on_the_page(as_role, city, role):
    project = a_project(region=city)
    client = as_role(role, city)

    page = client.get("/").content.decode()

    assert project.name not in page
    assert not any(key.startswith(("project", "finding", "lead")) for key in waiting(client.user))
