"""The fee: shortfall by grade, price of the day, adjustment, lawful reductions."""

from dataclasses import replace
from decimal import Decimal

import pytest

from projects.rules import UNBUILT, assess
from projects.tariff import NoRate
from tests.projects.rules.building_blocks import (
    CUT,
    building,
    fee_of,
    policy,
    policy_facts,
    priced,
    project,
    project_facts,
    tariff_of,
    tower,
)
from tests.projects.rules.examples import EXAMPLES

HOUSING = "RESIDENTIAL"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_worked_example(example):
    fee = assess(project_facts(example.project), policy_facts(example.policy), tariff_of())

    assert [duty.code for duty in fee.duties] == example.rules
    assert [charge.required_sqm for charge in fee.charges] == [
        Decimal(example.g6_sqm),
        Decimal(example.g6b_sqm),
    ]
    assert fee.payable_yuan == Decimal(example.payable_yuan)


@pytest.mark.parametrize(
    ("built", "missing", "gross"),
    [
        ("0", "1000.00", 1_500_000),
        ("999.99", "0.01", 15),
        ("1000", "0", 0),
        ("1000.01", "0", 0),
    ],
)
def test_built_area_counts_and_surplus_is_no_credit(built, missing, gross):
    fee = fee_of(project(tower(), built={"G6": built, "G6B": "0"}))

    assert (fee.charge("G6").shortfall_sqm, fee.gross_yuan) == (Decimal(missing), gross)


def test_surplus_of_one_grade_is_no_credit_for_the_other():
    given = project(tower(), building(HOUSING), built={"G6": "5000", "G6B": "0"})

    fee = fee_of(given)

    assert [charge.shortfall_sqm for charge in fee.charges] == [0, 500]


def test_gross_fee_is_rounded_half_up_to_the_fen_by_grade():
    given = project(tower("0.01"), building(HOUSING, first="0.03"))

    fee = fee_of(given, priced("0.5", "0.5"))

    # 0.005 and 0.015 round to 0.01 and 0.02; their sum of 0.02 would have been a fen less.
    assert [charge.gross_yuan for charge in fee.charges] == [Decimal("0.01"), Decimal("0.02")]


@pytest.mark.parametrize(
    ("on", "gross"),
    [
        ("2022-03-31", 1_500_000),
        ("2022-04-01", 1_200_000),
        ("2022-12-31", 1_200_000),
        ("2023-01-01", 1_500_000),
    ],
)
def test_adjustment_counts_on_its_days_only(on, gross):
    assert fee_of(project(tower(), on=on)).gross_yuan == gross


def test_adjustment_comes_before_the_rounding():
    given = project(tower("0.01"), on="2022-06-01")

    fee = fee_of(given, priced("0.55", adjustments=[CUT | {"factor": "0.9"}]))

    # 0.01 × 0.55 is 0.01 when rounded first, and then 0.01 again; at once it is 0.00495.
    assert fee.gross_yuan == Decimal("0.00")


def test_reduction_takes_the_building_s_part_of_its_grade():
    given = project(tower("300.00", claims=["R2"]), tower("700.00"))

    fee = fee_of(given)

    assert (fee.gross_yuan, fee.reduction_yuan, fee.payable_yuan) == (1_500_000, 225_000, 1_275_000)


def test_reduction_is_counted_of_what_is_missing_not_of_what_is_required():
    given = project(tower(claims=["R2"]), built={"G6": "400", "G6B": "0"})

    assert fee_of(given).reduction_yuan == 450_000


def test_reduction_of_one_grade_leaves_the_other():
    given = project(tower(), building(HOUSING, claims=["R4"]))

    assert [fee_of(given).gross_yuan, fee_of(given).reduction_yuan] == [1_650_000, 150_000]


def test_reduction_of_a_building_is_rounded_half_up_to_the_fen():
    given = project(tower("1.00", claims=["R4"]), tower("2.00"))

    fee = fee_of(given, priced("0.335"))

    # 3 × 0.335 = 1.005 → 1.01; a third of it 0.3366… → 0.34.
    assert (fee.gross_yuan, fee.reduction_yuan) == (Decimal("1.01"), Decimal("0.34"))


def test_reductions_never_exceed_the_gross_fee():
    exempt = tower("1.00", claims=["R4"])

    fee = fee_of(project(*[exempt] * 3), priced("0.005"))

    # Three thirds of 0.02, each 0.01, would be 0.03.
    assert (fee.gross_yuan, fee.reduction_yuan, fee.payable_yuan) == (
        Decimal("0.02"),
        Decimal("0.02"),
        Decimal("0.00"),
    )


def test_no_reduction_without_approval_of_off_site_construction():
    fee = fee_of(project(tower(claims=["R4"]), offsite_approved=False))

    assert (fee.reduction_yuan, fee.payable_yuan, fee.flags) == (0, 1_500_000, (UNBUILT,))


def test_nothing_is_unbuilt_where_nothing_is_missing():
    built = {"G6": "1000", "G6B": "0"}

    flags = [
        fee_of(project(tower(), offsite_approved=False, built=built)).flags,
        fee_of(project(offsite_approved=False)).flags,
        fee_of(project(tower())).flags,
    ]

    assert flags == [(), (), ()]


def test_shortfall_of_either_grade_is_unbuilt():
    built = {"G6": "0", "G6B": "499.99"}

    assert fee_of(project(building(HOUSING), offsite_approved=False, built=built)).flags == (
        UNBUILT,
    )


def test_claims_are_not_stacked():
    assert fee_of(project(tower(claims=["R2", "R5P"]))).reduction_yuan == 750_000


def test_a_project_without_buildings_owes_nothing():
    fee = fee_of(project(region="nowhere"))

    assert (fee.duties, fee.payable_yuan, fee.flags) == ((), 0, ())


def test_missing_rates_of_both_grades_are_told_at_once():
    with pytest.raises(NoRate) as missing:
        fee_of(project(tower(), building(HOUSING), region="530428"))

    told = [missing.value, *missing.value.further]
    assert [(one.region, one.grade, str(one.on)) for one in told] == [
        ("530428", "G6", "2019-06-01"),
        ("530428", "G6B", "2019-06-01"),
    ]


def test_no_rate_is_needed_where_nothing_is_missing():
    given = project(tower(), region="530428", built={"G6": "1000", "G6B": "0"})

    assert fee_of(given).payable_yuan == 0


def test_zone_has_a_ratio_of_its_own_where_the_locality_set_one():
    of_zone = replace(policy_facts(policy()), zone_ratio=Decimal("0.02"))
    inside, outside = (
        project_facts(project(building(), zone=zone)) for zone in ("DEVELOPMENT_ZONE", "NORMAL")
    )

    areas = [
        assess(given, of_zone, tariff_of()).charge("G6").required_sqm for given in (inside, outside)
    ]

    assert areas == [Decimal("60.00"), Decimal("90.00")]
