"""Checks of facts that a person has to look at: X09, X14, X15, X17."""

from datetime import date
from decimal import Decimal

import pytest

from projects.rules import Policy
from projects.screening.dossier import Favoured, Plan
from tests.projects.screening import (
    LAW,
    Law,
    assessed,
    building,
    dossier,
    granted,
    hall,
    hits,
    opened,
    payment,
    stakes,
    yuan,
)


def part_of(plan_sqm, *buildings, **more):
    plan = Plan(3, yuan(plan_sqm), (7, 8, 9))
    return dossier(*buildings, plan=plan, planned_once_id="一期", **more)


def test_a_part_of_a_plan_owes_its_share_of_the_whole():
    (hit,) = hits("X09", part_of("2700", hall("900")))

    # 3 % of 900 ㎡ at 1,500 yuan (worked example E21).
    assert hit.amount_yuan == yuan(40500)
    assert hit.params["own_sqm"] == yuan(900)
    assert hit.records == (("project", 7), ("project", 8), ("project", 9))


@pytest.mark.parametrize(("own", "found"), [("1999.99", 1), ("2000", 0)])
def test_a_part_that_reaches_the_threshold_alone_is_not_split_off(own, found):
    assert len(hits("X09", part_of("4000", hall(own)))) == found


def test_a_plan_below_the_threshold_is_no_suspicion():
    assert hits("X09", part_of("1999.99", hall("900"))) == []
    assert hits("X09", part_of("2000", hall("900"))) != []
    assert hits("X09", dossier(hall("900"))) == []


def test_towers_and_zones_owe_without_the_threshold():
    assert hits("X09", part_of("9000", building())) == []
    assert hits("X09", part_of("9000", hall("900"), zone="DEVELOPMENT_ZONE")) == []


def test_where_each_building_counts_alone_nothing_is_split():
    law = Law(Policy("III", Decimal("0.03"), "BUILDING"), LAW.tariff)

    assert hits("X09", part_of("2700", hall("900"), law=law)) == []


def test_a_split_part_that_paid_or_was_found_is_no_suspicion():
    assert stakes("X09", part_of("2700", hall("900"), payments=[payment(40500)])) == []
    known = opened("receivable_uncollected", 40500)
    assert stakes("X09", part_of("2700", hall("900"), gaps=[known])) == []
    assert stakes("X09", part_of("2700", hall("900"), payments=[payment(500)])) == [yuan(40000)]


@pytest.mark.parametrize(("first", "found"), [("344", 0), ("343.99", 1)])
def test_a_first_floor_below_two_fifths_of_a_storey_is_implausible(first, found):
    assert len(hits("X14", dossier(building(first=first)))) == found


def test_workshops_may_have_any_first_floor():
    assert hits("X14", dossier(building(first="1", use="INDUSTRIAL"))) == []


@pytest.mark.parametrize(
    ("floors", "depth", "found"),
    [
        (9, "2.50", 1),
        (8, "2.50", 0),
        (8, "2.90", 1),
        (8, "2.89", 0),
        (8, "2.99", 1),
        (10, "2.95", 0),
        (9, "3.00", 0),
    ],
)
def test_nine_storeys_and_almost_three_metres_are_looked_at(floors, depth, found):
    of = dossier(building(floors=floors, depth=depth))

    assert len(hits("X17", of)) == found


def test_the_margin_below_the_limit_is_the_customers():
    of = dossier(building(floors=8, depth="2.85"))

    assert len(hits("X17", of, floors=8)) == len(hits("X17", of, depth="2.8")) == 1


@pytest.mark.parametrize(("count", "found"), [(2, 0), (3, 1)])
def test_three_reduced_projects_of_one_developer_are_several(count, found):
    of = dossier(
        developer_id=4,
        developer="模拟置业",
        favoured=Favoured(count, yuan(900)),
        assessment=assessed(reduction="300", on=date(2019, 6, 10)),
        reductions=[granted("纪要", 300)],
    )

    found_now = hits("X15", of)

    assert len(found_now) == found
    assert [hit.params["developer"] for hit in found_now] == ["模拟置业"] * found


def test_a_project_of_that_developer_that_was_not_reduced_is_no_suspicion():
    assert hits("X15", dossier(favoured=Favoured(5, yuan(900)), assessment=assessed())) == []
