"""What can be wrong with a cell or a row, as sentences in the reader's language.

A problem is stored as a code with its parameters; the words are looked up when somebody reads
them. The same catalogue fills the notes of the template workbook.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _


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


LETTER_O = declare("letter_o", _("contains the letter O"))
