"""What is missing of the fee, and how it came about: no yuan is counted twice."""

from dataclasses import replace
from decimal import Decimal

import pytest

from projects.rules import Dues, gap_of
from tests.projects.rules.building_blocks import fee_of, gap_in, project, tower
from tests.projects.rules.examples import EXAMPLES

# A fee of 1,000,000 yuan.
FEE = fee_of(project(tower(), region="530423"))
NAMES = ("illegal_reduction", "illegal_deferral", "payable_unpaid", "receivable_uncollected")


def gap(**amounts):
    return gap_of(FEE, Dues(**{f"{name}_yuan": Decimal(yuan) for name, yuan in amounts.items()}))


def parts(**amounts):
    return [int(gap(**amounts).parts[name]) for name in NAMES]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_worked_example(example):
    found = gap_in(
        example.project,
        city_class=example.policy["city_class"],
        ratio=example.policy["ratio"],
        scope=example.policy["threshold_scope"],
    )

    expected = dict.fromkeys(NAMES, 0) | {n: Decimal(y) for n, y in example.parts.items()}
    if not example.parts:
        expected["receivable_uncollected"] = found.gap_yuan
    assert found.parts == expected
    assert found.gap_yuan == Decimal(example.gap_yuan or example.payable_yuan)
    assert (found.refund_due_yuan, found.unremitted_yuan) == (
        Decimal(example.refund_yuan),
        Decimal(example.unremitted_yuan),
    )


def test_a_fee_that_was_paid_leaves_no_gap():
    assert (gap(paid=1_000_000).gap_yuan, parts(assessed=1_000_000, paid=1_000_000)) == (
        0,
        [0, 0, 0, 0],
    )


def test_a_fee_nobody_assessed_was_not_collected():
    assert parts() == [0, 0, 0, 1_000_000]


def test_the_parts_are_taken_in_their_order_and_never_overlap():
    together = parts(approved_reduction=400_000, unlawful_deferral=300_000, assessed=900_000)

    assert together == [400_000, 300_000, 300_000, 0]


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        ({"approved_reduction": 2_000_000, "unlawful_deferral": 9}, [1_000_000, 0, 0, 0]),
        ({"unlawful_deferral": 2_000_000, "assessed": 9}, [0, 1_000_000, 0, 0]),
        ({"assessed": 2_000_000}, [0, 0, 1_000_000, 0]),
        ({"assessed": 600_000, "unlawful_deferral": 600_000}, [0, 600_000, 0, 400_000]),
        ({"assessed": 600_000, "unlawful_deferral": 200_000}, [0, 200_000, 400_000, 400_000]),
        ({"assessed": 300_000, "paid": 400_000}, [0, 0, 0, 600_000]),
    ],
)
def test_no_part_is_larger_than_what_is_left(amounts, expected):
    assert parts(**amounts) == expected


def test_a_lawful_reduction_is_no_part_of_the_gap():
    halved = fee_of(project(tower(claims=["R2"]), region="530423"))
    approved = Dues(approved_reduction_yuan=Decimal(700_000), assessed_yuan=Decimal(300_000))

    found = gap_of(halved, approved)

    assert [int(found.parts[name]) for name in NAMES] == [200_000, 0, 300_000, 0]


def test_a_smaller_reduction_than_the_lawful_one_is_not_unlawful():
    halved = fee_of(project(tower(claims=["R2"]), region="530423"))

    found = gap_of(halved, Dues(approved_reduction_yuan=Decimal(100_000)))

    assert (found.illegal_reduction, found.gap_yuan) == (0, 500_000)


@pytest.mark.parametrize(
    ("paid", "gap_yuan", "refund"),
    [("999999.99", "0.01", "0"), ("1000000", "0", "0"), ("1000000.01", "0", "0.01")],
)
def test_what_was_paid_too_much_is_due_back(paid, gap_yuan, refund):
    found = gap(paid=paid)

    assert (found.gap_yuan, found.refund_due_yuan) == (Decimal(gap_yuan), Decimal(refund))


@pytest.mark.parametrize(("remitted", "missing"), [(350_000, 150_000), (500_000, 0), (600_000, 0)])
def test_what_was_not_remitted_leaves_the_payer_s_gap_alone(remitted, missing):
    found = gap(paid=500_000, remitted=remitted)

    assert (found.unremitted_yuan, found.gap_yuan) == (missing, 500_000)


def test_the_gap_is_asked_of_the_whole_fee_also_where_it_is_an_estimate():
    unapproved = project(tower(), region="530423", offsite_approved=False)

    found = gap_of(fee_of(unapproved), Dues())

    assert found.gap_yuan == 1_000_000


def test_amounts_finer_than_a_fen_are_not_lost():
    found = gap_of(FEE, replace(Dues(), paid_yuan=Decimal("0.004")))

    assert (found.gap_yuan, sum(found.parts.values())) == (Decimal("999999.996"),) * 2
