"""Reads the JSON of `assess_fees`: problems are listed with their paths, none stops the reading."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from projects.reductions import CODES
from projects.rules.facts import (
    CITY_CLASSES,
    EXACT,
    GRADES,
    NORMAL,
    THRESHOLD_SCOPES,
    USES,
    ZERO,
    ZONES,
    BuildingFacts,
    Dues,
    Policy,
    ProjectFacts,
)
from projects.tariff import Adjustment, Rate, Tariff, overlaps

LARGEST, FINEST = Decimal(10) ** 13, Decimal(10) ** -20
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
HALF_CHARACTER = re.compile("[\ud800-\udfff]")
STEP = re.compile(r"[.\[]")
AMOUNTS = tuple(Dues.__dataclass_fields__)


def gettext_noop(text: str) -> str:
    """Marks a sentence for the catalogue; whoever prints it translates it."""
    return text


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at one place of the input: a sentence with its parameters."""

    path: str
    sentence: str
    params: dict[str, Any] = field(default_factory=dict)

    def words(self, translate: Callable[[str], str] = str) -> str:
        return f"{self.path}: {translate(self.sentence) % self.params}"


@dataclass(slots=True)
class Reading:
    """What was understood of an input, and what was not."""

    policy: Policy | None = None
    tariff: Tariff | None = None
    # Each with its path.
    projects: list[tuple[str, ProjectFacts, Dues]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    # Every place of a problem, and every place around one.
    _unsound: set[str] = field(default_factory=set)

    def complain(self, path: str, sentence: str, **params: Any) -> None:
        self.problems.append(Problem(path, sentence, params))
        self._unsound.add(path)
        self._unsound.update(path[: step.start()] for step in STEP.finditer(path))

    def is_sound(self, path: str) -> bool:
        """Whether nothing was complained of at that place or below it."""
        return path not in self._unsound


def read(text: str | bytes) -> Reading:
    """The policy, tariff and projects of an input; `problems` is empty when all of it is sound."""
    reading = Reading()
    try:
        document = json.loads(text, parse_float=decimal_or_text)
    except (ValueError, RecursionError) as error:
        reading.complain("$", gettext_noop("not valid JSON: %(error)s"), error=str(error)[:200])
        return reading
    root = Node(document, "$", reading)
    if not root.is_object():
        return reading
    policy = root.child("policy")
    if policy.is_object():
        reading.policy = policy_of(policy)
    rates = [rate_of(node) for node in root.child("rates").items()]
    adjustments = [adjustment_of(node) for node in root.child("adjustments").items(optional=True)]
    complain_of_overlaps(reading, "rates", rates, lambda rate: (rate.region, rate.grade))
    complain_of_overlaps(reading, "adjustments", adjustments, lambda _adjustment: "")
    reading.tariff = Tariff(filter(None, rates), filter(None, adjustments))
    for node in root.child("projects").items():
        if node.is_object():
            reading.projects.append((node.path, project_of(node), dues_of(node)))
    return reading


def decimal_or_text(number: str) -> Decimal | str:
    """An exponent beyond every bound stays text, to be complained of at its place."""
    try:
        return Decimal(number)
    except InvalidOperation:
        return number


class Node:
    """A value of the input with its path; what it is not is complained of, and a stand-in given."""

    def __init__(self, value: Any, path: str, reading: Reading) -> None:
        self.value, self.path, self._reading = value, path, reading
        self.is_missing = False

    def complain(self, sentence: str, **params: Any) -> None:
        self._reading.complain(self.path, sentence, **params)

    def child(self, key: str) -> "Node":
        is_object = isinstance(self.value, dict)
        node = Node(self.value.get(key) if is_object else None, f"{self.path}.{key}", self._reading)
        node.is_missing = is_object and key not in self.value
        return node

    def is_object(self) -> bool:
        if isinstance(self.value, dict):
            return True
        self.complain(gettext_noop("an object is expected"))
        return False

    def items(self, *, optional: bool = False) -> list["Node"]:
        if isinstance(self.value, list):
            return [
                Node(item, f"{self.path}[{place}]", self._reading)
                for place, item in enumerate(self.value)
            ]
        if not (optional and self.value is None):
            self.complain(gettext_noop("a list is expected"))
        return []

    def text(self) -> str:
        if self.is_written():
            return str(self.value).strip()
        self.complain(gettext_noop("a text is expected that is not empty"))
        return ""

    def is_written(self) -> bool:
        """Text with something in it that can be written out again: no half of a character."""
        return (
            isinstance(self.value, str)
            and bool(self.value.strip())
            and not HALF_CHARACTER.search(self.value)
        )

    def choice(self, offered: tuple[str, ...], default: str = "") -> str:
        if default and self.is_missing:
            return default
        if isinstance(self.value, str) and self.value in offered:
            return self.value
        self.complain(gettext_noop("one of %(offered)s is expected"), offered=", ".join(offered))
        return default or offered[0]

    def truth(self, default: bool | None = None) -> bool:
        if default is not None and self.is_missing:
            return default
        if isinstance(self.value, bool):
            return self.value
        self.complain(gettext_noop("true or false is expected"))
        return bool(default)

    def number(self, default: Decimal | None = None) -> Decimal:
        """A decimal of zero or more, written as text or as a number."""
        if default is not None and self.is_missing:
            return default
        value = self._decimal()
        if value is None:
            self.complain(gettext_noop('a number is expected, such as "860.00"'))
        elif value < 0:
            self.complain(gettext_noop("zero or more is expected"))
        elif value >= LARGEST or value.quantize(FINEST, context=EXACT) != value:
            self.complain(gettext_noop("the number has too many digits"))
        elif value:
            return value
        # Neither minus nought nor nought times a thousand million goes on.
        return ZERO

    def _decimal(self) -> Decimal | None:
        if isinstance(self.value, bool) or not isinstance(self.value, str | int | Decimal):
            return None
        if isinstance(self.value, str) and not NUMBER.fullmatch(self.value.strip()):
            return None
        try:
            return Decimal(self.value)
        except InvalidOperation:
            return None

    def count(self) -> int:
        value = self.number()
        if value == value.to_integral_value():
            return int(value)
        self.complain(gettext_noop("a whole number is expected"))
        return 0

    def day(self) -> date:
        if isinstance(self.value, str) and DAY.fullmatch(self.value):
            try:
                return date.fromisoformat(self.value)
            except ValueError:
                pass
        self.complain(gettext_noop("a day is expected, such as 2019-06-01"))
        return date.max

    def last_day(self) -> date | None:
        return None if self.value is None else self.day()


def policy_of(node: Node) -> Policy:
    ratio = node.child("ratio")
    policy = Policy(
        city_class=node.child("city_class").choice(CITY_CLASSES),
        ratio=ratio.number(),
        threshold_scope=node.child("threshold_scope").choice(THRESHOLD_SCOPES),
    )
    if policy.ratio > 1:
        ratio.complain(gettext_noop("a share between 0 and 1 is expected"))
    return policy


def period_of(node: Node) -> tuple[date, date | None]:
    first, last = node.child("effective_from").day(), node.child("effective_to").last_day()
    if last is not None and last < first < date.max:
        node.child("effective_to").complain(
            gettext_noop("%(last)s lies before %(first)s"), last=str(last), first=str(first)
        )
    return first, last


def rate_of(node: Node) -> Rate | None:
    if not node.is_object():
        return None
    amount = node.child("yuan_per_sqm")
    first, last = period_of(node)
    return Rate(
        region=node.child("region").text(),
        grade=node.child("grade").choice(GRADES),
        yuan_per_sqm=amount.number(),
        effective_from=first,
        effective_to=last,
        document=document_of(node),
    )


def adjustment_of(node: Node) -> Adjustment | None:
    if not node.is_object():
        return None
    first, last = period_of(node)
    return Adjustment(
        factor=node.child("factor").number(),
        effective_from=first,
        effective_to=last,
        document=document_of(node),
    )


def document_of(node: Node) -> str:
    """Nobody pays by a rate whose paper cannot be shown."""
    paper = node.child("document")
    if paper.is_written():
        return str(paper.value).strip()
    paper.complain(gettext_noop("refused without the number of its document"))
    return ""


def complain_of_overlaps(
    reading: Reading, name: str, rows: list[Any], key: Callable[[Any], Any]
) -> None:
    """Two rates on one day would be two fees."""
    paths = {id(row): f"$.{name}[{place}]" for place, row in enumerate(rows)}
    # What was misread has a stand-in, which would overlap by chance.
    parts = ("region", "grade", "effective_from", "effective_to")
    known = [
        row
        for row in rows
        if row and all(reading.is_sound(f"{paths[id(row)]}.{part}") for part in parts)
    ]
    for earlier, later in overlaps(known, key):
        reading.complain(
            paths[id(later)],
            gettext_noop("its period overlaps that of %(other)s: end one before the other"),
            other=paths[id(earlier)],
        )


def project_of(node: Node) -> ProjectFacts:
    built = node.child("built")
    if built.value is None or not built.is_object():
        built.value = {}
    return ProjectFacts(
        code=node.child("code").text(),
        region=node.child("region").text(),
        zone=node.child("zone").choice(ZONES, default=NORMAL),
        approved_on=node.child("approved_on").day(),
        is_offsite_approved=node.child("offsite_approved").truth(),
        built_g6_sqm=built.child("G6").number(default=ZERO),
        built_g6b_sqm=built.child("G6B").number(default=ZERO),
        buildings=tuple(
            building_of(item) for item in node.child("buildings").items() if item.is_object()
        ),
    )


def building_of(node: Node) -> BuildingFacts:
    return BuildingFacts(
        use=node.child("use").choice(USES),
        floors=node.child("floors").count(),
        foundation_depth_m=node.child("foundation_depth_m").number(),
        first_floor_sqm=node.child("first_floor_sqm").number(),
        above_ground_sqm=node.child("above_ground_sqm").number(),
        is_rebuild=node.child("is_rebuild").truth(default=False),
        is_area_increased=node.child("area_increased").truth(default=False),
        claims=tuple(claim.choice(CODES) for claim in node.child("claims").items(optional=True)),
    )


def dues_of(node: Node) -> Dues:
    return Dues(**{name: node.child(name).number(default=ZERO) for name in AMOUNTS})
