"""Projects with a name like the one on a paper: suggestions for a person, never a decision."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from heapq import nsmallest
from itertools import pairwise

from django.db.models import QuerySet
from rapidfuzz import fuzz

from projects.reconciliation import names
from projects.reconciliation.scorer import Identity, Reason, alike, may_reach, score

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
PORTION = 10_000
READ = (
    *("pk", "code", "national_code", "name", "address"),
    *("developer__name", "developer__credit_code"),
)
FIGURES = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Suggestion:
    pk: int
    words: str
    points: int
    reasons: tuple[Reason, ...]


class Likeness:
    """The names of the projects in pieces of two signs, read once; what else is known of a project
    is read of those alone whose names are near."""

    def __init__(self, projects: QuerySet) -> None:
        self._projects = projects
        self._keys: dict[str, list[int]] = defaultdict(list)
        # Names by piece; None for a piece that tells nothing apart.
        self._named: dict[str, list[str] | None] = {}
        self._near_of: dict[str, list[int]] = {}
        self._rows: dict[int, tuple[str, ...]] = {}
        self._identities: dict[int, Identity] = {}
        called: dict[str, list[int]] = defaultdict(list)
        for pk, name in projects.order_by("pk").values_list("pk", "name").iterator(PORTION):
            called[name].append(pk)
        for name, keys in called.items():
            self._keys[names.name(name)] += keys
        self._lay_out()

    def _lay_out(self) -> None:
        """Which names hold a piece, as long as few projects are called so."""
        counts: Counter[str] = Counter()
        for plain, keys in self._keys.items():
            for piece in pieces(plain):
                counts[piece] += len(keys)
                if counts[piece] > COMMON:
                    self._named[piece] = None
                else:
                    self._named.setdefault(piece, []).append(plain)  # type: ignore[union-attr]

    def read(self, wanted: Iterable[str]) -> None:
        """Read the projects near to these names: one query however many they are."""
        near = {pk for name in wanted for pk in self._near(names.name(name))}
        rows = self._projects.filter(pk__in=near - self._rows.keys())
        self._rows |= {row[0]: row[1:] for row in rows.values_list(*READ)}

    def suggestions(self, own: Identity, name: str, least: int = WORTH_ASKING) -> list[Suggestion]:
        """The likeliest projects, the best first; the name was among those of `read`."""
        found = []
        for pk in self._near(names.name(name)):
            known = self._identity(pk)
            if not may_reach(least, own, known):
                continue
            scored = score(own, known)
            if scored.points >= least:
                code, _national, called, _address, developer, _credit = self._rows[pk]
                words = f"{code} {called} · {developer}"
                found.append(Suggestion(pk, words, scored.points, scored.reasons))
        found.sort(key=lambda one: (-one.points, one.pk))
        near = [one for one in found if one.points >= found[0].points - FAR_BEHIND]
        return near[:MOST_SUGGESTIONS]

    def _identity(self, pk: int) -> Identity:
        if pk not in self._identities:
            code, national_code, name, address, developer, credit_code = self._rows[pk]
            self._identities[pk] = Identity.of(
                codes=(code, national_code),
                credit_code=credit_code,
                name=name,
                developer=developer,
                address=address,
            )
        return self._identities[pk]

    def _near(self, plain: str) -> list[int]:
        """Those that share most pieces with the name, and enough of it to be meant."""
        if plain not in self._near_of:
            figures = FIGURES.findall(plain)
            self._near_of[plain] = [
                pk for pk, name in self._sharing(plain) if is_near(plain, figures, name)
            ]
        return self._near_of[plain]

    def _sharing(self, plain: str) -> list[tuple[int, str]]:
        own, shared = pieces(plain), Counter[str]()
        for piece in own:
            shared.update(self._named.get(piece) or ())
        least = min(2, len(own))
        counted = (
            (-n, pk, name) for name, n in shared.items() if n >= least for pk in self._keys[name]
        )
        return [(pk, name) for _n, pk, name in nsmallest(CANDIDATES, counted)]


def is_near(plain: str, figures: list[str], other: str) -> bool:
    """Whether two names may mean one project: 3号地块 is not 5号地块, however alike both are."""
    theirs = FIGURES.findall(other)
    if figures and theirs and figures != theirs:
        return False
    # Most are told by the whole names, without looking for one inside the other.
    is_whole_alike = bool(plain) and fuzz.ratio(plain, other) >= 100 * LEAST_OF_NAME
    return is_whole_alike or alike(plain, other) >= LEAST_OF_NAME


def pieces(plain: str) -> set[str]:
    return {"".join(pair) for pair in pairwise(plain)} or ({plain} if plain else set())
