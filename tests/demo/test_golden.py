"""The golden report: the demonstration city's last day prints what was published (domain §5.4).

The split among the regions is invented and adds up; the product itself knows none of it.
"""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from airdefense.accounts.models import Organisation, User, system_user
from airdefense.reports.actions import compile_report
from airdefense.reports.figures import FIGURES, of_sections
from airdefense.reports.mail import letter
from airdefense.reports.models import SECTIONS, Kind
from airdefense.reports.words import wan
from demo.city import YUXI
from demo.load import load
from demo.plan.campaign import at
from tests.demo.cities import UNTIL, quiet
from tests.demo.conftest import sweep
from tests.demo.test_load import COLUMNS, shown, wanted

pytestmark = pytest.mark.slow
DAY = timedelta(days=1)
MORNING = at(UNTIL + DAY, 8 * 60)
# What the city reported.
ARTICLE = {
    "M01": 1797,
    "M02": 301,
    "M04": 34,
    "M05": 2172,
    "M06": 19,
    "M07": 721,
    "M08": 721,
    "M13": Decimal("145679500.00"),
    "M16": 68,
    "M19": 16,
    "M20": 17,
    "M21": 15,
    "M22": 23,
    "M23": 1,
}
PARTS = (Kind.RECTIFICATION, Kind.FEE_RECOVERY)


@pytest.fixture(scope="module")
def loaded_whole(django_db_setup, django_db_blocker):
    """The whole city, loaded once."""
    with django_db_blocker.unblock(), transaction.atomic():
        load(YUXI, until=UNTIL, seed=20201211, scale=1, say=quiet)
        yield
        transaction.set_rollback(True)
    with django_db_blocker.unblock():
        sweep()


@pytest.fixture
def whole_city(loaded_whole, db):
    return Organisation.objects.get(code="530400", parent=None)


def reported(scope, kind=Kind.DAILY):
    return compile_report(kind=kind, day=UNTIL, scope=scope, by=system_user(), at=MORNING)


def values(report):
    return dict(report.figures.values_list("code", "value"))


def test_figures_of_the_last_day_are_what_was_published(whole_city):
    totals = {code: FIGURES[code].value(UNTIL) for code in ARTICLE}

    assert totals == ARTICLE
    for code, column in COLUMNS.items():
        assert shown(code) == wanted(YUXI, column), code
    assert FIGURES["M03"].value(UNTIL) > 100_000_000
    assert FIGURES["M15"].value(UNTIL) == 70
    assert FIGURES["M13"].value(UNTIL) - FIGURES["M13"].value(UNTIL - DAY) == Decimal("362000.00")


def test_report_of_the_last_day_prints_what_was_published(whole_city):
    report = reported(whole_city)

    found = values(report)
    text = letter(report, User.objects.get(username="demo_leadership")).text
    assert {code: found[code] for code in ARTICLE} == ARTICLE
    assert found["M09"] == 100
    assert f"{wan(ARTICLE['M13']):,}" == "14,567.95"
    assert all(number in text for number in ("1,797", "721", "14,567.95"))


def test_report_of_each_county_prints_its_line_of_the_table(whole_city):
    for region in YUXI.regions[1:]:
        scope = Organisation.objects.get(code=region.code, kind="county")

        found = values(reported(scope))

        assert {code: found[code] for code in COLUMNS} == {
            code: getattr(region.targets, column) for code, column in COLUMNS.items()
        }, region.name


@pytest.mark.parametrize("kind", PARTS)
def test_separate_mails_equal_the_sections_of_the_whole(whole_city, kind):
    whole, part = reported(whole_city), reported(whole_city, kind)

    codes = {one.code for one in of_sections(SECTIONS[kind])} - {"S08", "S09"}
    fields = ("value", "by_region", "row_ids", "row_values", "change_ids", "week_change_values")
    rows_of = {
        report.kind: {
            code: rest
            for code, *rest in report.figures.values_list("code", *fields)
            if code in codes
        }
        for report in (whole, part)
    }
    assert rows_of[part.kind].keys() == codes
    assert rows_of[part.kind] == {code: rows_of[whole.kind][code] for code in codes}
