"""Which project of the ledger a row speaks of.

The keys of domain §6 in their order: number of the ledger, project code, permit number, credit
code with name. Short of a key a likely project is suggested with its reasons, for a person.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from airdefense.accounts.models import within
from airdefense.accounts.roles import Role
from airdefense.exchange.importing.normalise import half_width
from projects.imports.likeness import WORTH_ASKING, Likeness, Suggestion
from projects.models import Permit, Project
from projects.models.plain import plain_number
from projects.reconciliation import names
from projects.reconciliation.scorer import Identity, alike, score

# Under an equal code or permit a project may have been renamed, but not into another one.
STILL_THE_SAME = 0.6
# Several projects with the same key are for a person, who is offered so many of them.
MOST_OFFERED = 5
NUMBER_OF_LEDGER = re.compile(r"XM-?", re.IGNORECASE)
DIGITS = re.compile(r"\D")


@dataclass(frozen=True, slots=True)
class Stated:
    """What a row says of who its project is."""

    number: str = ""
    national_code: str = ""
    permit_number: str = ""
    credit_code: str = ""
    name: str = ""
    developer: str = ""
    address: str = ""

    @classmethod
    def of(cls, values: Mapping[str, Any], **keys: str) -> "Stated":
        """From the values of a row; `keys` say under which field key each fact stands."""
        return cls(**{fact: str(values.get(key) or "") for fact, key in keys.items()})

    @property
    def is_empty(self) -> bool:
        keys = (self.number, self.national_code, self.permit_number)
        return not any(keys) and not self.name

    def identity(self) -> Identity:
        return Identity.of(
            codes=(self.number, self.national_code),
            numbers=(self.permit_number,),
            credit_code=self.credit_code,
            name=self.name,
            developer=self.developer,
            address=self.address,
        )


@dataclass(slots=True)
class Found:
    """The project that is certain, or the likely ones for a person to choose from."""

    project: Project | None = None
    suggestions: list[Suggestion] = field(default_factory=list)
    # The row gives a number of the ledger that no project within reach has.
    is_unknown: bool = False


def with_all(projects: Any) -> Any:
    """The projects with what a row is compared with."""
    rows = projects.select_related("region", "authority__region", "developer")
    return rows.prefetch_related("buildings")


def is_number_of_ledger(number: str) -> bool:
    return NUMBER_OF_LEDGER.match(number) is not None


def plain(number: str) -> str:
    """A number without width, case and blanks."""
    return "".join(half_width(number).upper().split())


def called(rows: QuerySet, field: str, numbers: Iterable[str]) -> QuerySet:
    """The rows whose number is one of these, in whatever width, case and spacing it is kept."""
    return rows.alias(plain=plain_number(field)).filter(
        plain__in={plain(number) for number in numbers} - {""}
    )


def spellings_of_code(code: str) -> set[str]:
    """A project code with and without its hyphens."""
    digits = DIGITS.sub("", code)
    parts = (digits[:4], digits[4:10], digits[10:12], digits[12:14], digits[14:])
    return {code, digits, "-".join(parts)} if digits else {code}


def spellings_of_number(number: str) -> set[str]:
    """The number of a paper with the brackets that departments use."""
    round_ones = half_width(number).translate(str.maketrans("〔〕[]【】", "()()()"))
    brackets = ("()", "〔〕", "[]", "【】")
    return {round_ones.translate(str.maketrans("()", pair)) for pair in brackets}


class Finder:
    """Looks projects up within the reach of a clerk, for many rows at once."""

    def __init__(self, user: Any, *, suggests: bool = True) -> None:
        self.suggests = suggests
        self.reach = within(user, "authority", [Role.DATA_CLERK])
        self.reach_of_papers = within(user, "project__authority", [Role.DATA_CLERK])
        self._likeness: Likeness | None = None
        self.projects: dict[int, Project] = {}
        self._by_code: dict[str, list[Project]] = defaultdict(list)
        self._by_number: dict[str, list[Project]] = defaultdict(list)
        self._by_credit: dict[str, list[Project]] = defaultdict(list)
        # Of each credit code that rows gave so far: the keys of its projects by their plain names.
        self._of_credit: dict[str, dict[str, list[int]]] = {}

    def read(self, stated: Iterable[Stated], decided: Iterable[int] = ()) -> None:
        """Read what these rows may speak of; the same number of queries however many they are."""
        stated = list(stated)
        codes = {s.number for s in stated}
        national = {c for s in stated for c in spellings_of_code(s.national_code)}
        numbers = {n for s in stated for n in spellings_of_number(s.permit_number)}
        within_reach = Project.objects.filter(self.reach)
        pks = set(decided) | self._keys(called(within_reach, "code", codes))
        pks |= self._keys(within_reach.filter(national_code__in=national - {""}))
        pks |= self._of_name_and_credit(within_reach, stated)
        permits = list(
            called(Permit.objects.filter(self.reach_of_papers), "number", numbers).values_list(
                "number", "project"
            )
        )
        pks |= {pk for _number, pk in permits}
        self._index(with_all(within_reach.filter(pk__in=pks)), permits)
        if self.suggests and (unsure := [s.name for s in stated if self._is_unsure(s)]):
            self.likeness.read(unsure)

    def _of_name_and_credit(self, projects: QuerySet, stated: list[Stated]) -> set[int]:
        """Keys of the projects that have both the name and the credit code of a row. A developer
        may have built half the city: of his other projects nothing is read but the names."""
        wanted = {(s.credit_code.upper(), s.name) for s in stated if s.credit_code and s.name}
        new = {credit for credit, _name in wanted} - self._of_credit.keys()
        self._of_credit |= {credit: {} for credit in new}
        rows = projects.filter(developer__credit_code__in=new)
        plain = lru_cache(maxsize=None)(names.name)
        for pk, name, credit in rows.values_list("pk", "name", "developer__credit_code"):
            self._of_credit[credit].setdefault(plain(name), []).append(pk)
        return {
            pk
            for credit, name in wanted
            for pk in sorted(self._of_credit[credit].get(plain(name), ()))[:MOST_OFFERED]
        }

    def read_more(self, pks: Iterable[int]) -> None:
        """Read projects that were only suggested."""
        wanted = set(pks) - self.projects.keys()
        if wanted:
            rows = with_all(Project.objects.filter(self.reach, pk__in=wanted))
            self.projects |= {project.pk: project for project in rows}

    @staticmethod
    def _keys(rows: Any) -> set[int]:
        return set(rows.values_list("pk", flat=True))

    def _index(self, rows: Iterable[Project], permits: Iterable[tuple[str, int]]) -> None:
        self.projects = {project.pk: project for project in rows}
        for index in (self._by_code, self._by_number, self._by_credit):
            index.clear()
        for project in self.projects.values():
            for code in {names.code(project.code), names.code(project.national_code)} - {""}:
                self._by_code[code].append(project)
            if project.developer.credit_code:
                self._by_credit[names.code(project.developer.credit_code)].append(project)
        for number, pk in set(permits):
            if pk in self.projects:
                self._by_number[names.number(number)].append(self.projects[pk])

    def find(self, stated: Stated, *, least: int = WORTH_ASKING) -> Found:
        """The project the row speaks of, by the strongest key it gives; else those whose likeness
        has at least so many points."""
        if stated.number:
            named = self._numbered(stated)
            if named or is_number_of_ledger(stated.number):
                return Found(named[0] if named else None, is_unknown=not named)
        for candidates in self._by_keys(stated):
            if candidates:
                return self._pick(stated, candidates)
        if not self.suggests or not stated.name:
            return Found()
        likely = self.likeness.suggestions(stated.identity(), stated.name, least)
        return Found(suggestions=likely)

    def _is_unsure(self, stated: Stated) -> bool:
        """Whether no key of the row leads to a project, so that `find` asks for likely ones."""
        is_numbered = self._numbered(stated) or is_number_of_ledger(stated.number)
        return bool(stated.name) and not is_numbered and not any(self._by_keys(stated))

    def _numbered(self, stated: Stated) -> list[Project]:
        """The project with the number of the ledger that the row gives."""
        number = names.code(stated.number)
        named = self._by_code.get(number, []) if number else []
        return [project for project in named if names.code(project.code) == number]

    def _by_keys(self, stated: Stated) -> Iterable[list[Project]]:
        if stated.national_code:
            yield self._by_code.get(names.code(stated.national_code), [])
        if stated.permit_number:
            yield self._by_number.get(names.number(stated.permit_number), [])
        if stated.credit_code and stated.name:
            same = self._by_credit.get(names.code(stated.credit_code), [])
            name = names.name(stated.name)
            yield [project for project in same if names.name(project.name) == name]

    def _pick(self, stated: Stated, candidates: list[Project]) -> Found:
        """The one of them whose name agrees; several, or another name, are for a person."""
        name = names.name(stated.name)
        equal = [project for project in candidates if names.name(project.name) == name]
        if len(equal) == 1:
            return Found(equal[0])
        if len(candidates) == 1 and is_still_the_same(name, names.name(candidates[0].name)):
            return Found(candidates[0])
        own = stated.identity()
        return Found(
            suggestions=[suggestion(own, project) for project in candidates[:MOST_OFFERED]]
        )

    @property
    def likeness(self) -> Likeness:
        if self._likeness is None:
            self._likeness = Likeness(Project.objects.filter(self.reach))
        return self._likeness


def is_still_the_same(stated: str, kept: str) -> bool:
    """Whether a row that gives a key of the project may call it so."""
    if not stated or not kept:
        return True
    phases = names.phase(stated), names.phase(kept)
    if all(phases) and phases[0] != phases[1]:
        return False
    return alike(stated, kept) >= STILL_THE_SAME


def identity_of(project: Project) -> Identity:
    return Identity.of(
        codes=(project.code, project.national_code),
        credit_code=project.developer.credit_code,
        name=project.name,
        developer=project.developer.name,
        address=project.address,
    )


def suggestion(own: Identity, project: Project) -> Suggestion:
    found = score(own, identity_of(project))
    words = f"{project.code} {project.name} · {project.developer.name}"
    return Suggestion(project.pk, words, found.points, found.reasons)
