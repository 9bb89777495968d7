"""Workbooks are refused from outside, or read with everything that Excel hides in them."""

import zipfile
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl.styles import PatternFill

from airdefense.exchange.importing import heads, recognise
from airdefense.exchange.importing.guard import Limits
from airdefense.exchange.importing.normalise import Broken
from airdefense.exchange.importing.problems import Refusal
from airdefense.exchange.importing.sheets import read
from tests.exchange.importing import HEADS, Days, Letters, a_day, workbook

LIMITS = Limits(megabytes=5, rows=50, columns=20, unpacked_megabytes=20)
DAYS, LETTERS = Days(), Letters()


def refused(file, limits=LIMITS):
    """The code of the sentence a file is refused with, or None."""
    try:
        read(file, file.name, limits)
    except Refusal as refusal:
        return refusal.problem.code if "%(" not in str(refusal) else str(refusal)
    return None


def rows(file, limits=LIMITS):
    return read(file, file.name, limits).sheets[0].rows


def repacked(file, name="days.xlsx", drop=(), **parts):
    """The same workbook with parts added, replaced or left out."""
    out = BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part not in parts and part not in drop:
                new.writestr(part, old.read(part))
        for part, content in parts.items():
            new.writestr(part, content)
    return SimpleUploadedFile(name, out.getvalue())


def named(name, content):
    return SimpleUploadedFile(name, content)


OLE = bytes.fromhex("d0cf11e0a1b11ae1")


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (named("a.xlsx", b"not a workbook"), "file_not_xlsx"),
        (named("a.csv", b"a,b"), "file_not_xlsx"),
        (named("a.xls", OLE + b"\0" * 600), "file_old_excel"),
        (named("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le")), "file_encrypted"),
        (named("a.xlsx", b"PK\x03\x04" + b"\0" * 50), "file_damaged"),
        (named("a.xlsx", b"P" * (5 * 1024**2 + 1)), "file_too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.name,
)
def test_what_is_no_harmless_workbook_is_refused_with_its_sentence(file, code):
    assert refused(file) == code


def test_macros_are_refused_by_name_and_by_content():
    assert refused(workbook(a_day(), name="days.xlsm")) == "file_has_macros"
    assert refused(repacked(workbook(), **{"xl/vbaProject.bin": b"x"})) == "file_has_macros"


def test_a_zip_that_is_no_workbook_is_refused():
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("hello.txt", "hello")

    assert refused(named("a.xlsx", out.getvalue())) == "file_not_xlsx"


def test_a_bomb_is_refused_by_its_directory_alone():
    steep = repacked(workbook(), **{"xl/media/x.bin": b"\0" * (15 * 1024**2)})
    large = repacked(
        workbook(), **{f"xl/media/{n}.bin": bytes([n]) * 9 * 1024**2 for n in (1, 2, 3)}
    )

    assert refused(steep) == refused(large) == "file_unpacks_too_large"


def test_entities_are_refused():
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb">]><worksheet/>'

    assert refused(repacked(workbook(), **{"xl/worksheets/sheet1.xml": bomb})) == "file_damaged"


@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"]
)
def test_a_workbook_with_a_broken_or_missing_part_is_damaged(part):
    cut = repacked(workbook(a_day()), **{part: b"<worksheet><sheetData><row r='1'><c"})
    lost = repacked(workbook(a_day()), drop=(part,))

    assert refused(cut) == "file_damaged"
    assert refused(lost) in {"file_damaged", "file_not_xlsx"}


def test_too_many_rows_are_refused_before_they_are_loaded():
    many = workbook(*(a_day() for _ in range(70)))

    assert refused(many) == "too_many_rows"


def test_rows_that_are_only_formatted_do_not_count():
    def paint(book):
        for line in range(2, 3_000):
            book.active.cell(line, 1).fill = PatternFill("solid", fgColor="FFEEEE")

    assert len(rows(workbook(a_day(), change=paint))) == 2


def test_cells_far_outside_are_named():
    def far_right(book):
        book.active["XFD1"] = "x"

    def far_down(book):
        book.active["B1048576"] = "x"

    assert refused(workbook(a_day(), change=far_right)) == "too_many_columns"
    assert refused(workbook(a_day(), change=far_down)) == "cell_far_away"


def test_formulas_give_their_stored_result_and_errors_are_kept_as_such():
    def fill(book):
        book.active["D2"] = "=1+1"
        book.active["E2"] = "#REF!"
        book.active["E2"].data_type = "e"

    cells = rows(workbook(a_day(), change=fill))[1]

    assert cells[3:5] == [Broken("", is_formula=True), Broken("#REF!")]


def test_numbers_days_and_truth_keep_their_kind():
    first = rows(workbook((1, 1.5, True, " text ", None), heads=("a",)))[1]

    assert first == [1, 1.5, True, " text "]
    assert isinstance(first[0], int)


# Heads


def columns(file, kind=DAYS):
    """{field: column} of the best head, its last line, and its units."""
    book = read(file, file.name, LIMITS)
    head = heads.best_head(book.sheets[0], kind)
    return head.columns, head.last, head.units


def test_heads_are_found_by_alias_label_or_key_whatever_their_width():
    found, last, _units = columns(
        workbook(heads=("日　期 *", "Working day", "ＤＯＣＵＭＥＮＴ", "fee_yuan"))
    )

    assert found == {"day": 0, "is_working": 1, "document": 2, "fee_yuan": 3}
    assert last == 0


def test_the_head_is_found_below_titles_and_notes():
    above = (("玉溪市2026年节假日表",), (), ("填表单位：通海县", None, "单位：万元"))

    found, last, units = columns(workbook(a_day(), above=above))

    assert (len(found), last, units) == (8, 3, {})


def test_a_unit_in_the_head_or_above_it_multiplies_amounts_only():
    in_head = columns(workbook(heads=("日期", "文件", "金额（万元）", "建筑面积(㎡)", "人数")))
    above = columns(workbook(heads=("日期", "文件", "金额", "人数"), above=(("单位：万元",),)))

    assert in_head[2] == above[2] == {"fee_yuan": 10_000}


def test_heads_of_two_lines_with_merged_cells_are_read_together():
    def merge(book):
        sheet = book.active
        sheet.insert_rows(1)
        for place, text in enumerate(("日期", "文件", "规模", None), start=1):
            sheet.cell(1, place, text)
        sheet.merge_cells("C1:D1")
        sheet.merge_cells("A1:A2")
        sheet.merge_cells("B1:B2")

    file = workbook(
        ("2026-10-01", "doc", 5, 7), heads=(None, None, "人数", "建筑面积"), change=merge
    )

    assert columns(file)[:2] == ({"day": 0, "document": 1, "people": 2, "area_sqm": 3}, 1)


def test_a_second_column_of_the_same_name_and_unknown_ones_are_listed():
    file = workbook(heads=("日期", "文件", "文件", "备注"))
    head = heads.best_head(read(file, file.name, LIMITS).sheets[0], DAYS)

    assert head.unknown == ["文件", "备注"]


# Kinds


@pytest.fixture
def no_memory(monkeypatch):
    monkeypatch.setattr(recognise, "remembered_for", lambda kind, source: {})


def kind_and_mapping(file, chosen=None):
    book = read(file, file.name, LIMITS)
    return recognise.recognise(book, chosen, [DAYS, LETTERS], None)


@pytest.mark.usefixtures("no_memory")
def test_the_kind_is_recognised_by_its_heads():
    kind, mapping = kind_and_mapping(workbook(a_day()))

    assert kind is DAYS
    assert mapping["sheets"][0]["columns"] == {
        field.key: place for place, field in enumerate(DAYS.fields)
    }


@pytest.mark.usefixtures("no_memory")
def test_a_file_of_another_kind_says_so():
    with pytest.raises(Refusal) as refused:
        kind_and_mapping(workbook(a_day()), LETTERS)

    assert str(refused.value) == (
        "This looks like a file of “Calendar days”, not of “Letters”: choose what it contains."
    )


@pytest.mark.usefixtures("no_memory")
def test_a_file_that_says_nothing_waits_for_a_person_or_is_refused():
    file = workbook(a_day(), heads=("a", "b", "c"))

    assert kind_and_mapping(file, DAYS) == (DAYS, {})
    with pytest.raises(Refusal):
        kind_and_mapping(file)


@pytest.mark.usefixtures("no_memory")
def test_sheets_that_are_not_read_are_named():
    def add(book):
        book.create_sheet("Notes").append(["hello"])
        hidden = book.create_sheet("Old")
        hidden.append(list(HEADS))
        hidden.append(list(a_day()))
        hidden.sheet_state = "hidden"

    _kind, mapping = kind_and_mapping(workbook(a_day(), change=add), DAYS)

    assert [place["name"] for place in mapping["sheets"]] == ["Sheet1"]
    assert mapping["skipped"] == [
        {"name": "Notes", "code": "sheet_without_head"},
        {"name": "Old", "code": "sheet_hidden"},
    ]


def test_an_empty_workbook_has_no_sheet():
    out = BytesIO()
    openpyxl.Workbook().save(out)

    with pytest.raises(Refusal):
        kind_and_mapping(named("empty.xlsx", out.getvalue()), DAYS)
