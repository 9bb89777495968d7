"""Rounds opened and checks assigned through the JSON API."""

from datetime import timedelta

import pytest
from django.utils import timezone

from airdefense.accounts.roles import Role
from airdefense.casework.models import Event
from inspections.models import ProjectCheck, Round
from tests.factories.accounts import OrganisationFactory, person
from tests.factories.inspections import a_crew
from tests.factories.projects import ProjectFactory

pytestmark = pytest.mark.django_db

ROUNDS = "/api/v1/inspections/rounds/"


@pytest.fixture
def crew(db):
    """A crew of one county under a city."""
    return a_crew(OrganisationFactory(parent=OrganisationFactory(city=True)))


@pytest.fixture
def sibling(crew):
    """A crew of another county of the same city."""
    return a_crew(OrganisationFactory(parent=crew.county.parent))


def post(client, url, data):
    return client.post(url, data, content_type="application/json")


def plan(crew, **changes):
    return {
        "name": "Special inspection of the fee",
        "organ": "inspection",
        "kind": "SPECIAL",
        "attributes": ["ELEVATED"],
        "region": crew.county.code,
        "mandate": "玉巡发〔2020〕9号",
        "starts_on": "2020-10-01",
        "ends_on": "2020-12-31",
        "inspected": [crew.authority.path],
    } | changes


def shares(crew, *projects, **changes):
    return {
        "team": crew.team.name,
        "assigned_to": crew.inspector.username,
        "due_on": (timezone.localdate() + timedelta(days=7)).isoformat(),
        "projects": [project.code for project in projects],
    } | changes


def checks_of(crew):
    return f"{ROUNDS}{crew.round.pk}/checks/"


def test_the_office_opens_a_round(crew, sign_in):
    body = plan(crew)

    response = post(sign_in(crew.office), ROUNDS, body)

    round_ = Round.objects.exclude(pk=crew.round.pk).get()
    said = response.json()
    assert response.status_code == 201
    assert {name: said[name] for name in body if name != "inspected"} == {
        name: value for name, value in body.items() if name != "inspected"
    }
    assert (said["number"], said["status"]) == (round_.number, "planned")
    assert list(round_.inspected.all()) == [crew.authority]
    assert Event.objects.of(round_).get().actor == crew.office


def test_a_round_names_every_wrong_field_at_once(crew, sibling, sign_in):
    wrong = {
        "organ": "court",
        "attributes": ["LOUD"],
        "region": sibling.county.code,
        "starts_on": "soon",
        "inspected": [sibling.authority.path],
    }

    response = post(sign_in(crew.office), ROUNDS, wrong)

    assert response.status_code == 400
    assert set(response.json()["errors"]) == set(plan(crew))
    assert Round.objects.count() == 2


def test_a_region_of_a_stranger_looks_like_an_unknown_one(crew, sibling, sign_in):
    client = sign_in(crew.office)

    said = [
        post(client, ROUNDS, plan(crew, region=code))
        .json()["errors"]["region"][0]
        .replace(code, "N")
        for code in (sibling.county.code, "999999")
    ]

    assert said[0] == said[1]


def test_a_round_that_ends_before_it_starts_is_a_conflict(crew, sign_in):
    response = post(sign_in(crew.office), ROUNDS, plan(crew, ends_on="2020-09-30"))

    assert (response.status_code, response.json()["detail"]) == (
        409,
        "A round does not end before it starts.",
    )
    assert Round.objects.count() == 1


@pytest.mark.parametrize("is_complete", [True, False])
def test_nobody_else_opens_a_round(crew, sign_in, is_complete):
    body = plan(crew) if is_complete else {}

    response = post(sign_in(crew.leader), ROUNDS, body)

    assert (response.status_code, Round.objects.count()) == (403, 1)


@pytest.mark.parametrize("who", ["leader", "office"])
def test_checks_are_assigned_by_the_numbers_of_the_projects(crew, sign_in, who):
    first, second = crew.project(), crew.project()

    response = post(sign_in(getattr(crew, who)), checks_of(crew), shares(crew, first, second))

    assert response.status_code == 201
    assert [(row["project"], row["team"], row["stake_yuan"]) for row in response.json()] == [
        (first.code, crew.team.name, "0.00"),
        (second.code, crew.team.name, "0.00"),
    ]
    assert {check.assigned_to for check in ProjectCheck.objects.all()} == {crew.inspector}


def test_an_assignment_names_every_wrong_field_at_once(crew, sibling, sign_in):
    theirs = ProjectFactory(authority=sibling.authority)
    wrong = shares(
        crew, theirs, team="nobody", assigned_to=sibling.inspector.username, due_on="soon"
    )

    responses = [
        post(sign_in(crew.leader), checks_of(crew), body)
        for body in (wrong, {}, shares(crew), [wrong])
    ]

    every = ["assigned_to", "due_on", "projects", "team"]
    assert [response.status_code for response in responses] == [400] * 4
    assert [sorted(response.json()["errors"]) for response in responses] == [
        every,
        every,
        ["projects"],
        ["non_field_errors"],
    ]
    assert ProjectCheck.objects.count() == 0


def test_a_project_under_check_already_is_a_conflict_and_nothing_is_assigned(crew, sign_in):
    taken, free = crew.project(), crew.project()
    client = sign_in(crew.leader)
    post(client, checks_of(crew), shares(crew, taken))

    response = post(client, checks_of(crew), shares(crew, free, taken))

    assert (response.status_code, response.json()["detail"]) == (
        409,
        f"{taken} is checked in this round already, by {crew.inspector}.",
    )
    assert ProjectCheck.objects.count() == 1


def test_a_sibling_county_finds_no_round_to_assign_in(crew, sibling, sign_in):
    body = shares(crew, crew.project())

    responses = [post(sign_in(sibling.leader), checks_of(crew), data) for data in (body, {})]

    assert [response.status_code for response in responses] == [404, 404]
    assert ProjectCheck.objects.count() == 0


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.DATA_CLERK])
def test_another_role_is_refused_whatever_the_body_says(crew, sign_in, role):
    client = sign_in(person(role, crew.county))
    body = shares(crew, crew.project())

    responses = [post(client, checks_of(crew), data) for data in (body, {})]

    assert [response.status_code for response in responses] == [403, 403]
    assert ProjectCheck.objects.count() == 0
