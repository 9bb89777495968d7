"""The statistics of a round as a workbook: what the page shows, traceable to who took it."""

import tempfile
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.http import FileResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.casework.pace import count_export
from airdefense.exchange.documents.delivery import send
from airdefense.exchange.export import TYPE, trace_number, write_notes


def statistics_workbook(told: Any, *, user: Any, at: Any) -> FileResponse:
    """The taking is written into the history of the round."""
    count_export(user)
    trace = trace_number(at)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    write(file, told, notes_of(told, user, at, trace))
    name = f"{told.round.number}-{_('statistics')}-{timezone.localtime(at):%Y%m%d-%H%M}.xlsx"
    facts = {"name": name, "content_type": TYPE, "detail": {"list": "round_statistics"}}
    return send(file, about=told.round, by=user, at=at, trace=trace, **facts)


def notes_of(told: Any, user: Any, at: Any, trace: str) -> list[tuple[str, str]]:
    counted = "、".join(region.name for region in told.regions)
    return [
        (_("Round"), str(told.round)),
        (_("Counted on"), f"{told.today:%Y-%m-%d}"),
        (_("Regions"), counted if told.is_whole else f"{counted} ({_('not the whole round')})"),
        (_("Taken by"), f"{user} ({user.username}), {user.organisation}"),
        (_("Taken at"), f"{timezone.localtime(at):%Y-%m-%d %H:%M:%S}"),
        (_("Trace number"), trace),
        (_("Secrecy"), _("No state secrets. Pass on only to those whose work needs it.")),
    ]


def write(file: Any, told: Any, notes: list[tuple[str, str]]) -> None:
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    head = book.add_format({"bold": True, "bg_color": "#EEF2F7", "bottom": 1, "text_wrap": True})
    formats = {
        "yuan": book.add_format({"num_format": "#,##0.00"}),
        "percent": book.add_format({"num_format": "0.0"}),
    }
    number = book.add_format({"num_format": "#,##0"})
    sheet = book.add_worksheet(_("Data"))
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 2 + len(told.regions), 14)
    sheet.set_column(3 + len(told.regions), 3 + len(told.regions), 60)
    names = [region.short_name for region in told.regions]
    titles = [_("Figure"), _("Unit"), _("Total"), *names, _("Definition")]
    for place, title in enumerate(titles):
        sheet.write_string(0, place, title, head)
    for row, line in enumerate(told.lines, start=1):
        sheet.write_string(row, 0, line.label)
        sheet.write_string(row, 1, line.unit_label)
        for place, value in enumerate([line.total, *line.cells], start=2):
            _write(sheet, row, place, value, formats.get(line.unit, number))
        sheet.write_string(row, 3 + len(names), line.definition)
    sheet.freeze_panes(1, 2)
    write_notes(book, notes, head)
    book.close()


def _write(sheet: Any, row: int, place: int, value: Any, style: Any) -> None:
    if isinstance(value, int | Decimal):
        sheet.write_number(row, place, value, style)
    elif value is not None:
        sheet.write_string(row, place, value)
