"""The matrix and the access review as workbooks, each with its trace number and who took it."""

import tempfile
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import xlsxwriter
from django.http import FileResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.accounts.roles import Role
from airdefense.casework.pace import count_export
from airdefense.exchange.documents.delivery import send
from airdefense.exchange.export import (
    ILLEGAL,
    TYPE,
    mark_pages,
    trace_number,
    write_notes,
)
from airdefense.people import matrix

Sheet = tuple[str, Sequence[Any], Iterable[Sequence[Any]]]
MARK = "●"


def workbook_response(user: Any, title: Any, sheets: Sequence[Sheet]) -> FileResponse:
    """A download; the taking is written into the history of who took it."""
    now = timezone.now()
    count_export(user)
    trace = trace_number(now)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    purpose = _("Review of who may do and see what")
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(file, options)
    head = book.add_format({"bold": True, "bg_color": "#EEF2F7", "bottom": 1, "text_wrap": True})
    about = [
        (_("List"), str(title)),
        (_("Taken by"), f"{user} ({user.username}), {user.organisation}"),
        (_("Taken at"), f"{timezone.localtime(now):%Y-%m-%d %H:%M:%S}"),
        (_("Trace number"), trace),
        (_("Purpose"), purpose),
        (_("Secrecy"), _("No state secrets. Pass on only to those whose work needs it.")),
    ]
    rows = sum(write_sheet(book, sheet, about, head) for sheet in sheets)
    about.append((_("Rows"), f"{rows:,}"))
    write_notes(book, about, head)
    book.close()
    name = f"{title}-{timezone.localtime(now):%Y%m%d-%H%M}.xlsx"
    detail = {"list": str(title), "rows": rows, "purpose": purpose}
    told = {"name": name, "content_type": TYPE, "detail": detail}
    return send(file, about=user, by=user, at=now, trace=trace, **told)


def write_sheet(book: Any, sheet: Sheet, about: list[tuple[str, str]], head: Any) -> int:
    """One sheet with its head; returns the number of its rows."""
    name, heads, rows = sheet
    page = book.add_worksheet(name[:31])
    mark_pages(page, about)
    text = book.add_format({"num_format": "@", "quote_prefix": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    page.freeze_panes(1, 0)
    page.set_column(0, len(heads) - 1, 20)
    for place, words in enumerate(heads):
        page.write_string(0, place, str(words), head)
    count = 0
    for count, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            if isinstance(value, date):
                page.write_datetime(count, place, value, day)
            elif value not in (None, ""):
                page.write_string(count, place, str(value).translate(ILLEGAL)[:32_767], text)
    return count


def matrix_response(user: Any) -> FileResponse:
    """Roles across, steps and pages down, a mark where the product allows it."""
    heads = (_("Part"), _("Kind of case"), _("Step"), *(role.label for role in Role))
    steps = [
        (kind.part, kind.label, action.label, *marks(action.roles))
        for kind in matrix.kinds()
        for action in kind.actions
    ]
    pages = [(page.group, "", page.label, *marks(page.roles)) for page in matrix.pages()]
    sheets = ((_("Steps"), heads, steps), (_("Pages of the navigation"), heads, pages))
    return workbook_response(user, _("Roles and steps"), sheets)


def marks(roles: frozenset[str]) -> list[str]:
    return [MARK if role in roles else "" for role in Role]
