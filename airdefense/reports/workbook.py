"""The rows behind a report as a workbook: one sheet a figure, as frozen, as far as one may see."""

import io
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.exchange.columns import Column
from airdefense.exchange.export import writer_of
from airdefense.reports.content import Paper, readable_rows
from airdefense.reports.models import FrozenFigure, Report

# A mail stays a mail; the page has every row.
MOST_ROWS = 5_000


def report_workbook(report: Report, reader: Any) -> bytes:
    """Every figure with its split by region, and a sheet with the rows of each that has any."""
    file = io.BytesIO()
    options = {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}
    book = xlsxwriter.Workbook(file, options)
    book.set_properties({"created": timezone.make_naive(report.compiled_at)})
    head = book.add_format({"bold": True, "bg_color": "#EEF2F7", "bottom": 1, "text_wrap": True})
    paper = Paper(report, reader)
    _overview(book, head, paper)
    for frozen in (
        report.figures.filter(code__in=paper.figures).exclude(row_model="").order_by("pk")
    ):
        if frozen.row_ids and not paper.figures[frozen.code].about.is_confidential:
            _rows_of(book, head, frozen, reader)
    book.close()
    return file.getvalue()


def _overview(book: Any, head: Any, paper: Paper) -> None:
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


def _rows_of(book: Any, head: Any, frozen: FrozenFigure, reader: Any) -> None:
    about = frozen.definition
    rows = readable_rows(frozen, reader, frozen.row_ids[:MOST_ROWS]).order_by("pk")
    sheet = book.add_worksheet(sheet_name(frozen))
    columns = columns_of(frozen)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, 20)
        sheet.write_string(0, place, str(column.label), head)
    sheet.freeze_panes(1, 0)
    writers = [writer_of(book, sheet, column) for column in columns]
    line = 0
    for line, row in enumerate(rows.iterator(chunk_size=500), start=1):
        for place, (column, write) in enumerate(zip(columns, writers, strict=True)):
            write(line, place, column.plain(row))
    if len(frozen.row_ids) > line:
        counts = {"shown": f"{line:,}", "total": f"{len(frozen.row_ids):,}", "label": about.label}
        words_ = _("%(shown)s of %(total)s rows: the rest stand on the page of the figure.")
        sheet.write_string(line + 1, 0, words_ % counts)


def sheet_name(frozen: FrozenFigure) -> str:
    label = "".join(c for c in str(frozen.definition.label) if c not in "[]:*?/\\")
    return f"{frozen.code} {label}"[:31]


def columns_of(frozen: FrozenFigure) -> tuple[Column, ...]:
    """The columns of a figure's rows, with what each row counted for when the report was made."""
    about, amounts = frozen.definition, frozen.amounts()
    if not amounts or about.is_confidential:
        return about.columns
    counted = Column(
        "counted",
        _("Counted (yuan)"),
        kind="money",
        value=lambda row: amounts.get(row.pk, Decimal(0)),
    )
    return (*about.columns, counted)
