"""manage.py import_ledger: the same import with exit codes, sentences and JSON."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from airdefense.accounts.roles import Role
from airdefense.casework.models import CalendarDay
from airdefense.exchange.importing.kinds import KINDS
from airdefense.exchange.importing.shell import ImportCommand
from airdefense.exchange.models import ImportBatch
from tests.exchange.importing import Days, Letters, a_day, workbook
from tests.factories.accounts import OrganisationFactory, person

pytestmark = pytest.mark.django_db


class Command(ImportCommand):
    kinds = ("days", "letters")


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    monkeypatch.setitem(KINDS, "days", Days())
    monkeypatch.setitem(KINDS, "letters", Letters())


@pytest.fixture
def city():
    return OrganisationFactory(city=True, code="530400")


def kept(tmp_path, file):
    path = tmp_path / file.name
    path.write_bytes(file.read())
    return path


def run(*args, **options):
    """(exit code, standard output) of the command."""
    out = StringIO()
    try:
        call_command(Command(), *map(str, args), stdout=out, language="en", **options)
    except CommandError as failed:
        return failed.returncode, out.getvalue()
    return 0, out.getvalue()


def test_a_faultless_file_is_taken_in(city, tmp_path):
    path = kept(tmp_path, workbook(a_day(), a_day("2026-10-02")))

    code, out = run(path, json=True)

    facts = json.loads(out)
    assert code == 0
    assert facts["counts"]["created"] == CalendarDay.objects.count() == 2
    assert (facts["kind"], facts["applied"], facts["problems"]) == ("days", True, [])
    assert facts["batch"] == ImportBatch.objects.get().pk


def test_the_same_file_again_changes_nothing(city, tmp_path):
    path = kept(tmp_path, workbook(a_day()))
    run(path)

    code, out = run(path, json=True)

    facts = json.loads(out)
    assert (code, facts["counts"]["same"], facts["counts"]["create"]) == (0, 1, 0)
    assert facts["applied"] is False


def test_a_dry_run_writes_nothing(city, tmp_path):
    code, out = run(kept(tmp_path, workbook(a_day())), json=True, dry_run=True)

    assert (code, json.loads(out)["counts"]["create"], CalendarDay.objects.count()) == (0, 1, 0)


def test_faulty_rows_are_all_printed_and_nothing_is_taken_in(city, tmp_path):
    path = kept(tmp_path, workbook(a_day(area="12,3OO"), a_day("2026-13-01"), a_day("2026-10-03")))

    code, out = run(path, json=True)
    words = run(path)[1]

    assert (code, CalendarDay.objects.count()) == (1, 0)
    assert json.loads(out)["problems"] == [
        {
            "sheet": "Sheet1",
            "cell": "E2",
            "field": "area_sqm",
            "label": "Built area (㎡)",
            "value": "12,3OO",
            "problem": "contains the letter O",
            "expected": "a number of square metres such as 1234.50",
        },
        {
            "sheet": "Sheet1",
            "cell": "A3",
            "field": "day",
            "label": "Day",
            "value": "2026-13-01",
            "problem": "does not exist in the calendar",
            "expected": "a date such as 2020-01-05",
        },
    ]
    assert "Sheet1!E2 Built area (㎡) “12,3OO”: contains the letter O" in words


def test_what_cannot_be_used_ends_with_two_and_a_sentence(city, tmp_path):
    text = tmp_path / "a.xlsx"
    text.write_text("hello")
    strange = kept(tmp_path, workbook(a_day(), heads=("x", "y", "z"), name="strange.xlsx"))
    fine = kept(tmp_path, workbook(a_day()))

    outcomes = [
        run(tmp_path / "missing.xlsx", json=True),
        run(tmp_path, json=True),
        run(text, json=True),
        run(strange, json=True),
        run(strange, json=True, kind="days"),
        run(fine, json=True, kind="letters"),
        run(fine, json=True, user="nobody"),
        run(fine, json=True, region="999999"),
    ]

    assert [code for code, _out in outcomes] == [2] * 8
    assert all(json.loads(out)["error"] for _code, out in outcomes)
    assert ImportBatch.objects.count() == 0


def test_without_a_city_there_is_a_sentence(tmp_path):
    code, out = run(kept(tmp_path, workbook(a_day())), json=True)

    assert (code, json.loads(out)["error"]) == (2, "There is no region yet: set up the city first.")


def test_an_account_takes_in_what_its_role_allows(city, tmp_path):
    county = OrganisationFactory(parent=city, code="530423")
    person(Role.DATA_CLERK, county, username="clerk")
    person(Role.INSPECTOR, county, username="inspector")
    path = kept(tmp_path, workbook(a_day()))

    denied = run(path, user="inspector")[0], run(path, user="clerk", region="530400")[0]
    code, _out = run(path, user="clerk")

    batch = ImportBatch.objects.get()
    assert (denied, code) == ((2, 2), 0)
    assert (batch.applied_by.username, batch.region) == ("clerk", county)
