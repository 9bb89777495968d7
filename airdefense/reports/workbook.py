"""The rows behind a report as a workbook: one sheet a figure, as frozen, as far as one may see."""

import io
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from typing import Any, BinaryIO

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.exchange.columns import Column
from airdefense.exchange.export import writer_of
from airdefense.reports.content import Paper
from airdefense.reports.models import FrozenFigure, Report
from airdefense.reports.rows import CHUNK, Chosen, opened

# A mail stays a mail; a file may be large, and still opens on an office computer.
MOST_ROWS = 5_000
MOST_ROWS_OF_FILE = 150_000
OPTIONS = {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}
HEAD = {"bold": True, "bg_color": "#EEF2F7", "bottom": 1, "text_wrap": True}


def report_workbook(report: Report, reader: Any) -> bytes:
    """What goes with a mail: every figure, and the first rows of each."""
    file = io.BytesIO()
    write_report(file, report, reader, most=MOST_ROWS)
    return file.getvalue()


def write_report(file: BinaryIO, report: Report, reader: Any, *, most: int | None = None) -> int:
    """Every figure with its split by region, and a sheet with the rows of each that has any;
    returns how many rows were written."""
    book = xlsxwriter.Workbook(file, OPTIONS)
    book.set_properties({"created": timezone.make_naive(report.compiled_at)})
    head = book.add_format(HEAD)
    paper = Paper(report, reader)
    overview(book, head, paper)
    written = 0
    for frozen in with_rows(paper):
        left = MOST_ROWS_OF_FILE - written
        written += _rows_of(book, head, frozen, reader, left if most is None else min(most, left))
    book.close()
    return written


def with_rows(paper: Paper) -> list[FrozenFigure]:
    """The figures whose rows may leave the house: of leads none do."""
    told = sorted(paper.figures.items())
    return [
        one.frozen
        for _code, one in told
        if one.frozen.row_model and one.frozen.value is not None and not one.about.is_confidential
    ]


def overview(book: Any, head: Any, paper: Paper) -> None:
    sheet = book.add_worksheet(_("Figures"))
    sheet.set_column(0, 0, 8)
    sheet.set_column(1, 1, 26)
    sheet.freeze_panes(1, 2)
    titles = [_("Code"), _("Figure"), _("Measured in"), _("Value"), _("Difference")]
    titles += [region.short_name for region in paper.regions]
    for place, title in enumerate([*titles, _("Definition")]):
        sheet.write_string(0, place, str(title), head)
    for line, told in enumerate(sorted(paper.figures.values(), key=lambda one: one.code), start=1):
        split = paper.by_region(told.code)
        texts = [told.code, told.about.label, told.unit, told.text, told.delta]
        texts += [split[region.code] for region in paper.regions]
        for place, text in enumerate([*texts, told.about.definition]):
            sheet.write_string(line, place, str(text))


def _rows_of(book: Any, head: Any, frozen: FrozenFigure, reader: Any, most: int) -> int:
    chosen = Chosen(frozen)
    total = chosen.count()
    if not total:
        return 0
    sheet = book.add_worksheet(sheet_name(frozen))
    written = write_rows(book, sheet, head, chosen, reader, most)
    if total > written:
        counts = {"shown": f"{written:,}", "total": f"{total:,}", "label": frozen.definition.label}
        words = _("%(shown)s of %(total)s rows: the rest stand on the page of the figure.")
        sheet.write_string(written + 1, 0, words % counts)
    return written


def write_rows(book: Any, sheet: Any, head: Any, chosen: Chosen, reader: Any, most: int) -> int:
    """The rows one may see in the order of their keys; returns how many."""
    columns = columns_of(chosen.frozen)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, 20)
        sheet.write_string(0, place, str(column.label), head)
    sheet.freeze_panes(1, 0)
    writers = [writer_of(book, sheet, column) for column in columns]
    line = 0
    with closing(counted(chosen, reader)) as rows:
        for line, (row, _region, amount) in enumerate(islice(rows, most), start=1):
            row.counted_then = amount
            for place, (column, write) in enumerate(zip(columns, writers, strict=True)):
                write(line, place, column.plain(row))
    return line


def counted(chosen: Chosen, reader: Any) -> Iterator[tuple[Any, int, Any]]:
    """Each row that one may see with the region and the amount it counted for. Both come in the
    order of the keys, so that neither has to be held."""
    frozen = chosen.stream()
    for row in opened(chosen, reader).order_by("pk").iterator(chunk_size=CHUNK):
        for key, region, amount in frozen:
            if key == row.pk:
                yield row, region, amount
                break


def sheet_name(frozen: FrozenFigure) -> str:
    label = "".join(c for c in str(frozen.definition.label) if c not in "[]:*?/\\")
    return f"{frozen.code} {label}"[:31]


def columns_of(frozen: FrozenFigure) -> tuple[Column, ...]:
    """The columns of a figure's rows, with what each row counted for when the report was made."""
    about = frozen.definition
    if not about.is_money or about.is_confidential:
        return about.columns
    then = Column("counted", _("Counted (yuan)"), kind="money", value=lambda row: row.counted_then)
    return (*about.columns, then)
