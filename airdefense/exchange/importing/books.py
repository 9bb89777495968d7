"""The workbook of a kind: an empty template, or the ledger to be edited and brought back.

Both come from the kind's fields, so that whatever goes out comes in again unchanged.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.conf import settings
from django.utils.translation import gettext as _

from airdefense.exchange.export import FORMULA_STARTS, ILLEGAL, INVISIBLE
from airdefense.exchange.importing.fields import ImportField
from airdefense.exchange.importing.kinds import ImportKind
from airdefense.exchange.importing.problems import SENTENCES
from airdefense.exchange.importing.sheets import SIGNATURE_SHEET, SIGNATURE_WORD

CHOICES_SHEET = "_choices"
# Excel takes a list of choices in the cell itself only up to this length.
LONGEST_LIST = 255
ROWS_WITH_HELP = 5_000
NUMBER_FORMATS = {
    "text": "@",
    "code": "@",
    "choice": "@",
    "codes": "@",
    "yes_no": "@",
    "number": "0",
    "area": "#,##0.00",
    "metres": "0.00",
    "money": "#,##0.00",
    "day": "yyyy-mm-dd",
}
WIDTHS = {"text": 28, "code": 22, "choice": 18, "codes": 24, "yes_no": 8}
# Sentences about a cell; those about whole files are told on the upload page.
CELL_SENTENCES = (
    *("letter_o", "letter_l", "not_number", "wrong_grouping", "negative", "too_precise"),
    *("not_day", "day_incomplete", "in_future", "no_choice", "digits_lost", "excel_error"),
    *("formula_never_run", "empty"),
)

MADE_ON = datetime(2020, 1, 1, tzinfo=UTC)


class Book:
    """A workbook being written."""

    def __init__(self, file: Any, kind: ImportKind) -> None:
        self.kind = kind
        self.labels: dict[str, dict[str, str]] = {}
        options = {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}
        self.book = xlsxwriter.Workbook(file, options)
        # The same book at any hour: its size tells nothing of when it was asked for.
        self.book.set_properties({"created": MADE_ON})
        base = {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}
        self.head = self.book.add_format({**base, "bg_color": "#EEF2F7"})
        self.required = self.book.add_format({**base, "bg_color": "#DFEAF6"})
        self.wrapped = self.book.add_format({"text_wrap": True, "valign": "top"})
        formats = set(NUMBER_FORMATS.values())
        self.formats = {name: self.book.add_format({"num_format": name}) for name in formats}
        self.quoted = self.book.add_format({"num_format": "@", "quote_prefix": True})
        self.example = {
            name: self.book.add_format(
                {"num_format": name, "font_color": "#6B7787", "italic": True}
            )
            for name in formats
        }

    def write(self, rows: Iterable[dict[str, Any]], *, with_example: bool) -> int:
        """The sheet of rows, the notes, and the hidden sheets; returns the number of rows."""
        sheet = self.book.add_worksheet(_("Data"))
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 0, 8)
        sheet.write_string(0, 0, _("Mark"), self.head)
        for place, one in enumerate(self.kind.fields, start=1):
            sheet.set_column(place, place, WIDTHS.get(one.kind, 16), self.format_of(one))
            label = f"{one.label} *" if one.required else str(one.label)
            sheet.write_string(0, place, label, self.required if one.required else self.head)
        line = 0
        if with_example:
            line = 1
            sheet.write_string(1, 0, _("Example"), self.example["@"])
            for place, one in enumerate(self.kind.fields, start=1):
                sheet.write_string(1, place, str(one.example), self.example["@"])
        count = 0
        for count, values in enumerate(rows, start=1):
            for place, one in enumerate(self.kind.fields, start=1):
                self.write_cell(sheet, line + count, place, one, values.get(one.key))
        self.add_choices(sheet)
        self.write_notes()
        self.sign()
        self.book.close()
        return count

    def format_of(self, one: ImportField) -> Any:
        return self.formats[NUMBER_FORMATS[one.kind]]

    def write_cell(self, sheet: Any, line: int, place: int, one: ImportField, value: Any) -> None:
        if value is None or value == "" or value == []:
            return
        if isinstance(value, date):
            sheet.write_datetime(line, place, value, self.format_of(one))
        elif isinstance(value, int | float | Decimal) and one.is_number:
            sheet.write_number(line, place, value, self.format_of(one))
        else:
            words = self.in_words(one, value).translate(ILLEGAL)
            is_risky = words.lstrip(INVISIBLE).startswith(FORMULA_STARTS)
            sheet.write_string(line, place, words, self.quoted if is_risky else self.formats["@"])

    def in_words(self, one: ImportField, value: Any) -> str:
        """A value as text in a cell; the choices of a field are looked up once."""
        if isinstance(value, bool):
            return "是" if value else "否"
        if one.key not in self.labels:
            self.labels[one.key] = {str(code): str(label) for code, label in one.pairs}
        labels = self.labels[one.key]
        if isinstance(value, list | tuple | set):
            return "、".join(labels.get(str(code), str(code)) for code in value)
        return labels.get(str(value), str(value))

    def add_choices(self, sheet: Any) -> None:
        """Drop-downs; long lists stand on a sheet of their own."""
        listed = [(p, one) for p, one in enumerate(self.kind.fields, 1) if words_of(one)]
        names = None
        for place, one in listed:
            words = words_of(one)
            source: Any = words
            if len(",".join(words)) > LONGEST_LIST or any("," in word for word in words):
                names = names or self.hidden(CHOICES_SHEET)
                source = self.list_of(listed, place, len(words))
            options = {"validate": "list", "source": source, "ignore_blank": True}
            if one.kind == "codes":
                # Several at once cannot be picked from a list: it only helps with the spelling.
                options["error_type"] = "information"
            sheet.data_validation(1, place, ROWS_WITH_HELP, place, options)
        if names:
            longest = max(len(words_of(one)) for _place, one in listed)
            for line in range(longest):
                for column, (_place, one) in enumerate(listed):
                    words = words_of(one)
                    if line < len(words):
                        names.write_string(line, column, words[line])

    @staticmethod
    def list_of(listed: list[tuple[int, ImportField]], place: int, length: int) -> str:
        column = next(n for n, (other, _one) in enumerate(listed) if other == place)
        letters = xlsxwriter.utility.xl_col_to_name(column, col_abs=True)
        return f"={CHOICES_SHEET}!{letters}$1:{letters}${length}"

    def hidden(self, name: str) -> Any:
        sheet = self.book.add_worksheet(name)
        sheet.very_hidden()
        return sheet

    def write_notes(self) -> None:
        """What each column holds, and the sentences that the check would say."""
        sheet = self.book.add_worksheet(_("Notes"))
        for place, width in enumerate((26, 10, 46, 24, 46)):
            sheet.set_column(place, place, width)
        heads = (_("Column"), _("Required"), _("What it holds"), _("Example"), _("Hint"))
        lines = [heads, *(self.note_of(one) for one in self.kind.fields)]
        for line, cells in enumerate(lines):
            for place, words in enumerate(cells):
                sheet.write_string(line, place, words, self.wrapped if line else self.head)
        line = len(lines) + 1
        for words in rules():
            sheet.write_string(line, 0, words)
            line += 1
        line += 1
        sheet.write_string(line, 0, _("What the check may say"), self.head)
        sheet.write_string(line, 2, _("What is expected then"), self.head)
        for code in CELL_SENTENCES:
            line += 1
            sheet.write_string(line, 0, plain(SENTENCES[code].found))
            sheet.write_string(line, 2, plain(SENTENCES[code].expected) or _("see above"))

    @staticmethod
    def note_of(one: ImportField) -> tuple[str, ...]:
        is_required = _("yes") if one.required else ""
        return str(one.label), is_required, one.expected, str(one.example), str(one.hint)

    def sign(self) -> None:
        sheet = self.hidden(SIGNATURE_SHEET)
        sheet.write_string(0, 0, SIGNATURE_WORD)
        sheet.write_string(0, 1, self.kind.key)
        sheet.write_number(0, 2, self.kind.version)


def plain(words: Any) -> str:
    """A sentence of the catalogue with dots where a value will stand."""
    return str(words) % Dots()


class Dots(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"


def rules() -> list[str]:
    return [
        _("Rows marked “Example”, totals and footnotes are left out."),
        _("Keep the head; columns may stand in another order, and others may be added."),
        _("An empty cell empties the field. A column that is not there leaves the field alone."),
        _("At most %(rows)s rows, %(columns)s columns and %(megabytes)s MB.")
        % {
            "rows": f"{settings.IMPORT_MAX_ROWS:,}",
            "columns": settings.IMPORT_MAX_COLUMNS,
            "megabytes": settings.IMPORT_MAX_MB,
        },
        _("No state secrets. Pass on only to those whose work needs it."),
    ]


def words_of(one: ImportField) -> list[str]:
    """The drop-down of a field, or nothing."""
    if one.kind == "yes_no":
        return ["是", "否"]
    return [str(label) for _code, label in one.pairs]


def write_template(file: Any, kind: ImportKind) -> None:
    """An empty workbook with its example."""
    Book(file, kind).write((), with_example=True)


def write_ledger(file: Any, kind: ImportKind, user: Any, region: Any) -> int:
    """The ledger as the user sees it, to be edited and brought back; returns the rows."""
    return Book(file, kind).write(kind.export(user, region), with_example=False)
