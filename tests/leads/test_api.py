"""Leads and cases as JSON: the same walls, the same actions."""

import pytest

from airdefense.accounts.roles import Role
from airdefense.casework.models import Event
from leads.models import Lead
from tests.factories.accounts import person
from tests.factories.inspections import a_crew, a_finding
from tests.factories.leads import SECRETS, Office, a_case, a_lead

pytestmark = pytest.mark.django_db

LEADS = "/api/v1/leads/"
CASES = "/api/v1/leads/cases/"
HEADER = {
    "id",
    "number",
    "letter_number",
    "source",
    "region",
    "commission",
    "status",
    "is_on_site",
    "transferred_at",
    "registered_at",
    "returned_at",
    "disposal_due_on",
}


def post(client, url, **data):
    return client.post(url, data, content_type="application/json")


def package(office, **changes):
    data = {
        "source": "INSPECTION",
        "region": office.county.code,
        "commission": office.commission.path,
        "letter_number": "Letter 9",
        "content": {
            "subject_unit": office.unit.path,
            "matter": "Waiver",
            "facts": "Minutes waived the fee.",
            "amount_yuan": "198000.00",
        },
        "persons": [{"name": "First Person", "unit": "Unit"}],
        "reporter": {"name": "Anna"},
    }
    return data | changes


def test_list_holds_headers_only(sign_in):
    office = Office()
    lead = a_lead("assigned", office=office)

    data = sign_in(office.officer).get(LEADS).json()

    assert [set(row) for row in data["results"]] == [HEADER]
    assert data["results"][0]["number"] == lead.number
    assert "count" not in data


def test_member_opens_the_content_and_is_logged(sign_in):
    lead = a_lead("in_disposal")

    data = sign_in(lead.office.officer).get(f"{LEADS}{lead.pk}/").json()

    assert data["content"] == {
        "subject_unit": SECRETS[1],
        "matter": SECRETS[2],
        "facts": SECRETS[3],
        "amount_yuan": "498000.17",
        "power": "",
    }
    assert [row["name"] for row in data["persons"]] == [SECRETS[0]]
    assert (data["method"], "reporter" in data) == ("PRELIM_CHECK", False)
    assert Event.objects.of(lead).filter(name="read", actor=lead.office.officer).count() == 1


@pytest.mark.parametrize("reader", ["receiver", "sender"])
def test_header_reader_gets_the_header_and_is_not_logged(sign_in, reader):
    lead = a_lead("in_disposal")

    data = sign_in(getattr(lead.office, reader)).get(f"{LEADS}{lead.pk}/").json()

    assert set(data) == HEADER
    assert not Event.objects.of(lead).filter(name="read").exists()


def test_transfer_answers_with_the_header(sign_in):
    office = Office()

    response = post(sign_in(office.sender), LEADS, **package(office))

    lead = Lead.objects.get()
    assert (response.status_code, set(response.json())) == (201, HEADER)
    assert (lead.content.matter, lead.persons.get().name) == ("Waiver", "First Person")
    assert lead.reporter.name == "Anna"


def test_transfer_is_closed_to_other_roles(sign_in):
    office = Office()

    refused = post(sign_in(office.officer), LEADS, **package(office))
    wrong_source = post(sign_in(office.clerk), LEADS, **package(office))

    assert (refused.status_code, wrong_source.status_code) == (403, 403)
    assert Lead.objects.count() == 0


def test_transfer_of_a_finding_out_of_reach_looks_like_an_unknown_one(sign_in):
    office = Office()
    hidden = a_finding(a_crew(), status="approved").number
    client = sign_in(office.sender)

    answers = [
        post(client, LEADS, **package(office, finding=number)) for number in (hidden, "WT-404")
    ]

    sentences = [
        answer.json()["errors"]["finding"][0].replace(number, "N")
        for answer, number in zip(answers, (hidden, "WT-404"), strict=True)
    ]
    assert [answer.status_code for answer in answers] == [400, 400]
    assert sentences[0] == sentences[1]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("letter_number", ""),
        ("source", "RUMOUR"),
        ("content", {}),
        ("reporter", {"name": "", "is_anonymous": False}),
        ("region", "999999"),
    ],
)
def test_transfer_names_the_field_that_is_wrong(sign_in, field, value):
    office = Office()

    response = post(sign_in(office.sender), LEADS, **package(office, **{field: value}))

    assert (response.status_code, list(response.json()["errors"])) == (400, [field])


def test_a_lead_travels_by_its_steps(sign_in):
    office = Office()
    lead = office.transfer()

    def send(user, name, **data):
        return post(sign_in(user), f"{LEADS}{lead.pk}/steps/{name}/", **data).json()["status"]

    people = {"handler": office.officer.username, "approver": office.leader.username}
    statuses = [
        send(office.receiver, "receive"),
        send(office.receiver, "assign", **people),
        send(office.officer, "propose", note="Check", method="PRELIM_CHECK"),
        send(office.leader, "approve", note="Agreed"),
        send(office.officer, "dispose", note="Done"),
    ]

    assert statuses == ["registered", "assigned", "proposed", "in_disposal", "disposed"]


def test_step_out_of_turn_is_a_conflict_with_its_sentence(sign_in):
    lead = a_lead("registered")

    response = post(sign_in(lead.office.receiver), f"{LEADS}{lead.pk}/steps/receive/")

    assert response.status_code == 409
    assert response.json()["detail"].startswith("Sign for receipt and register is not possible")


def test_step_of_the_content_is_refused_to_the_register(sign_in):
    lead = a_lead("proposed")

    response = post(sign_in(lead.office.receiver), f"{LEADS}{lead.pk}/steps/approve/", note="y")

    assert response.status_code == 403


def test_unknown_step_is_not_found(sign_in):
    lead = a_lead("proposed")

    assert post(sign_in(lead.office.leader), f"{LEADS}{lead.pk}/steps/erase/").status_code == 404


def test_assigning_somebody_unknown_is_a_field_error(sign_in):
    lead = a_lead("registered")
    people = {"handler": "nobody", "approver": lead.office.leader.username}

    response = post(sign_in(lead.office.receiver), f"{LEADS}{lead.pk}/steps/assign/", **people)

    assert (response.status_code, list(response.json()["errors"])) == (400, ["handler"])


def test_case_opens_to_the_compartment_and_is_logged(sign_in):
    case = a_case("investigation")
    client = sign_in(case.office.leader)

    listed = client.get(CASES).json()["results"]
    opened = client.get(f"{CASES}{case.pk}/").json()

    assert [row["number"] for row in listed] == [case.number]
    assert "matter" not in listed[0]
    assert (opened["matter"], opened["persons"][0]["name"]) == (SECRETS[2], SECRETS[0])
    assert Event.objects.of(case).filter(name="read").count() == 1


def test_case_moves_by_its_steps(sign_in):
    case = a_case("trial")

    response = post(
        sign_in(case.office.leader), f"{CASES}{case.pk}/steps/conclude/", note="Decided"
    )

    assert response.json()["status"] == "concluded"


def test_case_is_not_there_for_the_register(sign_in):
    case = a_case("trial")

    responses = [
        sign_in(case.office.receiver).get(f"{CASES}{case.pk}/"),
        post(sign_in(case.office.receiver), f"{CASES}{case.pk}/steps/conclude/", note="y"),
    ]

    assert [response.status_code for response in responses] == [404, 404]


def test_anonymous_gets_401(client):
    lead = a_lead("registered")

    assert [client.get(u).status_code for u in (LEADS, CASES, f"{LEADS}{lead.pk}/")] == [401] * 3


def test_list_asks_as_much_for_three_as_for_one(sign_in, django_assert_num_queries):
    office = Office()
    client = sign_in(person(Role.CASE_SUPERVISION, office.commission))
    a_lead("assigned", office=office)
    client.get(LEADS)

    with django_assert_num_queries(4):
        client.get(LEADS)
    a_lead("assigned", office=office)
    a_lead("assigned", office=office)
    with django_assert_num_queries(4):
        client.get(LEADS)
