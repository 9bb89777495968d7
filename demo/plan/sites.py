"""Building sites that lack a given area of basement: what stands there, and what was built."""

from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any

from demo.buildings import halls, houses, low_housing, small_hall, sqm, towers, workshops
from demo.plan.statute import Statute
from projects.models.ledger import BuildingUse, Zone
from projects.models.money import Grade

ZERO = Decimal(0)
THRESHOLD_SQM = 2000
# From here on towers owe it; what is less, a share of a hall.
TOWERS_FROM_SQM = 220


@dataclass
class Site:
    """The buildings of one project with the accepted basement, and what kind of place it is."""

    theme: str
    buildings: list[dict[str, Any]]
    grade: str = Grade.G6
    built_sqm: Decimal = ZERO
    zone: str = Zone.NORMAL
    claims: list[str] = field(default_factory=list)

    @property
    def built(self) -> dict[str, Decimal]:
        is_g6 = self.grade == Grade.G6
        return {
            "built_g6_sqm": self.built_sqm if is_g6 else ZERO,
            "built_g6b_sqm": ZERO if is_g6 else self.built_sqm,
        }


def site_lacking(
    rng: Random,
    statute: Statute,
    shortfall: Decimal,
    *,
    grade: str = Grade.G6,
    built: Decimal = ZERO,
    may_build: bool = True,
    theme: str = "",
    claims: tuple[str, ...] = (),
) -> Site:
    """A site whose required area is what was built and exactly that shortfall."""
    if grade == Grade.G6B:
        is_rebuild = rng.random() < 0.15
        rows = houses(rng, shortfall + built, is_rebuild=is_rebuild)
        return Site("rebuild" if is_rebuild else "housing", rows, grade, built)
    if shortfall + built >= TOWERS_FROM_SQM or claims:
        return _towers(rng, shortfall + built, built, theme, list(claims))
    return _halls(rng, statute.policy.ratio, shortfall, built, may_build=may_build)


def _towers(rng: Random, required: Decimal, built: Decimal, theme: str, claims: list[str]) -> Site:
    theme = theme or ("housing" if rng.random() < 0.72 else "commerce")
    is_housing = theme in ("housing", "affordable")
    use = BuildingUse.RESIDENTIAL if is_housing else BuildingUse.OTHER
    return Site(theme, towers(rng, required, use, claims), built_sqm=built, claims=claims)


def _halls(
    rng: Random, share: Decimal, shortfall: Decimal, built: Decimal, *, may_build: bool
) -> Site:
    """Below 2,000 ㎡ only a development zone owes (C3); elsewhere part of the duty was built."""
    least, zone, theme = sqm(THRESHOLD_SQM * share), Zone.NORMAL, "public"
    if shortfall + built < least and may_build and rng.random() < 0.5:
        built = least - shortfall + sqm(rng.randrange(0, 160))
    if shortfall + built < least or rng.random() < 0.25:
        zone, theme = Zone.DEVELOPMENT_ZONE, "park"
    return Site(theme, halls(rng, shortfall + built, share), built_sqm=built, zone=zone)


def site_free_of_duty(rng: Random, statute: Statute) -> Site:
    """Workshops, a building too small, or low housing where no key city is."""
    turn = rng.random()
    if turn < 0.45:
        return Site("industry", workshops(rng))
    if turn < 0.7 and not statute.is_key_city:
        return Site("housing", low_housing(rng))
    return Site("public", small_hall(rng))
