import pytest

from airdefense.accounts.roles import Role
from projects.models import Permit
from tests.factories.accounts import OrganisationFactory
from tests.factories.reconciliation import DifferenceFactory, TreasuryEntryFactory, a_match

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/projects"


def test_a_match_is_read_and_accepted_as_on_the_page(as_role):
    match = a_match()
    client = as_role(Role.DATA_CLERK, match.region)

    listed = client.get(f"{ROOT}/matches/?waits=true").json()["results"]
    answer = client.post(f"{ROOT}/matches/{match.pk}/steps/accept/", {}, "application/json").json()

    assert [(row["id"], row["project_code"]) for row in listed] == [(match.pk, match.project.code)]
    assert (answer["status"], answer["reasons"][0]) == ("accepted", "Names alike: 100 %")
    assert Permit.objects.get(pk=match.permit_id).project == match.project
    again = client.post(f"{ROOT}/matches/{match.pk}/steps/accept/", {}, "application/json")
    assert again.status_code == 409


def test_another_role_is_refused_and_a_stranger_finds_nothing(as_role):
    match = a_match()
    reader = as_role(Role.INSPECTOR, match.region)
    stranger = as_role(Role.DATA_CLERK, OrganisationFactory())
    step = f"{ROOT}/matches/{match.pk}/steps/accept/"

    assert (reader.post(step).status_code, stranger.post(step).status_code) == (403, 404)
    assert stranger.get(f"{ROOT}/matches/").json()["results"] == []


def test_an_unknown_step_is_not_found(as_role):
    match = a_match()
    client = as_role(Role.DATA_CLERK, match.region)

    assert client.post(f"{ROOT}/matches/{match.pk}/steps/void/").status_code == 404


def test_a_difference_is_read_and_explained(as_role):
    difference = DifferenceFactory()
    client = as_role(Role.INSPECTION_OFFICE, difference.region)
    url = f"{ROOT}/differences/{difference.pk}/"

    row = client.get(url).json()
    silent = client.post(f"{url}steps/explain/", {}, "application/json")
    answer = client.post(f"{url}steps/explain/", {"note": "a park"}, "application/json")

    assert (row["kind"], row["departments"]) == (
        "no_project",
        ["Natural resources and planning"],
    )
    assert (silent.status_code, answer.json()["status"]) == (409, "explained")


def test_papers_and_treasury_lines_are_read_by_those_who_may(as_role):
    match, entry = a_match(), TreasuryEntryFactory()
    clerk = as_role(Role.DATA_CLERK, match.region)
    unit = as_role(Role.UNIT_CONTACT, match.region)

    papers = clerk.get(f"{ROOT}/papers/?is_matched=false").json()["results"]

    assert [row["number"] for row in papers] == [match.permit.number]
    assert unit.get(f"{ROOT}/papers/").json()["results"] == []
    assert clerk.get(f"{ROOT}/entries/").json()["results"] == []
    assert clerk.get(f"{ROOT}/entries/{entry.pk}/").status_code == 404
