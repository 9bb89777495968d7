"""The CSV of a list: what its workbook holds, safe to open, with the same trace of who took it."""

import csv
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO, StringIO

import openpyxl
import pytest
import time_machine
from django.test import override_settings

from airdefense.casework.models import Event
from projects.models import Project
from projects.workflow import ProjectStatus
from tests.exchange.taking import RECORDED, a_project, assert_told_with_its_hash
from tests.factories.accounts import OrganisationFactory

MARK = b"\xef\xbb\xbf"
pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.exchange.trial")]


def content_of(response):
    return b"".join(response.streaming_content)


def taken(client, query=""):
    """The rows, what is said of the file below them, and the file itself."""
    content = content_of(client.get(f"/trial/?format=csv&{query}"))
    lines = list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))
    end = lines.index([])
    return lines[:end], dict(lines[end + 1 :]), content


def test_csv_begins_with_the_mark_by_which_excel_knows_chinese(clerk, county):
    a_project(county, "云溪花园")

    response = clerk.get("/trial/?format=csv")
    content = content_of(response)

    assert response["Content-Type"] == "text/csv"
    assert content.startswith(MARK + b'"Number","Project"')
    assert content.count(MARK) == 1
    assert '"云溪花园"'.encode() in content


def test_csv_holds_the_rows_of_the_reader_in_the_order_of_the_list(clerk, county):
    a_project(OrganisationFactory(), "theirs", 9)
    for day in range(1, 8):
        a_project(county, f"day {day}", day)

    rows, about, content = taken(clerk)

    assert [row[1] for row in rows] == ["Project", *(f"day {day}" for day in range(7, 0, -1))]
    assert about["Rows"] == "7"
    assert b"theirs" not in content


@pytest.mark.parametrize(
    "query", ["", "status=recorded", "q=new", "approved_on_after=2019-06-02", "sort=name"]
)
def test_csv_equals_the_list_under_the_same_conditions(clerk, county, query):
    a_project(county, "new", 1)
    a_project(county, "old", 2, status="confirmed")

    rows, _about, _content = taken(clerk, query)

    listed = [row.name for row in clerk.get(f"/trial/?{query}").context["list"].page.rows]
    assert [row[1] for row in rows[1:]] == listed


@pytest.mark.parametrize("columns", ["zone,status,approved_on", "lower,built_g6_sqm"])
def test_csv_has_the_columns_and_rows_of_the_workbook(clerk, county, columns):
    a_project(county, "Yunxi", built_g6_sqm=Decimal("1250.50"))
    a_project(county, "Jinxiu", 2)
    query = f"columns={columns}&ids="

    rows, _about, _content = taken(clerk, query)

    workbook = content_of(clerk.get(f"/trial/?format=xlsx&{query}"))
    book = openpyxl.load_workbook(BytesIO(workbook))
    assert [len(row) for row in rows] == [2 + columns.count(",") + 1] * 3
    assert rows == [[as_text(cell.value) for cell in row] for row in book["Data"].iter_rows()]


def as_text(value):
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}"
    return f"{value:.2f}" if isinstance(value, int | float) else value


def test_selected_rows_alone_are_exported(clerk, county):
    chosen = a_project(county, "chosen")
    theirs = a_project(OrganisationFactory(), "theirs")
    a_project(county, "not chosen")

    rows, _about, _content = taken(clerk, f"ids={chosen.pk},{theirs.pk}")

    assert [row[1] for row in rows[1:]] == ["chosen"]


def test_amounts_days_moments_and_choices_are_written_for_programs(clerk, county):
    at = datetime(2020, 11, 2, 4, 0, 7, tzinfo=UTC)
    project = a_project(county, status="confirmed", at=at, built_g6_sqm=Decimal("1124250.50"))

    columns = "built_g6_sqm,status,approved_on,confirmed_at,is_offsite_approved"
    rows, _about, content = taken(clerk, f"columns={columns}")

    words = [ProjectStatus.CONFIRMED.label, "2019-06-01", "2020-11-02 12:00:07", "no"]
    assert rows[1] == [project.code, "Yunxi", "1124250.50", *words]
    assert b',1124250.50,"' in content


@pytest.mark.parametrize(
    "text",
    [
        *("=1+1", "+1", "-1+2", "@SUM(A1)", "\ufeff=1+1", "  =1+1", "\t=1", "\r=1", "|calc"),
        # Wide signs are taken for narrow ones where Chinese is typed.
        *("\uff1d1+1", "\uff0b1", "\uff0d1+2", "\uff20SUM(A1)", "\u3000=1+1"),
    ],
)
def test_text_like_a_formula_begins_with_an_apostrophe(clerk, county, text):
    project = a_project(county)
    Project.objects.filter(pk=project.pk).update(name=text)

    rows, _about, _content = taken(clerk)

    assert rows[1][1] == f"'{text}"


def test_what_others_wrote_beside_a_purpose_is_no_formula_either(clerk, county):
    a_project(county)

    _rows, about, _content = taken(clerk, "purpose=%3DHYPERLINK(1)")

    assert about["Purpose"] == "'=HYPERLINK(1)"


@pytest.mark.parametrize("text", ["a;=1+1", 'a"b,=1', "a\r\n=1", "Yunxi"])
def test_a_text_stays_in_its_cell_whatever_divides_cells_elsewhere(clerk, county, text):
    project = a_project(county)
    Project.objects.filter(pk=project.pk).update(name=text)

    rows, _about, content = taken(clerk)

    assert (len(rows), rows[1][1]) == (2, text)
    assert f'"{text.replace(chr(34), chr(34) * 2)}"'.encode() in content


def test_characters_no_file_can_hold_are_left_out(clerk, county):
    project = a_project(county)
    Project.objects.filter(pk=project.pk).update(name="a\x0bb\x1fc")

    rows, _about, _content = taken(clerk)

    assert rows[1][1] == "abc"


@time_machine.travel(datetime(2020, 12, 11, 0, 34, tzinfo=UTC), tick=False)
def test_what_stands_below_the_rows_says_of_what_for_whom_and_when(clerk, county):
    a_project(county)

    _rows, about, _content = taken(clerk, "status=recorded")

    assert about["List"] == "Trial list"
    assert about["Conditions"] == f"Status: {RECORDED}"
    assert about["Taken by"] == "Li (li), Tonghai County"
    assert about["Taken at"] == "2020-12-11 08:34:00"
    assert about["Secrecy"].startswith("No state secrets.")


def test_taking_is_written_into_the_history_with_the_hash(clerk, county):
    a_project(county)
    a_project(county)

    _rows, about, content = taken(clerk, "status=recorded&columns=zone")

    trace = about["Trace number"]
    assert_told_with_its_hash(clerk, content, ending="csv", trace=trace)


def test_condition_not_understood_gives_the_page_and_no_file(clerk, county):
    a_project(county)

    response = clerk.get("/trial/?format=csv&status=bogus")

    assert response["Content-Type"].startswith("text/html")
    assert not Event.objects.filter(name="export").exists()


def test_list_that_may_not_be_taken_gives_no_csv(clerk, county):
    a_project(county)

    response = clerk.get("/secret/?format=csv")

    assert response["Content-Type"].startswith("text/html")
    assert not Event.objects.filter(name="export").exists()


def test_csv_of_nothing_has_its_heads_and_its_number(clerk):
    rows, about, _content = taken(clerk)

    assert len(rows) == 1
    assert (about["Rows"], len(about["Trace number"])) == ("0", 19)


def test_button_of_a_list_asks_which_file(clerk, county):
    a_project(county)

    page = clerk.get("/trial/?status=recorded").content.decode()
    question = clerk.get("/trial/?status=recorded&format=choose").content.decode()

    assert 'href="?status=recorded&amp;format=choose"' in page
    assert '<input type="hidden" name="status" value="recorded">' in question
    assert [question.count(f'name="format" value="{one}"') for one in ("xlsx", "csv")] == [1, 1]
    assert "Yunxi" not in question
    assert not Event.objects.filter(name="export").exists()


def test_answered_question_gives_the_file(clerk, county):
    a_project(county)

    response = clerk.get("/trial/?format=csv&purpose=")

    assert content_of(response).startswith(MARK)
    assert response["Content-Disposition"].endswith('.csv"')


@override_settings(EXPORT_ASKS_PURPOSE=True)
@pytest.mark.parametrize("query", ["format=csv", "format=csv&purpose=x", "format=choose&purpose="])
def test_csv_asks_what_it_is_for_before_it_reads_a_row(clerk, county, query):
    a_project(county)

    page = clerk.get(f"/trial/?{query}").content.decode()

    assert 'name="purpose"' in page
    assert "Yunxi" not in page
    assert not Event.objects.filter(name="export").exists()


@override_settings(EXPORTS_PER_HOUR=1)
def test_csv_and_workbook_are_counted_together(clerk, county):
    a_project(county)

    answers = [clerk.get(f"/trial/?format={one}") for one in ("csv", "xlsx", "csv")]

    statuses = [answer.status_code for answer in answers]
    answers[0].close()
    assert statuses == [200, 429, 429]
