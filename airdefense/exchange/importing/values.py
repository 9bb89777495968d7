"""Cells of a row as clean values of its fields, with every problem found on the way."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils import translation

from airdefense.exchange.importing import normalise
from airdefense.exchange.importing.fields import ImportField
from airdefense.exchange.importing.kinds import ImportKind
from airdefense.exchange.importing.normalise import Faulty, comparable
from airdefense.exchange.importing.sheets import restored

LONGEST_TEXT = 2_000
LONGEST_CODE = 100
LANGUAGES = ("zh-hans", "en")
UNITS = {
    "area": normalise.AREA_UNITS,
    "metres": normalise.LENGTH_UNITS,
    "money": normalise.MONEY_UNITS,
}


def known_words(one: ImportField) -> dict[str, str]:
    """Every word that a cell of a choice may hold → its code: the code itself comes first."""
    words = {comparable(str(code)): str(code) for code, _label in one.pairs}
    for language in LANGUAGES:
        with translation.override(language):
            for code, label in one.pairs:
                words.setdefault(comparable(str(label)), str(code))
    for word, code in one.synonyms:
        words.setdefault(comparable(word), code)
    return words


@dataclass
class Reader:
    """Reads the cells of one kind's rows; the choices are looked up once, and what was read before
    in a column is not read again."""

    kind: ImportKind
    on: date
    known: dict[str, dict[str, str]] = field(default_factory=dict)
    # Of each column: a cell with its type (1, 1.0 and True are equal) and factor → what it means.
    answers: dict[str, dict[tuple[Any, ...], Any]] = field(
        default_factory=lambda: defaultdict(dict)
    )

    @cached_property
    def by_key(self) -> dict[str, ImportField]:
        return self.kind.by_key

    def words_of(self, one: ImportField) -> dict[str, str]:
        if one.key not in self.known:
            self.known[one.key] = known_words(one)
        return self.known[one.key]

    def read(self, row: Any, units: Mapping[str, int]) -> None:
        """Fill `row.values` anew; complain of what cannot be read and of required cells empty."""
        row.values = {}
        cells, corrections = row.cells, row.corrections
        for key, one in self.by_key.items():
            # What a clerk typed on the page is in the unit of the field, not of the head.
            if key in corrections:
                answer = self.answer(one, corrections[key], 1)
            elif key in cells:
                answer = self.answer(one, cells[key], units.get(key, 1))
            else:
                continue
            if isinstance(answer, Faulty):
                row.complain(key, answer.code, **answer.params)
            elif one.required and answer in (None, []):
                row.complain(key, "empty")
            else:
                row.values[key] = [*answer] if one.kind == "codes" else answer

    def answer(self, one: ImportField, kept: Any, factor: int) -> Any:
        """The value of a cell as it is kept, or the Faulty that says why it has none."""
        cell, answers = restored(kept), self.answers[one.key]
        asked = (type(cell), cell, factor)
        if asked not in answers:
            try:
                answers[asked] = self.value(one, cell, Decimal(factor))
            except Faulty as faulty:
                answers[asked] = faulty.with_traceback(None)
        return answers[asked]

    def value(self, one: ImportField, cell: Any, factor: Decimal) -> Any:
        """One cell as the value of its field. Raises Faulty."""
        if one.kind == "text":
            return normalise.text(cell, most=int(one.most or LONGEST_TEXT))
        if one.kind == "code":
            most = int(one.most or LONGEST_CODE)
            return normalise.code(cell, most=most, digits=one.digits)
        if one.kind == "number":
            limits = {"least": one.least, "most": one.most}
            return normalise.whole(cell, **given(limits))
        if one.kind in UNITS:
            limits = {"least": one.least, "most": one.most}
            return normalise.amount(cell, units=UNITS[one.kind], factor=factor, **given(limits))
        if one.kind == "day":
            latest = None if one.may_lie_ahead else self.on
            return normalise.day(cell, latest=latest, **given({"least": one.least}))
        if one.kind == "yes_no":
            return normalise.yes_no(cell)
        if one.kind == "choice":
            return normalise.choice(cell, self.words_of(one))
        return normalise.choices(cell, self.words_of(one))


def given(limits: Mapping[str, Any]) -> dict[str, Any]:
    """The limits that a field states."""
    return {name: limit for name, limit in limits.items() if limit is not None}


def shown(cell: Any) -> str:
    """A raw cell as the clerk sees it in Excel."""
    if cell is None:
        return ""
    if isinstance(cell, dict):
        return cell["broken"]
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return f"{cell:.15g}"
    return str(cell)
