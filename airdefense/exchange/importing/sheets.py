"""The sheets of a workbook as rows of plain cells."""

import zipfile
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import isfinite
from typing import Any, BinaryIO

import python_calamine

from airdefense.exchange.importing.guard import UNREADABLE, Limits, inspect
from airdefense.exchange.importing.normalise import Broken
from airdefense.exchange.importing.problems import Refusal
from airdefense.exchange.importing.scan import Scan, parts_of_sheets, scan

SIGNATURE_SHEET = "_airdefense"
# Cells merged over more lines than this are decoration, or an attack.
TALLEST_MERGER = 500
SIGNATURE_WORD = "airdefense"


@dataclass(slots=True)
class Sheet:
    """One sheet: its rows from the first line on, and its merged ranges."""

    name: str
    is_visible: bool
    rows: list[list[Any]]
    merged: list[tuple[tuple[int, int], tuple[int, int]]]
    filled: int


@dataclass(frozen=True, slots=True)
class Signature:
    """Which kind's template a workbook was made from, and which version of it."""

    kind: str
    version: int


@dataclass(slots=True)
class Book:
    """A workbook that has passed the guard."""

    sheets: list[Sheet]
    signature: Signature | None


def read(file: BinaryIO, name: str, limits: Limits) -> Book:
    """Read a workbook. Raises Refusal for what cannot or must not be read."""
    inspect(file, name, limits)
    scans = scan_all(file, limits)
    file.seek(0)
    try:
        return loaded(file, scans)
    except Refusal:
        raise
    except BaseException as broken:
        # The reader is native code, whose panics are no ordinary exceptions.
        if isinstance(broken, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        raise Refusal("file_damaged") from broken
    finally:
        file.seek(0)


def scan_all(file: BinaryIO, limits: Limits) -> dict[str, Scan]:
    try:
        with zipfile.ZipFile(file) as package:
            parts = list(parts_of_sheets(package))
            return {name: scan(package, part, name, limits) for name, part in parts}
    except (*UNREADABLE, RuntimeError) as broken:
        raise Refusal("file_damaged") from broken


def loaded(file: BinaryIO, scans: dict[str, Scan]) -> Book:
    sheets, signature = [], None
    with python_calamine.load_workbook(file) as book:
        for metadata in book.sheets_metadata:
            found = scans.get(metadata.name)
            if found is None or not found.rows:
                continue
            sheet = book.get_sheet_by_name(metadata.name)
            if metadata.name == SIGNATURE_SHEET:
                signature = signature_of(sheet.to_python(nrows=1))
                continue
            is_visible = metadata.visible == python_calamine.SheetVisibleEnum.Visible
            rows = rows_of(sheet, found)
            merged = sheet.merged_cell_ranges or []
            fill_down(rows, merged)
            sheets.append(Sheet(metadata.name, is_visible, rows, merged, found.rows))
    return Book(sheets, signature)


def rows_of(sheet: Any, found: Scan) -> list[list[Any]]:
    """The rows with what the reader leaves out put back in."""
    rows = sheet.to_python(skip_empty_area=False, nrows=found.last_row + 1)
    rows = [[plain(cell) for cell in row] for row in rows]
    for (line, column), broken in found.broken.items():
        while len(rows) <= line:
            rows.append([])
        row = rows[line]
        row.extend([None] * (column + 1 - len(row)))
        row[column] = broken
    return rows


def fill_down(rows: list[list[Any]], merged: list[Any]) -> None:
    """A cell merged over several lines speaks for each of them."""
    for (first, left), (last, _right) in merged:
        is_tall = first < last <= first + TALLEST_MERGER
        if is_tall and first < len(rows) and left < len(rows[first]):
            for row in rows[first + 1 : last + 1]:
                row.extend([None] * (left + 1 - len(row)))
                row[left] = rows[first][left]


def plain(cell: Any) -> Any:
    """A cell as text, number, truth, day, or None. PostgreSQL keeps no NUL in a text."""
    if cell == "" and isinstance(cell, str):
        return None
    if isinstance(cell, str):
        return cell.replace("\x00", "")
    if isinstance(cell, float) and not isfinite(cell):
        return Broken("#NUM!")
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 10**15:
        return int(cell)
    if isinstance(cell, time | timedelta):
        return str(cell)
    return cell


def signature_of(rows: list[list[Any]]) -> Signature | None:
    cells = [*(rows[0] if rows else ()), None, None, None]
    word, kind, version = cells[:3]
    if word != SIGNATURE_WORD or not isinstance(version, float):
        return None
    return Signature(str(kind), int(version))


def stored(cell: Any) -> Any:
    """A cell as JSON keeps it."""
    if isinstance(cell, Broken):
        return {"broken": cell.text, "is_formula": cell.is_formula}
    if isinstance(cell, datetime):
        return str(cell if cell.time() != time() else cell.date())
    if isinstance(cell, date):
        return cell.isoformat()
    return cell


def restored(cell: Any) -> Any:
    """A cell out of JSON; days come back as their spelling, which is read like any other."""
    if isinstance(cell, dict):
        return Broken(cell["broken"], cell["is_formula"])
    return cell
