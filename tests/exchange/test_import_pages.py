"""Upload → check → correct → take in → receipt → undo, over HTTP as a clerk does it."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from airdefense.accounts.roles import Role
from airdefense.casework.models import CalendarDay, Event
from airdefense.exchange.importing.kinds import KINDS
from airdefense.exchange.models import ImportBatch, ImportRow
from tests.exchange.importing import Days, Letters, a_day, opened, workbook
from tests.factories.accounts import OrganisationFactory, person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    monkeypatch.setitem(KINDS, "days", Days())
    monkeypatch.setitem(KINDS, "letters", Letters())


@pytest.fixture
def county():
    return OrganisationFactory(code="530423")


@pytest.fixture
def clerk(as_role, county):
    return as_role(Role.DATA_CLERK, county)


def bring(client, file, *, kind="days", **fields):
    region = client.user.organisation.pk
    data = {"file": file, "kind": kind, "region": region, **fields}
    return client.post("/imports/new/", data)


def brought(client, file, **fields):
    response = bring(client, file, **fields)
    assert response.status_code == 302, response.context["form"].errors
    return ImportBatch.objects.latest("pk")


def take(client, batch, step="apply", **fields):
    modes = {"takes_creates": "on", "takes_updates": "on", "skips_faulty": "no"}
    return client.post(f"/imports/{batch.pk}/steps/{step}/", modes | fields)


def counts(batch, *names):
    batch.refresh_from_db()
    return tuple(batch.count_of(name) for name in names)


SQM = "a number of square metres such as 1234.50"
VERDICTS = ("create", "update", "same", "error", "choose")


def test_a_file_is_checked_without_writing_anything(clerk):
    batch = brought(clerk, workbook(a_day(), a_day("2026-10-02")))

    assert batch.status == "checked"
    assert counts(batch, *VERDICTS) == (2, 0, 0, 0, 0)
    assert CalendarDay.objects.count() == 0


def test_a_checked_file_is_taken_in_as_a_whole_and_gets_its_receipt(clerk):
    batch = brought(clerk, workbook(a_day(), a_day("2026-10-02")))

    response = take(clerk, batch)

    assert response["Location"] == f"/imports/{batch.pk}/receipt/"
    assert [str(day) for day in CalendarDay.objects.order_by("day")] == ["2026-10-01", "2026-10-02"]
    assert counts(batch, "created", "updated", "left") == (2, 0, 0)
    assert batch.sha256 in clerk.get(response["Location"]).content.decode()


def test_the_same_file_twice_changes_nothing(clerk):
    rows = (a_day(), a_day("2026-10-02"))
    first = brought(clerk, workbook(*rows))
    take(clerk, first)

    again = brought(clerk, workbook(*rows))
    page = clerk.get(f"/imports/{again.pk}/").content.decode()

    assert counts(again, *VERDICTS) == (0, 0, 2, 0, 0)
    assert "Nothing to change" in page
    assert take(clerk, again)["Location"] != f"/imports/{again.pk}/receipt/"
    assert again.status == "checked"


def test_undo_brings_the_tables_back_to_what_they_were(clerk):
    CalendarDay.objects.create(day=date(2026, 10, 1), is_working=True, document="old")
    before = list(CalendarDay.objects.values())
    batch = brought(clerk, workbook(a_day(), a_day("2026-10-02")))
    take(clerk, batch)
    changed = list(CalendarDay.objects.values())

    page = clerk.get(f"/imports/{batch.pk}/undo/")
    clerk.post(f"/imports/{batch.pk}/undo/", {"note": "the wrong month"})

    assert (page.context["created_count"], page.context["updated_count"]) == (1, 1)
    assert changed != before
    assert list(CalendarDay.objects.values()) == before
    assert counts(batch, "undone", "kept") == (2, 0)
    assert batch.status == "undone"


def test_undo_names_what_later_edits_block_and_leaves_it_only_knowingly(clerk):
    batch = brought(clerk, workbook(a_day(), a_day("2026-10-02")))
    take(clerk, batch)
    CalendarDay.objects.filter(day=date(2026, 10, 2)).update(document="edited by hand")

    page = clerk.get(f"/imports/{batch.pk}/undo/").content.decode()
    clerk.post(f"/imports/{batch.pk}/undo/", {"note": "wrong"})
    kept_all = CalendarDay.objects.count()
    clerk.post(f"/imports/{batch.pk}/undo/", {"note": "wrong", "leaves_blocked": "on"})

    assert "was edited by somebody" in page
    assert kept_all == 2
    assert [day.document for day in CalendarDay.objects.all()] == ["edited by hand"]
    assert counts(batch, "undone", "kept") == (1, 1)


def test_all_problems_are_listed_at_once_with_cell_value_and_expectation(clerk):
    rows = (
        a_day(area="12,3OO", people="-3"),
        a_day("2026-13-01", fee="abc", sort="Feast"),
        a_day("2026-10-03", document=None),
    )
    batch = brought(clerk, workbook(*rows))

    page = clerk.get(f"/imports/{batch.pk}/")
    said = [
        (one.cell, one.value, one.found, one.expected)
        for shown in page.context["rows"]
        for one in shown.complaints
    ]

    assert said == [
        ("E2", "12,3OO", "contains the letter O", SQM),
        ("F2", "-3", "is below zero", "zero or more"),
        ("A3", "2026-13-01", "does not exist in the calendar", "a date such as 2020-01-05"),
        ("D3", "abc", "is not a number", "an amount in yuan such as 1234.50"),
        ("G3", "Feast", "is not among the choices", "one of: Holiday, Make-up day"),
        ("C4", "", "is empty", "text of at most 200 characters"),
    ]


def test_a_corrected_cell_has_its_row_examined_again(clerk):
    batch = brought(clerk, workbook(a_day(area="12,3OO"), a_day("2026-10-02")))
    row = batch.rows.get(verdict="error")

    answer = clerk.post(
        f"/imports/{batch.pk}/rows/{row.pk}/correct/",
        {"key": "area_sqm", "value": "12,300"},
        headers={"HX-Request": "true"},
    )

    row.refresh_from_db()
    assert f'id="row-{row.pk}"' in answer.content.decode()
    assert (row.verdict, row.cells["area_sqm"], row.corrections) == (
        "create",
        "12,3OO",
        {"area_sqm": "12,300"},
    )
    assert counts(batch, *VERDICTS) == (2, 0, 0, 0, 0)
    event = Event.objects.get(name="correct")
    assert event.detail == {"Sheet1!E2": ["12,3OO", "12,300"]}


def test_a_correction_that_frees_a_repeated_row_clears_both(clerk):
    batch = brought(clerk, workbook(a_day(), a_day()))
    second = batch.rows.get(verdict="error")

    said = second.complaints[0].found
    clerk.post(
        f"/imports/{batch.pk}/rows/{second.pk}/correct/", {"key": "day", "value": "2026-10-02"}
    )
    clerk.post(
        f"/imports/{batch.pk}/rows/{batch.rows.first().pk}/correct/",
        {"key": "day", "value": "2026-10-02"},
    )

    assert said == "stands in Sheet1!2 already"
    assert counts(batch, *VERDICTS) == (1, 0, 0, 1, 0)
    assert batch.rows.get(verdict="error").pk == second.pk


def test_faulty_rows_stop_the_file_unless_they_are_skipped_knowingly(clerk):
    batch = brought(clerk, workbook(a_day(), a_day("2026-10-02", area="x")))

    take(clerk, batch)
    nothing = CalendarDay.objects.count()
    take(clerk, batch, skips_faulty="yes")

    assert nothing == 0
    assert CalendarDay.objects.count() == 1
    assert counts(batch, "created", "left") == (1, 1)
    assert batch.skips_faulty


def test_only_the_chosen_modes_are_taken_in(clerk):
    CalendarDay.objects.create(day=date(2026, 10, 1), is_working=True, document="old")
    batch = brought(clerk, workbook(a_day(), a_day("2026-10-02")))

    clerk.post(f"/imports/{batch.pk}/steps/apply/", {"takes_updates": "on"})

    assert CalendarDay.objects.count() == 1
    assert counts(batch, "created", "updated", "left") == (0, 1, 1)


def test_a_row_without_identity_waits_for_the_choice_of_a_person(clerk):
    day = CalendarDay.objects.create(day=date(2026, 10, 1), is_working=True, document="doc 7")
    batch = brought(clerk, workbook(a_day(None, "doc 7")))
    row = batch.rows.get()

    page = clerk.get(f"/imports/{batch.pk}/")
    take(clerk, batch)
    waiting = counts(batch, *VERDICTS)
    clerk.post(f"/imports/{batch.pk}/rows/{row.pk}/decide/", {"decision": day.pk})

    suggestion = page.context["rows"][0].suggestions[0]
    assert (suggestion.pk, suggestion.reasons) == (day.pk, ["the same document"])
    assert waiting == (0, 0, 0, 0, 1)
    row.refresh_from_db()
    assert (row.verdict, row.target) == ("update", day.pk)
    assert row.changes == {"is_working": [True, False]}


def test_a_choice_that_is_not_offered_is_refused(clerk):
    batch = brought(clerk, workbook(a_day()))
    row = batch.rows.get()

    clerk.post(f"/imports/{batch.pk}/rows/{row.pk}/decide/", {"decision": "999"})
    clerk.post(f"/imports/{batch.pk}/rows/{row.pk}/decide/", {"decision": "new"})

    row.refresh_from_db()
    assert row.decision == ""


def test_a_skipped_row_stays_out_and_can_come_back(clerk):
    batch = brought(clerk, workbook(a_day(), a_day("2026-10-02")))
    row = batch.rows.first()
    url = f"/imports/{batch.pk}/rows/{row.pk}/decide/"

    clerk.post(url, {"decision": "skip"})
    skipped = counts(batch, "create", "skip")
    clerk.post(url, {"decision": ""})

    assert skipped == (1, 1)
    assert counts(batch, "create", "skip") == (2, 0)


def test_what_changed_in_the_ledger_since_the_check_stops_the_file(clerk):
    batch = brought(clerk, workbook(a_day()))
    CalendarDay.objects.create(day=date(2026, 10, 1), is_working=True, document="meanwhile")

    response = take(clerk, batch)

    assert response["Location"] != f"/imports/{batch.pk}/receipt/"
    assert CalendarDay.objects.get().document == "meanwhile"
    batch.refresh_from_db()
    assert (batch.status, batch.applied_at) == ("checked", None)


def test_a_discarded_file_keeps_neither_rows_nor_workbook(
    clerk, django_capture_on_commit_callbacks
):
    batch = brought(clerk, workbook(a_day()))
    name, storage = batch.file.name, batch.file.storage

    with django_capture_on_commit_callbacks(execute=True):
        take(clerk, batch, "discard")

    assert ImportRow.objects.count() == 0
    assert not storage.exists(name)
    assert clerk.get(f"/imports/{batch.pk}/file/").status_code == 404
    assert clerk.get(f"/imports/{batch.pk}/").status_code == 200


def test_the_annotated_workbook_is_the_same_one_with_its_problems_first(clerk):
    batch = brought(clerk, workbook(a_day(), a_day("2026-10-02", area="12,3OO")))

    sheet = opened(clerk.get(f"/imports/{batch.pk}/annotated/"))["Sheet1"]

    assert [cell.value for cell in sheet[1]][:3] == ["Problems", "日期", "工作日"]
    assert sheet["A2"].value is None
    assert sheet["A3"].value == (
        "Built area (㎡) “12,3OO” contains the letter O; expected: "
        "a number of square metres such as 1234.50"
    )
    assert (
        sheet["F3"].comment.text
        == "contains the letter O\na number of square metres such as 1234.50"
    )
    assert Event.objects.filter(name="export", case_id=batch.pk).count() == 1


def test_an_annotated_workbook_comes_back_as_it_went(clerk):
    batch = brought(clerk, workbook(a_day(), a_day("2026-10-02", area="12,3OO")))
    content = b"".join(clerk.get(f"/imports/{batch.pk}/annotated/").streaming_content)

    again = SimpleUploadedFile("days.xlsx", content)
    back = brought(clerk, again)

    assert counts(back, *VERDICTS) == (1, 0, 0, 1, 0)
    assert back.mapping["sheets"][0]["unknown"] == []


def test_a_row_of_another_batch_is_not_found_through_mine(clerk, as_role):
    batch = brought(clerk, workbook(a_day()))
    other = as_role(Role.DATA_CLERK, OrganisationFactory(code="530427"))
    theirs = brought(other, workbook(a_day()))

    answer = clerk.post(f"/imports/{batch.pk}/rows/{theirs.rows.get().pk}/decide/")

    assert answer.status_code == 404


def test_the_inspection_office_reads_batches_and_changes_nothing(clerk, county):
    batch = brought(clerk, workbook(a_day()))
    office = type(clerk)(headers={"accept-language": "en"})
    office.force_login(person(Role.INSPECTION_OFFICE, county))

    assert office.get(f"/imports/{batch.pk}/").status_code == 200
    assert office.get("/imports/").status_code == 200
    assert take(office, batch).status_code == 403
    assert office.get(f"/imports/{batch.pk}/undo/").status_code == 403
    assert "Calendar days" not in office.get("/imports/new/").content.decode()
    assert office.get("/imports/kinds/days/export/").status_code == 403


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.LEADERSHIP, Role.UNIT_CONTACT])
def test_other_roles_find_no_batch_and_no_list(clerk, county, role):
    batch = brought(clerk, workbook(a_day()))
    other = type(clerk)(headers={"accept-language": "en"})
    other.force_login(person(role, county))

    assert other.get(f"/imports/{batch.pk}/").status_code == 404
    assert other.get("/imports/").status_code == 403


def test_the_list_shows_the_batches_of_the_own_reach(clerk, as_role):
    batch = brought(clerk, workbook(a_day()))
    brought(as_role(Role.DATA_CLERK, OrganisationFactory(code="530427")), workbook(a_day()))

    page = clerk.get("/imports/")

    assert page.context["list"].page.rows == [batch]


def test_sentences_are_spoken_in_the_language_of_their_reader(clerk):
    batch = brought(clerk, workbook(a_day(area="12,3OO")))

    clerk.cookies["airdefense_language"] = "zh-hans"
    page = clerk.get(f"/imports/{batch.pk}/").content.decode()

    assert "含字母 O" in page
    assert "应为：数字（平方米，如 1234.50）" in page


def test_pages_that_ask_for_a_later_or_earlier_state_send_back(clerk, county):
    checked = brought(clerk, workbook(a_day()))
    discarded = brought(clerk, workbook(a_day()))
    take(clerk, discarded, "discard")
    urls = [
        f"/imports/{checked.pk}/columns/",
        f"/imports/{checked.pk}/undo/",
        f"/imports/{discarded.pk}/columns/",
    ]

    assert [clerk.get(url).status_code for url in urls] == [302, 302, 302]
    assert clerk.get(f"/imports/{checked.pk}/receipt/").status_code == 404
    assert clerk.get(f"/imports/{discarded.pk}/annotated/").status_code == 404
    assert take(clerk, discarded, "check").status_code == 302


def test_a_workbook_that_vanished_from_its_place_gets_a_sentence(clerk):
    batch = brought(clerk, workbook(a_day()))
    batch.file.storage.delete(batch.file.name)

    answer = clerk.post(f"/imports/{batch.pk}/steps/check/", follow=True)

    assert "The workbook is not where it was kept" in answer.content.decode()
    assert clerk.get(f"/imports/{batch.pk}/file/").status_code == 404


def test_the_original_comes_back_as_a_download_and_is_recorded(clerk):
    batch = brought(clerk, workbook(a_day()))

    response = clerk.get(f"/imports/{batch.pk}/file/")

    assert len(b"".join(response.streaming_content)) == batch.size_bytes
    assert response["Content-Disposition"] == 'attachment; filename="days.xlsx"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert Event.objects.filter(name="export", case_id=batch.pk).count() == 1


def test_statements_do_not_grow_with_the_rows(clerk, django_assert_max_num_queries):
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(250)]
    file = workbook(*(a_day(day) for day in days))

    with django_assert_max_num_queries(30):
        bring(clerk, file)
    batch = ImportBatch.objects.get()
    with django_assert_max_num_queries(30):
        take(clerk, batch)

    assert CalendarDay.objects.count() == 250
