"""Forms of approval and the handling of a lead as pages, papers and JSON."""

import io
import zipfile

import pytest
from django.urls import reverse

from airdefense.accounts.roles import Role
from airdefense.casework.models import Event
from leads import actions
from leads.models import ApprovalMatter, Level
from tests.factories.accounts import NOON, TODAY, person
from tests.factories.handling import ApprovalRouteFactory, SigningOffice, a_check, an_inquiry
from tests.factories.leads import LATER, SECRETS, a_lead

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"leads:{name}", args=args)


def text(response):
    return response.content.decode()


@pytest.fixture
def office():
    return SigningOffice()


@pytest.fixture
def waiting(office):
    """A lead before its three signatories: (lead, form)."""
    return office.proposed()


def test_the_list_shows_headers_only_and_to_whom_they_wait(sign_in, office, waiting):
    lead, form = waiting

    director = sign_in(office.director).get(url("approval_list"))
    leader = sign_in(office.leader).get(url("approval_list"))
    officer = sign_in(office.officer).get(url("approval_list"))

    assert list(director.context["waiting"]) == [form]
    assert list(leader.context["waiting"]) == []
    assert list(officer.context["laid"]) == [form]
    assert lead.number in text(director)
    assert [word for word in (*SECRETS, "Check it.") if word in text(director)] == []


def test_a_form_shows_what_is_asked_its_sheet_and_who_signs(sign_in, office, waiting):
    _lead, form = waiting

    shown = text(sign_in(office.director).get(form.get_absolute_url()))

    assert [word for word in SECRETS if word not in shown] == []
    assert ("Check it." in shown, "Agree and sign" in shown) == (True, True)
    assert shown.count("Signature awaited") == 1
    assert "Agree and sign" not in text(sign_in(office.leader).get(form.get_absolute_url()))


def test_opening_a_form_is_a_reading(sign_in, office, waiting):
    lead, form = waiting

    sign_in(office.director).get(form.get_absolute_url())

    assert Event.objects.of(lead).filter(name="read", actor=office.director).count() == 1


def test_signing_by_page_and_taking_back(sign_in, office, waiting):
    lead, form = waiting
    place = (lead.pk, form.pk)

    empty = sign_in(office.director).post(url("approval_sign", *place), {"verdict": "agree"})
    signed = sign_in(office.director).post(
        url("approval_sign", *place), {"words": "Agreed.", "verdict": "agree"}
    )
    sign_in(office.officer).post(url("approval_withdraw", *place), {"note": "New facts."})

    form.refresh_from_db()
    assert ("This field is required." in text(empty), signed.status_code) == (True, 302)
    assert list(form.opinions.values_list("level", "words")) == [("director", "Agreed.")]
    assert form.verdict == "withdrawn"


def test_returning_by_page_needs_words_as_well(sign_in, office, waiting):
    lead, form = waiting

    sign_in(office.director).post(
        url("approval_sign", lead.pk, form.pk), {"words": "Not yet.", "verdict": "return"}
    )

    lead.refresh_from_db()
    form.refresh_from_db()
    assert (form.verdict, lead.status) == ("returned", "assigned")


@pytest.mark.parametrize("name", ["receiver", "sender", "colleague", "clerk"])
def test_a_form_is_not_found_outside_the_compartment(sign_in, office, waiting, name):
    lead, form = waiting
    client, place = sign_in(getattr(office, name)), (lead.pk, form.pk)

    answers = [
        client.get(form.get_absolute_url()),
        client.get(url("approval_document", *place, "pdf")),
        client.post(url("approval_sign", *place), {"words": "x", "verdict": "agree"}),
        client.post(url("approval_withdraw", *place), {"note": "x"}),
        client.get(f"/api/v1/leads/approvals/{form.pk}/"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 5
    assert not form.opinions.exists()


def test_the_register_follows_the_assignment_it_proposed_without_content(sign_in):
    office = SigningOffice(ApprovalMatter.ASSIGNMENT, (Level.DEPUTY,))
    lead = office.assign(office.received(), director=None, secretary=None)
    form = lead.approval_forms.get()

    shown = text(sign_in(office.receiver).get(form.get_absolute_url()))
    paper = sign_in(office.receiver).get(url("approval_document", lead.pk, form.pk, "docx"))

    assert ("Officer Ou" in shown, "Leader Li" in shown) == (True, True)
    shown += words_of(paper)
    assert [word for word in SECRETS if word in shown] == []
    assert not Event.objects.of(lead).filter(name="read", actor=office.receiver).exists()


def words_of(response):
    """The text of a .docx answer."""
    kept = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    return kept.read("word/document.xml").decode()


def test_the_paper_has_facts_bases_and_signatures_and_leaves_a_trace(sign_in, office, waiting):
    lead, form = waiting
    actions.sign(form, words="同意初步核实。", is_agreed=True, by=office.director, at=NOON)

    paper = sign_in(office.leader).get(url("approval_document", lead.pk, form.pk, "docx"))

    words = words_of(paper)
    wanted = (
        "问题线索处置呈批表",
        lead.number,
        "监察法",
        "Own rules, Art. 12",
        "初步核实",
        "Check it.",
    )
    assert [word for word in (*wanted, "Check it.", *SECRETS) if word not in words] == []
    assert ("同意初步核实。" in words, "2020-11-02 12:00" in words, "（待签）" in words) == (
        True,
        True,
        True,
    )
    events = Event.objects.of(lead).filter(actor=office.leader).order_by("pk")
    assert list(events.values_list("name", flat=True)) == ["print", "export"]
    assert events[0].note == "For signature"


def test_the_paper_is_a_pdf_as_well(sign_in, office, waiting):
    lead, form = waiting

    answer = sign_in(office.leader).get(url("approval_document", lead.pk, form.pk, "pdf"))

    assert b"".join(answer.streaming_content).startswith(b"%PDF-")


def test_signatories_are_named_from_their_page(sign_in):
    lead = a_lead("assigned")
    ApprovalRouteFactory(levels=["director", "deputy"])
    director = person(Role.OFFICE_DIRECTOR, lead.commission, display_name="Director Di")
    place = url("signatories", lead.pk)

    refused = sign_in(lead.office.leader).get(place)
    sign_in(lead.office.receiver).post(place, {"director": director.pk})

    assert refused.status_code == 403
    assert list(lead.signatories.values_list("level", "user")) == [("director", director.pk)]


def test_a_check_is_set_up_and_reported_from_its_pages(sign_in):
    lead = a_lead("in_disposal")
    office, client = lead.office, sign_in(lead.office.officer)
    data = {"leader": office.officer.pk, "second": office.colleague.pk, "plan": "Read."}
    data |= {"started_on": LATER, "access_until": LATER}

    early = client.post(url("check_new", lead.pk), data)
    check = a_check(lead=lead)
    report = url("check_report", lead.pk, check.pk)
    client.post(report, {"report": "It is so.", "suggestion": "file"})
    shown = text(client.get(lead.get_absolute_url()))

    assert early.status_code == 302
    assert ("It is so." in shown, "File a case" in shown) == (True, True)
    assert sign_in(office.leader).get(report).status_code == 403


def test_a_talk_is_recorded_and_reported_from_its_pages(sign_in):
    inquiry = an_inquiry()
    lead = inquiry.lead
    client = sign_in(lead.handler)
    data = {"reply": "A loan.", "result": "Not convincing.", "replied_on": TODAY}

    form = text(client.get(url("inquiry_new", lead.pk)))
    client.post(url("inquiry_report", lead.pk, inquiry.pk), data)

    assert SECRETS[0] in form
    assert "Not convincing." in text(client.get(lead.get_absolute_url()))
    assert sign_in(lead.approver).get(url("inquiry_new", lead.pk)).status_code == 403


def test_forms_are_listed_read_and_signed_as_json(sign_in, office, waiting):
    _lead, form = waiting
    director = sign_in(office.director)
    place = f"/api/v1/leads/approvals/{form.pk}/"
    entry = {"words": "Agreed.", "is_agreed": True}

    mine = director.get("/api/v1/leads/approvals/?awaiting=me").json()["results"]
    read = director.get(place).json()
    early = sign_in(office.leader).post(f"{place}sign/", entry, "application/json")
    signed = director.post(f"{place}sign/", entry, "application/json")

    assert ([row["id"] for row in mine], "terms" in mine[0]) == ([form.pk], False)
    assert (read["terms"]["method"], read["awaits"]) == ("PRELIM_CHECK", office.director.username)
    assert (early.status_code, early.json()["detail"]) == (
        409,
        "The signature of Director Di (Director of the office) comes next.",
    )
    assert signed.json()["awaits"] == office.leader.username


def test_talks_and_checks_are_recorded_as_json(sign_in):
    lead = a_lead("in_disposal")
    office, client = lead.office, sign_in(lead.office.officer)
    entry = {
        "leader": office.officer.username,
        "team": [office.colleague.username],
        "plan": "Read.",
        "started_on": str(TODAY),
        "access_until": str(LATER),
    }
    wrong = client.post(f"/api/v1/leads/{lead.pk}/inquiries/", {}, "application/json")
    check = a_check(lead=lead)
    again = client.post(f"/api/v1/leads/{lead.pk}/checks/", entry, "application/json")
    report = {"report": "It is so.", "suggestion": "close"}
    place = f"/api/v1/leads/{lead.pk}/checks/{check.pk}/report/"
    done = client.post(place, report, "application/json")

    assert (wrong.status_code, again.status_code) == (400, 409)
    assert (done.json()["suggestion"], done.json()["team"]) == (
        "close",
        [office.officer.username, office.colleague.username],
    )
