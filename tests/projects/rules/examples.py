"""The worked examples E1–E23 of the law's handbook (domain §1.7), each with its result."""

from typing import NamedTuple

from tests.projects.rules.building_blocks import COUNTY, building, policy, project, tower

HOUSING, SHOP = "RESIDENTIAL", "OTHER"


class Example(NamedTuple):
    """What is given, and what must come out; `parts` are those of the gap that are not nil."""

    name: str
    project: dict
    rules: list
    g6_sqm: str
    payable_yuan: str
    gap_yuan: str = ""
    parts: dict = {}
    g6b_sqm: str = "0.00"
    g6_missing_sqm: str = ""
    refund_yuan: str = "0.00"
    unremitted_yuan: str = "0.00"
    policy: dict = policy()


def office(floors, depth):
    return building(floors=floors, depth=depth, first="860.00", above="8600.00")


def hospital(claim, on="2019-06-01"):
    return project(tower("1500.00", floors=12, claims=[claim]), on=on)


def affordable(on):
    return project(tower("700.00", floors=11, use=HOUSING, claims=["R1"]), on=on)


def rebuilt(first, area_increased):
    return project(
        building(
            HOUSING,
            first=first,
            is_rebuild=True,
            area_increased=area_increased,
            claims=["R3"],
        )
    )


def three_blocks(scope):
    return {
        "project": project(*[building(above="900.00")] * 3),
        "policy": policy(scope=scope),
    }


SHOP_2000 = building(floors=4, first="500.00", above="2000.00")
SHOP_1999 = building(floors=4, first="500.00", above="1999.99")
FLAT_520 = building(HOUSING, first="520.00", above="3120.00")
PODIUM = building(floors=4, first="2300.00", above="9200.00")
WORKSHOP = building("INDUSTRIAL", floors=1, depth="3.50", first="30000.00", above="30000.00")
SCHOOL = (
    building(first="1500.00", above="9000.00", claims=["R2"]),
    building(first="1000.00", above="5000.00"),
)
PARK = project(
    *[building(floors=3, above="1500.00")] * 5, WORKSHOP, region=COUNTY, zone="DEVELOPMENT_ZONE"
)
MIXED = project(
    tower("1200.00", floors=26),
    building(HOUSING, floors=8, first="640.00", above="5120.00"),
    building(floors=3, first="800.00", above="2400.00"),
    WORKSHOP,
)
TOWER_860 = office(10, "2.50")
IN_2022 = project(tower("1000.00"), on="2022-06-01", paid_yuan="1500000", remitted_yuan="1500000")


EXAMPLES = [
    Example("E1", project(TOWER_860), ["C1"], "860.00", "1290000.00"),
    Example("E2", project(office(9, "2.99")), ["C2"], "258.00", "387000.00"),
    Example("E3", project(office(9, "3.00")), ["C1"], "860.00", "1290000.00"),
    Example("E4", project(SHOP_2000), ["C2"], "60.00", "90000.00"),
    Example("E5", project(SHOP_1999), ["NONE"], "0.00", "0.00"),
    Example("E6a", project(FLAT_520), ["C4"], "0.00", "156000.00", g6b_sqm="520.00"),
    Example("E6b", project(FLAT_520), ["NONE"], "0.00", "0.00", policy=policy("NONE")),
    Example("E7a", project(tower("3200.00")), ["C1"], "3200.00", "4800000.00"),
    Example("E7b", project(tower("900.00"), PODIUM), ["C1", "C2"], "1176.00", "1764000.00"),
    Example(
        "E8",
        project(tower("3200.00"), built={"G6": "2450.50", "G6B": "0"}),
        ["C1"],
        "3200.00",
        "1124250.00",
        g6_missing_sqm="749.50",
    ),
    Example(
        "E9",
        project(TOWER_860, built={"G6": "900", "G6B": "0"}),
        ["C1"],
        "860.00",
        "0.00",
        g6_missing_sqm="0.00",
    ),
    Example("E10", project(*SCHOOL), ["C2", "C2"], "420.00", "427500.00"),
    Example("E11 non-profit", hospital("R5N"), ["C1"], "1500.00", "0.00"),
    Example("E11 for-profit", hospital("R5P"), ["C1"], "1500.00", "1125000.00"),
    Example("E11 before", hospital("R5N", "2014-12-31"), ["C1"], "1500.00", "1200000.00"),
    Example("E12 in 2006", affordable("2006-06-01"), ["C1"], "700.00", "280000.00"),
    Example("E12 in 2009", affordable("2009-06-01"), ["C1"], "700.00", "0.00"),
    Example("E13 old", project(tower(), on="2014-12-31"), ["C1"], "1000.00", "800000.00"),
    Example("E13 new", project(tower(), on="2015-01-01"), ["C1"], "1000.00", "1500000.00"),
    Example("E14", IN_2022, ["C1"], "1000.00", "1200000.00", "0.00", refund_yuan="300000.00"),
    Example("E15", PARK, [*["C3"] * 5, "NONE"], "150.00", "150000.00", policy=policy(ratio="0.02")),
    Example(
        "E16",
        project(
            TOWER_860,
            assessed_yuan="645000",
            approved_reduction_yuan="645000",
            paid_yuan="645000",
            remitted_yuan="645000",
        ),
        ["C1"],
        "860.00",
        "1290000.00",
        "645000.00",
        {"illegal_reduction": "645000.00"},
    ),
    Example(
        "E17",
        project(
            tower("2125.00"),
            on="2010-06-01",
            assessed_yuan="1700000",
            unlawful_deferral_yuan="1150000",
            paid_yuan="550000",
            remitted_yuan="550000",
        ),
        ["C1"],
        "2125.00",
        "1700000.00",
        "1150000.00",
        {"illegal_deferral": "1150000.00"},
    ),
    Example(
        "E18",
        project(office(9, "2.99")),
        ["C2"],
        "258.00",
        "387000.00",
        "387000.00",
        {"receivable_uncollected": "387000.00"},
    ),
    Example(
        "E19",
        project(
            tower("749.50"), assessed_yuan="900000", paid_yuan="300000", remitted_yuan="300000"
        ),
        ["C1"],
        "749.50",
        "1124250.00",
        "824250.00",
        {"payable_unpaid": "600000.00", "receivable_uncollected": "224250.00"},
    ),
    Example("E20", rebuilt("450.00", False), ["C5"], "0.00", "0.00", g6b_sqm="450.00"),
    Example("E20 grown", rebuilt("500.00", True), ["C5"], "0.00", "150000.00", g6b_sqm="500.00"),
    Example(
        "E21 by project",
        rules=["C2"] * 3,
        g6_sqm="81.00",
        payable_yuan="121500.00",
        **three_blocks("PROJECT"),
    ),
    Example(
        "E21 by building",
        rules=["NONE"] * 3,
        g6_sqm="0.00",
        payable_yuan="0.00",
        **three_blocks("BUILDING"),
    ),
    Example("E22", MIXED, ["C1", "C4", "C2", "NONE"], "1272.00", "2100000.00", g6b_sqm="640.00"),
    Example(
        "E23",
        project(tower("1000.00"), paid_yuan="500000", remitted_yuan="350000"),
        ["C1"],
        "1000.00",
        "1500000.00",
        "1000000.00",
        {"receivable_uncollected": "1000000.00"},
        unremitted_yuan="150000.00",
    ),
]
