"""What is wrong against what is suspected, counted check by check."""

import json
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from demo.truth import Truth, compare, in_all, kept

SOME = (
    ("X01", "XM-1", Decimal("120.00")),
    ("X01", "XM-2", Decimal("7.00")),
    ("X01", "XM-9", Decimal(0)),
    ("X18", "XM-3", Decimal("1.00")),
    ("X18", "XM-3", Decimal("2.00")),
)


@pytest.fixture
def truth():
    told = Truth()
    told.tell("X01", "XM-1", "530400", "少核面积", Decimal(120))
    told.tell("X01", "XM-2", "530400", "少核面积", Decimal(8))
    told.tell("X01", "XM-3", "530400", "少核面积")
    told.tell("X18", "XM-3", "530400", "查无票据", Decimal(3))
    told.spare("X01", "XM-9", "530400", "误差以内")
    told.spare("X01", "XM-8", "530400", "误差以内")
    told.keep(seed=1, until="2020-11-30", scale=1)
    return told


def test_truth_is_kept_beside_the_data_with_its_seed_and_day(truth):
    found = kept()

    assert (found["seed"], found["until"], found["scale"]) == (1, "2020-11-30", 1)
    assert [row["amount_yuan"] for row in found["wrong"]] == ["120.00", "8.00", "", "3.00"]


def test_found_missed_besides_and_exact_are_counted(truth):
    first, second = compare(kept(), SOME)

    assert (first.found, first.missed, first.besides) == (2, ("XM-3",), ("XM-9",))
    assert (first.exact, first.priced) == (1, 2)
    assert (first.accused, first.innocent) == (1, 2)
    assert first.precision == first.recall == 2 / 3
    assert (second.found, second.exact, second.precision, second.recall) == (1, 1, 1, 1)


def test_all_checks_are_summed(truth):
    total = in_all(compare(kept(), SOME))

    assert (total.found, len(total.missed), len(total.besides)) == (3, 1, 1)


def test_nothing_suspected_has_no_precision(truth):
    first, _second = compare(kept(), [])

    assert (first.precision, first.recall) == (None, 0)


def test_command_prints_json_and_the_table_of_the_docs(db, truth, capsys):
    call_command("demo_truth", "--json")
    call_command("demo_truth", "--markdown")
    call_command("demo_truth", "--names")

    told = capsys.readouterr().out
    assert json.loads(told[: told.index("\n}") + 2])["checks"][0]["missed"]
    assert "| X01 | Planning permit and assessed area differ | 0 | 3 | 0 | — | 0.0 % | — |" in told
    assert "missed: XM-1, XM-2, XM-3" in told


def test_command_without_a_truth_says_what_to_do(db, settings, tmp_path):
    Truth().keep(seed=1)
    from_elsewhere = kept()
    assert from_elsewhere == {"seed": 1, "wrong": [], "innocent": []}
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        }
    }

    with pytest.raises(CommandError, match="load the demonstration city first"):
        call_command("demo_truth")
