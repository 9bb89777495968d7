"""The inspected unit learns what was found, never how: the method tells who spoke (domain §3.7)."""

import pytest
from django.urls import reverse

from airdefense.accounts.roles import Role
from inspections import actions
from inspections.models import Method
from tests.factories.accounts import NOON, TODAY, person
from tests.factories.inspections import a_crew, a_finding

pytestmark = pytest.mark.django_db
SECRET = "与会计赵某个别谈话"


@pytest.fixture
def told():
    """A finding from a talk, fed back to its unit."""
    crew = a_crew()
    finding = a_finding(crew, status="approved", method=Method.TALK, process=SECRET)
    office = person(Role.INSPECTION_OFFICE, finding.region)
    actions.send_feedback(findings=[finding], on=TODAY, by=office, at=NOON)
    finding.refresh_from_db()
    return finding


@pytest.mark.parametrize("name", ["detail", "peek"])
def test_pages_of_a_fed_back_finding_say_nothing_of_the_method(as_role, told, name):
    contact = as_role("unit_contact", told.unit)

    text = contact.get(reverse(f"inspections:{name}", args=[told.pk])).content.decode()

    assert told.title in text
    assert SECRET not in text
    assert str(Method.TALK.label) not in text


def test_working_paper_stays_with_the_team_and_the_offices(as_role, told):
    url = reverse("inspections:paper", args=[told.pk])

    assert as_role("unit_contact", told.unit).get(url).status_code == 403
    assert as_role("inspection_office", told.region).get(url).status_code == 200


@pytest.mark.parametrize("export", ["", "&export=xlsx"])
def test_lists_neither_show_nor_ask_about_the_method(as_role, told, export):
    contact = as_role("unit_contact", told.unit)
    url = reverse("inspections:list")

    asked = contact.get(f"{url}?method=files{export}")
    body = b"".join(asked) if asked.streaming else asked.content

    assert asked.status_code == 200
    if not export:
        assert told.title in body.decode()
        assert 'name="method"' not in body.decode()


def test_api_leaves_method_and_process_out_and_does_not_filter_by_them(as_role, told):
    contact = as_role("unit_contact", told.unit)
    url = "/api/v1/inspections/findings/"

    (row,) = contact.get(f"{url}?method=files").json()["results"]

    assert row["number"] == told.number
    assert {"method", "process"}.isdisjoint(row)


def test_team_reads_how_it_was_found(as_role, told):
    text = as_role("inspector", told.region).get(told.get_absolute_url()).content.decode()

    assert SECRET in text
    assert str(Method.TALK.label) in text
