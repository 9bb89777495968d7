"""How good the files are: hits by rule and region, and a score for each office.

The score of an office is 100 less the points its cases lose, spread over all cases examined: 20
for an error, 5 for a warning, 1 for a hint. What was accepted by a second person loses none and is
counted beside. Compartmented cases count for no score: it would tell that they exist.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.apps import apps
from django.db.models import CharField, Count, F, Q, QuerySet, Value

from airdefense.accounts.models import Organisation
from airdefense.casework.checkup.registry import (
    SUBJECTS,
    WEIGHTS,
    CaseRule,
    Moment,
    Severity,
    rules_for,
)
from airdefense.casework.statistics import joined_by_hashing

TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How often one rule is broken, by region, and how often that was accepted."""

    rule: CaseRule
    open: Counter[int]
    waived: Counter[int]

    def open_in(self, region: Organisation | None) -> int:
        return self.open.total() if region is None else self.open[region.pk]

    def waived_in(self, region: Organisation | None) -> int:
        return self.waived.total() if region is None else self.waived[region.pk]


@dataclass(slots=True)
class Score:
    """The score of one office: an area of work in a region, or of several together."""

    cases: int = 0
    waived: int = 0
    found: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Score") -> None:
        self.cases += other.cases
        self.waived += other.waived
        self.found += other.found

    @property
    def lost(self) -> int:
        return sum(WEIGHTS[severity] * n for severity, n in self.found.items())

    @property
    def points(self) -> Decimal | None:
        """Of a hundred, to a tenth; none where no case was examined."""
        if not self.cases:
            return None
        points = 100 - Decimal(self.lost) / self.cases
        return max(points, Decimal(0)).quantize(TENTH, ROUND_HALF_UP)

    @property
    def tone(self) -> str:
        points = self.points
        if points is None:
            return "mute"
        return "red b" if points < 80 else "amb b" if points < 90 else ""

    @property
    def errors(self) -> int:
        return self.found[Severity.ERROR]

    @property
    def warnings(self) -> int:
        return self.found[Severity.WARN]

    @property
    def hints(self) -> int:
        return self.found[Severity.INFO]


@dataclass(frozen=True, slots=True)
class OfficeLine:
    """One region with the score of each of its offices, and of all together."""

    region: Organisation | None
    offices: dict[str, Score]

    @property
    def whole(self) -> Score:
        whole = Score()
        for score in self.offices.values():
            whole.add(score)
        return whole

    @property
    def cells(self) -> list[Score]:
        return list(self.offices.values())


@dataclass(frozen=True, slots=True)
class Checkup:
    """All rules counted on one day, for one user or for the system."""

    counts: list[RuleCount]
    lines: list[OfficeLine]

    @property
    def areas(self) -> list[Any]:
        """The names of the offices, in the order of the cells of each line."""
        codes = self.lines[0].offices if self.lines else {}
        return [apps.get_app_config(code).verbose_name for code in codes]

    @property
    def total(self) -> OfficeLine:
        """All regions together."""
        offices: dict[str, Score] = defaultdict(Score)
        for line in self.lines:
            for area, score in line.offices.items():
                offices[area].add(score)
        return OfficeLine(None, dict(offices))


def checkup(moment: Moment, user: Any = None) -> Checkup:
    """Count every rule the user may read: one query for each area, one for the cases examined."""
    with joined_by_hashing(subject.manager.db for subject in SUBJECTS.values()):
        counts = count(rules_for(user), moment, user)
        examined = cases_examined(user)
    return Checkup(counts, office_lines(counts, examined))


def count(rules: Sequence[CaseRule], moment: Moment, user: Any = None) -> list[RuleCount]:
    """How often each rule is broken, by region: the rules of one area in one query."""
    counts = {rule.code: RuleCount(rule, Counter(), Counter()) for rule in rules}
    for _area, group in groupby(rules, key=attrgetter("area")):
        parts = [_counted(rule, moment, user) for rule in group]
        for code, region, found, waived in parts[0].union(*parts[1:], all=True):
            counts[code].open[region] = found - waived
            counts[code].waived[region] = waived
    return list(counts.values())


def _counted(rule: CaseRule, moment: Moment, user: Any) -> QuerySet:
    """Rule, region, hits, and how many of them are accepted."""
    code = Value(rule.code, output_field=CharField())
    placed = rule.found(moment, user).annotate(code_=code, place=F(rule.subject.region))
    is_waived = Q(pk__in=rule.waived(moment.day))
    return placed.values_list("code_", "place").annotate(
        found=Count("pk"), waived=Count("pk", filter=is_waived)
    )


def cases_examined(user: Any = None) -> Counter[tuple[str, int]]:
    """How many cases of each area and region the rules look at, in one query."""
    parts: list[QuerySet] = []
    for subject in (s for s in SUBJECTS.values() if not s.is_compartmented):
        rows = subject.manager.all() if user is None else subject.manager.visible_to(user)
        keys = subject.manager.filter(pk__in=rows.order_by().values("pk"))
        placed = keys.order_by().annotate(place=F(subject.region)).values_list("place")
        area = Value(subject.area, output_field=CharField())
        parts.append(placed.annotate(examined=Count("pk")).annotate(area=area))
    found: Counter[tuple[str, int]] = Counter()
    if parts:
        for region, cases, area in parts[0].union(*parts[1:], all=True):
            found[area, region] += cases
    return found


def office_lines(counts: Iterable[RuleCount], cases: Counter[tuple[str, int]]) -> list[OfficeLine]:
    """The score of each office of each region that has a case."""
    counts = [one for one in counts if not one.rule.is_compartmented]
    keys = {region for _area, region in cases}
    areas = sorted({area for area, _region in cases})
    lines = []
    for region in Organisation.objects.filter(pk__in=keys).order_by("path"):
        offices = {area: Score(cases=cases[area, region.pk]) for area in areas}
        for one in counts:
            score = offices.setdefault(one.rule.area, Score())
            score.found[one.rule.severity] += one.open[region.pk]
            score.waived += one.waived[region.pk]
        lines.append(OfficeLine(region, offices))
    return lines
