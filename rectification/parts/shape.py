"""What a kind of instrument and a part of it are, and how a first text is filled.

A text is a row of sentences with gaps like {unit}; one that begins with "?" is left out where the
case has no value for it, any other keeps its gap until somebody fills it, and a document with a gap
is neither approved nor issued.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from airdefense.exchange.documents.filling import GAP


def gettext_noop(words: str) -> str:
    """Marks words for the translators; the catalogue itself stays as it is."""
    return words


# Sets apart the cells of a row, in the text that people edit and the table that is printed.
BAR = "｜"

# What a text may name, with what people call it. Those filled in at issue are not known before.
AT_ISSUE = {
    "reply_due": gettext_noop("reply due on"),
    "rectify_due": gettext_noop("due day of the tasks"),
    "held_on": gettext_noop("held on"),
    "held_where": gettext_noop("place"),
    "present": gettext_noop("who was there"),
}
OF_CASE = {
    "unit": gettext_noop("addressed to"),
    "issuer": gettext_noop("issued by office"),
    "us": gettext_noop("issued by office"),
    "matter": gettext_noop("matter"),
    "source": gettext_noop("source of the problem"),
    "facts": gettext_noop("facts"),
    "rule": gettext_noop("basis"),
    "law": gettext_noop("legal basis of the instrument"),
    "refusal": gettext_noop("legal basis of the instrument"),
    "power": gettext_noop("power"),
    "project": gettext_noop("project"),
    "amount": gettext_noop("amount (yuan)"),
    "balance": gettext_noop("still open (yuan)"),
    "requirement": gettext_noop("what has to be put right"),
    "responsible": gettext_noop("responsible person"),
    "due": gettext_noop("due on"),
    "late": gettext_noop("days late"),
    "earlier": gettext_noop("earlier instruments"),
    "count": gettext_noop("number of problems"),
    "sum": gettext_noop("sum (yuan)"),
    "round": gettext_noop("round"),
    "today": gettext_noop("today"),
    "problems": gettext_noop("problems listed"),
    "overdue": gettext_noop("overdue tasks"),
    "open_tasks": gettext_noop("open tasks"),
}
VALUES = OF_CASE | AT_ISSUE


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a document: what the form calls it, what the paper calls it, how it begins."""

    key: str
    label: str
    heading: str
    text: tuple[str, ...] = ()
    is_required: bool = True
    hint: str = ""
    # With heads the part is a table: each line a row, its cells set apart by the bar.
    heads: tuple[str, ...] = ()
    widths: tuple[int, ...] = ()
    right: tuple[int, ...] = ()

    def drafted(self, values: Mapping[str, str]) -> str:
        """The first text of the part, with what the case knows."""
        return "".join(
            filled(sentence.removeprefix("?"), values)
            for sentence in self.text
            if not (sentence.startswith("?") and any(lacking(sentence, values)))
        )

    def rows(self, text: str) -> list[tuple[str, ...]]:
        """The rows of a table part; too few cells are made up by empty ones."""
        lines = (line for line in text.splitlines() if line.strip())
        return [self._row(line) for line in lines]

    def _row(self, line: str) -> tuple[str, ...]:
        cells = [cell.strip() for cell in line.split(BAR)]
        return tuple(cells + [""] * (len(self.heads) - len(cells)))

    def overfull(self, text: str) -> list[str]:
        """The lines with more cells than the table has columns."""
        return [line for line in text.splitlines() if line.count(BAR) >= len(self.heads)]


@dataclass(frozen=True, slots=True)
class Basis:
    """The provision an instrument rests on, as it was counted from a day on."""

    law: str
    refusal: str = ""
    from_day: date = date.min


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of instrument: how it is named, numbered, headed, and what it has to say."""

    title: str
    series: str
    parts: tuple[Part, ...]
    head: str = "{issuer}"
    bases: tuple[Basis, ...] = ()
    # Binding by law, and the commission's alone to issue (domain §4).
    by_commission: bool = False
    is_answered: bool = False
    is_held: bool = False
    # Printed as one ruled form instead of headed paragraphs.
    is_form: bool = False
    # Read by many: no person may be told from it.
    is_public: bool = False
    # When it is issued, the findings it lists become tasks of the unit.
    opens_tasks: bool = False
    # A means of supervision that the daily report counts (M25); notices, lists and minutes are not.
    is_counted: bool = True

    def basis_on(self, day: date) -> Basis | None:
        """The provision as it counted on that day."""
        in_force = [basis for basis in self.bases if basis.from_day <= day]
        return in_force[-1] if in_force else None

    def part(self, key: str) -> Part:
        return next(part for part in self.parts if part.key == key)

    def drafted(self, values: Mapping[str, str]) -> dict[str, str]:
        """Every part with its first text."""
        return {part.key: part.drafted(values) for part in self.parts}


def lacking(text: str, values: Mapping[str, str]) -> Iterator[str]:
    """The gaps of a text that have no value; what is filled in at issue does not lack."""
    return (name for name in GAP.findall(text) if name not in AT_ISSUE and not values.get(name))


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with the gaps filled that have a value; the others stay to be seen."""
    return GAP.sub(lambda gap: values.get(gap[1]) or gap[0], text)


def as_rows(rows: Iterable[tuple[Any, ...]]) -> str:
    """Rows as the lines that people edit; a bar or a break inside a cell would tear it apart."""
    return "\n".join(BAR.join(_cell(cell) for cell in row) for row in rows)


def _cell(text: str) -> str:
    return " ".join(text.replace(BAR, "|").split())
