"""Loading itself: the same for the same seed, in any number, refused where it does not belong."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from airdefense.accounts.models import User
from airdefense.exchange.models import SavedView
from airdefense.reports.models import Delivery, Instruction, PlanMark, Report, Restatement
from demo.load import load
from demo.management.commands import load_demo
from tests.demo.cities import CITY, UNTIL, quiet
from tests.demo.rows import table
from tests.demo.test_load import COLUMNS, shown, wanted
from tests.factories.accounts import UserFactory


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
    city, county = CITY.municipal.code, CITY.regions[1].code
    out = Report.objects.values_list("scope__code", "day__day", "kind")
    assert sorted(out) == sorted(
        [
            *[(city, day, "daily") for day in (25, 26, 27, 30)],
            (city, 30, "fee_recovery"),
            (city, 30, "rectification"),
            (city, 22, "weekly"),
            (city, 31, "monthly"),
            (county, 30, "daily"),
        ]
    )
    assert {delivery.report.day for delivery in Delivery.objects.all()} == {date(2020, 11, 30)}
    # The first asks about a row that this small city does not have.
    assert set(Instruction.objects.values_list("status", flat=True)) == {"given", "closed"}
    told = Restatement.objects.exclude(told_in=None).values_list("figure__code", flat=True)
    assert {"M12", "S06"} <= set(told)
    assert PlanMark.objects.count() == 2 * len(CITY.regions)
    assert SavedView.objects.count() == 3


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
@pytest.mark.parametrize("until", [date(2026, 11, 21), date(2027, 1, 10)])
def test_any_last_day_shows_the_same_figures(db, until):
    """A Saturday, and a campaign that runs over the turn of the year."""
    load(CITY, until=until, seed=11, scale=1, say=quiet)

    for code, column in COLUMNS.items():
        assert shown(code, until) == wanted(CITY, column), code
