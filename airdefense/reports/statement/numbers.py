"""The numbers of a statement: placeholders that only a report's frozen figures fill.

What people write goes around them. A number typed in by hand, and whatever would tell one county's
leads, is refused when the text is saved.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from airdefense.exchange.documents.filling import GAP, Gap, placeholders
from airdefense.exchange.documents.words import chinese_day, in_chinese
from airdefense.reports.figures import FIGURES, Section, Unit
from airdefense.reports.models import FrozenFigure, Statement
from airdefense.reports.words import wan

WITHHELD = "〔批准后公布〕"
LEFT_OUT = (Section.PARTS, Section.WARNINGS, Section.INSTRUCTIONS)
# A number before the words that figures are counted in.
TYPED = re.compile(
    r"[0-9０-９][0-9０-９.,，．]*\s*[余多]?(?:个|项|件|人|名|家|份|万|亿|元|%|％|㎡|平方米)"
)
IN_WORDS = re.compile(r"[零一二两三四五六七八九十]+[余多]?(?:件|人|名)")
SENTENCE = re.compile(r"[。；！？\n]")


@dataclass(frozen=True, slots=True)
class Number:
    """What stands for a placeholder: its text, and what it means."""

    name: str
    text: str
    label: str
    note: str = ""
    is_withheld: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """Words as they are, or a number with the note that explains it where it stands first."""

    text: str
    note: str = ""
    number: Number | None = None


def said(frozen: FrozenFigure) -> str:
    """The number as a sentence says it: 1797, 14567.95 (万元), 100 (%)."""
    if frozen.value is None:
        return ""
    unit = FIGURES[frozen.code].unit
    if unit == Unit.YUAN:
        return str(wan(frozen.value))
    if unit == Unit.PERCENT:
        return f"{Decimal(frozen.value).normalize():f}"
    return str(int(frozen.value))


def number(frozen: FrozenFigure, *, is_withheld: bool) -> Number:
    """A figure by its definition in force when the report was compiled."""
    about, wording = FIGURES[frozen.code], frozen.wording
    with in_chinese():
        label = wording.label_zh if wording else str(about.label)
        meaning = wording.text_zh if wording else str(about.definition)
    text = WITHHELD if is_withheld else said(frozen)
    return Number(frozen.code.lower(), text, label, f"{label}：{meaning}", is_withheld)


def numbers(statement: Statement, reader: Any) -> dict[str, Number]:
    """Every placeholder that may stand in the text, as this person may read it."""
    withheld = set() if statement.is_public else statement.too_small_for(reader)
    report = statement.report
    found = {
        "day": Number("day", chinese_day(report.day), _("day of the report")),
        "place": Number("place", report.scope.name, _("place")),
    }
    for code, frozen in sorted(statement.figures.items()):
        if code in FIGURES and FIGURES[code].section not in LEFT_OUT:
            found[code.lower()] = number(frozen, is_withheld=code in withheld)
    return found


def gaps(found: Mapping[str, Number]) -> dict[str, Gap]:
    """The placeholders as a document's closed list knows them."""
    return {name: Gap(one.label) for name, one in found.items()}


def pieces(template: str, found: Mapping[str, Number], noted: set[str]) -> list[Piece]:
    """A text with its numbers; `noted` remembers which of them were explained before."""
    made = []
    for place, part in enumerate(GAP.split(template)):
        if place % 2 == 0:
            made.append(Piece(part))
        elif (one := found.get(part)) is None:
            made.append(Piece(f"{{{part}}}"))
        else:
            made.append(Piece(one.text, "" if part in noted else one.note, one))
            noted.add(part)
    return [piece for piece in made if piece.text or piece.number]


def objections(text: str, counties: Iterable[str]) -> list[str]:
    """What may not be published as it is written, each as a sentence."""
    found = [
        _("“%(typed)s”: use the placeholder of the figure, or write it in words.")
        % {"typed": typed[0]}
        for typed in TYPED.finditer(text)
    ]
    names = sorted(filter(None, counties), key=len, reverse=True)
    for sentence in SENTENCE.split(text):
        county = next((name for name in names if name in sentence), None)
        if county and (_tells_of_leads(sentence) or IN_WORDS.search(sentence)):
            words = _(
                "%(county)s: of leads a statement tells what the whole city has, never a county."
            )
            found.append(words % {"county": county})
    return found


def _tells_of_leads(sentence: str) -> bool:
    codes = (name.upper() for name in placeholders(sentence))
    return any(FIGURES[code].is_confidential for code in codes if code in FIGURES)
