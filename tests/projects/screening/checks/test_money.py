"""Checks whose amount is a part of the gap that the engine finds, and what they do without a rate:
X02, X04, X05, X07, X08, X10, X12, X13, GAP and RATE."""

from datetime import date
from decimal import Decimal

import pytest

from projects.tariff import Tariff
from tests.projects.screening import (
    DAY,
    LAW,
    REGION,
    TODAY,
    Law,
    assessed,
    building,
    dossier,
    granted,
    hall,
    hits,
    notice,
    opened,
    payment,
    permit,
    put_off,
    rate,
    stakes,
    yuan,
)

CONSTRUCTION = ("construction", date(2019, 6, 20))


def test_gap_is_what_was_never_assessed_nor_paid():
    (hit,) = hits("GAP", dossier())

    assert hit.amount_yuan == yuan(1290000)
    assert hit.params["parts"] == {"receivable_uncollected": yuan(1290000)}


def test_gap_names_its_parts_in_the_order_of_the_statute():
    of = dossier(
        assessment=assessed("900000", "100000"),
        reductions=[granted("纪要", 100000)],
        deferrals=[put_off(200000)],
        payments=[payment(300000)],
    )

    (hit,) = hits("GAP", of)

    assert hit.params["parts"] == {
        "illegal_reduction": yuan(100000),
        "illegal_deferral": yuan(200000),
        "payable_unpaid": yuan(300000),
        "receivable_uncollected": yuan(390000),
    }
    assert hit.amount_yuan == yuan(990000)


@pytest.mark.parametrize(("paid", "found"), [("1289999.00", 1), ("1289999.01", 0), ("1290000", 0)])
def test_gap_below_one_yuan_is_rounding(paid, found):
    assert len(hits("GAP", dossier(payments=[payment(paid)]))) == found


def test_gap_leaves_out_what_was_opened_already():
    known = opened("receivable_uncollected", 1000000)

    assert stakes("GAP", dossier(gaps=[known])) == [yuan(290000)]
    assert stakes("GAP", dossier(gaps=[opened("receivable_uncollected", 1290000)])) == []


def test_gap_counts_what_was_recovered_once():
    of = dossier(
        gaps=[opened("receivable_uncollected", 1290000, recovered=500000)],
        payments=[payment(500000, recovered_yuan=500000)],
    )

    assert stakes("GAP", of) == []


def test_gap_is_not_opened_twice_when_a_recovery_lessened_another_part():
    """1,290,000 due, 600,000 unlawfully reduced, nothing paid: both parts were opened; 100,000
    came in and were counted against the reduction, but the engine takes them off the rest."""
    of = dossier(
        assessment=assessed("690000", "600000"),
        gaps=[
            opened("illegal_reduction", 600000, recovered=100000),
            opened("payable_unpaid", 90000),
            opened("receivable_uncollected", 600000),
        ],
        payments=[payment(100000, recovered_yuan=100000)],
    )

    assert stakes("GAP", of) == []


@pytest.mark.parametrize(
    ("due_on", "stake"),
    [(TODAY, []), (date(2020, 11, 1), [yuan(1290000)])],
)
def test_gap_and_overdue_wait_until_the_notice_is_past_its_day(due_on, stake):
    of = dossier(assessment=assessed(), notices=[notice(1290000, due_on)])

    assert stakes("GAP", of) == stakes("X10", of) == stake


@pytest.mark.parametrize(("on", "found"), [(date(2020, 10, 3), 0), (date(2020, 10, 2), 1)])
def test_overdue_without_a_notice_is_so_many_days_after_the_assessment(on, found):
    of = dossier(assessment=assessed(on=on))

    assert len(hits("X10", of)) == found
    assert len(hits("X10", of, days=60)) == 0


def test_overdue_is_what_was_demanded_less_what_was_paid():
    of = dossier(
        assessment=assessed("900000"),
        notices=[notice(500000, date(2020, 1, 1)), notice(400000, date(2021, 1, 1))],
        payments=[payment(200000)],
    )

    (hit,) = hits("X10", of)

    assert hit.amount_yuan == hit.params["overdue_yuan"] == yuan(300000)


@pytest.mark.parametrize(("until_on", "found"), [(None, 0), (TODAY, 0), (date(2020, 11, 1), 1)])
def test_overdue_waits_for_a_lawful_deferral_until_it_expires(until_on, found):
    deferral = put_off(1290000, basis="示例办法第五条", until_on=until_on)

    assert len(hits("X10", dossier(assessment=assessed(), deferrals=[deferral]))) == found


def test_overdue_leaves_out_what_was_put_off_unlawfully():
    of = dossier(assessment=assessed(), deferrals=[put_off(1000000)])

    assert stakes("X10", of) == [yuan(290000)]
    assert stakes("X12", of) == [yuan(1000000)]


def test_a_deferral_without_basis_is_unlawful_as_long_as_it_is_unpaid():
    iou = put_off(1150000)
    due = assessed("1290000")

    assert stakes("X12", dossier(assessment=due, deferrals=[iou])) == [yuan(1150000)]
    paid = dossier(assessment=due, deferrals=[iou], payments=[payment(1290000)])
    assert stakes("X12", paid) == []
    taken_back = dossier(assessment=due, deferrals=[iou, put_off(-1150000)])
    assert stakes("X12", taken_back) == []
    lawful = dossier(assessment=due, deferrals=[put_off(1150000, basis="示例办法第五条")])
    assert stakes("X12", lawful) == []


def test_construction_without_decision_and_receipt_is_never_collected():
    permits = [permit(*CONSTRUCTION)]

    assert stakes("X02", dossier(permits=permits)) == [yuan(1290000)]
    decided = dossier(permits=[*permits, permit("basement")])
    paid = dossier(permits=permits, payments=[payment(100)])
    small = dossier(hall("1999.99"), permits=permits)
    known = dossier(permits=permits, gaps=[opened("receivable_uncollected", 1290000)])
    assert [stakes("X02", of) for of in (dossier(), decided, paid, small, known)] == [[]] * 5


def test_a_reduction_without_ground_is_unlawful_in_full():
    half = dossier(
        assessment=assessed(reduction="645000"),
        reductions=[granted("纪要", 645000)],
        payments=[payment(645000)],
    )

    (hit,) = hits("X04", half)

    assert hit.amount_yuan == yuan(645000)
    assert hit.params == {
        "reduction_yuan": yuan(645000),
        "grounds": ["纪要"],
        "lawful_yuan": Decimal(0),
    }


@pytest.mark.parametrize(
    ("code", "approved_on", "found"),
    [
        ("R5N", date(2014, 12, 31), 1),
        ("R5N", date(2015, 1, 1), 0),
        ("R7", date(2025, 12, 31), 0),
        ("R7", date(2026, 1, 1), 1),
        ("R9", date(2019, 6, 1), 1),
    ],
)
def test_a_ground_counts_on_its_days_only(code, approved_on, found):
    of = dossier(
        building(claims=(code,)),
        approved_on=approved_on,
        on=date(2026, 2, 1),
        assessment=assessed(reduction="1290000", on=approved_on),
        reductions=[granted(code, 1290000)],
    )

    assert stakes("X04", of) == [yuan(1290000)] * found


def test_more_than_the_ground_allows_is_unlawful():
    of = dossier(
        building(claims=("R2",)),
        assessment=assessed(reduction="1290000"),
        reductions=[granted("R2", 1290000)],
    )

    assert stakes("X04", of) == [yuan(645000)]


def test_a_reduction_that_was_paid_all_the_same_or_found_already_is_no_suspicion():
    reduced = {"assessment": assessed(reduction="645000"), "reductions": [granted("纪要", 645000)]}

    paid = dossier(payments=[payment(1290000)], **reduced)
    known = dossier(
        gaps=[opened("illegal_reduction", 645000)], payments=[payment(645000)], **reduced
    )

    assert stakes("X04", paid) == stakes("X04", known) == []


def test_a_lawful_ground_without_off_site_approval_is_another_suspicion():
    of = dossier(
        building(claims=("R2",)),
        offsite=False,
        assessment=assessed(reduction="645000"),
        reductions=[granted("R2", 645000)],
        payments=[payment(645000)],
    )

    assert stakes("X04", of) == []
    assert stakes("X05", of) == [yuan(645000)]


def test_a_reduction_with_off_site_approval_has_its_basis():
    of = dossier(assessment=assessed(reduction="1"), reductions=[granted("纪要", 1)])

    assert stakes("X05", of) == []
    assert stakes("X05", dossier(offsite=False)) == []


def test_completed_without_a_basement_and_without_a_fee_is_unbuilt():
    filed = [permit("completion", basement_sqm="0")]

    (hit,) = hits("X07", dossier(offsite=False, permits=filed))

    assert hit.amount_yuan == yuan(1290000)
    assert hit.params["required_sqm"] == yuan(860)


def test_a_basement_a_payment_or_no_duty_leave_nothing_unbuilt():
    filed = [permit("completion")]
    built = dossier(permits=filed, g6="0.01")
    filed_built = dossier(permits=[permit("completion", basement_sqm="860")])
    paid = dossier(permits=filed, payments=[payment(1)])
    free = dossier(hall("1999.99"), permits=filed)
    exempt = dossier(building(claims=("R4",)), permits=filed)

    assert [stakes("X07", of) for of in (built, filed_built, paid, free, exempt)] == [[]] * 5
    assert stakes("X07", dossier()) == []


@pytest.mark.parametrize(
    ("accepted", "stake"), [("860", []), ("859.99", [yuan(15)]), ("600", [yuan(390000)])]
)
def test_accepted_less_than_decided_is_the_fee_of_the_difference(accepted, stake):
    papers = [permit("basement", basement_sqm="860"), permit("completion")]

    assert stakes("X08", dossier(permits=papers, g6=accepted)) == stake


def test_what_was_topped_up_or_is_not_completed_is_no_suspicion():
    decision = permit("basement", basement_sqm="860")
    filed = [decision, permit("completion")]

    assert stakes("X08", dossier(permits=[decision], g6="600")) == []
    assert stakes("X08", dossier(permits=filed, g6="600", payments=[payment(390000)])) == []
    half = dossier(permits=filed, g6="600", payments=[payment(200000)])
    assert stakes("X08", half) == [yuan(190000)]


def test_decided_more_than_the_law_requires_costs_nothing_more():
    papers = [permit("basement", basement_sqm="1000"), permit("completion")]

    assert stakes("X08", dossier(permits=papers, g6="860")) == []


@pytest.mark.parametrize(
    ("gross", "found"), [("1289999.01", 0), ("1289999", 1), ("860000", 1), ("1290000", 0)]
)
def test_assessed_at_another_rate_is_what_the_rate_in_force_would_give_more(gross, found):
    of = dossier(assessment=assessed(gross), payments=[payment(gross)])

    assert stakes("X13", of) == [yuan(1290000) - yuan(gross)] * found


def test_assessed_too_high_is_told_without_an_amount():
    of = dossier(assessment=assessed("1300000"), payments=[payment(1300000)])

    assert stakes("X13", of) == [yuan(0)]


def test_a_basement_accepted_after_the_assessment_is_no_other_rate():
    assert stakes("X13", dossier(assessment=assessed(), g6="860")) == []


def test_another_rate_that_was_found_already_is_no_suspicion():
    known = opened("receivable_uncollected", 430000)
    of = dossier(assessment=assessed("860000"), gaps=[known], payments=[payment(860000)])

    assert stakes("X13", of) == []


def test_no_rate_on_the_day_is_told_with_what_is_missing():
    law = Law(LAW.policy, Tariff([rate("G6B", 300)]))

    (hit,) = hits("RATE", dossier(law=law))

    assert (hit.case, hit.params) == ("rate", {"missing": [REGION, "G6"], "on": DAY})
    assert hits("RATE", dossier()) == hits("RATE", dossier(hall("1999.99"), law=law)) == []


def test_without_a_rate_no_check_of_money_guesses():
    law = Law(LAW.policy, Tariff([]))
    of = dossier(
        law=law,
        offsite=False,
        permits=[permit(*CONSTRUCTION), permit("completion"), permit("planning", area_sqm="99")],
        assessment=assessed("1000", "500"),
        reductions=[granted("R2", 500)],
        deferrals=[put_off(400)],
    )

    codes = ("GAP", "X02", "X04", "X05", "X06", "X07", "X08", "X09", "X10", "X12", "X13")
    assert [hits(code, of) for code in codes] == [[]] * len(codes)
