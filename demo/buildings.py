"""Buildings whose duty to build an air-defence basement comes to a given area (domain §1.1)."""

from decimal import ROUND_CEILING, Decimal
from random import Random
from typing import Any

from projects.models.ledger import BuildingUse

CENT = Decimal("0.01")
TOWER_SQM = 1150
# Below the thresholds of C1 (ten storeys, three metres) by more than anybody would wonder about.
LOW_FLOORS, SHALLOWEST, DEEPEST_SHALLOW = 8, 120, 285


def sqm(value: Any) -> Decimal:
    return Decimal(value).quantize(CENT)


def building(name: str, use: str, floors: int, depth: Any, first: Any, above: Any, **more):
    return {
        "name": name,
        "use": str(use),
        "floors": floors,
        "foundation_depth_m": sqm(depth),
        "first_floor_sqm": sqm(first),
        "above_ground_sqm": sqm(above),
        "is_rebuild": False,
        "is_area_increased": False,
        "claims": [],
    } | more


def shallow(rng: Random) -> Decimal:
    return Decimal(rng.randrange(SHALLOWEST, DEEPEST_SHALLOW)) / 100


def deep(rng: Random) -> Decimal:
    return Decimal(rng.randrange(300, 920)) / 100


def parts(rng: Random, total: Decimal, count: int) -> list[Decimal]:
    """The total in that many uneven parts, to the hundredth."""
    weights = [rng.uniform(0.7, 1.3) for _n in range(count)]
    shares = [sqm(float(total) * weight / sum(weights)) for weight in weights[:-1]]
    return [*shares, total - sum(shares, Decimal(0))]


def towers(rng: Random, required: Decimal, use: str, claims: list[str]) -> list[dict[str, Any]]:
    """C1: ten storeys or more, or founded three metres deep; the first floor is owed."""
    count = min(1 + int(required / TOWER_SQM), 12)
    rows = []
    for place, first in enumerate(parts(rng, required, count), start=1):
        is_high = rng.random() < 0.8
        floors = rng.randint(10, 33) if is_high else rng.randint(4, LOW_FLOORS)
        depth = shallow(rng) if is_high and rng.random() < 0.2 else deep(rng)
        above = sqm(first * floors * Decimal(rng.randrange(84, 98)) / 100)
        rows.append(building(f"{place}栋", use, floors, depth, first, above, claims=claims))
    return rows


def halls(rng: Random, required: Decimal, share: Decimal) -> list[dict[str, Any]]:
    """C2 and C3: other civil buildings; a share of the area above ground is owed.

    Each building's area is rounded up, so that its share comes back to the hundredth.
    """
    count = 1 if required / share < 6000 else rng.randint(1, 3)
    rows = []
    for place, owed in enumerate(parts(rng, required, count), start=1):
        area = (owed / share).quantize(CENT, ROUND_CEILING)
        floors = rng.randint(2, LOW_FLOORS)
        first = sqm(area / floors)
        rows.append(building(f"{place}号楼", BuildingUse.OTHER, floors, shallow(rng), first, area))
    return rows


def houses(rng: Random, required: Decimal, *, is_rebuild: bool) -> list[dict[str, Any]]:
    """C4 and C5: low housing of a key city; the first floor is owed at grade 6B."""
    count = max(1, int(required / 420))
    rows = []
    for place, first in enumerate(parts(rng, required, count), start=1):
        floors = rng.randint(3, 7)
        above = sqm(first * floors * Decimal(rng.randrange(88, 99)) / 100)
        facts = building(f"{place}幢", BuildingUse.RESIDENTIAL, floors, shallow(rng), first, above)
        rows.append(facts | {"is_rebuild": is_rebuild, "is_area_increased": is_rebuild})
    return rows


def workshops(rng: Random) -> list[dict[str, Any]]:
    """Industrial production owes nothing (18号文 Art. 45)."""
    first = sqm(rng.randrange(900, 9000))
    rows = [building("生产车间", BuildingUse.INDUSTRIAL, rng.randint(1, 3), 2, first, first)]
    if rng.random() < 0.4:
        rows.append(building("门卫及配电", BuildingUse.INDUSTRIAL, 1, 1, 80, 80))
    return rows


def small_hall(rng: Random) -> list[dict[str, Any]]:
    """A civil building below 2,000 ㎡, which is too small to owe anything."""
    above = sqm(rng.randrange(60_000, 199_000)) / 100
    floors = rng.randint(1, 4)
    return [building("综合楼", BuildingUse.OTHER, floors, shallow(rng), above / floors, above)]


def low_housing(rng: Random) -> list[dict[str, Any]]:
    """Low housing, which owes nothing where the city is no key city (domain §1.1)."""
    return houses(rng, sqm(rng.randrange(300, 2400)), is_rebuild=False)
