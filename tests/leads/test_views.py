"""The pages of leads and cases: what they show, write, refuse and log."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from airdefense.accounts.roles import Role
from airdefense.casework.models import Attachment, Draft, Event
from leads import actions
from leads.models import Accountability, DisciplineCase, Lead, Outcome
from leads.workflow import LeadStatus
from tests.factories.accounts import NOON, person
from tests.factories.inspections import a_crew, a_finding
from tests.factories.leads import LATER, SECRETS, Office, a_case, a_lead

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"leads:{name}", args=args)


def text(response):
    return response.content.decode()


def readings(lead):
    names = ("read", "print", "open_seal", "open_file")
    events = Event.objects.of(lead).filter(name__in=names).order_by("pk")
    return [(event.name, event.actor.display_name, event.note) for event in events]


def test_opening_the_content_is_on_record_and_shown(sign_in):
    lead = a_lead("assigned")

    shown = text(sign_in(lead.office.officer).get(lead.get_absolute_url()))

    assert readings(lead) == [("read", "Officer Ou", "")]
    assert "Officer Ou: Content opened" in " ".join(shown.split())


def test_opening_the_header_or_a_peek_is_not_a_reading(sign_in):
    lead = a_lead("assigned")

    sign_in(lead.office.receiver).get(lead.get_absolute_url())
    sign_in(lead.office.officer).get(url("peek", lead.pk))

    assert readings(lead) == []


def test_printing_is_on_record_with_its_purpose(sign_in):
    lead = a_lead("proposed")

    shown = text(sign_in(lead.office.leader).get(url("print", lead.pk), {"purpose": "to sign"}))

    assert readings(lead) == [("print", "Leader Li", "to sign")]
    assert all(word in shown for word in SECRETS)


def test_opening_a_file_is_on_record(sign_in):
    file = SimpleUploadedFile("minutes.pdf", b"%PDF-1.4 minutes")
    office = Office()
    lead = a_lead("assigned", office=office, files=[file])

    response = sign_in(office.officer).get(Attachment.objects.get().get_absolute_url())

    assert (response.status_code, readings(lead)) == (200, [("open_file", "Officer Ou", "")])


def test_content_is_never_kept_by_the_browser(sign_in):
    lead = a_lead("assigned")
    client = sign_in(lead.office.officer)

    for name in ("detail", "print", "propose", "peek"):
        assert "no-store" in client.get(url(name, lead.pk)).headers["Cache-Control"]


def form_data(office, **changes):
    data = {
        "source": "INSPECTION",
        "commission": office.commission.pk,
        "region": office.county.pk,
        "letter_number": "Letter 9",
        "subject_unit": office.unit.pk,
        "matter": "Waiver",
        "facts": "Minutes waived the fee.",
        "amount_yuan": "198000.00",
        "persons-TOTAL_FORMS": "3",
        "persons-INITIAL_FORMS": "0",
        "persons-0-name": "First Person",
        "persons-0-unit": "Unit",
        "persons-2-name": "Second Person",
        "persons-2-unit": "Unit",
        "reporter-name": "Anna",
        "files": SimpleUploadedFile("minutes.pdf", b"%PDF-1.4 minutes"),
    }
    return data | changes


def test_transfer_by_form_answers_with_the_receipt(sign_in):
    office = Office()
    client = sign_in(office.sender)

    response = client.post(url("new"), form_data(office), follow=True)

    lead = Lead.objects.get()
    assert "this page is your receipt" in text(response)
    assert [p.name for p in lead.persons.order_by("pk")] == ["First Person", "Second Person"]
    assert (lead.reporter.name, Attachment.objects.count()) == ("Anna", 1)
    assert "First Person" not in text(response)


def test_more_rows_keep_what_was_typed_and_send_nothing(sign_in):
    office = Office()

    response = sign_in(office.sender).post(url("new"), form_data(office, add_rows="yes"))

    assert 'name="persons-5-name"' in text(response)
    assert "Minutes waived the fee." in text(response)
    assert Lead.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"facts": ""}, "This field is required."),
        ({"persons-0-unit": ""}, "Give the name and the unit of each person."),
        ({"reporter-is_anonymous": "on"}, "An anonymous reporter has neither name nor contact."),
        ({"reporter-name": "", "reporter-contact": "1"}, "Give the name that belongs"),
        ({"finding": "WT-404"}, "Nothing of that number is in your reach."),
    ],
)
def test_transfer_form_says_what_is_missing(sign_in, changes, sentence):
    office = Office()

    response = sign_in(office.sender).post(url("new"), form_data(office, **changes))

    assert sentence in text(response)
    assert Lead.objects.count() == 0


def test_transfer_form_offers_each_role_its_sources(sign_in):
    office = Office()

    def offered(user):
        form = sign_in(user).get(url("new")).context["form"]
        return [value for value, _label in form.fields["source"].choices]

    assert offered(office.sender) == ["INSPECTION"]
    assert "INSPECTION" not in offered(office.clerk)
    assert "AUDIT" in offered(office.clerk)


def test_transfer_form_offers_the_supervision_office_its_regions(sign_in):
    office = Office()

    form = sign_in(office.clerk).get(url("new")).context["form"]

    assert set(form.fields["region"].queryset) == {office.city, office.county}


def test_transfer_form_is_filled_from_a_finding_of_ones_reach(sign_in):
    crew = a_crew()
    finding = a_finding(crew, status="approved")

    response = sign_in(crew.leader).get(url("new"), {"finding": finding.pk})

    assert response.context["form"].initial["subject_unit"] == finding.unit_id
    assert finding.number in text(response)


def test_finding_out_of_reach_fills_no_form(sign_in):
    finding = a_finding(a_crew(), status="approved")
    client = sign_in(Office().sender)

    hidden = client.get(url("new"), {"finding": finding.pk})
    missing = client.get(url("new"), {"finding": finding.pk + 1000})

    assert (hidden.status_code, missing.status_code) == (404, 404)


@pytest.mark.parametrize(
    "role", [Role.CASE_OFFICER, Role.LEADERSHIP, Role.UNIT_CONTACT, Role.SYSTEM_ADMIN]
)
def test_transfer_page_is_closed_to_other_roles(sign_in, role):
    response = sign_in(person(role, Office().city)).get(url("new"))

    assert response.status_code == 403


def test_nothing_typed_about_a_lead_is_kept_as_a_draft(sign_in):
    lead = a_lead("assigned")

    pages = [
        sign_in(lead.office.sender).get(url("new")),
        sign_in(lead.office.officer).get(url("propose", lead.pk)),
        sign_in(lead.office.officer).get(url("member_new", lead.pk)),
        sign_in(lead.office.officer).get(url("person_new", lead.pk)),
    ]

    assert ["data-draft=" in text(page) for page in pages] == [False] * 4
    assert Draft.objects.count() == 0


def test_a_lead_travels_by_its_buttons(sign_in):
    office = Office()
    lead = office.transfer()

    def send(user, name, **data):
        is_form = name in ("assign", "propose")
        target = url(name, lead.pk) if is_form else url("take_step", lead.pk, name)
        assert sign_in(user).post(target, data).url == lead.get_absolute_url()

    send(office.receiver, "receive")
    people = {"handler": office.officer.pk, "approver": office.leader.pk}
    send(office.receiver, "assign", way="own", **people)
    send(office.officer, "propose", method="CLOSE", opinion="Unfounded")
    send(office.leader, "refuse", note="Look again")
    send(office.officer, "propose", method="HOLD", opinion="Wait", review_on=LATER)
    send(office.leader, "approve", note="Agreed")
    send(office.officer, "hold")
    lead.refresh_from_db()

    assert (lead.status, lead.review_on) == (LeadStatus.HELD, LATER)


def test_step_with_a_form_leads_to_its_form(sign_in):
    lead = a_lead("registered")

    response = sign_in(lead.office.receiver).post(url("take_step", lead.pk, "assign"))

    assert response.url == url("assign", lead.pk)


def test_assignment_does_not_offer_who_must_recuse(sign_in):
    lead = a_lead("registered")
    lead.office.colleague.organisation = lead.office.unit
    lead.office.colleague.save()

    response = sign_in(lead.office.receiver).get(url("assign", lead.pk))

    refused = sign_in(lead.office.receiver).post(
        url("assign", lead.pk),
        {"handler": lead.office.colleague.pk, "approver": lead.office.leader.pk},
    )

    sentence = "Colleague Co has to recuse from this lead"
    assert [sentence in text(page) for page in (response, refused)] == [True, True]
    assert not Lead.objects.get().handler


def test_forbidden_method_stays_visible_with_its_reason(sign_in):
    lead = a_lead("assigned", persons=())

    shown = text(sign_in(lead.office.officer).get(url("propose", lead.pk)))

    assert "Not possible: The lead names nobody to talk with" in shown
    assert 'value="TALK_LETTER" disabled' in shown


def test_page_of_a_step_that_is_not_due_sends_back_with_a_sentence(sign_in):
    lead = a_lead("disposed")
    client = sign_in(lead.office.officer)

    response = client.get(url("propose", lead.pk), headers={"referer": lead.get_absolute_url()})

    assert response.status_code == 302
    assert "Propose disposal is not possible now." in text(client.get(lead.get_absolute_url()))


def test_compartment_is_kept_from_the_page(sign_in):
    lead = a_lead("assigned")
    client = sign_in(lead.office.leader)
    entry = {"user": lead.office.receiver.pk, "reason": "Oversight", "expires_on": LATER}

    client.post(url("member_new", lead.pk), entry)
    member = lead.members.get(user=lead.office.receiver)
    shown = text(client.get(lead.get_absolute_url()))
    client.post(url("withdraw_member", lead.pk, member.pk))
    member.refresh_from_db()

    assert ("Oversight" in shown, "2099-12-31" in shown) == (True, True)
    assert member.withdrawn_by == lead.office.leader


def test_case_and_outcomes_are_recorded_from_their_pages(sign_in):
    lead = a_lead("in_disposal")
    officer, leader = sign_in(lead.office.officer), sign_in(lead.office.leader)
    someone = lead.persons.get()
    decision = {"measure": "demerit", "document": "D 1", "effective_on": timezone.localdate()}

    officer.post(url("person_new", lead.pk), {"name": "Late", "unit": "Unit"})
    proposal = {"matter": "M", "basis": "Rules, Art. 37", "persons": [someone.pk]}
    officer.post(f"{url('case_new')}?lead={lead.pk}", proposal)
    case = DisciplineCase.objects.get()
    leader.post(url("take_case_step", case.pk, "approve_filing"), {"note": "Agreed"})
    outcome = {"code": "gov_demerit", "form": "F2", "case": case.pk, **decision}
    officer.post(url("outcome_new", lead.pk, someone.pk), outcome)
    officer.post(
        url("accountability_new", lead.pk), {"organisation_name": "Party group", **decision}
    )
    officer.post(url("case_edit", case.pk), {"matter": "Waiver", "version": case.version})
    shown = text(officer.get(case.get_absolute_url()))

    assert (Outcome.objects.get().case, Accountability.objects.count()) == (case, 1)
    assert ("Waiver" in shown, "demerit" in shown, SECRETS[0] in shown) == (True,) * 3
    assert Event.objects.of(case).filter(name="read").count() == 1


def test_outcome_of_a_person_of_another_lead_is_not_found(sign_in):
    lead = a_lead("in_disposal")
    other = a_lead("in_disposal", office=lead.office)

    page = sign_in(lead.office.officer).get(url("outcome_new", lead.pk, other.persons.get().pk))

    assert page.status_code == 404


def test_register_entry_is_corrected_on_its_page(sign_in):
    lead = a_lead("registered")
    data = {"region": lead.region_id, "letter_number": "Letter 8", "note": "misread", "version": 1}

    sign_in(lead.office.clerk).post(url("edit", lead.pk), data)
    refused = sign_in(lead.office.sender).get(url("edit", lead.pk))

    lead.refresh_from_db()
    assert (lead.letter_number, refused.status_code) == ("Letter 8", 403)


def test_list_does_not_ask_more_for_more_rows(sign_in):
    office = Office()
    client = sign_in(office.receiver)
    # What is found out once a minute for everybody is found out now.
    client.get(url("list"))
    counts = []
    for size in (1, 3):
        while Lead.objects.count() < size:
            a_lead("assigned", office=office)
        with CaptureQueriesContext(connection) as queries:
            client.get(url("list"))
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_page_does_not_ask_more_for_more_persons_and_events(sign_in, django_assert_max_num_queries):
    lead = a_lead("in_disposal", persons=[{"name": "P", "unit": "U"} for _n in range(20)])
    client = sign_in(lead.office.officer)
    for _n in range(15):
        actions.log_reading(lead, "read", by=lead.office.officer, at=NOON)

    with django_assert_max_num_queries(58):
        client.get(lead.get_absolute_url())


@pytest.mark.parametrize(
    ("language", "words"), [("en", "What the lead says"), ("zh-hans", "线索内容")]
)
def test_page_speaks_both_languages(client, language, words):
    lead = a_lead("assigned")
    client.force_login(lead.office.officer)
    client.cookies["airdefense_language"] = language

    assert words in text(client.get(lead.get_absolute_url()))


def test_reference_pages_of_a_case_show_headers_only(sign_in):
    case = a_case("investigation")
    client = sign_in(case.office.officer)

    listed, peeked = text(client.get(url("case_list"))), text(client.get(url("case_peek", case.pk)))

    assert (case.number in listed, case.number in peeked) == (True, True)
    assert [word for word in SECRETS if word in listed + peeked] == []


@pytest.mark.parametrize("number", ["", "x", "²", "9" * 30, "9" * 5000])
def test_address_that_names_no_row_is_not_found(sign_in, number):
    lead = a_lead("in_disposal")

    case = sign_in(lead.office.officer).get(url("case_new"), {"lead": number})

    assert case.status_code == 404
