"""The demonstration city: its regions, and how many of everything each of them shows.

模拟数据: the split among the regions is invented; it adds up to the published totals of the city
the demonstration is shaped like (domain §5.4). The product counts rows and knows none of this.
"""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Targets:
    """What the rows of one region add up to on the last day."""

    checked: int
    project_problems: int
    inspection_leads: int
    audited: int
    audit_leads: int
    problems: int
    recovered_yuan: Decimal
    disposed: int
    cases: int
    case_persons: int
    sanctioned: int
    otherwise_handled: int
    prosecuted: int = 0
    on_site_leads: int = 0
    open_leads: int = 0
    # Arrears still to be recovered on the last day, as a share of what came in.
    still_open: Decimal = Decimal("0.11")
    recovered_on_last_day_yuan: Decimal = Decimal(0)
    organisations_held_to_account: int = 0
    persons_held_to_account: int = 0


@dataclass(frozen=True, slots=True)
class Region:
    """A division of the city: code of GB/T 2260, names, and the sign its commission uses."""

    code: str
    name: str
    name_en: str
    short_name: str
    sign: str
    targets: Targets
    valid_from: date = date(1949, 10, 1)
    is_municipal: bool = False

    @property
    def pays_city_rates(self) -> bool:
        """The city proper and its central district pay the rates of a city."""
        return self.is_municipal or self.code == "530402"


@dataclass(frozen=True, slots=True)
class Former:
    """A code that older papers carry, with the day it ended and the code that followed."""

    code: str
    name: str
    name_en: str
    valid_to: date
    successor: str


@dataclass(frozen=True, slots=True)
class City:
    regions: tuple[Region, ...]
    former: tuple[Former, ...] = ()

    @property
    def municipal(self) -> Region:
        return self.regions[0]


def _targets(*numbers, **further) -> Targets:
    """One row of the table, in the order of its columns; money comes in units of 10 000 yuan."""
    *before, recovered, disposed, cases, persons, sanctioned, otherwise, prosecuted = numbers
    return Targets(
        *before,
        Decimal(recovered) * 10000,
        disposed,
        cases,
        persons,
        sanctioned,
        otherwise,
        prosecuted,
        **{
            name: Decimal(value) if isinstance(value, str) else value
            for name, value in further.items()
        },
    )


YUXI = City(
    regions=(
        Region(
            "530400",
            "玉溪市",
            "Yuxi City",
            "市本级",
            "玉纪",
            _targets(
                *(412, 82, 12, 498, 7, 171, "4210.36", 22, 6, 7, 6, 5, 1),
                still_open="0.0735",
                on_site_leads=2,
                open_leads=2,
                recovered_on_last_day_yuan="128000",
            ),
            is_municipal=True,
        ),
        Region(
            "530402",
            "红塔区",
            "Hongta District",
            "红塔区",
            "红纪",
            _targets(
                *(398, 71, 6, 480, 4, 148, "4127.88", 12, 3, 3, 3, 3, 0),
                still_open="0.0897",
                recovered_on_last_day_yuan="96000",
            ),
        ),
        Region(
            "530403",
            "江川区",
            "Jiangchuan District",
            "江川区",
            "江纪",
            _targets(
                *(131, 22, 3, 160, 1, 57, "903.15", 5, 1, 1, 1, 1, 0),
                still_open="0.121",
            ),
            valid_from=date(2015, 12, 10),
        ),
        Region(
            "530423",
            "通海县",
            "Tonghai County",
            "通海县",
            "通纪",
            _targets(
                *(168, 27, 4, 201, 2, 66, "1198.74", 7, 2, 2, 2, 8, 0),
                still_open="0.0761",
                recovered_on_last_day_yuan="72000",
            ),
        ),
        Region(
            "530424",
            "华宁县",
            "Huaning County",
            "华宁县",
            "华纪",
            _targets(
                *(102, 15, 1, 124, 1, 43, "566.02", 3, 0, 0, 0, 1, 0),
                still_open="0.2168",
            ),
        ),
        Region(
            "530425",
            "易门县",
            "Yimen County",
            "易门县",
            "易纪",
            _targets(
                *(121, 18, 2, 147, 1, 49, "701.93", 4, 1, 1, 0, 1, 0),
                still_open="0.1577",
            ),
        ),
        Region(
            "530426",
            "峨山彝族自治县",
            "Eshan Yi Autonomous County",
            "峨山县",
            "峨纪",
            _targets(
                *(98, 14, 1, 119, 1, 41, "487.50", 3, 0, 0, 0, 1, 0),
                still_open="0.3438",
                recovered_on_last_day_yuan="66000",
            ),
        ),
        Region(
            "530427",
            "新平彝族傣族自治县",
            "Xinping Yi and Dai Autonomous County",
            "新平县",
            "新纪",
            _targets(
                *(140, 21, 3, 172, 1, 56, "942.61", 6, 1, 1, 1, 2, 0),
                still_open="0.0964",
                organisations_held_to_account=1,
                persons_held_to_account=2,
            ),
        ),
        Region(
            "530428",
            "元江哈尼族彝族傣族自治县",
            "Yuanjiang Hani, Yi and Dai Autonomous County",
            "元江县",
            "元纪",
            _targets(
                *(89, 11, 1, 108, 0, 36, "389.27", 2, 0, 0, 0, 0, 0),
                still_open="0.4541",
            ),
        ),
        Region(
            "530481",
            "澄江市",
            "Chengjiang City",
            "澄江市",
            "澄纪",
            _targets(
                *(138, 20, 1, 163, 1, 54, "1040.49", 4, 2, 2, 2, 1, 0),
                still_open="0.0558",
            ),
            valid_from=date(2019, 12, 6),
        ),
    ),
    former=(
        Former("530421", "江川县", "Jiangchuan County", date(2015, 12, 9), "530403"),
        Former("530422", "澄江县", "Chengjiang County", date(2019, 12, 5), "530481"),
    ),
)


def smaller(city: City, targets: dict[str, Targets]) -> City:
    """The same city with other regions' rows: what tests load instead of the whole."""
    kept = tuple(
        replace(region, targets=targets[region.code])
        for region in city.regions
        if region.code in targets
    )
    return City(regions=kept)
