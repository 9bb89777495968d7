"""示例: the rates and shares of the demonstration, not those of any real place (domain §1.7).

The ledger publishes them as rows, and the plan asks the product's own rules with them: what the
demonstration expects of a project is what the statute says.
"""

from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from demo.city import Region
from projects import rules
from projects.models.ledger import Zone
from projects.models.tariff import CityClass
from projects.tariff import Rate, Tariff

FIRST_RATES_FROM, NEW_RATES_FROM = date(2003, 1, 1), date(2015, 1, 1)
# Yuan per ㎡ by grade: in the city and in the counties, first the rates of 2003, then of 2015.
CITY_RATES = {"G6": (800, 1500), "G6B": (200, 300)}
COUNTY_RATES = {"G6": (600, 1000), "G6B": (150, 200)}
PERIODS = (
    (FIRST_RATES_FROM, date(2014, 12, 31), "示例价费〔2003〕1号（模拟标准）"),
    (NEW_RATES_FROM, None, "示例价费〔2014〕9号（模拟标准）"),
)
POLICY_DOCUMENT = "示例人防〔2003〕2号（模拟口径）"
CITY_SHARE, COUNTY_SHARE = Decimal("0.03"), Decimal("0.02")


class Statute:
    """The published rows of one region, as the rules ask for them."""

    def __init__(self, region: Region):
        is_city = region.pays_city_rates
        self.code = region.code
        self.rates = [
            Rate(region.code, grade, Decimal(amounts[place]), *period)
            for grade, amounts in (CITY_RATES if is_city else COUNTY_RATES).items()
            for place, period in enumerate(PERIODS)
        ]
        self.policy = rules.Policy(
            city_class=CityClass.THIRD.value if is_city else CityClass.NONE.value,
            ratio=CITY_SHARE if is_city else COUNTY_SHARE,
            document=POLICY_DOCUMENT,
        )
        self._tariff = Tariff(self.rates)

    @property
    def is_key_city(self) -> bool:
        return self.policy.city_class != CityClass.NONE

    def rate(self, grade: str, day: date) -> Decimal:
        return self._tariff.rate(self.code, grade, day).yuan_per_sqm

    def facts(
        self,
        buildings: list[dict[str, Any]],
        day: date,
        *,
        is_offsite: bool = True,
        zone: str = Zone.NORMAL,
        built_g6_sqm: Decimal = rules.facts.ZERO,
        built_g6b_sqm: Decimal = rules.facts.ZERO,
    ) -> rules.ProjectFacts:
        return rules.ProjectFacts(
            code="",
            region=self.code,
            approved_on=day,
            is_offsite_approved=is_offsite,
            zone=str(zone),
            built_g6_sqm=built_g6_sqm,
            built_g6b_sqm=built_g6b_sqm,
            buildings=tuple(
                rules.BuildingFacts(**building | {"claims": tuple(building["claims"])})
                for building in buildings
            ),
        )

    def assess(self, facts: rules.ProjectFacts) -> rules.Fee:
        return rules.assess(facts, self.policy, self._tariff)


@cache
def statute_of(region: Region) -> Statute:
    return Statute(region)
