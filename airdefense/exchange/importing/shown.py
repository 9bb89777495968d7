"""Rows of a batch as its page shows them: problems with their cells, changes in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.template.defaultfilters import yesno

from airdefense.exchange.importing.kinds import ImportKind
from airdefense.exchange.importing.problems import Problem
from airdefense.exchange.importing.rows import cell_in_sheet
from airdefense.exchange.importing.values import shown
from airdefense.exchange.models import ImportBatch, ImportRow, Verdict

TONES = {
    Verdict.CREATE: "run",
    Verdict.UPDATE: "warn",
    Verdict.SAME: "ok",
    Verdict.ERROR: "risk",
    Verdict.CHOOSE: "warn",
}


@dataclass(frozen=True, slots=True)
class Complaint:
    """One problem in full: where, of what, what stands there, what was expected."""

    key: str
    cell: str
    label: str
    value: str
    found: str
    expected: str
    choices: list[tuple[str, Any]]
    # To be looked at; it does not stop the row.
    is_warning: bool = False

    def json(self, sheet: str) -> dict[str, str]:
        return {
            "sheet": sheet,
            "cell": self.cell,
            "field": self.key,
            "label": self.label,
            "value": self.value,
            "problem": self.found,
            "expected": self.expected,
        }


@dataclass(frozen=True, slots=True)
class Suggestion:
    pk: int
    words: str
    score: float
    reasons: list[str]
    url: str


class ShownRow:
    """A row with everything its page says about it."""

    def __init__(self, batch: ImportBatch, row: ImportRow) -> None:
        self.batch, self.row, self.kind = batch, row, batch.import_kind
        self._labels: dict[str, dict[str, str]] = {}

    @property
    def pk(self) -> int:
        return self.row.pk

    @property
    def tone(self) -> str:
        return "" if self.row.is_skipped else TONES.get(Verdict(self.row.verdict), "")

    @property
    def may_be_skipped(self) -> bool:
        """A row that changes nothing needs no skipping."""
        return self.row.is_skipped or self.row.verdict != Verdict.SAME

    @property
    def name(self) -> str:
        return name_of(self.kind, self.row)

    @property
    def complaints(self) -> list[Complaint]:
        return list(complaints(self.batch, self.row))

    @property
    def changes(self) -> list[tuple[str, str, str]]:
        """(label, old, new) of every field that would change, in the order of the columns."""
        places = {key: place for place, key in enumerate(self.kind.by_key)}
        pairs = sorted(self.row.changes.items(), key=lambda pair: places.get(pair[0], 0))
        return [
            (label_of(self.kind, key), self.said(key, old), self.said(key, new))
            for key, (old, new) in pairs
        ]

    def said(self, key: str, value: Any) -> str:
        """A value in words: yes or no, the label of a choice, the text of any other."""
        if isinstance(value, bool):
            return str(yesno(value))
        if key not in self._labels:
            one = self.kind.by_key.get(key)
            pairs = one.pairs if one and one.kind == "choice" else ()
            self._labels[key] = {str(code): str(label) for code, label in pairs}
        return self._labels[key].get(str(value), shown(value)) or "—"

    @property
    def suggestions(self) -> list[Suggestion]:
        return [
            Suggestion(
                one["pk"],
                one["words"],
                one["score"],
                [Problem.of(reason).found for reason in one["reasons"]],
                self.kind.target_url(one["pk"]),
            )
            for one in self.row.suggestions
        ]

    @property
    def target_url(self) -> str:
        return self.kind.target_url(self.row.target) if self.row.target else ""

    @property
    def corrected(self) -> list[tuple[str, str, str]]:
        """(label, as in the file, as corrected) of every cell a person corrected."""
        return [
            (label_of(self.kind, key), shown(self.row.cells.get(key)) or "—", text or "—")
            for key, text in self.row.corrections.items()
        ]


def label_of(kind: ImportKind, key: str) -> str:
    return str(kind.field(key).label) if key in kind.by_key else key


def name_of(kind: ImportKind, row: ImportRow) -> str:
    """What a person would call the row: its first two texts."""
    cells = row.cells | row.corrections
    texts = (shown(cells.get(one.key)) for one in kind.fields if one.kind in {"text", "code"})
    return " · ".join([text for text in texts if text][:2])


def complaints(batch: ImportBatch, row: ImportRow) -> Iterator[Complaint]:
    """Every problem of a row in the reader's language."""
    kind, cells = batch.import_kind, row.cells | row.corrections
    for stored in row.problems:
        problem = Problem.of(stored)
        one, is_warning = kind.by_key.get(problem.key), stored.get("is_warning", False)
        yield Complaint(
            key=problem.key,
            cell=cell_in_sheet(batch.mapping, row, problem.key),
            label=str(one.label) if one else "",
            value=shown(cells.get(problem.key)),
            found=problem.found,
            expected=problem.expected or (one.expected if one and not is_warning else ""),
            choices=one.pairs if one and one.kind == "choice" else [],
            is_warning=is_warning,
        )
