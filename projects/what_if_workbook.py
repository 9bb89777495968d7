"""The what-if as a workbook: every project of which the fee would change, and the sums."""

import tempfile
from typing import Any

import xlsxwriter
from django.http import FileResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.casework.pace import count_export
from airdefense.exchange.documents.delivery import send
from airdefense.exchange.export import TYPE, trace_number, write_notes
from projects.models import Published
from projects.what_if import Outcome


def what_if_response(user: Any, draft: Published, outcome: Outcome) -> FileResponse:
    """A download; the taking is written into the history of who took it."""
    now = timezone.now()
    count_export(user)
    trace = trace_number(now)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    _write(file, outcome, _about(user, draft, outcome, trace))
    name = f"{_('What if')}-{timezone.localtime(now):%Y%m%d-%H%M}.xlsx"
    detail = {"what_if": str(draft), "rows": len(outcome.changed)}
    told = {"name": name, "content_type": TYPE, "detail": detail}
    return send(file, about=user, by=user, at=now, trace=trace, **told)


def _write(file: Any, outcome: Outcome, notes: list[tuple[str, str]]) -> None:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(file, options)
    head = book.add_format({"bold": True, "bg_color": "#EEF2F7", "bottom": 1, "text_wrap": True})
    text, money = book.add_format({"num_format": "@"}), book.add_format({"num_format": "#,##0.00"})
    sheet = book.add_worksheet(_("Data"))
    heads = (
        _("Number"),
        _("Project"),
        _("Today (yuan)"),
        _("With the draft (yuan)"),
        _("Difference (yuan)"),
    )
    for place, (words, width) in enumerate(zip(heads, (18, 40, 18, 18, 18), strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, words, head)
    sheet.freeze_panes(1, 0)
    for line, row in enumerate(outcome.changed, start=1):
        sheet.write_string(line, 0, row.project.code, text)
        sheet.write_string(line, 1, row.project.name, text)
        for place, amount in enumerate(
            (row.today_yuan, row.draft_yuan, row.difference_yuan), start=2
        ):
            if amount is not None:
                sheet.write_number(line, place, amount, money)
    write_notes(book, notes, head)
    book.close()


def _about(user: Any, draft: Published, outcome: Outcome, trace: str) -> list[tuple[str, str]]:
    return [
        (_("Proposed row"), f"{draft} ({draft.get_status_display()})"),
        (_("Compared"), f"{outcome.compared:,}"),
        (_("Today (yuan)"), f"{outcome.today_yuan:,.2f}"),
        (_("With the draft (yuan)"), f"{outcome.draft_yuan:,.2f}"),
        (_("Difference (yuan)"), f"{outcome.difference_yuan:,.2f}"),
        (_("Taken by"), f"{user} ({user.username}), {user.organisation}"),
        (_("Trace number"), trace),
    ]
