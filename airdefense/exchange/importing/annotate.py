"""The same workbook with its problems: red cells with a comment, and a first column in words.

Large workbooks, and those that cannot be written back as they were, come as a list of their
faulty rows alone.
"""

import re
import tempfile
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token, TokenizerError
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange

from airdefense.exchange.export import ILLEGAL
from airdefense.exchange.importing.scan import column_letters, column_number
from airdefense.exchange.importing.shown import Complaint, complaints, name_of
from airdefense.exchange.importing.values import shown
from airdefense.exchange.models import ImportBatch, ImportRow, Verdict

MOST_CELLS = 300_000
RED = PatternFill("solid", fgColor="F4C7C3")
PALE = PatternFill("solid", fgColor="FBECEB")
BOLD = Font(bold=True, color="7C1712")
WRAPPED = Alignment(wrap_text=True, vertical="top")
CELL = re.compile(r"(\$?)([A-Z]{1,3})(\$?)(\d+)")
COLUMNS = re.compile(r"(\$?)([A-Z]{1,3}):(\$?)([A-Z]{1,3})")


def annotated(batch: ImportBatch) -> Any:
    """An open file with the annotated workbook."""
    rows = batch.rows.filter(verdict__in=[Verdict.ERROR, Verdict.CHOOSE]).order_by("pk")
    marked = [(row, list(complaints(batch, row))) for row in rows]
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    columns = sum(len(place["columns"]) for place in batch.mapping.get("sheets", ()))
    if batch.count_of("rows") * columns > MOST_CELLS:
        write_faulty_rows(file, batch, marked)
        return file
    try:
        annotate(file, batch, marked)
    except Exception:
        # What another program wrote cannot always be written back, for reasons of every sort;
        # the problems still can.
        file.seek(0)
        file.truncate()
        write_faulty_rows(file, batch, marked)
    return file


def annotate(file: Any, batch: ImportBatch, marked: list[tuple[ImportRow, Any]]) -> None:
    with batch.file.open("rb") as original:
        book = load_workbook(original)
    places = {place["name"]: place for place in batch.mapping["sheets"]}
    shift_formulas(book, set(places))
    for name, place in places.items():
        make_room(book[name])
        head = book[name].cell(place["head"][0] + 1, 1, _("Problems"))
        head.font, head.fill = BOLD, PALE
        book[name].column_dimensions["A"].width = 60
    for row, found in marked:
        mark(book[row.sheet], row, found, places[row.sheet]["columns"])
    book.save(file)


def mark(sheet: Any, row: ImportRow, found: list[Complaint], columns: dict[str, int]) -> None:
    words = sheet.cell(row.number, 1, sentence_of(row, found).translate(ILLEGAL)[:32_000])
    words.alignment, words.fill = WRAPPED, PALE
    words.data_type = "s"
    for complaint in found:
        if complaint.key in columns:
            cell = sheet.cell(row.number, columns[complaint.key] + 2)
            if isinstance(cell, MergedCell):
                continue
            cell.fill = RED
            cell.comment = Comment(f"{complaint.found}\n{complaint.expected}", "airdefense")


def sentence_of(row: ImportRow, found: list[Complaint]) -> str:
    lines = [
        " ".join(filter(None, [one.label, f"“{one.value}”" if one.value else "", one.found]))
        + (_("; expected: %(what)s") % {"what": one.expected} if one.expected else "")
        for one in found
    ]
    if row.verdict == Verdict.CHOOSE:
        offered = _(", ").join(one["words"] for one in row.suggestions)
        lines.append(_("choose which row of the ledger this is: %(rows)s") % {"rows": offered})
    return "\n".join(lines)


def make_room(sheet: Any) -> None:
    """Move everything one column to the right; the library moves the cells alone."""
    widths = {
        column_number(letters): (dimension.width, dimension.hidden)
        for letters, dimension in sheet.column_dimensions.items()
    }
    merged = [one.coord for one in sheet.merged_cells.ranges]
    for coordinates in merged:
        sheet.unmerge_cells(coordinates)
    sheet.insert_cols(1)
    for coordinates in merged:
        sheet.merge_cells(moved(coordinates))
    sheet.column_dimensions.clear()
    for number, (width, is_hidden) in widths.items():
        dimension = sheet.column_dimensions[get_column_letter(number + 2)]
        dimension.width, dimension.hidden = width, is_hidden
    for validation in sheet.data_validations.dataValidation:
        ranges = [moved(one.coord) for one in validation.sqref.ranges]
        validation.sqref = MultiCellRange(" ".join(ranges))
    if sheet.auto_filter.ref:
        sheet.auto_filter.ref = moved(sheet.auto_filter.ref)
    if sheet.freeze_panes:
        sheet.freeze_panes = moved(sheet.freeze_panes)


def moved(coordinates: str) -> str:
    area = CellRange(coordinates)
    area.shift(col_shift=1)
    return area.coord


def shift_formulas(book: Any, names: set[str]) -> None:
    """Formulas keep pointing at the same cells after the sheets have moved."""
    for sheet in book.worksheets:
        for line in sheet.iter_rows():
            for cell in line:
                if cell.data_type == "f" and isinstance(cell.value, str):
                    cell.value = shifted(cell.value, sheet.title, names)
    for name in book.defined_names.values():
        name.attr_text = shifted(f"={name.attr_text}", "", names)[1:]


def shifted(formula: str, sheet: str, names: set[str]) -> str:
    try:
        tokens = Tokenizer(formula)
    except TokenizerError:
        # No formula at all, whatever it begins with.
        return formula
    for token in tokens.items:
        if token.type == Token.OPERAND and token.subtype == Token.RANGE:
            prefix, mark_, reference = token.value.rpartition("!")
            owner = prefix.strip("'").replace("''", "'") if mark_ else sheet
            if owner in names:
                token.value = f"{prefix}{mark_}{to_the_right(reference)}"
    return tokens.render()


def to_the_right(reference: str) -> str:
    if found := COLUMNS.fullmatch(reference):
        return f"{found[1]}{after(found[2])}:{found[3]}{after(found[4])}"
    parts = reference.split(":")
    if not all(CELL.fullmatch(part) for part in parts):
        return reference
    return ":".join(CELL.sub(lambda m: f"{m[1]}{after(m[2])}{m[3]}{m[4]}", part) for part in parts)


def after(letters: str) -> str:
    return column_letters(column_number(letters) + 1)


def write_faulty_rows(
    file: Any, batch: ImportBatch, marked: list[tuple[ImportRow, list[Complaint]]]
) -> None:
    """Every problem on a line of its own: sheet, cell, value, what was expected."""
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    sheet, text = book.add_worksheet(_("Problems")), book.add_format({"num_format": "@"})
    heads = (
        *(_("Sheet"), _("Cell"), _("Row"), _("Column")),
        *(_("Value"), _("Problem"), _("Expected")),
    )
    lines = [heads]
    for row, found in marked:
        name = name_of(batch.import_kind, row)
        lines += [
            (row.sheet, one.cell, name, one.label, shown(one.value), one.found, one.expected)
            for one in found
        ]
    for number, cells in enumerate(lines):
        for place, words in enumerate(cells):
            sheet.write_string(number, place, str(words).translate(ILLEGAL)[:32_000], text)
    book.close()
