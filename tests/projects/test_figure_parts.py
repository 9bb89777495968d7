"""The parts that boards are drawn from: each by its rows, and what they add up to, to the fen."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from airdefense.reports.figures import FIGURES
from projects import actions
from projects.models import Allocation, GapKind
from tests.factories.accounts import NOON, TODAY, OrganisationFactory
from tests.factories.projects import (
    AllocationFactory,
    FeeAssessmentFactory,
    GapFactory,
    ProjectFactory,
    ReceiptFactory,
    RefundFactory,
    WriteOffFactory,
    clerk_of,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
YUAN = Decimal
DAYS = [date(2019, 6, 9), date(2020, 3, 2), date(2020, 9, 1), TODAY, TODAY + 400 * DAY]
BY_LAW = {
    "code": "R2",
    "amount_yuan": YUAN("90000.01"),
    "approved_on": date(2019, 6, 8),
    "document": "减免决定〔2019〕模2号",
    "is_lawful": True,
}
BY_MINUTES = BY_LAW | {"code": "纪要", "amount_yuan": YUAN("555000.00"), "is_lawful": False}


def value(code, day=TODAY, **scope):
    return FIGURES[code].value(day, **scope)


def rows(code, day=TODAY):
    return list(FIGURES[code].rows(day).order_by("pk"))


@pytest.fixture
def ledger():
    """Two counties with money of every kind, a void receipt, and a withdrawn project."""
    here, there = OrganisationFactory(), OrganisationFactory()
    for number, kind in enumerate(GapKind):
        project = ProjectFactory(region=there if number else here)
        granted = [BY_LAW, BY_MINUTES][: number % 3]
        FeeAssessmentFactory(project=project, reductions=granted)
        receipt = ReceiptFactory(project=project, amount_yuan=YUAN("710000.33"))
        wrong = ReceiptFactory(project=project)
        actions.void_receipt(receipt=wrong, reason="录错", by=clerk_of(project), at=NOON)
        gap = GapFactory(project=project, kind=kind, opened_on=TODAY - (number * 200 + 50) * DAY)
        AllocationFactory(receipt=receipt, gap=gap, amount_yuan=YUAN("100000.07"))
        RefundFactory(receipt=receipt, amount_yuan=YUAN("1000.11"))
        WriteOffFactory(gap=gap)
    ReceiptFactory(project=ProjectFactory(region=here))
    gone = ProjectFactory(region=there)
    FeeAssessmentFactory(project=gone)
    actions.take_step(gone, "withdraw", by=clerk_of(gone), at=NOON, note="entered twice")
    return here, there


def allocate_too_much(day):
    """The product allocates no more than is open; a reader of old papers may still bring it."""
    receipt = ReceiptFactory(amount_yuan=YUAN("999999.00"))
    gap = GapFactory(project=receipt.project, amount_yuan=YUAN("1000.00"))
    Allocation.objects.create(
        gap=gap,
        receipt=receipt,
        amount_yuan=YUAN("1500.50"),
        allocated_on=day,
        recorded_at=NOON,
        recorded_by=clerk_of(receipt.project),
    )
    return gap


@pytest.mark.parametrize(("place", "kind"), list(enumerate(GapKind, start=1)))
def test_gaps_are_stated_by_their_kind_before_write_offs(place, kind):
    gap = GapFactory(kind=kind, amount_yuan=YUAN("500.05"), opened_on=TODAY)
    WriteOffFactory(gap=gap, amount_yuan=YUAN("100.00"), written_off_on=TODAY)
    GapFactory(kind=next(other for other in GapKind if other != kind))

    assert rows(f"G0{place}") == [gap]
    assert value(f"G0{place}") == YUAN("500.05")
    assert rows(f"G0{place}", TODAY - DAY) == []


@pytest.mark.parametrize(("place", "kind"), list(enumerate(GapKind, start=1)))
def test_gaps_are_open_by_their_kind_as_far_as_something_is_left(place, kind):
    gap = GapFactory(kind=kind, amount_yuan=YUAN("500.05"))
    WriteOffFactory(gap=gap, amount_yuan=YUAN("100.00"), written_off_on=TODAY)
    done = GapFactory(kind=kind, amount_yuan=YUAN("70.00"))
    WriteOffFactory(gap=done, amount_yuan=YUAN("70.00"), written_off_on=TODAY)

    assert rows(f"G1{place}") == [gap]
    assert value(f"G1{place}") == YUAN("400.05")
    assert value(f"G1{place}", TODAY - DAY) == YUAN("570.05")


def test_write_offs_count_from_their_day_less_those_taken_back():
    gap = GapFactory(amount_yuan=YUAN("500.00"))
    stands, wrong = (
        WriteOffFactory(gap=gap, amount_yuan=YUAN(yuan), written_off_on=TODAY)
        for yuan in ("120.00", "30.00")
    )
    back = actions.take_back(row=wrong, reason="no basis", by=clerk_of(gap.project), at=NOON)

    assert rows("G05") == [stands, wrong, back]
    assert value("G05") == YUAN("120.00")
    assert rows("G05", TODAY - DAY) == []


def test_what_was_recovered_beyond_a_gap_counts_by_the_excess_alone():
    gap = allocate_too_much(TODAY)
    AllocationFactory()

    assert rows("G06") == [gap]
    assert value("G06") == YUAN("500.50")
    assert rows("G06", TODAY - DAY) == []


@pytest.mark.parametrize(
    ("code", "youngest", "oldest"),
    [("A01", 0, 90), ("A02", 91, 365), ("A03", 366, 1095), ("A04", 1096, 9999)],
)
def test_open_gaps_are_counted_at_the_edges_of_their_age(code, youngest, oldest):
    edges = [GapFactory(opened_on=TODAY - age * DAY) for age in (youngest, min(oldest, 2000))]
    for age in (youngest - 1, oldest + 1):
        if 0 <= age < 2000:
            GapFactory(opened_on=TODAY - age * DAY)

    assert rows(code) == edges


@pytest.mark.parametrize("day", DAYS)
def test_the_waterfall_of_recovery_reconciles_to_the_fen(ledger, day):
    allocate_too_much(TODAY)
    for scope in (None, *ledger):
        of = {code: value(code, day, region=scope) for code in FIGURES if code[0] in "GAMS"}
        stated = sum(of[f"G0{place}"] for place in (1, 2, 3, 4))

        assert stated - of["G05"] == of["M12"]
        assert of["M12"] - of["M13"] == of["S06"] - of["G06"]
        assert sum(of[f"G1{place}"] for place in (1, 2, 3, 4)) == of["S06"]
        assert sum(of[f"A0{place}"] for place in (1, 2, 3, 4)) == of["S06"]


@pytest.mark.parametrize("day", DAYS)
def test_the_waterfall_of_the_fee_reconciles_to_the_fen(ledger, day):
    for scope in (None, *ledger):
        of = {place: value(f"F0{place}", day, region=scope) for place in range(1, 7)}

        assert of[1] - of[2] - of[3] - of[4] == of[5] - of[6]


def test_fees_receivable_are_the_assessments_in_force_on_the_day():
    first = FeeAssessmentFactory(gross_yuan=YUAN("1000.00"))
    second = FeeAssessmentFactory(
        project=first.project, gross_yuan=YUAN("1200.00"), assessed_on=TODAY
    )

    assert (rows("F01", TODAY - DAY), value("F01", TODAY - DAY)) == ([first], YUAN("1000.00"))
    assert (rows("F01"), value("F01")) == ([second], YUAN("1200.00"))


def test_a_project_counts_until_it_is_withdrawn_and_again_when_reinstated():
    assessment = FeeAssessmentFactory()
    project, clerk = assessment.project, clerk_of(assessment.project)
    receipt = ReceiptFactory(project=project)
    gone, back = NOON + DAY, NOON + 2 * DAY
    project = actions.take_step(project, "withdraw", by=clerk, at=gone, note="entered twice")
    actions.take_step(project, "reinstate", by=clerk, at=back, note="it was not")

    assert [rows("F01", TODAY + n * DAY) for n in range(3)] == [[assessment], [], [assessment]]
    assert [rows("F04", TODAY + n * DAY) for n in range(3)] == [[receipt], [], [receipt]]


def test_reductions_by_law_and_without_ground_are_told_apart():
    both = FeeAssessmentFactory(reductions=[BY_LAW, BY_MINUTES])
    FeeAssessmentFactory()

    assert (rows("F02"), value("F02")) == ([both], YUAN("90000.01"))
    assert (rows("F03"), value("F03")) == ([both], YUAN("555000.00"))


def test_fees_received_are_valid_receipts_less_refunds_of_the_day():
    receipt = ReceiptFactory(amount_yuan=YUAN("300000.00"))
    RefundFactory(receipt=receipt, amount_yuan=YUAN("0.01"), refunded_on=TODAY)
    wrong = ReceiptFactory(project=receipt.project)
    actions.void_receipt(receipt=wrong, reason="录错", by=clerk_of(receipt.project), at=NOON)

    assert (rows("F04"), value("F04")) == ([receipt], YUAN("299999.99"))
    assert value("F04", TODAY - DAY) == YUAN("600000.00")


def test_arrears_and_what_was_paid_beyond_are_of_each_project_never_set_off():
    short = FeeAssessmentFactory(gross_yuan=YUAN("1000.00"))
    ReceiptFactory(project=short.project, amount_yuan=YUAN("400.00"))
    beyond = FeeAssessmentFactory(gross_yuan=YUAN("1000.00"))
    ReceiptFactory(project=beyond.project, amount_yuan=YUAN("1300.00"))
    unassessed = ReceiptFactory(amount_yuan=YUAN("7.00"))

    assert (rows("F05"), value("F05")) == ([short], YUAN("600.00"))
    assert rows("F06") == [beyond.project, unassessed.project]
    assert value("F06") == YUAN("307.00")


@pytest.mark.parametrize(
    "code", [*(f"G0{n}" for n in range(1, 7)), "G11", "A01", *(f"F0{n}" for n in range(1, 7))]
)
def test_regions_add_up_to_the_whole_with_every_region_zero_included(ledger, code):
    allocate_too_much(TODAY)
    empty = OrganisationFactory()

    split = FIGURES[code].by_region(TODAY)

    assert sum(split.values()) == value(code) > 0
    assert split[empty.code] == 0
