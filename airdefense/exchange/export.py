"""All rows of a list as a workbook, in constant memory, traceable to who took it and when."""

import hashlib
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.exchange.columns import Column
from airdefense.exchange.reading import pieces_of

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = {"money": 16, "date": 12, "moment": 18, "due": 12, "status": 14, "badge": 14}
# A text that starts like one of these could be taken for a formula when the cell is edited.
# Where Chinese is typed, programs take the wide signs for the narrow ones.
FORMULA_STARTS = (*"=+-@\t\r\n|%", *"\uff1d\uff0b\uff0d\uff20")
INVISIBLE = "\ufeff\u200b\u200e\u200f\u00a0\u3000 "
ILLEGAL = {code: None for code in range(32) if chr(code) not in "\t\n\r"}
SUSPECT = frozenset((*FORMULA_STARTS, *INVISIBLE))


def trace_number(now: datetime) -> str:
    """What a file that leaves the house carries, so that it can be found in the log."""
    return f"{timezone.localtime(now):%Y%m%d}-{uuid4().hex[:10].upper()}"


def sha256_of(file: Any) -> str:
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    return digest


def write_workbook(file: Any, shown: Any, notes: list[tuple[str, str]]) -> int:
    """Write the two sheets; returns the number of rows."""
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
    head = book.add_format({"bold": True, "bg_color": "#EEF2F7", "bottom": 1, "text_wrap": True})
    columns = [column for column in shown.columns if column.export]
    sheet = book.add_worksheet(_("Data"))
    mark_pages(sheet, notes)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, WIDTHS.get(column.kind, 20))
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(columns):
        sheet.write_string(0, place, str(column.label), head)
    writers = [writer_of(book, sheet, column) for column in columns]
    count = 0
    for piece in pieces_of(shown, columns):
        # A sheet in constant memory takes whole rows, one after the other.
        for row in zip(*piece, strict=True):
            count += 1
            for place, value in enumerate(row):
                writers[place](count, place, value)
    write_notes(book, [*notes, (_("Rows"), f"{count:,}")], head)
    book.close()
    return count


def mark_pages(sheet: Any, notes: list[tuple[str, str]]) -> None:
    """Who took it, when and under which number, on every printed page."""
    told = dict(notes)
    taken = [told[name] for name in (_("Taken by"), _("Taken at"), _("Trace number"))]
    # An ampersand begins a code of the page's foot.
    words = "  ".join(taken).replace("&", "&&")
    sheet.set_footer(f"&L&8{words[:220]}&R&8&P/&N")


def writer_of(book: Any, sheet: Any, column: Column) -> Callable[[int, int, Any], None]:
    """A function that writes one value in the column's format."""
    text = book.add_format({"num_format": "@"})
    # Excel keeps such a cell as text even after it is edited, and the text itself stays as it is.
    quoted = book.add_format({"num_format": "@", "quote_prefix": True})
    formats = {"money": "#,##0.00", "area": "#,##0.00", "number": "#,##0"}
    number = book.add_format({"num_format": formats.get(column.kind, "General")})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})

    def write(line: int, place: int, value: Any) -> None:
        if value is None or value == "":
            return
        if isinstance(value, str):
            words, is_risky = harmless(value)
            sheet.write_string(line, place, words[:32_767], quoted if is_risky else text)
        elif isinstance(value, datetime):
            sheet.write_datetime(line, place, timezone.make_naive(value), moment)
        elif isinstance(value, date):
            sheet.write_datetime(line, place, value, day)
        else:
            sheet.write_number(line, place, value, number)

    return write


def harmless(text: str) -> tuple[str, bool]:
    """The text without what no file can hold, and whether it could be taken for a formula."""
    if text.isprintable() and text[:1] not in SUSPECT:
        return text, False
    words = text.translate(ILLEGAL)
    return words, words.lstrip(INVISIBLE).startswith(FORMULA_STARTS)


def about(shown: Any, user: Any, now: datetime, trace: str, purpose: str) -> list[tuple[str, str]]:
    """What the second sheet says: of what, for whom, when, under which number."""
    conditions = [f"{chip.label}: {chip.value}" for chip in shown.chips]
    return [
        (_("List"), str(shown.listing.title)),
        (_("Conditions"), "\n".join(conditions) or _("none: every row the user may see")),
        (_("Taken by"), f"{user} ({user.username}), {user.organisation}"),
        (_("Taken at"), f"{timezone.localtime(now):%Y-%m-%d %H:%M:%S}"),
        (_("Trace number"), trace),
        (_("Purpose"), purpose or _("not asked")),
        (_("Use"), _("Read only: changes in this file do not come back into the system.")),
        (_("Secrecy"), _("No state secrets. Pass on only to those whose work needs it.")),
    ]


def write_notes(book: Any, notes: list[tuple[str, str]], head: Any) -> None:
    sheet = book.add_worksheet(_("About"))
    wrapped = book.add_format({"text_wrap": True, "num_format": "@", "valign": "top"})
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 80)
    for line, (name, words) in enumerate(notes):
        sheet.write_string(line, 0, name, head)
        sheet.write_string(line, 1, words.translate(ILLEGAL), wrapped)
