"""The matrix is read out of the product; a customer's row only takes away, by two people."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from airdefense.accounts.models import User
from airdefense.accounts.roles import ADMINISTRATORS, Role
from airdefense.casework.workflow import NotAllowed, NotPossible
from airdefense.people import actions, matrix
from airdefense.people.models import Narrowing
from projects.actions import take_published_step
from projects.models import FeeRate
from tests.factories.accounts import (
    NOON,
    TODAY,
    OrganisationFactory,
    RoleGrantFactory,
    person,
)
from tests.factories.leads import a_lead
from tests.factories.projects import FeeRateFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("day")]
KEY = "projects.feerate:put_in_force"


@pytest.fixture
def day():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def city():
    return OrganisationFactory(city=True, code="530400")


@pytest.fixture
def security(city):
    return person(Role.SECURITY_ADMIN, city)


def proposed(scope, by, role=Role.DATA_CLERK, key=KEY, on=TODAY):
    return actions.propose_narrowing(
        action=matrix.actions()[key],
        role=role,
        scope=scope,
        effective_from=on,
        document="Office letter 5",
        by=by,
        at=NOON,
    )


def in_force(scope, **facts):
    """A narrowing that two security administrators published."""
    row = proposed(scope, person(Role.SECURITY_ADMIN, scope), **facts)
    by = person(Role.SECURITY_ADMIN, scope)
    return actions.take_narrowing_step(row, "put_in_force", by=by, at=NOON)


def puts_in_force(user, region):
    """Whether this person can still put a rate of the region in force."""
    rate = FeeRateFactory(region=region)
    names = [step.name for step in rate.workflow.available(rate, user)]
    try:
        with transaction.atomic():
            take_published_step(rate, "put_in_force", by=user, at=NOON)
            transaction.set_rollback(True)
    except NotAllowed:
        assert "put_in_force" not in names
        return False
    assert "put_in_force" in names
    return True


def again(user):
    """The person at the next request."""
    return User.objects.get(pk=user.pk)


def test_every_step_of_every_workflow_is_in_the_matrix_with_its_roles():
    found = matrix.actions()

    assert found[KEY].roles == FeeRate.workflow["put_in_force"].roles
    assert {key.partition(":")[0] for key in found} >= {
        "projects.project",
        "inspections.finding",
        "leads.lead",
        "rectification.rectificationtask",
        "people.grantrequest",
    }
    parts = ("projects.", "inspections.", "leads.", "rectification.")
    of_cases = [action for key, action in found.items() if key.startswith(parts)]
    assert not any(action.roles & ADMINISTRATORS for action in of_cases)


def test_what_is_taken_from_a_role_is_refused_in_list_and_deed(city):
    county, other = OrganisationFactory(parent=city), OrganisationFactory(parent=city)
    clerk = person(Role.DATA_CLERK, city)
    office = person(Role.INSPECTION_OFFICE, city)

    before = puts_in_force(clerk, county)
    in_force(county)

    assert before
    assert not puts_in_force(again(clerk), county)
    assert puts_in_force(again(clerk), other)
    assert puts_in_force(again(office), county)


def test_a_row_counts_from_its_day_and_only_once_a_second_person_agreed(city, security):
    clerk = person(Role.DATA_CLERK, city)
    row = proposed(city, security, on=TODAY + timedelta(days=1))

    with pytest.raises(NotPossible, match="a second person"):
        actions.take_narrowing_step(row, "put_in_force", by=security, at=NOON)
    other = person(Role.INSPECTION_OFFICE, city)
    actions.take_narrowing_step(row, "put_in_force", by=other, at=NOON)

    assert puts_in_force(again(clerk), city)
    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        assert not puts_in_force(again(clerk), city)


def test_giving_back_needs_two_people_and_counts_until_then(city):
    clerk = person(Role.DATA_CLERK, city)
    first, second = person(Role.SECURITY_ADMIN, city), person(Role.SECURITY_ADMIN, city)
    row = in_force(city)

    row = actions.take_narrowing_step(row, "propose_end", by=first, at=NOON, note="staffed again")
    while_proposed = puts_in_force(again(clerk), city)
    with pytest.raises(NotPossible, match="a second person"):
        actions.take_narrowing_step(row, "end", by=first, at=NOON)
    actions.take_narrowing_step(row, "end", by=second, at=NOON)

    assert not while_proposed
    assert puts_in_force(again(clerk), city)


def test_two_heads_of_office_narrow_nothing_without_a_security_administrator(city):
    first, second = person(Role.INSPECTION_OFFICE, city), person(Role.CASE_SUPERVISION, city)
    row = proposed(city, first)

    with pytest.raises(NotPossible, match="A security administrator decides"):
        actions.take_narrowing_step(row, "put_in_force", by=second, at=NOON)


def test_nothing_is_ever_added(city, security):
    with pytest.raises(NotPossible, match="gives this step to no such role"):
        proposed(city, security, role=Role.INSPECTOR)


def test_a_step_is_left_to_one_role_at_least(city, security):
    in_force(city, role=Role.DATA_CLERK)
    county = OrganisationFactory(parent=city)

    with pytest.raises(NotPossible, match="nobody could take this step"):
        proposed(county, security, role=Role.INSPECTION_OFFICE)


def test_who_decides_about_roles_is_fixed(city, security):
    with pytest.raises(NotPossible, match="fixed"):
        proposed(city, security, role=Role.SECURITY_ADMIN, key="people.grantrequest:grant")


def test_the_other_role_of_a_person_still_counts_outside_compartments(city):
    both = person(Role.DATA_CLERK, city)
    RoleGrantFactory(user=both, role=Role.INSPECTION_OFFICE)

    in_force(city)

    assert puts_in_force(again(both), city)


def test_inside_a_compartment_the_narrowest_role_counts():
    lead = a_lead("proposed")
    leader = lead.office.leader
    RoleGrantFactory(user=leader, role=Role.SECRETARY, scope=lead.office.commission)

    before = lead.workflow.roles_for(lead, "refuse", again(leader))
    in_force(lead.office.city, role=Role.APPROVING_LEADER, key="leads.lead:refuse")

    assert before == {Role.APPROVING_LEADER, Role.SECRETARY}
    assert lead.workflow.roles_for(lead, "refuse", again(leader)) == frozenset()


def test_reading_what_was_taken_costs_no_question_more(city):
    in_force(city)
    user = again(person(Role.DATA_CLERK, city))

    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = [grant.narrowings for grant in user.grants]

    assert len(asked) == 1
    assert found == [[{"case_type": "projects.feerate", "step": "put_in_force", "path": "530400."}]]


@pytest.mark.parametrize("who", ["approved_by", "ended_by"])
def test_the_database_asks_for_a_second_person(city, who):
    row = in_force(city)
    changes = {
        "approved_by": {"approved_by": row.proposed_by},
        "ended_by": {
            "status": "ended",
            "ending_at": NOON,
            "ending_by": row.proposed_by,
            "ended_at": NOON,
            "ended_by": row.proposed_by,
        },
    }[who]

    with pytest.raises(IntegrityError, match="by_second_person"), transaction.atomic():
        Narrowing.objects.filter(pk=row.pk).update(**changes)


@pytest.mark.parametrize("role", [*sorted(ADMINISTRATORS), Role.INSPECTION_OFFICE])
def test_the_matrix_is_read_and_taken_away_as_a_workbook(as_role, city, role):
    client = as_role(role, city)

    page = client.get("/people/roles/").content.decode()
    one = client.get("/people/roles/?role=inspector").content.decode()
    book = client.get("/people/roles/?format=xlsx")

    assert "Put in force" in page
    assert "Checks the projects assigned to the team" in one
    assert b"".join(book.streaming_content)[:2] == b"PK"


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.LEADERSHIP, Role.CASE_OFFICER])
def test_others_do_not_read_the_matrix(as_role, city, role):
    client = as_role(role, city)

    pages = ("roles/", "narrowings/", "narrowings/new/")
    assert [client.get(f"/people/{page}").status_code for page in pages] == [403, 403, 403]


def test_a_step_is_taken_away_on_the_pages_by_two(as_role, city):
    first, second = as_role(Role.SECURITY_ADMIN, city), as_role(Role.SECURITY_ADMIN, city)
    auditor = as_role(Role.AUDITOR, city)
    facts = {
        "action": KEY,
        "role": Role.DATA_CLERK,
        "scope": city.pk,
        "effective_from": "2020-11-02",
        "document": "Office letter 5",
    }

    wrong = first.post("/people/narrowings/new/", facts | {"role": Role.INSPECTOR})
    first.post("/people/narrowings/new/", facts)
    row = Narrowing.objects.get()
    refused = auditor.post(f"/people/narrowings/{row.pk}/steps/put_in_force/")
    second.post(f"/people/narrowings/{row.pk}/steps/put_in_force/")

    assert "The product gives this step to no such role." in wrong.content.decode()
    assert refused.status_code == 403
    row.refresh_from_db()
    assert (row.status, row.proposed_by, row.approved_by) == ("in_force", first.user, second.user)
    assert "not for" in auditor.get("/people/roles/").content.decode()


def test_what_the_city_took_away_is_told_to_the_counties_it_binds(city):
    county, other = OrganisationFactory(parent=city), OrganisationFactory(parent=city)
    row = in_force(city)
    elsewhere = in_force(other, role=Role.DATA_CLERK)
    head = person(Role.INSPECTION_OFFICE, county)

    assert list(Narrowing.objects.visible_to(head)) == [row]
    assert elsewhere in Narrowing.objects.visible_to(person(Role.AUDITOR, city))
    assert row.workflow.available(row, head) == []
