"""Projects with a name like the one on a paper: suggestions for a person, never a decision."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from projects.reconciliation import names
from projects.reconciliation.scorer import Identity, Reason, alike, score

# Below, a row is taken as new without a question.
WORTH_ASKING = 70
MOST_SUGGESTIONS = 5
# So many points behind the best, a project is no rival of it.
FAR_BEHIND = 20
CANDIDATES = 8
# With less likeness of the names, developer and address cannot make up for it.
LEAST_OF_NAME = 0.5
# Pairs of signs in more names than this tell nothing apart: 项目, 工程.
COMMON = 200
FIGURES = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Suggestion:
    pk: int
    words: str
    points: int
    reasons: tuple[Reason, ...]


@dataclass(slots=True)
class _Candidate:
    pk: int
    code: str
    national_code: str
    name: str
    address: str
    developer: str
    credit_code: str
    plain: str
    identity: Identity | None = None

    def as_identity(self) -> Identity:
        if self.identity is None:
            self.identity = Identity.of(
                codes=(self.code, self.national_code),
                credit_code=self.credit_code,
                name=self.name,
                developer=self.developer,
                address=self.address,
            )
        return self.identity


class Likeness:
    """The names of the projects in pieces of two signs, read once."""

    def __init__(self, projects: Any) -> None:
        self._candidates: list[_Candidate] = []
        self._places: dict[str, list[int]] = defaultdict(list)
        columns = ("pk", "code", "national_code", "name", "address")
        rows = projects.values_list(*columns, "developer__name", "developer__credit_code")
        for place, row in enumerate(rows.iterator()):
            plain = names.name(row[3])
            self._candidates.append(_Candidate(*row, plain=plain))
            for piece in pieces(plain):
                self._places[piece].append(place)

    def suggestions(self, own: Identity, name: str, least: int = WORTH_ASKING) -> list[Suggestion]:
        """The likeliest projects, the best first."""
        plain = names.name(name)
        figures = FIGURES.findall(plain)
        found = []
        for candidate in self._near(plain):
            theirs = FIGURES.findall(candidate.plain)
            if figures and theirs and figures != theirs:
                continue  # 3号地块 is not 5号地块, however alike the words are
            if alike(plain, candidate.plain) < LEAST_OF_NAME:
                continue
            scored = score(own, candidate.as_identity())
            if scored.points >= least:
                words = f"{candidate.code} {candidate.name} · {candidate.developer}"
                found.append(Suggestion(candidate.pk, words, scored.points, scored.reasons))
        found.sort(key=lambda one: (-one.points, one.pk))
        near = [one for one in found if one.points >= found[0].points - FAR_BEHIND]
        return near[:MOST_SUGGESTIONS]

    def _near(self, plain: str) -> list[_Candidate]:
        """Those that share most pieces with the name."""
        shared: Counter[int] = Counter()
        own = pieces(plain)
        for piece in own:
            places = self._places.get(piece, ())
            if len(places) <= COMMON:
                shared.update(places)
        least = min(2, len(own))
        nearest = shared.most_common(CANDIDATES)
        return [self._candidates[place] for place, count in nearest if count >= least]


def pieces(plain: str) -> set[str]:
    return {"".join(pair) for pair in pairwise(plain)} or ({plain} if plain else set())
