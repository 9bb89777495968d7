"""Rows leave the house for a purpose, under a number, at a measured pace."""

from io import BytesIO

import pytest
from django.test import override_settings
from openpyxl import load_workbook

from airdefense.accounts.roles import Role
from airdefense.casework.models import Event
from airdefense.casework.pace import TooOften, count
from tests.factories.accounts import person
from tests.factories.inspections import a_crew
from tests.factories.reports import ReportFactory
from tests.test_authorization import signed_in, status_of

pytestmark = pytest.mark.django_db
ADDRESS = "/projects/?format=xlsx"


@pytest.fixture
def office():
    crew = a_crew()
    crew.project()
    return person(Role.INSPECTION_OFFICE, crew.county)


def workbook_of(response):
    return load_workbook(BytesIO(b"".join(response.streaming_content)))


def exports_of(user):
    return list(Event.objects.filter(name="export", actor=user).order_by("pk"))


@override_settings(EXPORT_ASKS_PURPOSE=True)
def test_an_export_asks_what_it_is_for_before_it_reads_a_row(office):
    response = signed_in(office).get(ADDRESS)

    page = response.content.decode()
    assert response.status_code == 200
    assert 'name="purpose"' in page
    assert 'name="format" value="xlsx"' in page
    assert exports_of(office) == []


@override_settings(EXPORT_ASKS_PURPOSE=True)
@pytest.mark.parametrize("purpose", ["", "x", "x" * 201])
def test_a_purpose_that_says_nothing_is_asked_again(office, purpose):
    response = signed_in(office).get("/projects/", {"format": "xlsx", "purpose": purpose})

    assert 'name="purpose"' in response.content.decode()
    assert exports_of(office) == []


@override_settings(EXPORT_ASKS_PURPOSE=True)
def test_the_purpose_stands_in_the_file_and_in_the_log(office):
    purpose = "季度会议第三项"

    response = signed_in(office).get("/projects/", {"format": "xlsx", "purpose": purpose})

    book, (event,) = workbook_of(response), exports_of(office)
    notes = {row[0].value: row[1].value for row in book["About"].iter_rows()}
    assert notes["Purpose"] == event.detail["purpose"] == purpose
    assert notes["Trace number"] == event.detail["trace"]
    assert len(event.detail["sha256"]) == 64


def test_every_printed_page_of_a_workbook_says_who_took_it(office):
    response = signed_in(office).get(ADDRESS)

    foot = workbook_of(response)["Data"].oddFooter.left.text
    (event,) = exports_of(office)
    assert office.username in foot
    assert event.detail["trace"] in foot


@override_settings(EXPORTS_PER_HOUR=2)
def test_a_person_takes_only_so_many_files_in_an_hour(office):
    client = signed_in(office)

    answers = [client.get(ADDRESS) for _ in range(3)]

    assert [status_of(answer) for answer in answers] == [200, 200, 429]
    assert 0 < int(answers[2]["Retry-After"]) <= 3600
    assert "too often" in answers[2].content.decode()
    assert len(exports_of(office)) == 2


@override_settings(EXPORTS_PER_HOUR=1)
def test_the_pace_of_one_person_holds_up_nobody_else(office):
    other = person(Role.INSPECTION_OFFICE, office.organisation)

    statuses = [status_of(signed_in(user).get(ADDRESS)) for user in (office, office, other)]

    assert statuses == [200, 429, 200]


@override_settings(EXPORTS_PER_HOUR=1)
def test_files_of_a_report_are_counted_like_those_of_a_list(office):
    report, client = ReportFactory(scope=office.organisation), signed_in(office)
    purpose = {"purpose": "季度会议第三项", "rows_as": "csv"}

    answers = [
        client.get(f"/reports/{report.pk}/workbook/"),
        client.get(f"/reports/{report.pk}/workbook/"),
        client.post(f"/reports/{report.pk}/evidence/", purpose),
        client.get(ADDRESS),
    ]

    assert [status_of(answer) for answer in answers] == [200, 429, 429, 429]
    assert [event.case_type for event in exports_of(office)] == ["reports.report"]


@override_settings(SIGN_INS_PER_MINUTE=2)
def test_attempts_to_sign_in_are_counted_for_their_address_over_all_accounts(client):
    told = {"REMOTE_ADDR": "198.51.100.7"}

    statuses = [
        client.post("/accounts/login/", {"username": f"u{n}", "password": "x"}, **told).status_code
        for n in range(3)
    ]
    elsewhere = client.post(
        "/accounts/login/", {"username": "u", "password": "x"}, REMOTE_ADDR="198.51.100.8"
    )

    assert statuses == [200, 200, 429]
    assert elsewhere.status_code == 200


@override_settings(SIGN_INS_PER_MINUTE=0)
def test_a_script_of_ours_is_told_in_a_sentence(client):
    asked = {"accept": "application/json", "accept-language": "en"}

    response = client.post("/accounts/login/", {}, headers=asked, REMOTE_ADDR="198.51.100.9")

    assert response.status_code == 429
    assert response.json()["detail"].startswith("This was asked too often.")


@override_settings(SIGN_INS_PER_MINUTE=0)
def test_looking_at_the_sign_in_page_is_no_attempt(client):
    assert client.get("/accounts/login/").status_code == 200


def test_whoever_waits_is_told_for_how_long():
    count("tests", "somebody", limit=1, seconds=3600)

    with pytest.raises(TooOften) as refused:
        count("tests", "somebody", limit=1, seconds=3600)

    assert 0 < refused.value.wait <= 3600
