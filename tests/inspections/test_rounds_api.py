"""Rounds over the API: the same actions as the pages, the same refusals."""

from datetime import timedelta

import pytest
from django.utils import timezone

from airdefense.accounts.roles import Role
from inspections.models import CheckPlan, ProjectCheck, Round, RoundActivity, RoundDeadline
from tests.factories.accounts import OrganisationFactory, person
from tests.factories.inspections import (
    CheckPlanFactory,
    RoundActivityFactory,
    RoundDeadlineFactory,
    a_check,
    a_crew,
)

pytestmark = pytest.mark.django_db
API = "/api/v1/inspections/"
DAY = "2020-11-02"


def send(client, address, body, method="post"):
    return getattr(client, method)(API + address, body, content_type="application/json")


def of(crew, user):
    return crew.team.members.get(user=user).pk


def test_deadlines_are_entered_anew_read_and_met(crew, sign_in):
    client, address = sign_in(crew.office), f"rounds/{crew.round.pk}/deadlines/"
    line = {"item": "team_report", "days": 15, "is_working_days": True, "basis": "方案"}

    stored = send(client, address, [line], "put").json()
    met = send(client, f"deadlines/{stored[0]['id']}/meet/", {"on": DAY})

    assert [(row["item"], row["days"], row["met_on"]) for row in stored] == [
        ("team_report", 15, None)
    ]
    assert stored[0]["due_on"] == RoundDeadline.objects.get().due_on.isoformat()
    assert (met.status_code, met.json()["met_on"]) == (200, DAY)
    assert client.get(API + address).json()[0]["met_on"] == DAY


def test_a_wrong_line_is_named_and_nothing_entered(crew, sign_in):
    lines = [{"item": "plan", "days": 30, "basis": ""}, {"item": "nothing", "days": 0}]

    response = send(sign_in(crew.office), f"rounds/{crew.round.pk}/deadlines/", lines, "put")

    assert response.status_code == 400
    assert {place: sorted(errors) for place, errors in response.json()["errors"].items()} == {
        "0": ["basis"],
        "1": ["basis", "days", "item"],
    }
    assert RoundDeadline.objects.count() == 0


def test_the_entry_notice_is_given_once(crew, sign_in):
    client, address = sign_in(crew.office), f"rounds/{crew.round.pk}/notice/"

    first, second = send(client, address, {"on": DAY}), send(client, address, {"on": DAY})

    assert first.json()["notice_number"] == Round.objects.get().notice_number
    assert second.status_code == 409


def test_a_team_is_read_and_changed(crew, sign_in):
    client, newcomer = sign_in(crew.office), person(Role.INSPECTOR, crew.county)
    facts = {"user": newcomer.username, "position": "member", "declared_on": DAY}

    added = send(client, f"teams/{crew.team.pk}/members/", facts)
    led = send(client, f"members/{of(crew, crew.deputy)}/lead/", {"reason": "ill"})
    left = send(client, f"members/{of(crew, crew.leader)}/leave/", {"reason": "ill", "on": DAY})

    assert (added.status_code, added.json()["user"]) == (201, newcomer.display_name)
    assert (led.json()["position"], left.json()["left_on"]) == ("leader", DAY)
    team = client.get(f"{API}teams/{crew.team.pk}/").json()
    assert (team["regions"], len(team["members"])) == ([crew.county.code], 5)


def test_a_declared_recusal_answers_the_checks_to_reassign_and_one_is_reassigned(crew, sign_in):
    check = a_check(crew)
    body = {"on": DAY, "organisations": [crew.authority.path]}

    declared = send(sign_in(crew.inspector), f"members/{of(crew, crew.inspector)}/recusal/", body)
    to = {"to": crew.colleague.username, "reason": "recused"}
    moved = send(sign_in(crew.leader), f"checks/{check.pk}/reassign/", to)

    assert declared.json()["checks_to_reassign"] == [check.pk]
    assert moved.json()["assigned_to"] == crew.colleague.display_name


def drawing(**changes):
    due_on = (timezone.localdate() + timedelta(days=5)).isoformat()
    return {"method": "random", "seed": "2020", "size": 2, "due_on": due_on, **changes}


def test_a_draw_is_answered_first_and_assigned_as_it_was_seen(crew, sign_in):
    for _n in range(4):
        crew.project()
    client, address = sign_in(crew.leader), f"teams/{crew.team.pk}/draws/"

    preview = send(client, address, drawing()).json()
    assert ProjectCheck.objects.count() == 0
    made = send(client, address, drawing(seen=preview["seen"], confirm=True))

    plan = CheckPlan.objects.get()
    assert (made.status_code, made.json()["holds"], preview["population"]) == (201, True, 4)
    assert {project["code"] for project in preview["projects"]} == set(
        plan.checks.values_list("project__code", flat=True)
    )
    assert (
        client.get(f"{API}plans/{plan.pk}/").json()["population_sha256"]
        == (preview["population_sha256"])
    )


def test_a_draw_that_changed_meanwhile_is_a_conflict(crew, sign_in):
    crew.project(), crew.project()
    client, address = sign_in(crew.leader), f"teams/{crew.team.pk}/draws/"
    seen = send(client, address, drawing()).json()["seen"]
    crew.project()

    response = send(client, address, drawing(seen=seen, confirm=True))

    assert response.status_code == 409
    assert ProjectCheck.objects.count() == 0


def test_activities_are_counted_listed_and_voided(crew, sign_in):
    client = sign_in(crew.inspector)
    body = {"region": crew.county.code, "held_on": DAY, "counts": {"talk": 12, "file": 3}}

    counted = send(client, f"teams/{crew.team.pk}/activities/", body)
    wrong = send(client, f"teams/{crew.team.pk}/activities/", {**body, "counts": {"nap": 1}})
    talk = RoundActivity.objects.get(kind="talk")
    voided = send(client, f"activities/{talk.pk}/void/", {"reason": "twice"})

    assert (counted.status_code, wrong.status_code) == (201, 400)
    assert voided.json()["is_void"] is True
    listed = client.get(f"{API}rounds/{crew.round.pk}/activities/").json()["results"]
    assert [(row["kind"], row["is_void"]) for row in listed] == [("file", False), ("talk", True)]


def everything(crew):
    """Every write, with a body that says nothing."""
    round_, team = crew.round.pk, crew.team.pk
    member = of(crew, crew.colleague)
    return [
        ("put", f"rounds/{round_}/deadlines/"),
        ("post", f"rounds/{round_}/notice/"),
        ("post", f"teams/{team}/members/"),
        ("post", f"teams/{team}/draws/"),
        ("post", f"teams/{team}/activities/"),
        ("post", f"members/{member}/leave/"),
        ("post", f"members/{member}/lead/"),
        ("post", f"members/{member}/recusal/"),
        ("post", f"deadlines/{RoundDeadlineFactory(crew=crew).pk}/meet/"),
        ("post", f"activities/{RoundActivityFactory(crew=crew).pk}/void/"),
        ("post", f"checks/{a_check(crew).pk}/reassign/"),
    ]


def test_another_role_is_refused_before_its_body_is_read(crew, sign_in):
    client = sign_in(person(Role.DATA_CLERK, crew.county))

    answers = {
        address: send(client, address, {}, method).status_code
        for method, address in everything(crew)
    }

    assert set(answers.values()) == {403}


def test_a_sibling_county_finds_nothing(crew, sign_in):
    sibling = a_crew(OrganisationFactory(parent=crew.county.parent))
    client = sign_in(sibling.office)
    crew.project()
    plan = CheckPlanFactory(crew=crew)

    answers = [send(client, path, {}, method).status_code for method, path in everything(crew)]

    assert set(answers) == {404}
    assert client.get(f"{API}plans/{plan.pk}/").status_code == 404
