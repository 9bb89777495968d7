"""What a check is: a question put to every project, its article, its sentence, its assumptions.

A check is one file in `projects/screening/checks/`: a pure function from a dossier to hits, with
everything that is said of it in its decorator. Nothing else has to know it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from projects.models.money import ZERO

PROJECT, PAPER = "project", "paper"
# The only sentence of a check that has one.
PLAIN = ""


class Assumption(NamedTuple):
    """A number that no source fixes: what is assumed until the customer enters a CheckParameter."""

    value: Decimal
    why: Any


class Hit(NamedTuple):
    """One suspicion: yuan at stake, what its sentence says, the records it rests on.

    `records` are (kind, key) pairs: ("permit", 12). `suffix` tells several hits of one check on one
    project apart; `case` chooses among the sentences of the check.
    """

    params: Mapping[str, Any]
    amount_yuan: Decimal = ZERO
    records: Iterable[tuple[str, int]] = ()
    suffix: str = ""
    case: str = PLAIN


@dataclass(frozen=True, slots=True)
class Check:
    """One check: code, words, article, and the category of the finding it suggests."""

    code: str
    title: Any
    asks: Any
    sentences: Mapping[str, Any]
    article: str
    # A code of inspections.categories; empty where the rows themselves are to be completed.
    category: str
    find: Callable[[Any, Mapping[str, Decimal]], Iterable[Hit]]
    is_money: bool = False
    over: str = PROJECT
    assumptions: Mapping[str, Assumption] = field(default_factory=dict)

    def given(self, rows: Mapping[tuple[str, str], Decimal]) -> dict[str, Decimal]:
        """The numbers to work with: those the customer confirmed, else the assumed ones."""
        return {
            name: rows.get((self.code, name), assumption.value)
            for name, assumption in self.assumptions.items()
        }


REGISTERED: dict[str, Check] = {}


def check(code: str, *, sentence: Any, **words: Any) -> Callable[[Any], Any]:
    """Registers the function below as a check; `sentence` is one, or one per case of its hits."""

    def register(find: Any) -> Any:
        sentences = sentence if isinstance(sentence, dict) else {PLAIN: sentence}
        if code in REGISTERED:
            raise ValueError(f"two checks are called {code}")
        REGISTERED[code] = Check(code=code, sentences=sentences, find=find, **words)
        return find

    return register
