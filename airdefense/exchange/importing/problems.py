"""What can be wrong with a cell or a row, as sentences in the reader's language.

A problem is stored as a code with its parameters; the words are looked up when somebody reads
them. The same catalogue fills the notes of the template workbook.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from airdefense.casework.workflow import NotPossible


@dataclass(frozen=True, slots=True)
class Sentence:
    """What was found, and what was expected instead ("" leaves that to the field)."""

    found: Any
    expected: Any = ""


SENTENCES: dict[str, Sentence] = {}


def declare(code: str, found: Any, expected: Any = "") -> str:
    """Add a sentence (both lazy, with %(name)s for parameters); returns its code."""
    if code in SENTENCES:
        raise ValueError(f"The sentence {code} is declared twice.")
    SENTENCES[code] = Sentence(found, expected)
    return code


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem: of which field ("" for the whole row), which sentence, with which values."""

    key: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def stored(self) -> dict[str, Any]:
        return {"key": self.key, "code": self.code, "params": dict(self.params)}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Problem":
        return cls(stored["key"], stored["code"], stored["params"])

    @property
    def found(self) -> str:
        return str(SENTENCES[self.code].found) % self.params

    @property
    def expected(self) -> str:
        """What the sentence itself expects; the field answers where this is empty."""
        return str(SENTENCES[self.code].expected) % self.params


# Cells that cannot be understood; normalise.py names the codes.
declare("letter_o", _("contains the letter O"))
declare("letter_l", _("contains the letter l or I"))
declare("not_number", _("is not a number"))
declare("wrong_grouping", _("has commas or points at unusual places"))
declare("not_whole", _("has decimals"))
declare("negative", _("is below zero"), _("zero or more"))
declare("too_small", _("is too small"), _("at least %(least)s"))
declare("too_large", _("is too large"), _("at most %(most)s"))
declare("too_precise", _("has more than two decimals"))
declare("not_day", _("is not a date"))
declare("day_incomplete", _("is a date without its day or month"))
declare("no_such_day", _("does not exist in the calendar"))
declare("too_early", _("lies too far back"), _("a day from %(least)s on"))
declare("in_future", _("has not come yet"), _("a day up to %(on)s"))
declare("not_yes_no", _("is neither yes nor no"))
declare("no_choice", _("is not among the choices"))
declare("too_long", _("has %(length)s characters"))
declare("not_code", _("is not a number or key of a paper"))
declare(
    "digits_lost",
    _("has lost its last digits: Excel keeps only fifteen of a number"),
    _("all digits, entered as text"),
)
declare("wrong_length", _("has %(length)s characters"), _("%(digits)s characters"))
declare("excel_error", _("is the Excel error %(error)s"))
declare(
    "formula_never_run",
    _("is a formula without a stored result"),
    _("a value: open the file in Excel or WPS, save it, and upload it again"),
)

# Cells and rows in their context.
declare("empty", _("is empty"))
declare("repeated", _("stands in %(cell)s already"), _("every row once: take one of the two out"))
declare("group_faulty", _("belongs together with %(cell)s, which is faulty"), _("both rows right"))

# Whole files, refused before anything is read from them.
declare("file_too_large", _("The file has %(size)s MB; at most %(limit)s MB are taken in."))
declare(
    "file_not_xlsx",
    _("This is no Excel workbook (.xlsx): save the table as “Excel workbook (*.xlsx)” first."),
)
declare(
    "file_old_excel",
    _("This is a workbook of old Excel (.xls): save it as “Excel workbook (*.xlsx)” first."),
)
declare("file_encrypted", _("The workbook is protected by a password: save it without one first."))
declare(
    "file_has_macros",
    _("The workbook contains macros: save it as “Excel workbook (*.xlsx)”, without macros."),
)
declare(
    "file_unpacks_too_large",
    _("The workbook unpacks to more than %(limit)s MB: divide it into several files."),
)
declare("file_damaged", _("The workbook is damaged: open it in Excel or WPS and save it anew."))
declare(
    "too_many_rows",
    _("Sheet “%(sheet)s” has more than %(limit)s rows: divide it into several files."),
)
declare(
    "too_many_columns",
    _("Sheet “%(sheet)s” has a value in column %(column)s; at most %(limit)s columns are read."),
)
declare(
    "cell_far_away",
    _("Sheet “%(sheet)s” has a value in %(cell)s, far below the others: clear that cell."),
)
declare("file_empty", _("No sheet of the workbook has rows below a head."))
declare(
    "file_of_other_kind",
    _("This looks like a file of “%(found)s”, not of “%(chosen)s”: choose what it contains."),
)
declare(
    "file_of_no_kind",
    _("The heads of the columns do not say what the file contains: choose it."),
)
declare(
    "old_template",
    _("The file was made from an older template: download the present one and copy the rows."),
)
declare("columns_missing", _("Required columns are missing: %(columns)s."))
declare("no_rows", _("No row stands below the head."))

declare("sheet_hidden", _("is hidden"))
declare("sheet_without_head", _("has no head that says what its columns hold"))

# Steps that are not possible.
declare("busy", _("The file is just being worked on: wait until that is finished."))
declare("not_checked", _("Rows can be corrected while the file is checked and not taken in."))
declare("columns_settled", _("The columns are assigned already: discard the file to begin anew."))
declare("not_in_force", _("Only a file that was taken in can be undone."))
declare("file_gone", _("The workbook is not where it was kept: upload it again."))
declare("no_such_decision", _("This choice is not offered for the row."))
declare("column_unknown", _("The file has no such column."))
declare("column_twice", _("Column %(column)s is assigned to two fields."))
declare(
    "ledger_changed",
    _("%(count)s rows would now do something else than the check said: check the file again."),
)
declare(
    "undo_blocked",
    _("%(count)s rows cannot be taken back: look at them, and say that they may stay."),
)
declare("cancelled", _("Stopped by a person; nothing was written."))
declare(
    "took_too_long",
    _("Took longer than %(minutes)s minutes and was stopped; nothing was written."),
)
declare("failed", _("Something went wrong; nothing was written. The fault has been recorded."))


class Refusal(NotPossible):
    """A refusal with a declared sentence: spoken in the language of whoever reads it."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.problem = Problem("", code, params)

    def __str__(self) -> str:
        return self.problem.found
