"""Which column holds what: heads are found, whatever stands above them, and matched by name."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Any

from django.utils import translation

from airdefense.exchange.importing.kinds import ImportKind
from airdefense.exchange.importing.normalise import comparable, is_blank
from airdefense.exchange.importing.sheets import Sheet

# How deep below titles and notes a head may lie, and how many lines it may have.
DEEPEST = 30
MOST_LINES = 3
# The column that our own workbooks put first: problems, or the mark of an example row.
OWN_HEADS = {"问题", "problems", "标记", "mark"}
UNITS = re.compile(r"[(\[【](?P<unit>[^()\[\]【】]*)[)\]】]")
LARGE_UNITS = {"万元": 10_000, "亿元": 100_000_000, "万m2": 10_000, "万平方米": 10_000}
SMALL_UNITS = {"元", "m2", "平方米", "平米", "㎡", "层", "米", "m", "个", "rmb", "人民币元", "yuan"}
SHEET_UNIT = re.compile(r"单位[:：]?(?P<unit>万元|亿元|元)")
DECORATION = re.compile(r"[*:：。.、\-_\"'“”]")
LANGUAGES = ("zh-hans", "en")


@dataclass(slots=True)
class Head:
    """The head of one sheet: its lines, the text of each column, and what was recognised."""

    sheet: str
    first: int
    last: int
    texts: dict[int, str]
    columns: dict[str, int] = field(default_factory=dict)
    units: dict[str, int] = field(default_factory=dict)

    @property
    def unknown(self) -> list[str]:
        """The heads that mean nothing to the kind."""
        known = set(self.columns.values())
        return [
            text
            for column, text in self.texts.items()
            if column not in known and comparable(text) not in OWN_HEADS
        ]

    @property
    def signature(self) -> str:
        """The same for every file whose heads are the same, wherever they stand."""
        words = "\n".join(sorted(bare(text) for text in self.texts.values()))
        return hashlib.sha256(words.encode()).hexdigest()

    def stored(self) -> dict[str, Any]:
        return {
            "name": self.sheet,
            "head": [self.first, self.last],
            "columns": self.columns,
            "units": self.units,
            "unknown": self.unknown,
        }


@lru_cache(maxsize=4_096)
def bare(text: str) -> str:
    """A head without blanks, decoration, letter case and width."""
    return DECORATION.sub("", comparable(text))


@lru_cache(maxsize=4_096)
def without_unit(text: str) -> tuple[str, int | None]:
    """A head without its unit, and the factor that the unit stands for (None without a unit)."""
    words, factor = bare(text), None
    for match in UNITS.finditer(words):
        unit = match["unit"].removeprefix("单位")
        if unit in LARGE_UNITS or unit in SMALL_UNITS:
            words, factor = words.replace(match[0], ""), LARGE_UNITS.get(unit, 1)
    for unit, many in LARGE_UNITS.items():
        if words.endswith(unit):
            return words.removesuffix(unit), many
    return words, factor


def names_of(kind: ImportKind) -> dict[str, str]:
    """Every name a column may have → the key of its field."""
    names: dict[str, str] = {}
    for one in kind.fields:
        spellings = [one.key, *one.aliases]
        for language in LANGUAGES:
            with translation.override(language):
                spellings.append(str(one.label))
        for spelling in spellings:
            names.setdefault(bare(spelling), one.key)
            names.setdefault(without_unit(spelling)[0], one.key)
    return names


def match(head: Head, names: dict[str, str], kind: ImportKind, sheet_unit: int = 1) -> Head:
    """Assign the columns of a head to fields; a second column of the same name stays unknown."""
    for column, text in head.texts.items():
        words, factor = without_unit(text)
        key = next((names[name] for name in spellings(text, words) if name in names and name), None)
        if key and key not in head.columns:
            assign(head, kind, key, column, factor, sheet_unit)
    return head


def assign(
    head: Head, kind: ImportKind, key: str, column: int, factor: int | None, sheet_unit: int
) -> None:
    head.columns[key] = column
    is_money = kind.field(key).kind == "money"
    factor = sheet_unit if factor is None and is_money else factor or 1
    if factor != 1 and kind.field(key).kind in {"money", "area"}:
        head.units[key] = factor


def spellings(text: str, words: str) -> Iterator[str]:
    """What a head may be called, the fullest name first: all lines together, then the last."""
    yield bare(text)
    yield words
    lines = [line for line in text.split("\n") if bare(line)]
    if len(lines) > 1:
        yield without_unit(lines[-1])[0]
    yield re.sub(r"\(.*?\)", "", words)


def candidates(sheet: Sheet) -> Iterator[Head]:
    """Every place where the head of a sheet might be, of one line and of several."""
    top = filled_in(sheet)
    for first in range(len(top)):
        for last in range(first, min(first + MOST_LINES, len(top))):
            texts = joined(top[first : last + 1])
            if texts:
                yield Head(sheet.name, first, last, texts)


def filled_in(sheet: Sheet) -> list[list[Any]]:
    """The first lines with every merged range filled by its text."""
    top = [list(row) for row in sheet.rows[: DEEPEST + MOST_LINES]]
    for (first, left), (last, right) in sheet.merged:
        if first >= len(top) or left >= len(top[first]):
            continue
        value = top[first][left]
        for line in top[first : last + 1]:
            line[left : right + 1] = [value] * len(line[left : right + 1])
    return top[:DEEPEST]


def joined(lines: list[list[Any]]) -> dict[int, str]:
    """The text of each column over the lines of a head; repeated words of merged cells once."""
    width = max(map(len, lines), default=0)
    texts = {}
    for column in range(width):
        words = [
            str(line[column]) for line in lines if column < len(line) and is_word(line[column])
        ]
        words = [word for before, word in pairwise(["", *words]) if word != before]
        if words:
            texts[column] = "\n".join(words)
    return texts


def is_word(cell: Any) -> bool:
    return isinstance(cell, str) and not is_blank(cell)


def unit_of(sheet: Sheet, first: int) -> int:
    """What “单位：万元” above the head multiplies amounts by."""
    for line in sheet.rows[:first]:
        for cell in filter(is_word, line):
            if match_ := SHEET_UNIT.search(comparable(cell)):
                return LARGE_UNITS.get(match_["unit"], 1)
    return 1


def best_head(sheet: Sheet, kind: ImportKind, names: dict[str, str] | None = None) -> Head | None:
    """The head in which most fields of the kind are recognised, or None."""
    names = names or names_of(kind)
    found: Head | None = None
    for head in candidates(sheet):
        match(head, names, kind, unit_of(sheet, head.first))
        if head.columns and (found is None or rank(head) > rank(found)):
            found = head
    return found


def rank(head: Head) -> tuple[int, int, int]:
    """Most columns recognised, then the least of what stands below and above taken along."""
    return len(head.columns), -head.last, head.first


def likely_head(sheet: Sheet) -> Head | None:
    """The line with most words among the first: where a clerk has to assign the columns."""
    single = [head for head in candidates(sheet) if head.first == head.last]
    return max(single, key=lambda head: len(head.texts), default=None)


def missing(kind: ImportKind, columns: Iterable[str]) -> list[str]:
    """The labels of the columns that the kind cannot do without, in the reader's language."""
    there = set(columns)
    required = [str(one.label) for one in kind.fields if one.required and one.key not in there]
    alternatives = [
        " / ".join(str(kind.field(key).label) for key in keys)
        for keys in kind.any_of
        if there.isdisjoint(keys)
    ]
    return required + alternatives
