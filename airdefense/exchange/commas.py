"""All rows of a list as CSV: what the workbook holds, for other programs, in constant memory."""

import csv
from codecs import BOM_UTF8
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from io import TextIOWrapper
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.exchange.export import SUSPECT, harmless
from airdefense.exchange.reading import pieces_of

# What stands in the file as the language writes it; a day is a day of the ISO calendar.
WRITTEN_AS_THEY_ARE = {int, float, Decimal, date, type(None)}


def write_csv(file: Any, shown: Any, notes: list[tuple[str, str]]) -> int:
    """Write the heads, the rows and, below an empty line, what the file is; returns the number
    of rows."""
    # By this mark Excel knows that the text is UTF-8.
    file.write(BOM_UTF8)
    text = TextIOWrapper(file, encoding="utf-8", newline="")
    lines = writer_of(text)
    columns = [column for column in shown.columns if column.export]
    lines.writerow(cells([str(column.label) for column in columns]))
    count = 0
    for piece in pieces_of(shown, columns):
        count += len(piece[0])
        lines.writerows(zip(*map(cells, piece), strict=True))
    lines.writerow([])
    lines.writerows(map(cells, [*notes, (_("Rows"), f"{count:,}")]))
    text.detach()
    return count


def writer_of(text: Any) -> Any:
    """Writes lines of cells; quotes keep a text in its own where a program divides lines at other
    signs as well."""
    return csv.writer(text, quoting=csv.QUOTE_NONNUMERIC)


def cells(values: Sequence[Any]) -> Sequence[Any]:
    """The values as they stand in the file; most are let through without a call for each."""
    kinds = set(map(type, values))
    if kinds <= WRITTEN_AS_THEY_ARE:
        return values
    if kinds == {str}:
        return [v if v.isprintable() and v[:1] not in SUSPECT else cell(v) for v in values]
    return [cell(value) for value in values]


def cell(value: Any) -> Any:
    """A text that a program could take for a formula begins with an apostrophe."""
    if isinstance(value, str):
        words, is_risky = harmless(value)
        return f"'{words}" if is_risky else words
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M:%S}"
    return value
