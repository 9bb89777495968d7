"""One scorer says how much two findings look like one matter, and why."""

from dataclasses import replace
from decimal import Decimal

import pytest

from inspections.likeness import Matter, likeness

ONE = Matter(
    1,
    7,
    "payable_unpaid",
    "望湖楼拖欠易地建设费",
    Decimal("387000.00"),
    "望湖楼",
    frozenset({"建字1"}),
)


def codes(found):
    return [reason.code for reason in found.reasons]


def test_the_same_finding_twice_scores_a_hundred_with_every_reason():
    found = likeness(ONE, ONE)

    assert (found.points, codes(found)) == (100, ["project", "category", "title", "amount"])
    assert found.is_high


def test_the_same_project_alone_is_not_worth_telling():
    other = replace(ONE, category="duty", title="望湖楼档案缺失", amount_yuan=None)

    found = likeness(ONE, other)

    assert (found.points, codes(found), found.is_worth_telling) == (35, ["project"], False)


def test_the_same_category_on_the_same_project_is_told_and_asks_nothing():
    other = replace(ONE, title="望湖楼少核定面积", amount_yuan=Decimal(1))

    found = likeness(ONE, other)

    assert (codes(found), found.is_worth_telling, found.is_high) == (
        ["project", "category"],
        True,
        False,
    )


@pytest.mark.parametrize(
    ("amount", "is_same"),
    [("383130.00", True), ("383129.99", False), ("390909.09", True), ("390909.10", False)],
)
def test_amounts_are_the_same_within_one_per_cent_of_the_larger(amount, is_same):
    found = likeness(ONE, replace(ONE, amount_yuan=Decimal(amount)))

    assert ("amount" in codes(found)) is is_same


def test_the_name_of_the_project_makes_no_problem_similar():
    found = likeness(ONE, replace(ONE, title="望湖楼"))

    assert "title" not in codes(found)


def test_another_project_is_alike_by_a_common_permit_only():
    other = replace(ONE, project=2)

    shared, apart = likeness(ONE, other), likeness(ONE, replace(other, permits=frozenset({"x"})))

    assert codes(shared) == ["permit", "category", "title", "amount"]
    assert shared.reasons[0].params == {"number": "建字1"}
    assert (apart.points, apart.reasons) == (0, ())


def test_matters_of_a_unit_are_compared_with_each_other():
    one = Matter(None, 7, "duty", "催缴不力")

    assert codes(likeness(one, Matter(None, 7, "duty", "催缴不力"))) == [
        "unit",
        "category",
        "title",
    ]
    assert likeness(one, Matter(None, 8, "duty", "催缴不力")).points == 0
    assert likeness(one, replace(ONE, unit=7)).points == 0
