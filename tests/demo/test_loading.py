"""Loading itself: the same for the same seed, in any number, refused where it does not belong."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from airdefense.accounts.models import User
from airdefense.reports.figures import FIGURES
from airdefense.reports.models import Delivery, Report
from demo.city import YUXI
from demo.load import load
from demo.management.commands import load_demo
from tests.demo.cities import CITY, UNTIL, quiet
from tests.demo.rows import table
from tests.demo.test_load import COLUMNS, shown, wanted
from tests.factories.accounts import UserFactory

DAY_BEFORE = UNTIL - timedelta(days=1)
# What the city reported; the product itself knows none of these numbers.
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


def test_same_seed_and_day_make_the_same_rows(db):
    first, second = rows_after_load(seed=3), rows_after_load(seed=3)

    assert first == second


def test_another_seed_makes_another_city(db):
    first, second = rows_after_load(seed=3), rows_after_load(seed=4)

    assert first["projects.project"] != second["projects.project"]


def rows_after_load(*, seed):
    with transaction.atomic():
        load(CITY, until=UNTIL, seed=seed, scale=1, say=quiet)
        rows = table(keep_files=True)
        transaction.set_rollback(True)
    return rows


def test_scale_multiplies_the_figures(db):
    load(CITY, until=UNTIL, seed=7, scale=3, say=quiet)

    for code in ("M01", "M07", "M13", "M16", "M20"):
        assert shown(code) == wanted(CITY, COLUMNS[code], scale=3)


def test_load_is_refused_where_people_work(db):
    UserFactory()

    with pytest.raises(CommandError, match="People work in this database"):
        call_command("load_demo")


def test_interrupted_load_leaves_nothing(db):
    def interrupt(_line):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        load(CITY, until=UNTIL, seed=3, scale=1, say=interrupt)

    assert list(User.objects.all()) == []


def test_command_loads_and_lists_the_accounts(db, capsys, settings, monkeypatch):
    settings.DEMO_MODE = True
    monkeypatch.setattr(load_demo, "YUXI", CITY)

    call_command("load_demo", "--until", "2020-11-30")
    call_command("demo_accounts")

    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("Demonstration city loaded until 2020-11-30: ")
    assert [line.split()[0] for line in lines[1:]] == list(
        User.objects.filter(is_demo=True).order_by("pk").values_list("username", flat=True)
    )
    out = Report.objects.values_list("day__day", "kind").order_by("day", "kind")
    assert list(out) == [
        *[(day, "daily") for day in (25, 26, 27, 30)],
        (30, "fee_recovery"),
        (30, "rectification"),
    ]
    assert {delivery.report.day for delivery in Delivery.objects.all()} == {date(2020, 11, 30)}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--until", "yesterday"], "is no day"),
        (["--until", "2020-02-31"], "is no day"),
        (["--until", "2019-11-30"], "ends on 2020-11-01 or later"),
        (["--scale", "0"], "1 or more"),
    ],
)
def test_wrong_argument_is_answered_with_a_sentence(db, arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("load_demo", *arguments)


@pytest.mark.slow
def test_whole_city_prints_the_figures_that_were_published(db):
    """The golden report: the article's totals, and the table of every region (domain §5.4)."""
    load(YUXI, until=UNTIL, seed=20201211, scale=1, say=quiet)

    totals = {code: FIGURES[code].value(UNTIL) for code in ARTICLE}

    assert totals == ARTICLE
    for code, column in COLUMNS.items():
        assert shown(code) == wanted(YUXI, column), code
    assert FIGURES["M03"].value(UNTIL) > 100_000_000
    assert FIGURES["M15"].value(UNTIL) == 70
    assert FIGURES["M13"].value(UNTIL) - FIGURES["M13"].value(DAY_BEFORE) == Decimal("362000.00")


@pytest.mark.slow
@pytest.mark.parametrize("until", [date(2026, 11, 21), date(2027, 1, 10)])
def test_any_last_day_shows_the_same_figures(db, until):
    """A Saturday, and a campaign that runs over the turn of the year."""
    load(CITY, until=until, seed=11, scale=1, say=quiet)

    for code, column in COLUMNS.items():
        assert shown(code, until) == wanted(CITY, column), code
