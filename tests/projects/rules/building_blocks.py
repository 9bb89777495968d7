"""Projects, policies and inputs of the fee tests, as short as the sentences that use them."""

import json
from datetime import date
from decimal import Decimal

from projects.rules import BuildingFacts, Dues, Policy, ProjectFacts, assess, gap_of
from projects.tariff import Adjustment, Rate, Tariff

CITY, COUNTY = "530402", "530423"
DAY = "2019-06-01"


def building(use="OTHER", floors=6, depth="2.50", first="500.00", above="3000.00", **more):
    """A building of the JSON input; more: is_rebuild, area_increased, claims."""
    return {
        "use": use,
        "floors": floors,
        "foundation_depth_m": depth,
        "first_floor_sqm": first,
        "above_ground_sqm": above,
        **more,
    }


def tower(first="1000.00", floors=18, **more):
    return building(floors=floors, first=first, above="9000.00", **more)


def project(*buildings, on=DAY, region=CITY, **more):
    """A project of the JSON input, approved for off-site construction unless told otherwise."""
    return {
        "code": "EX-1",
        "region": region,
        "zone": "NORMAL",
        "approved_on": on,
        "offsite_approved": True,
        "built": {"G6": "0", "G6B": "0"},
        "buildings": list(buildings),
        **more,
    }


def policy(city_class="III", ratio="0.03", scope="PROJECT"):
    return {"city_class": city_class, "ratio": ratio, "threshold_scope": scope}


def rate(region, grade, yuan, first="2000-01-01", last=None, document="示例价〔2000〕1号"):
    return {
        "region": region,
        "grade": grade,
        "yuan_per_sqm": yuan,
        "effective_from": first,
        "effective_to": last,
        "document": document,
    }


# The fictional rates of the worked examples: city and county, before and from 2015.
RATES = [
    rate(region, grade, yuan, first, last, document)
    for first, last, document, prices in (
        ("2000-01-01", "2014-12-31", "示例价〔2000〕1号", ("800", "600", "200", "150")),
        ("2015-01-01", None, "示例价〔2014〕9号", ("1500", "1000", "300", "200")),
    )
    for (grade, region), yuan in zip(
        (("G6", CITY), ("G6", COUNTY), ("G6B", CITY), ("G6B", COUNTY)), prices, strict=True
    )
]
CUT = {
    "factor": "0.8",
    "effective_from": "2022-04-01",
    "effective_to": "2022-12-31",
    "document": "示例降费〔2022〕3号",
}


def document(*projects, **more):
    """A whole input: class III, 3 %, threshold by project, the fictional rates."""
    return {
        "policy": policy(),
        "rates": RATES,
        "adjustments": [CUT],
        "projects": list(projects),
    } | more


def written(document):
    return json.dumps(document, ensure_ascii=False)


def day(text):
    return date.fromisoformat(text) if text else None


def building_facts(given):
    return BuildingFacts(
        use=given["use"],
        floors=given["floors"],
        foundation_depth_m=Decimal(given["foundation_depth_m"]),
        first_floor_sqm=Decimal(given["first_floor_sqm"]),
        above_ground_sqm=Decimal(given["above_ground_sqm"]),
        is_rebuild=given.get("is_rebuild", False),
        is_area_increased=given.get("area_increased", False),
        claims=tuple(given.get("claims", ())),
    )


def project_facts(given):
    return ProjectFacts(
        code=given["code"],
        region=given["region"],
        approved_on=day(given["approved_on"]),
        is_offsite_approved=given["offsite_approved"],
        buildings=tuple(map(building_facts, given["buildings"])),
        zone=given["zone"],
        built_g6_sqm=Decimal(given["built"]["G6"]),
        built_g6b_sqm=Decimal(given["built"]["G6B"]),
    )


def policy_facts(given):
    return Policy(given["city_class"], Decimal(given["ratio"]), given["threshold_scope"])


def dues_of(given):
    return Dues(**{name: Decimal(given.get(name, 0)) for name in Dues.__dataclass_fields__})


def rate_of(given):
    return Rate(
        given["region"],
        given["grade"],
        Decimal(given["yuan_per_sqm"]),
        day(given["effective_from"]),
        day(given["effective_to"]),
        given["document"],
    )


def adjustment_of(given):
    return Adjustment(
        Decimal(given["factor"]),
        day(given["effective_from"]),
        day(given["effective_to"]),
        given["document"],
    )


def tariff_of(rates=RATES, adjustments=(CUT,)):
    return Tariff(map(rate_of, rates), map(adjustment_of, adjustments))


def priced(g6="1500", g6b="300", adjustments=()):
    """A tariff of one price per grade."""
    return tariff_of([rate(CITY, "G6", g6), rate(CITY, "G6B", g6b)], adjustments)


def fee_of(given, tariff=None, **of_policy):
    """The fee of one project of the input, asked of the functions."""
    return assess(project_facts(given), policy_facts(policy(**of_policy)), tariff or tariff_of())


def gap_in(given, **of_policy):
    return gap_of(fee_of(given, **of_policy), dues_of(given))
