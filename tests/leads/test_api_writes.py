"""Cases, outcomes and members written through the JSON API: inside the compartment alone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from airdefense.accounts.roles import Role
from leads.models import DisciplineCase, LeadMember, Outcome
from tests.factories.accounts import RoleGrantFactory, person
from tests.factories.leads import SECRETS, Office, a_case, a_lead

pytestmark = pytest.mark.django_db

LEADS = "/api/v1/leads/"
CASES = "/api/v1/leads/cases/"


def post(client, url, data):
    return client.post(url, data, content_type="application/json")


def proposal(lead, **changes):
    return {
        "lead": lead.pk,
        "matter": "Waiver for a bribe",
        "persons": [row.pk for row in lead.persons.all()],
        "organisation_subject": "",
    } | changes


def decision(lead, **changes):
    return {
        "person": lead.persons.get().pk,
        "kind": "first_form",
        "measure": "reminder talk",
        "document": "Decision 1",
        "effective_on": "2020-01-01",
    } | changes


def admission(lead, **changes):
    return {
        "user": lead.office.colleague.username,
        "reason": "assists",
        "expires_on": (timezone.localdate() + timedelta(days=30)).isoformat(),
    } | changes


def writes(lead):
    return {
        CASES: proposal(lead),
        f"{LEADS}{lead.pk}/outcomes/": decision(lead),
        f"{LEADS}{lead.pk}/members/": admission(lead),
    }


def counts():
    return [model.objects.count() for model in (DisciplineCase, Outcome, LeadMember)]


def test_officer_proposes_a_case_and_gets_its_header(sign_in):
    lead = a_lead("in_disposal")

    response = post(sign_in(lead.office.officer), CASES, proposal(lead))

    case = DisciplineCase.objects.get()
    said = response.json()
    assert response.status_code == 201
    assert set(said) == {"id", "number", "lead", "region", "status", "proposed_at", "filed_at"}
    assert (said["id"], said["lead"], said["status"]) == (case.pk, lead.pk, "proposed")
    assert [row.person for row in case.persons.all()] == list(lead.persons.all())


def test_case_on_nobody_is_a_conflict(sign_in):
    lead = a_lead("in_disposal")

    response = post(sign_in(lead.office.officer), CASES, proposal(lead, persons=[]))

    assert (response.status_code, response.json()["detail"]) == (
        409,
        "Name at least one person, or the organisation investigated.",
    )
    assert DisciplineCase.objects.count() == 0


def test_case_on_a_lead_not_in_disposal_is_a_conflict(sign_in):
    lead = a_lead("proposed")

    response = post(sign_in(lead.office.officer), CASES, proposal(lead))

    assert (response.status_code, response.json()["detail"]) == (
        409,
        "A case is filed on an approved preliminary check.",
    )


def test_officer_records_what_became_of_a_person(sign_in):
    case = a_case("investigation")
    lead, body = case.lead, decision(case.lead, kind="party_sanction", case=case.pk)
    client, url = sign_in(case.office.officer), f"{LEADS}{lead.pk}/outcomes/"

    first, second = (post(client, url, body) for _ in range(2))

    outcome = Outcome.objects.get()
    assert (first.status_code, second.status_code) == (201, 409)
    unsaid = {"code": "", "form": "", "in_effect_until": None, "revoked_on": None}
    assert first.json() == {name: body[name] for name in body if name != "person"} | unsaid
    assert second.json()["detail"] == "This outcome of this document is recorded already."
    assert (outcome.person, outcome.case) == (lead.persons.get(), case)


def test_sanction_without_a_case_is_a_conflict(sign_in):
    lead = a_lead("in_disposal")
    body = decision(lead, kind="party_sanction")

    response = post(sign_in(lead.office.officer), f"{LEADS}{lead.pk}/outcomes/", body)

    assert (response.status_code, response.json()["detail"]) == (
        409,
        "A sanction or a prosecution needs the filed case of the person.",
    )


@pytest.mark.parametrize("who", ["officer", "leader"])
def test_officer_and_leader_let_a_person_in(sign_in, who):
    lead = a_lead("in_disposal")
    client, url = sign_in(getattr(lead.office, who)), f"{LEADS}{lead.pk}/members/"

    first, second = (post(client, url, admission(lead)) for _ in range(2))

    assert (first.status_code, first.json()) == (201, admission(lead))
    assert second.status_code == 409
    assert lead.is_open_to(lead.office.colleague)


def test_person_without_a_role_in_leads_is_not_let_in(sign_in):
    lead = a_lead("in_disposal")
    clerk = person(Role.DATA_CLERK, lead.office.commission, display_name="Data Da")
    officer = sign_in(lead.office.officer)

    response = post(officer, f"{LEADS}{lead.pk}/members/", admission(lead, user=clerk.username))

    assert (response.status_code, list(response.json()["errors"])) == (400, ["user"])
    assert not lead.is_open_to(clerk)


@pytest.mark.parametrize(
    ("noun", "body", "fields"),
    [
        ("outcomes", {}, {"person", "kind", "document", "effective_on"}),
        (
            "outcomes",
            {"kind": "x", "case": "x", "document": "Decision 1"},
            {"person", "kind", "case", "effective_on"},
        ),
        ("outcomes", [1], {"non_field_errors"}),
        ("members", {}, {"user", "reason", "expires_on"}),
        ("members", {"user": "nobody", "expires_on": None}, {"user", "reason", "expires_on"}),
    ],
)
def test_every_wrong_field_is_named_at_once(sign_in, noun, body, fields):
    lead = a_lead("in_disposal")
    before = counts()

    response = post(sign_in(lead.office.officer), f"{LEADS}{lead.pk}/{noun}/", body)

    assert (response.status_code, set(response.json()["errors"])) == (400, fields)
    assert counts() == before


def test_case_names_every_wrong_field_at_once(sign_in):
    lead = a_lead("in_disposal")

    response = post(
        sign_in(lead.office.officer), CASES, {"lead": lead.pk, "persons": [999_999], "matter": ""}
    )

    assert (response.status_code, set(response.json()["errors"])) == (400, {"matter", "persons"})


def test_person_of_another_lead_looks_like_an_unknown_one(sign_in):
    lead = a_lead("in_disposal")
    theirs = a_lead("in_disposal", office=lead.office).persons.get().pk
    client = sign_in(lead.office.officer)
    outcomes = f"{LEADS}{lead.pk}/outcomes/"

    answers = [
        answer
        for key in (theirs, 999_999)
        for answer in (
            post(client, CASES, proposal(lead, persons=[key])).json()["errors"]["persons"],
            post(client, outcomes, decision(lead, person=key)).json()["errors"]["person"],
        )
    ]

    said = [[line.replace(str(theirs), "999999") for line in lines] for lines in answers]
    assert said[:2] == said[2:]


@pytest.mark.parametrize("is_complete", [True, False])
@pytest.mark.parametrize("stranger", ["of the office", "of another city"])
def test_stranger_finds_nothing_whatever_the_body_says(sign_in, stranger, is_complete):
    lead = a_lead("in_disposal")
    other = lead.office.colleague if stranger == "of the office" else Office().officer
    client, before = sign_in(other), counts()

    answers = [post(client, url, body if is_complete else {}) for url, body in writes(lead).items()]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert not any(secret in answer.content.decode() for secret in SECRETS for answer in answers)
    assert counts() == before


def test_header_readers_and_the_leader_write_no_case_and_no_outcome(sign_in):
    lead = a_lead("in_disposal")
    before, empty = counts(), {"lead": lead.pk}

    answers = {
        who: [
            post(sign_in(getattr(lead.office, who)), url, entry).status_code
            for url, body in writes(lead).items()
            for entry in (body, empty)
            if who == "sender" or "members" not in url
        ]
        for who in ("receiver", "sender", "leader")
    }

    assert answers == {"receiver": [403] * 4, "sender": [403] * 6, "leader": [403] * 4}
    assert counts() == before


@pytest.mark.parametrize("body", [{}, {"lead": None}, {"lead": "x"}, {"lead": 999_999}, [1]])
def test_case_on_no_lead_is_not_found(sign_in, body):
    lead = a_lead("in_disposal")

    assert post(sign_in(lead.office.officer), CASES, body).status_code == 404


@pytest.mark.parametrize(
    ("status", "name", "who"),
    [
        ("registered", "assign", "sender"),
        ("assigned", "assign", "officer"),
        ("assigned", "propose", "leader"),
        ("assigned", "propose", "receiver"),
    ],
)
def test_step_of_another_role_is_refused_before_its_body_is_read(sign_in, status, name, who):
    lead = a_lead(status)

    response = post(sign_in(getattr(lead.office, who)), f"{LEADS}{lead.pk}/steps/{name}/", {})

    assert response.status_code == 403


def test_officer_outside_the_compartment_is_refused_before_the_proposal_is_read(sign_in):
    lead = a_lead("assigned")
    registrar = lead.office.receiver
    RoleGrantFactory(user=registrar, role=Role.CASE_OFFICER, scope=lead.office.commission)

    response = post(sign_in(registrar), f"{LEADS}{lead.pk}/steps/propose/", {})

    assert response.status_code == 403
