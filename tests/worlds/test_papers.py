"""Of a random history, one report: list, count, workbook, mail, chart and API say the same."""

from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.db import transaction
from django.test import Client

from airdefense.accounts.roles import Role
from airdefense.reports.actions import compile_report
from airdefense.reports.boards.numbers import OfReport
from airdefense.reports.content import Paper
from airdefense.reports.figures import FIGURES, Section
from airdefense.reports.mail import letter
from airdefense.reports.models import Kind
from airdefense.reports.workbook import report_workbook, sheet_name
from tests.factories.accounts import person
from tests.worlds.settled import settle
from tests.worlds.world import DAY, World, history

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SEED, LENGTH = 6, 200


@pytest.fixture(scope="module")
def reported(django_db_setup, django_db_blocker):
    """The city's daily report of a random history, and its reader."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = World(settle())
        for act in history(SEED, LENGTH):
            world.act(*act)
        city = world.settled.city
        reader = person(Role.INSPECTION_OFFICE, city)
        facts = {"kind": Kind.DAILY, "day": world.today, "scope": city, "by": reader}
        yield compile_report(**facts, at=world.now + DAY), reader
        transaction.set_rollback(True)


@pytest.fixture
def report(reported, db):
    return reported[0]


@pytest.fixture
def reader(reported, db):
    return reported[1]


def open_figures(report):
    """The figures whose rows are listed: neither ratios nor what is about leads."""
    found = {one.code: one for one in report.figures.all()}
    return {
        code: one
        for code, one in found.items()
        if not FIGURES[code].is_ratio and not FIGURES[code].is_confidential
    }


def test_the_report_holds_what_the_figures_say(report):
    for frozen in report.figures.all():
        figure = FIGURES[frozen.code]
        if not figure.is_flow:
            assert frozen.value == figure.value(report.day, scope=report.scope), frozen.code


def test_list_and_count_of_every_figure_are_its_frozen_rows(report, reader):
    client = Client(headers={"accept-language": "en"})
    client.force_login(reader)
    for code, frozen in open_figures(report).items():
        page = client.get(frozen.get_absolute_url())

        listed = page.context["list"].queryset.order_by("pk").values_list("pk", flat=True)
        assert page.context["counted"] == len(frozen.row_ids), code
        if page.context["open"] == page.context["counted"]:
            assert list(listed) == sorted(frozen.row_ids), code
        assert set(listed) <= set(frozen.row_ids), code
        if not frozen.row_values:
            assert frozen.value == len(frozen.row_ids), code


def test_workbook_lists_the_rows_and_adds_up_to_the_value(report, reader):
    book = openpyxl.load_workbook(BytesIO(report_workbook(report, reader)))
    told = Paper(report, reader).figures
    shown = {row[0].value: row[3].value for row in book.worksheets[0].iter_rows(min_row=2)}

    assert {code: str(text) for code, text in shown.items() if code in told} == {
        code: one.text for code, one in told.items()
    }
    for frozen in open_figures(report).values():
        if not frozen.row_values or sheet_name(frozen) not in book.sheetnames:
            continue
        heads, *rows = book[sheet_name(frozen)].iter_rows(values_only=True)
        place = heads.index("Counted (yuan)")
        amounts = [row[place] for row in rows if isinstance(row[place], int | float)]
        if len(amounts) == len(frozen.row_ids):
            assert sum(Decimal(str(n)) for n in amounts) == frozen.value, frozen.code


def test_mail_chart_and_api_tell_the_numbers_of_the_page(report, reader):
    paper = Paper(report, reader)
    drawn = OfReport(paper)
    client = Client(headers={"accept-language": "en"})
    client.force_login(reader)
    told = client.get(f"/api/v1/reports/{report.pk}/").json()["figures"]
    text = letter(report, reader).text

    assert paper.figures.keys() == told.keys()
    for code, one in paper.figures.items():
        assert drawn[code].text == one.text, code
        if one.about.is_confidential:
            continue
        assert drawn[code].value == one.frozen.value, code
        api = told[code]["value"]
        assert (api is None) == (one.frozen.value is None), code
        assert api is None or Decimal(api) == one.frozen.value, code
    for one in paper.top:
        assert one.text in text, one.code


def test_every_section_of_the_report_has_figures_of_its_own(report):
    codes = {frozen.code for frozen in report.figures.all()}

    sections = {FIGURES[code].section for code in codes}
    assert sections >= set(Section) - {Section.INSTRUCTIONS}
