"""Seeded random inputs that crowd where rules, rates, grounds and roundings change."""

from decimal import Decimal
from random import Random

from tests.projects.rules.building_blocks import CITY, COUNTY, policy, rate

EDGES = {
    "floors": [1, 6, 9, 10, 11, 33],
    "depth": ["0", "2.50", "2.99", "2.999", "3", "3.00", "3.01", "8.4"],
    "above": ["0", "0.01", "100.50", "999.99", "1000.00", "1999.99", "2000.00", "2000.01"],
    # The day before, of and after every change of a ground, a rate or an adjustment.
    "days": [
        "2003-01-01",
        "2007-08-06",
        "2007-08-07",
        "2014-12-31",
        "2015-01-01",
        "2019-05-31",
        "2019-06-01",
        "2019-06-30",
        "2019-07-01",
        "2022-03-31",
        "2022-04-01",
        "2022-12-31",
        "2023-01-01",
        "2025-12-31",
        "2026-01-01",
    ],
}
GROUNDS = ["R1", "R2", "R3", "R4", "R5N", "R5P", "R6", "R7", "R8"]
# 3 % of an area that ends in .50 is half a hundredth: a tie.
RATIOS = ["0.02", "0.025", "0.03", "0.033", "0.0333", "0.05"]
PRICES = ["1500", "1000", "300", "999.99", "0.01", "1500.55", "333.333", "0"]
FACTORS = ["0.8", "0.85", "0.333", "1.2", "0.005"]


def random_input(seed, count=1_000):
    """A policy, rates with a change in them, an adjustment, and that many projects."""
    random = Random(seed)
    return {
        "policy": policy(
            random.choice(["I", "II", "III", "NONE"]),
            random.choice(RATIOS),
            random.choice(["PROJECT", "BUILDING"]),
        ),
        "rates": [
            rate(region, grade, random.choice(PRICES), first, last)
            for region in (CITY, COUNTY)
            for grade in ("G6", "G6B")
            for first, last in (("2000-01-01", "2014-12-31"), ("2015-01-01", None))
        ],
        "adjustments": [
            {
                "factor": random.choice(FACTORS),
                "effective_from": first,
                "effective_to": last,
                "document": "示例降费〔2022〕3号",
            }
            for first, last in (("2007-08-07", "2014-12-31"), ("2022-04-01", "2022-12-31"))
        ],
        "projects": [random_project(random, place) for place in range(count)],
    }


def random_project(random, place):
    buildings = [random_building(random) for _ in range(random.choice([0, 1, 1, 2, 3, 7, 40]))]
    if random.random() < 0.2:
        # Many alike: what is rounded per building adds up here.
        buildings = [random_building(random)] * random.randint(2, 9)
    paid = money(random)
    return {
        "code": f"R-{place}",
        "region": random.choice([CITY, COUNTY]),
        "zone": random.choice(["NORMAL", "NORMAL", "DEVELOPMENT_ZONE"]),
        "approved_on": random.choice(EDGES["days"]),
        "offsite_approved": random.random() < 0.8,
        "built": {"G6": area(random, 600), "G6B": random.choice(["0", area(random, 600)])},
        "buildings": buildings,
        "assessed_yuan": money(random),
        "approved_reduction_yuan": money(random),
        "unlawful_deferral_yuan": money(random),
        "paid_yuan": paid,
        "remitted_yuan": random.choice([paid, "0", money(random)]),
    }


def random_building(random):
    return {
        "use": random.choice(["RESIDENTIAL", "OTHER", "OTHER", "INDUSTRIAL"]),
        "floors": random.choice(EDGES["floors"]),
        "foundation_depth_m": random.choice(EDGES["depth"]),
        "first_floor_sqm": area(random, 3_000),
        "above_ground_sqm": random.choice([*EDGES["above"], area(random, 50_000)]),
        "is_rebuild": random.random() < 0.3,
        "area_increased": random.random() < 0.3,
        "claims": random.sample(GROUNDS, random.choice([0, 0, 1, 2, 9])),
    }


def area(random, largest):
    """Mostly hundredths of a ㎡, at times finer or very large."""
    kind = random.random()
    if kind < 0.1:
        return random.choice(["0", "0.01", "0.005", "0.004999", "33.335", "9999999999.99"])
    if kind < 0.3:
        return str(Decimal(random.randrange(largest * 1_000)) / 1_000)
    return f"{random.randrange(largest * 100) / 100:.2f}"


def money(random):
    kind = random.random()
    if kind < 0.4:
        return "0"
    if kind < 0.5:
        return random.choice(["0.01", "9999999999.99", "645000"])
    return f"{random.randrange(10**9) / 100:.2f}"
