"""The pages of transfer packages: what each person is shown, and what a workbook would do."""

from io import BytesIO

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from airdefense.accounts.roles import Role
from airdefense.casework.models import Attachment, Event
from leads import actions
from leads.models import Lead, PackageEntry, TransferPackage
from tests.factories.accounts import NOON, person
from tests.factories.inspections import a_crew, a_finding
from tests.factories.leads import REPORTER, SECRETS, Office
from tests.factories.transfers import Sending, a_package

pytestmark = pytest.mark.django_db


@pytest.fixture
def sending():
    return Sending()


def told(response):
    page = response.content.decode()
    return [word for word in (*SECRETS, *REPORTER) if word in page]


def workbook(*rows, heads=("region", "subject_unit", "matter", "facts", "amount_yuan", "persons")):
    file = BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet("List")
    for line, cells in enumerate((heads, *rows)):
        sheet.write_row(line, 0, cells)
    book.close()
    return SimpleUploadedFile("list.xlsx", file.getvalue())


def test_the_whole_way_of_a_package_on_its_pages(sending, sign_in):
    office = sending.office
    preparer, approver = sign_in(sending.preparer), sign_in(sending.approver)
    register = sign_in(office.receiver)
    head = {
        "source": "INSPECTION",
        "sender": sending.body.pk,
        "commission": office.commission.pk,
        "approver": sending.approver.pk,
    }
    entry = {
        "region": office.county.pk,
        "subject_unit": office.unit.pk,
        "matter": SECRETS[2],
        "facts": SECRETS[3],
        "persons-TOTAL_FORMS": "1",
        "persons-INITIAL_FORMS": "0",
        "persons-0-name": SECRETS[0],
        "persons-0-unit": SECRETS[1],
        "reporter-name": REPORTER[0],
    }

    preparer.post("/leads/transfers/new/", head)
    package = TransferPackage.objects.get()
    page = f"/leads/transfers/{package.pk}/"
    preparer.post(f"{page}entries/new/", entry)
    approver.post(f"{page}steps/send/", {"note": "Agreed"})
    register.post(f"{page}steps/sign/")
    register.post(f"{page}feedback/", {"text": "Taken up."})

    package.refresh_from_db()
    assert (package.status, package.feedback) == ("signed", "Taken up.")
    assert Lead.objects.get().reporter.name == REPORTER[0]
    assert "Taken up." in preparer.get(page).content.decode()


def test_the_list_is_shown_to_its_senders_until_it_is_sent(sending, sign_in):
    package = a_package("prepared", sending)
    page = package.get_absolute_url()
    shown = [told(sign_in(user).get(page)) for user in (sending.preparer, sending.approver)]

    actions.take_transfer_step(package, "send", by=sending.approver, at=NOON, note="Agreed")

    people = (sending.preparer, sending.approver, sending.office.receiver)
    # The reporter is shown on no page, the amount as a figure.
    assert shown == [[SECRETS[0], SECRETS[1], SECRETS[2], SECRETS[3], SECRETS[4]]] * 2
    assert [told(sign_in(user).get(page)) for user in people] == [[], [], []]


def test_opening_a_list_is_on_record(sending, sign_in):
    package = a_package("prepared", sending)

    sign_in(sending.approver).get(package.get_absolute_url())

    read = Event.objects.of(package).get(name="read")
    assert read.actor == sending.approver


PAGES = (
    "",
    "edit/",
    "entries/new/",
    "entries/import/",
    "feedback/",
    "letter.pdf/",
    "list.pdf/",
    "receipt.pdf/",
)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("status", ["prepared", "signed"])
def test_strangers_find_no_page_of_a_package(sending, sign_in, page, status):
    package = a_package(status, sending)
    stranger = Office(short_name="红纪").receiver
    outsiders = (
        stranger,
        sending.office.officer,
        person(Role.TEAM_LEADER, sending.body, over=sending.office.city),
        person(Role.SYSTEM_ADMIN, sending.office.city),
    )

    answers = [sign_in(u).get(f"{package.get_absolute_url()}{page}") for u in outsiders]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert [told(answer) for answer in answers] == [[]] * 4


def test_a_package_is_on_the_lists_of_its_people_alone(sending, sign_in):
    package = a_package("sent", sending)
    stranger = Office(short_name="红纪")
    people = (sending.preparer, sending.office.receiver, sending.office.officer, stranger.receiver)

    pages = [sign_in(user).get("/leads/transfers/").content.decode() for user in people]

    assert [package.letter_number in page for page in pages] == [True, True, False, False]


def test_the_register_sees_the_headers_of_the_leads_and_not_what_they_say(sending, sign_in):
    package = a_package("signed", sending, leads=2)

    page = sign_in(sending.office.receiver).get(package.get_absolute_url())

    numbers = Lead.objects.values_list("number", flat=True)
    assert all(number in page.content.decode() for number in numbers)
    assert told(page) == []


def test_evidence_of_a_list_is_not_found_after_sending(sending, sign_in):
    package = sending.prepare()
    file = SimpleUploadedFile("minutes.pdf", b"%PDF-1.4 minutes")
    entry = actions.add_entry(
        package=package, by=sending.preparer, at=NOON, files=[file], **sending.said()
    )
    url = Attachment.objects.of(entry).get().get_absolute_url()
    before = sign_in(sending.preparer).get(url).status_code

    actions.take_transfer_step(package, "send", by=sending.approver, at=NOON, note="Agreed")

    people = (sending.preparer, sending.approver, sending.office.receiver)
    assert before == 200
    assert [sign_in(user).get(url).status_code for user in people] == [404, 404, 404]


def test_a_lead_is_prefilled_from_a_finding_of_ones_reach(sending, sign_in):
    package = sending.prepare()
    crew = a_crew(sending.office.county)
    finding = a_finding(crew, status="approved", title="Fee never collected")
    hidden = a_finding(a_crew(), status="approved")
    client = sign_in(sending.preparer)
    url = f"/leads/transfers/{package.pk}/entries/new/"

    page = client.get(f"{url}?finding={finding.pk}").content.decode()

    assert ("Fee never collected" in page, finding.number in page) == (True, True)
    assert client.get(f"{url}?finding={hidden.pk}").status_code == 404


def test_an_entry_is_changed_and_taken_off_by_its_preparer(sending, sign_in):
    package = a_package("prepared", sending, leads=2)
    first, second = package.entries.order_by("order")
    client = sign_in(sending.preparer)
    page = package.get_absolute_url()

    shown = client.get(f"{page}entries/{first.pk}/edit/").content.decode()
    client.post(
        f"{page}entries/{first.pk}/edit/",
        {
            "region": sending.office.county.pk,
            "subject_unit": sending.office.unit.pk,
            "matter": "Another matter",
            "facts": "Told anew",
            "persons-TOTAL_FORMS": "0",
            "persons-INITIAL_FORMS": "0",
        },
    )
    client.post(f"{page}entries/{second.pk}/withdraw/")

    first.refresh_from_db()
    assert SECRETS[3] in shown
    assert (first.matter, first.persons, first.reporter) == ("Another matter", [], None)
    assert list(package.entries.standing()) == [first]


def test_the_head_is_corrected_until_it_is_sent(sending, sign_in):
    package = a_package("prepared", sending)
    client = sign_in(sending.preparer)
    url = f"{package.get_absolute_url()}edit/"
    page = client.get(url)
    head = {
        "sender": sending.body.pk,
        "commission": sending.office.commission.pk,
        "approver": sending.approver.pk,
        "feedback_due_on": "2099-01-31",
        "version": package.version,
        "base": page.context["form"]["base"].value(),
    }

    client.post(url, head)

    package.refresh_from_db()
    assert str(package.feedback_due_on) == "2099-01-31"


def test_a_workbook_is_shown_before_anything_is_written(sending, sign_in):
    package, office = sending.prepare(), sending.office
    client = sign_in(sending.preparer)
    url = f"/leads/transfers/{package.pk}/entries/import/"
    row = (office.county.name, SECRETS[1], SECRETS[2], SECRETS[3], 498000.17)
    people = f"{SECRETS[0]}，{SECRETS[1]}，director；Li Si,{SECRETS[1]}"

    page = client.post(url, {"file": workbook((*row, people))})
    written = PackageEntry.objects.count()
    client.post(f"{url}apply/", {"payload": page.context["payload"]})

    entry = PackageEntry.objects.get()
    assert (page.status_code, written) == (200, 0)
    assert (entry.subject_unit, entry.matter) == (office.unit, SECRETS[2])
    assert str(entry.amount_yuan) == "498000.17"
    assert [one["name"] for one in entry.persons] == [SECRETS[0], "Li Si"]
    assert entry.persons[0]["post"] == "director"


def test_every_fault_of_a_workbook_is_told_at_once_with_its_cell(sending, sign_in):
    package = sending.prepare()
    name = sending.office.county.name
    file = workbook(
        ("Atlantis", SECRETS[1], "Matter", "Facts", "", ""),
        (name, "No such bureau", "", "Facts", "12,3OO", "Zhang"),
    )

    page = sign_in(sending.preparer).post(
        f"/leads/transfers/{package.pk}/entries/import/", {"file": file}
    )

    faults = [(one.cell, one.value, one.found) for one in page.context["complaints"]]
    assert sorted(faults) == [
        ("List!A2", "Atlantis", "is no region of your reach"),
        ("List!B3", "No such bureau", "is no body known here"),
        ("List!C3", "", "is empty"),
        ("List!E3", "12,3OO", "contains the letter O"),
        ("List!F3", "Zhang", "names a person without name or unit, or in too many words"),
    ]
    assert PackageEntry.objects.count() == 0


def test_a_preview_is_taken_in_for_its_own_package_and_person_alone(sending, sign_in):
    package, other = sending.prepare(), sending.prepare()
    client = sign_in(sending.preparer)
    row = (sending.office.county.name, SECRETS[1], "Matter", "Facts", "", "")
    page = client.post(f"/leads/transfers/{package.pk}/entries/import/", {"file": workbook(row)})

    client.post(
        f"/leads/transfers/{other.pk}/entries/import/apply/",
        {"payload": page.context["payload"]},
    )

    assert PackageEntry.objects.count() == 0


def test_what_is_no_workbook_is_refused_on_the_page(sending, sign_in):
    package = sending.prepare()

    page = sign_in(sending.preparer).post(
        f"/leads/transfers/{package.pk}/entries/import/",
        {"file": SimpleUploadedFile("list.xlsx", b"no workbook")},
    )

    assert "This is no Excel workbook" in page.content.decode()


def test_the_template_comes_back_in(sending, sign_in):
    client = sign_in(sending.preparer)
    package = sending.prepare()
    template = b"".join(client.get("/leads/transfers/list.xlsx").streaming_content)

    page = client.post(
        f"/leads/transfers/{package.pk}/entries/import/",
        {"file": SimpleUploadedFile("list.xlsx", template)},
    )

    # Its columns are recognised; the row of the example is left out.
    assert "No row stands below the head." in page.content.decode()


@pytest.mark.parametrize(
    ("page", "words"),
    [("letter", "关于移送1件问题线索的函"), ("receipt", "问题线索移送回执")],
)
@pytest.mark.parametrize("format", ["docx", "pdf"])
def test_letter_and_receipt_say_how_many_and_nothing_of_them(
    sending, sign_in, page, words, format, monkeypatch
):
    package = a_package("signed", sending)
    client = sign_in(sending.preparer)

    answer = client.get(f"{package.get_absolute_url()}{page}.{format}/")

    exported = Event.objects.of(package).get(name="export")
    assert (answer.status_code, exported.detail["document"]) == (200, words)
    assert len(b"".join(answer.streaming_content)) > 1_000


def test_the_list_is_a_paper_of_its_senders_until_it_is_sent(sending, sign_in):
    package = a_package("prepared", sending)
    url = f"{package.get_absolute_url()}list.docx/"
    client = sign_in(sending.approver)
    before = client.get(url).status_code

    actions.take_transfer_step(package, "send", by=sending.approver, at=NOON, note="Agreed")

    assert (before, client.get(url).status_code) == (200, 404)
    assert sign_in(sending.office.receiver).get(url).status_code == 404


def test_a_lead_of_a_package_waits_on_the_list_of_packages_only(sending, sign_in):
    package = a_package("sent", sending)

    page = sign_in(sending.office.receiver).get("/").content.decode()

    assert package.letter_number in page
    assert Lead.objects.get().get_absolute_url() not in page


def test_the_entry_of_a_lead_leads_to_its_package(sending, sign_in):
    package = a_package("sent", sending)
    lead = Lead.objects.get()

    pages = [
        sign_in(user).get(f"/leads/{lead.pk}/").content.decode()
        for user in (sending.office.receiver, sending.approver)
    ]

    assert [package.get_absolute_url() in page for page in pages] == [True, True]
