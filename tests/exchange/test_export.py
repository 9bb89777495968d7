"""The workbook of a list: the same rows, safe cells, and a trace of who took it."""

from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from airdefense.casework.models import Event
from projects.models import Project
from tests.exchange.taking import RECORDED, a_project, assert_told_with_its_hash
from tests.factories.accounts import OrganisationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.exchange.trial")]


def taken(client, query=""):
    response = client.get(f"/trial/?format=xlsx&{query}")
    content = b"".join(response.streaming_content)
    return response, openpyxl.load_workbook(BytesIO(content)), content


def cells(book):
    return [[cell.value for cell in row] for row in book["Data"].iter_rows()]


def test_workbook_holds_all_rows_of_the_list_in_its_order(clerk, county):
    a_project(OrganisationFactory(), "theirs", 9)
    for day in range(1, 8):
        a_project(county, f"day {day}", day)

    _response, book, _content = taken(clerk)

    assert [row[1] for row in cells(book)] == [
        "Project",
        *(f"day {day}" for day in range(7, 0, -1)),
    ]


@pytest.mark.parametrize(
    "query", ["", "status=recorded", "q=new", "approved_on_after=2019-06-02", "sort=name"]
)
def test_workbook_equals_the_list_under_the_same_conditions(clerk, county, query):
    a_project(county, "new", 1)
    a_project(county, "old", 2, status="confirmed")

    _response, book, _content = taken(clerk, query)

    listed = [row.name for row in clerk.get(f"/trial/?{query}").context["list"].page.rows]
    assert [row[1] for row in cells(book)[1:]] == listed


def test_selected_rows_alone_are_exported(clerk, county):
    chosen = a_project(county, "chosen")
    theirs = a_project(OrganisationFactory(), "theirs")
    a_project(county, "not chosen")

    _response, book, _content = taken(clerk, f"ids={chosen.pk},{theirs.pk},x,²,{'9' * 5000}")

    assert [row[1] for row in cells(book)[1:]] == ["chosen"]


def test_cells_are_numbers_dates_and_text_as_the_column_says(clerk, county):
    project = a_project(county, built_g6_sqm=Decimal("1124250.50"))

    _response, book, _content = taken(clerk)

    row = next(book["Data"].iter_rows(min_row=2))
    assert [cell.value for cell in row] == [
        project.code,
        "Yunxi",
        "Tonghai",
        1124250.5,
        RECORDED,
        datetime(2019, 6, 1),  # noqa: DTZ001 - a workbook knows no time zones
    ]
    assert [cell.number_format for cell in row] == [
        "@",
        "@",
        "@",
        "#,##0.00",
        "@",
        "yyyy-mm-dd",
    ]


def test_moments_are_in_the_time_of_the_city(clerk, county):
    confirmed = a_project(county, status="confirmed", at=datetime(2020, 11, 2, 4, 0, tzinfo=UTC))

    _response, book, _content = taken(clerk, "columns=confirmed_at")

    assert confirmed.confirmed_at == datetime(2020, 11, 2, 4, 0, tzinfo=UTC)
    assert cells(book)[1][2] == datetime(2020, 11, 2, 12, 0)  # noqa: DTZ001


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1+2", "@SUM(A1)", "\ufeff=1+1", "  =1+1", "\t=1", "|calc", "%0A=1"]
)
def test_text_like_a_formula_stays_text(clerk, county, text):
    project = a_project(county)
    Project.objects.filter(pk=project.pk).update(name=text)

    _response, book, content = taken(clerk)

    cell = book["Data"]["B2"]
    assert (cell.value, cell.data_type, cell.number_format) == (text, "s", "@")
    assert cell.quotePrefix
    assert b"<f>" not in content


def test_ordinary_text_carries_no_quote(clerk, county):
    a_project(county)

    _response, book, _content = taken(clerk)

    assert not book["Data"]["B2"].quotePrefix


def test_characters_a_workbook_cannot_hold_are_left_out(clerk, county):
    project = a_project(county)
    Project.objects.filter(pk=project.pk).update(name="a\x0bb\x1fc")

    _response, book, _content = taken(clerk)

    assert book["Data"]["B2"].value == "abc"


def test_chosen_columns_are_the_columns_of_the_workbook(clerk, county):
    a_project(county)

    _response, book, _content = taken(clerk, "columns=zone,is_offsite_approved")

    assert cells(book)[0] == ["Number", "Project", "Zone", "Off-site"]
    assert cells(book)[1][2:] == ["Ordinary", "no"]


@time_machine.travel(datetime(2020, 12, 11, 0, 34, tzinfo=UTC), tick=False)
def test_second_sheet_says_of_what_for_whom_and_when(clerk, county):
    a_project(county)

    response, book, _content = taken(clerk, "status=recorded")

    about = dict(book["About"].iter_rows(values_only=True))
    assert about["List"] == "Trial list"
    assert about["Conditions"] == f"Status: {RECORDED}"
    assert about["Taken by"] == "Li (li), Tonghai County"
    assert about["Taken at"] == "2020-12-11 08:34:00"
    assert about["Rows"] == "1"
    assert response["Content-Disposition"] == (
        'attachment; filename="Trial list-20201211-0834.xlsx"'
    )


def test_taking_is_written_into_the_history_with_the_hash(clerk, county):
    a_project(county)
    a_project(county)

    _response, book, content = taken(clerk, "status=recorded&columns=zone")

    trace = dict(book["About"].iter_rows(values_only=True))["Trace number"]
    assert_told_with_its_hash(clerk, content, ending="xlsx", trace=trace)


def test_condition_not_understood_gives_the_page_and_no_workbook(clerk, county):
    a_project(county)

    response = clerk.get("/trial/?format=xlsx&status=bogus")

    assert response["Content-Type"].startswith("text/html")
    assert not Event.objects.filter(name="export").exists()


def test_workbook_of_nothing_has_its_head(clerk):
    _response, book, _content = taken(clerk)

    assert len(cells(book)) == 1


def test_workbook_costs_the_same_for_one_row_and_for_many(clerk, county, django_assert_num_queries):
    a_project(county)
    with CaptureQueriesContext(connection) as one:
        taken(clerk)
    for day in range(2, 9):
        a_project(county, day=day)

    with django_assert_num_queries(len(one)):
        taken(clerk)
