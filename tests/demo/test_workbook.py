"""The workbooks one tries the import with are read by it, and their mistakes are told."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from airdefense.casework.search import search_text
from demo.twins.projects.ledger import text_of_number
from demo.workbook import FAULTY, HEADS, MAKERS


def cells(path):
    (sheet,) = load_workbook(path).worksheets
    return [list(row) for row in sheet.iter_rows(values_only=True)]


@pytest.mark.parametrize("kind", MAKERS)
def test_workbook_is_recognised_and_only_its_mistakes_are_refused(
    small_city,
    kind,
    tmp_path,
    capsys,
):
    path = tmp_path / f"{kind}.xlsx"

    call_command("demo_workbook", path, "--kind", kind, "--rows", "40")
    with pytest.raises((CommandError, SystemExit)):
        call_command("import_ledger", path, "--region", "530423", "--dry-run")

    title, heads, *rows = cells(path)
    told = capsys.readouterr()
    assert "模拟数据" in title[0]
    assert tuple(heads) == HEADS[kind]
    assert len(rows) == 40
    assert "通海县!" in told.out + told.err


def test_same_seed_writes_the_same_rows(small_city, tmp_path):
    first, second = tmp_path / "1.xlsx", tmp_path / "2.xlsx"

    call_command("demo_workbook", first)
    call_command("demo_workbook", second)

    assert cells(first) == cells(second)
    assert isinstance(cells(first)[2][2].date(), date)
    assert 0 < FAULTY < 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [(["--rows", "0"], "1 or more"), (["--region", "530421"], "no region 530421")],
)
def test_wrong_argument_is_answered_with_a_sentence(small_city, tmp_path, arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("demo_workbook", tmp_path / "x.xlsx", *arguments)


@pytest.mark.parametrize(
    "number", ["建字第53042320180001号", "玉人防审〔2018〕12号", "5304232018000101"]
)
def test_number_is_found_by_the_text_that_the_actions_write(number):
    assert text_of_number(number) == search_text(number)
