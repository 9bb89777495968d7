"""How much two leads look like one: points with their reasons, never a decision."""

from dataclasses import dataclass, field

from rapidfuzz import fuzz

SAME_IDENTITY, SAME_NAME, SAME_FINDING, SAME_PROJECT, SAME_UNIT = 60, 35, 40, 30, 25
MOST_OF_MATTER, ALIKE_FROM = 30, 0.6
# Two leads are worth looking at together from here on; one unit alone says little.
WORTH_TELLING = 35


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a lead says that can be compared."""

    matter: str
    unit: int | None = None
    project: int | None = None
    finding: int | None = None
    names: frozenset[str] = frozenset()
    # Name by the keyed hash of the identity number.
    identities: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Likeness:
    """The points, and the reasons as codes with what each rests on."""

    points: int
    reasons: tuple[tuple[str, str], ...] = ()

    @property
    def is_worth_telling(self) -> bool:
        return self.points >= WORTH_TELLING


def likeness(one: Facts, other: Facts) -> Likeness:
    """0 to 100."""
    found = [*_persons(one, other), *_origin(one, other), *_matter(one, other)]
    reasons = tuple((code, param) for _points, code, param in found)
    return Likeness(min(100, sum(points for points, _code, _param in found)), reasons)


def _persons(one: Facts, other: Facts) -> list[tuple[int, str, str]]:
    known = [one.identities[number] for number in sorted(one.identities.keys() & other.identities)]
    by_name = sorted(one.names & other.names - set(known))
    found = [(SAME_IDENTITY, "identity", name) for name in known]
    return found + [(SAME_NAME, "name", name) for name in by_name]


def _origin(one: Facts, other: Facts) -> list[tuple[int, str, str]]:
    found = []
    if one.finding and one.finding == other.finding:
        found.append((SAME_FINDING, "finding", ""))
    if one.project and one.project == other.project:
        found.append((SAME_PROJECT, "project", ""))
    if one.unit and one.unit == other.unit:
        found.append((SAME_UNIT, "unit", ""))
    return found


def _matter(one: Facts, other: Facts) -> list[tuple[int, str, str]]:
    ratio = fuzz.token_ratio(one.matter, other.matter) / 100
    if ratio < ALIKE_FROM:
        return []
    return [(round(MOST_OF_MATTER * ratio), "matter", str(round(100 * ratio)))]
