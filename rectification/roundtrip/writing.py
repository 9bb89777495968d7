"""The workbook a unit takes along: what is not its to change is locked."""

from io import BytesIO

import xlsxwriter
from django.utils.translation import gettext as _

from rectification.models import ResultMode
from rectification.roundtrip.columns import LOCKED, editable, is_day, row_of

KEYS, HEADS, FIRST = 0, 1, 2
WIDE = ("title", "requirement", "plan", "progress", "result")


def workbook_of(tasks) -> BytesIO:
    file = BytesIO()
    book = xlsxwriter.Workbook(
        file, {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    )
    sheet = book.add_worksheet(_("Tasks"))
    looks = _looks(book)
    heads = LOCKED | editable()
    for place, (key, head) in enumerate(heads.items()):
        sheet.write_string(KEYS, place, key)
        sheet.write_string(HEADS, place, str(head), looks["head"])
        sheet.set_column(place, place, 34 if key in WIDE else 15)
    rows = [row_of(task) for task in tasks]
    for line, row in enumerate(rows, start=FIRST):
        for place, key in enumerate(heads):
            _write(sheet, line, place, row.get(key), looks[_look_of(key)])
    _choose_modes(sheet, list(heads), len(rows))
    # The keys of the columns are the file's, not the reader's.
    sheet.set_row(KEYS, None, None, {"hidden": True})
    sheet.freeze_panes(FIRST, 1)
    sheet.protect("", {"format_columns": True, "format_rows": True})
    book.close()
    file.seek(0)
    return file


def _looks(book):
    wrapped = {"text_wrap": True, "valign": "top"}
    day = wrapped | {"num_format": "yyyy-mm-dd"}
    return {
        "head": book.add_format({"bold": True, "bg_color": "#E8EEF5", "text_wrap": True}),
        "locked": book.add_format(wrapped | {"bg_color": "#F4F5F7"}),
        "locked_day": book.add_format(day | {"bg_color": "#F4F5F7"}),
        "open": book.add_format(wrapped | {"locked": False}),
        "open_day": book.add_format(day | {"locked": False}),
    }


def _look_of(key) -> str:
    look = "locked" if key in LOCKED else "open"
    return f"{look}_day" if is_day(key) else look


def _write(sheet, line, place, value, look) -> None:
    if value in (None, ""):
        sheet.write_blank(line, place, None, look)
    elif hasattr(value, "year"):
        sheet.write_datetime(line, place, value, look)
    else:
        sheet.write_string(line, place, str(value), look)


def _choose_modes(sheet, keys, count) -> None:
    modes = [str(label) for label in ResultMode.labels]
    for place, key in enumerate(keys):
        if key.endswith(".mode") and count:
            choice = {"validate": "list", "source": modes}
            sheet.data_validation(FIRST, place, FIRST + count - 1, place, choice)
