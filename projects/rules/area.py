"""How much basement a building owes: standards C1–C5 (国人防办字〔2003〕18号 Art. 47).

"以上" includes the number itself: exactly ten storeys, 3.00 m and 2,000.00 ㎡ are in.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from projects.rules.facts import (
    DEVELOPMENT_ZONE,
    G6,
    G6B,
    NOT_KEY,
    OTHER,
    PER_BUILDING,
    RESIDENTIAL,
    ZERO,
    BuildingFacts,
    Policy,
    ProjectFacts,
    to_cent,
)

ARTICLE_47 = "国人防办字〔2003〕18号第四十七条"
LEAST_FLOORS, LEAST_DEPTH_M, THRESHOLD_SQM = 10, Decimal(3), Decimal(2000)
NO_RULE = "NONE"


class Site(NamedTuple):
    """What all buildings of a project share."""

    zone: str
    policy: Policy
    ratio: Decimal
    # Above-ground area of all buildings that only the threshold of C2 could bind.
    pooled_sqm: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class AreaRule:
    """One standard: whom it binds, to how much, at which grade, by which clause."""

    code: str
    grade: str
    article: str
    binds: Callable[[BuildingFacts, Site], bool]
    area: Callable[[BuildingFacts, Site], Decimal]


def is_tower(building: BuildingFacts) -> bool:
    return building.floors >= LEAST_FLOORS or building.foundation_depth_m >= LEAST_DEPTH_M


def is_high_or_deep(building: BuildingFacts, site: Site) -> bool:
    return is_tower(building)


def is_rebuilt_housing_in_a_key_city(building: BuildingFacts, site: Site) -> bool:
    return building.is_rebuild and is_housing_in_a_key_city(building, site)


def is_housing_in_a_key_city(building: BuildingFacts, site: Site) -> bool:
    return building.use == RESIDENTIAL and site.policy.city_class != NOT_KEY


def stands_in_a_development_zone(building: BuildingFacts, site: Site) -> bool:
    return building.use == OTHER and site.zone == DEVELOPMENT_ZONE


def reaches_the_threshold(building: BuildingFacts, site: Site) -> bool:
    if building.use != OTHER:
        return False
    is_alone = site.policy.threshold_scope == PER_BUILDING
    return (building.above_ground_sqm if is_alone else site.pooled_sqm) >= THRESHOLD_SQM


def its_first_floor(building: BuildingFacts, site: Site) -> Decimal:
    return building.first_floor_sqm


def its_share_above_ground(building: BuildingFacts, site: Site) -> Decimal:
    return building.above_ground_sqm * site.ratio


# The first rule that binds a building is its rule.
AREA_RULES = (
    AreaRule("C1", G6, f"{ARTICLE_47}（一）", is_high_or_deep, its_first_floor),
    AreaRule("C5", G6B, f"{ARTICLE_47}（五）", is_rebuilt_housing_in_a_key_city, its_first_floor),
    AreaRule("C4", G6B, f"{ARTICLE_47}（四）", is_housing_in_a_key_city, its_first_floor),
    AreaRule("C3", G6, f"{ARTICLE_47}（三）", stands_in_a_development_zone, its_share_above_ground),
    AreaRule("C2", G6, f"{ARTICLE_47}（二）", reaches_the_threshold, its_share_above_ground),
)
RULES_BY_CODE = {rule.code: rule for rule in AREA_RULES}


class Duty(NamedTuple):
    """What one building owes: the rule that binds it and the area in ㎡, to the hundredth."""

    rule: AreaRule | None
    area_sqm: Decimal

    @property
    def code(self) -> str:
        return self.rule.code if self.rule else NO_RULE


NO_DUTY = Duty(None, ZERO)


def site_of(project: ProjectFacts, policy: Policy) -> Site:
    """The project as its buildings see it, with the area that counts towards the threshold."""
    if project.zone == DEVELOPMENT_ZONE:
        return Site(project.zone, policy, policy.ratio_in(project.zone))
    pooled = ZERO
    for building in project.buildings:
        if building.use == OTHER and not is_tower(building):
            pooled += building.above_ground_sqm
    return Site(project.zone, policy, policy.ratio, pooled)


def duty_of(building: BuildingFacts, site: Site) -> Duty:
    """The duty of one building; industrial production owes nothing (18号文 Art. 45)."""
    if building.use in (RESIDENTIAL, OTHER):
        for rule in AREA_RULES:
            if rule.binds(building, site):
                return Duty(rule, to_cent(rule.area(building, site)))
    return NO_DUTY
