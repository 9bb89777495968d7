"""A filled workbook as rows of plain texts, after it was looked at from outside."""

from datetime import date, datetime

from django.conf import settings
from django.utils.translation import gettext as _

from airdefense.casework.workflow import NotPossible
from airdefense.exchange.importing.guard import inspect, limits_of
from airdefense.lazily import Lazily
from rectification.roundtrip.columns import LOCKED, editable
from rectification.roundtrip.writing import FIRST, KEYS

openpyxl = Lazily("openpyxl")
ROWS_AT_MOST = 500


def rows_in(file) -> list[dict[str, str]]:
    """Key → text of each row. Raises NotPossible for what is not our workbook."""
    inspect(file, file.name, limits_of(settings))
    sheet = openpyxl.load_workbook(file, data_only=True).worksheets[0]
    lines = list(sheet.iter_rows(values_only=True, max_row=FIRST + ROWS_AT_MOST))
    known = LOCKED | editable()
    keys = lines[KEYS] if lines else ()
    if "number" not in keys or "key" not in keys:
        raise NotPossible(_("This is not the workbook of tasks: download it anew and fill it in."))
    return [
        {key: _text(value) for key, value in zip(keys, line, strict=False) if key in known}
        for line in lines[FIRST:]
        if any(value not in (None, "") for value in line)
    ]


def _text(value) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return str(value.date())
    if isinstance(value, date):
        return str(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
