"""Names taken out of what is printed: each person, unit and post is the same mark throughout.

What is blackened is what is recorded of the persons concerned. A witness whose name stands only in
the words of an opinion is not known as a name: the cover says so.
"""

import re
from collections.abc import Iterable
from dataclasses import fields, is_dataclass, replace
from typing import Any

from leads.dossier.marks import mark_of

# An identity number of a resident, old or new (GB 11643).
NUMBER = re.compile(r"(?<![0-9])(?:\d{17}[0-9Xx]|\d{15})(?![0-9])")
NUMBER_MARK = "【证件号码】"
# What people put between the characters of a name.
BETWEEN = r"[\s\u3000·・]*"


class Plain:
    """Nothing is taken out."""

    is_redacting = False

    def text(self, words: str) -> str:
        return words

    def document(self, paper: Any) -> Any:
        return paper


class Redaction(Plain):
    """What is known of the persons of a lead, each with the mark that stands for it."""

    is_redacting = True

    def __init__(self, persons: Iterable[Any]) -> None:
        self.marks: dict[str, str] = {}
        self._number(persons)
        longest = sorted(self.marks, key=len, reverse=True)
        self.pattern = re.compile("|".join(_spaced(known) for known in longest) or r"(?!)")

    def _number(self, persons: Iterable[Any]) -> None:
        kinds = {"name": "{mark}", "unit": "【{mark}单位】", "post": "【{mark}职务】"}
        counts = dict.fromkeys(kinds, 0)
        numbers = []
        for person in persons:
            numbers.append(person.id_number)
            for kind, pattern in kinds.items():
                known = _bare(getattr(person, kind))
                if known and known not in self.marks:
                    self.marks[known] = pattern.format(mark=mark_of(counts[kind]))
                    counts[kind] += 1
        self.marks |= {_bare(number): NUMBER_MARK for number in numbers if number}

    def text(self, words: str) -> str:
        found = self.pattern.sub(lambda hit: self.marks[_bare(hit[0])], words)
        return NUMBER.sub(NUMBER_MARK, found)

    def document(self, paper: Any) -> Any:
        """The same paper, every text of it without what is known."""
        return self._part(paper)

    def _part(self, part: Any) -> Any:
        if isinstance(part, str):
            return self.text(part)
        if isinstance(part, list | tuple):
            return type(part)(self._part(item) for item in part)
        if is_dataclass(part):
            told = {field.name: self._part(getattr(part, field.name)) for field in fields(part)}
            return replace(part, **told)
        return part


def _bare(words: str) -> str:
    return re.sub(BETWEEN, "", words).casefold()


def _spaced(known: str) -> str:
    """The pattern of a text whatever spaces stand inside it, and in small letters or capitals."""
    return f"(?i:{BETWEEN.join(map(re.escape, known))})"
