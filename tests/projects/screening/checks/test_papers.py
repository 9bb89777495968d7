"""Checks that lay the departments' papers against the ledger: X01, X03, X06, X11, X16, X18."""

from datetime import date
from decimal import Decimal

import pytest

from projects.screening.dossier import Twin
from tests.projects.screening import (
    TODAY,
    assessed,
    building,
    dossier,
    granted,
    hall,
    hits,
    opened,
    payment,
    permit,
    put_off,
    stakes,
    yuan,
)


def planned(area, **more):
    return permit("planning", date(2019, 5, 1), area_sqm=area, **more)


@pytest.mark.parametrize(
    ("area", "found"), [("8686.86", 0), ("8686.87", 1), ("8514.86", 0), ("8514.85", 1)]
)
def test_one_per_cent_of_the_permit_is_measuring(area, found):
    of = dossier(permits=[planned(area)], payments=[payment(1290000)])

    assert len(hits("X01", of)) == found


@pytest.mark.parametrize(("area", "found"), [("510", 0), ("510.01", 1)])
def test_ten_square_metres_are_measuring_on_a_small_project(area, found):
    assert len(hits("X01", dossier(hall("500"), permits=[planned(area)]))) == found


def test_the_area_left_out_costs_what_the_engine_says():
    of = dossier(hall("8600"), permits=[planned("10000")], payments=[payment(387000)])

    (hit,) = hits("X01", of)

    # 3 % of 1,400 ㎡ at 1,500 yuan.
    assert hit.amount_yuan == yuan(63000)
    assert hit.params["permit_sqm"] == yuan(10000)
    assert hit.params["assessed_sqm"] == yuan(8600)


def test_several_permits_count_together():
    of = dossier(hall("8600"), permits=[planned("4300"), planned("4300")])

    assert stakes("X01", of) == []


def test_a_smaller_permit_is_told_without_an_amount():
    assert stakes("X01", dossier(permits=[planned("8000")])) == [yuan(0)]


def test_an_area_that_was_paid_for_or_found_already_is_no_suspicion():
    permits = [planned("10000")]
    paid = dossier(hall("8600"), permits=permits, payments=[payment(450000)])
    known = dossier(
        hall("8600"),
        permits=permits,
        payments=[payment(387000)],
        gaps=[opened("receivable_uncollected", 63000)],
    )

    assert stakes("X01", paid) == stakes("X01", known) == []
    assert hits("X01", dossier()) == hits("X01", dossier(permits=[permit("planning")])) == []


@pytest.mark.parametrize(("paid_on", "found"), [(date(2019, 6, 20), 0), (date(2019, 6, 21), 1)])
def test_a_payment_after_the_construction_permit_is_late(paid_on, found):
    of = dossier(permits=[permit("construction")], payments=[payment(1290000, paid_on)])

    assert len(hits("X03", of)) == found


def test_the_locality_may_collect_before_the_planning_permit():
    papers = [planned("8600"), permit("construction")]
    of = dossier(permits=papers, payments=[payment(1290000, date(2019, 6, 1))])

    assert hits("X03", of) == []
    assert len(hits("X03", of, waits_at_planning=1)) == 1


def test_recovered_refunded_and_lawfully_deferred_payments_are_not_late():
    late, papers = date(2020, 10, 1), [permit("construction")]
    recovered = dossier(permits=papers, payments=[payment(100, late, recovered_yuan=100)])
    refunded = dossier(permits=papers, payments=[payment(100, late, refunded_yuan=100)])
    deferred = dossier(
        permits=papers, payments=[payment(100, late)], deferrals=[put_off(100, basis="示例办法")]
    )

    assert hits("X03", recovered) == hits("X03", refunded) == hits("X03", deferred) == []


def test_a_use_that_the_ground_is_not_for_loses_the_ground():
    of = dossier(
        building(claims=("R2",)),
        permits=[permit("planning", stated_use="商业、办公")],
        assessment=assessed(reduction="645000"),
        reductions=[granted("R2", 645000)],
        payments=[payment(645000)],
    )

    (hit,) = hits("X06", of)

    assert hit.amount_yuan == yuan(645000)
    assert hit.params == {"grounds": ["R2"], "uses": ["商业、办公"]}


@pytest.mark.parametrize("use", ["小学教学楼", "住宅、幼儿园", ""])
def test_one_fitting_word_is_enough(use):
    of = dossier(building(claims=("R2",)), permits=[permit("planning", stated_use=use)])

    assert hits("X06", of) == []


def test_another_use_that_was_found_already_is_no_suspicion():
    reduced = {
        "permits": [permit("planning", stated_use="商业")],
        "assessment": assessed(reduction="645000"),
        "reductions": [granted("R2", 645000)],
        "payments": [payment(645000)],
        "gaps": [opened("illegal_reduction", 645000)],
    }

    assert stakes("X06", dossier(building(claims=("R2",)), **reduced)) == []
    # Nobody claimed it for a building: the engine takes it for unlawful by itself.
    assert stakes("X06", dossier(**reduced)) == []
    assert stakes("X06", dossier(**reduced | {"gaps": []})) == [yuan(645000)]


@pytest.mark.parametrize(("paid_on", "found"), [(date(2020, 10, 3), 0), (date(2020, 10, 2), 1)])
def test_collected_money_is_due_at_the_treasury_after_so_many_days(paid_on, found):
    of = dossier(payments=[payment(1290000, paid_on)])

    assert len(hits("X11", of)) == found
    assert hits("X11", of, days=60) == []


def test_kept_money_is_what_was_neither_remitted_nor_refunded():
    kept = payment(500000, remitted_yuan=350000, refunded_yuan=50000)
    of = dossier(payments=[kept, payment(90, remitted_yuan=90)])

    (hit,) = hits("X11", of)

    assert hit.amount_yuan == yuan(100000)
    assert hit.records == (("receipt", kept.pk),)


def test_a_planning_permit_without_a_project_is_unknown_to_the_ledger():
    paper = planned("5000", stated_name="云溪苑", stated_developer="模拟置业")

    (hit,) = hits("X16", paper)

    assert (hit.amount_yuan, hit.records) == (Decimal("0.00"), (("permit", paper.pk),))
    assert hits("X16", permit("construction")) == []


def test_a_receipt_that_the_treasury_does_not_know_is_doubtful():
    known, absent = payment(100), payment(200, is_absent=True)

    (hit,) = hits("X18", dossier(payments=[known, absent]))

    assert (hit.case, hit.amount_yuan, hit.suffix) == (
        "absent",
        yuan(200),
        f"receipt:{absent.pk}",
    )


@pytest.mark.parametrize(
    ("twin", "case", "count"),
    [(Twin(receipts=(98,)), "twice", 2), (Twin(entries=(5, 6, 7)), "listed_twice", 3)],
)
def test_a_number_used_twice_names_the_others(twin, case, count):
    first = payment(300)

    (hit,) = hits("X18", dossier(payments=[first], twins={first.pk: twin, 999: twin}))

    assert (hit.case, hit.params["count"], hit.amount_yuan) == (case, count, yuan(300))


def test_a_receipt_paid_back_in_full_is_no_longer_doubted():
    back = payment(300, refunded_yuan=300, is_absent=True)

    assert hits("X18", dossier(payments=[back], on=TODAY)) == []
