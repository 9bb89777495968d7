"""What the demonstration knows to be wrong, told while it is planned and kept beside the data.

The screening is measured by it: what it finds of that, and what it suspects besides.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

PATH = "demo/truth.json"


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that is wrong: which check should see it, of which project or paper, and why.

    The amount is told where the law gives one.
    """

    check: str
    subject: str
    region: str
    why: str
    amount_yuan: str = ""


@dataclass
class Truth:
    """Everything that is wrong, and what only looks so."""

    wrong: list[Wrong] = field(default_factory=list)
    innocent: list[Wrong] = field(default_factory=list)

    def tell(
        self, check: str, subject: str, region: str, why: str, amount: Decimal | None = None
    ) -> None:
        self.wrong.append(Wrong(check, subject, region, why, f"{amount:.2f}" if amount else ""))

    def spare(self, check: str, subject: str, region: str, why: str) -> None:
        self.innocent.append(Wrong(check, subject, region, why))

    def keep(self, **load: Any) -> None:
        """Write it beside the data, with the seed and the day of the load."""
        rows = {
            name: [asdict(row) for row in getattr(self, name)] for name in ("wrong", "innocent")
        }
        text = json.dumps(load | rows, ensure_ascii=False, indent=1)
        default_storage.delete(PATH)
        default_storage.save(PATH, ContentFile(text.encode()))


def kept() -> dict[str, Any] | None:
    """The truth of the city that was loaded last, or None."""
    if not default_storage.exists(PATH):
        return None
    with default_storage.open(PATH) as file:
        found: dict[str, Any] = json.load(file)
    return found


@dataclass(frozen=True, slots=True)
class Score:
    """How one check did: what it found of what is wrong, and what it suspects besides."""

    check: str
    found: int
    missed: tuple[str, ...]
    besides: tuple[str, ...]
    # Of the found ones with an amount by law: how many name it to the fen.
    exact: int
    priced: int
    innocent: int
    accused: int

    @property
    def precision(self) -> float | None:
        suspected = self.found + len(self.besides)
        return self.found / suspected if suspected else None

    @property
    def recall(self) -> float | None:
        wrong = self.found + len(self.missed)
        return self.found / wrong if wrong else None


def compare(truth: Mapping[str, Any], suspected: Iterable[tuple[str, str, Decimal]]) -> list[Score]:
    """The suspicions (check, subject, amount) against the truth, check by check."""
    wrong = {(row["check"], row["subject"]): row["amount_yuan"] for row in truth["wrong"]}
    innocent = {(row["check"], row["subject"]) for row in truth["innocent"]}
    seen: dict[tuple[str, str], Decimal] = {}
    for check, subject, amount in suspected:
        seen[check, subject] = seen.get((check, subject), Decimal(0)) + amount
    checks = sorted({check for check, _subject in [*wrong, *seen]})
    return [_score(check, wrong, innocent, seen) for check in checks]


def _score(check: str, wrong: Mapping, innocent: set, seen: Mapping) -> Score:
    true = {subject for code, subject in wrong if code == check}
    told = {subject for code, subject in seen if code == check}
    spared = {subject for code, subject in innocent if code == check}
    priced = [subject for subject in true & told if wrong[check, subject]]
    exact = [s for s in priced if Decimal(wrong[check, s]) == seen[check, s]]
    return Score(
        check=check,
        found=len(true & told),
        missed=tuple(sorted(true - told)),
        besides=tuple(sorted(told - true)),
        exact=len(exact),
        priced=len(priced),
        innocent=len(spared),
        accused=len(spared & told),
    )


def in_all(scores: list[Score]) -> Score:
    """All checks together."""
    names = ("found", "exact", "priced", "innocent", "accused")
    return Score(
        check="all",
        missed=tuple(subject for score in scores for subject in score.missed),
        besides=tuple(subject for score in scores for subject in score.besides),
        **{name: sum(getattr(score, name) for score in scores) for name in names},
    )
