"""The schema of a kind of file: one list of fields gives template, reading, export and notes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

KINDS = ("text", "code", "number", "area", "metres", "money", "day", "yes_no", "choice", "codes")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportField:
    """One column: `ImportField(key="above_ground_sqm", label=_("…"), kind="area", aliases=(…))`.

    kind: text · code (digits and letters kept as text) · number (whole) · area · metres · money
    (Decimal, two places) · day · yes_no · choice (one of `choices`) · codes (several of `choices`).
    `choices` are pairs (code, lazy words), an enumeration's `.choices`, or a function that gives
    them; a cell may hold the code or the words in either language, or one of the `synonyms`, other
    words for a code: ("商业", "OTHER").
    `most` is the greatest length of a text or the greatest number; `least` the smallest number or
    the earliest day (amounts and numbers are zero or more unless it says otherwise). A day must
    have come unless it `may_lie_ahead`; `digits` is the exact length of a code.
    """

    key: str
    label: Any
    kind: str = "text"
    required: bool = False
    aliases: tuple[str, ...] = ()
    choices: Iterable[tuple[str, Any]] | Callable[[], Iterable[tuple[str, Any]]] | None = None
    synonyms: tuple[tuple[str, str], ...] = ()
    most: int | Decimal | None = None
    least: int | Decimal | date | None = None
    digits: int | None = None
    may_lie_ahead: bool = False
    example: str = ""
    hint: Any = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"{self.key}: there is no kind of field {self.kind}.")

    @property
    def pairs(self) -> list[tuple[str, Any]]:
        """The choices as pairs (code, words)."""
        return list(self.choices() if callable(self.choices) else self.choices or ())

    @property
    def is_number(self) -> bool:
        return self.kind in {"number", "area", "metres", "money"}

    @property
    def expected(self) -> str:
        """What a cell of this column should hold, in words."""
        words = {
            "text": _("text of at most %(most)s characters"),
            "code": _("letters and digits, kept as text"),
            "number": _("a whole number"),
            "area": _("a number of square metres such as 1234.50"),
            "metres": _("a number of metres such as 2.50"),
            "money": _("an amount in yuan such as 1234.50"),
            "day": _("a date such as 2020-01-05"),
            "yes_no": _("是 or 否"),
            "choice": _("one of: %(choices)s"),
            "codes": _("one or several of: %(choices)s"),
        }[self.kind]
        names = _(", ").join(str(label) for _code, label in self.pairs)
        return words % {"most": self.most or 2_000, "choices": names}
