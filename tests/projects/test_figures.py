"""Fees to be recovered, recovered and open: on a day, by region, whatever happened later."""

from datetime import timedelta
from decimal import Decimal

import pytest

from airdefense.reports.figures import FIGURES
from projects.models import Allocation, Receipt
from tests.factories.accounts import NOON, TODAY, OrganisationFactory
from tests.factories.projects import (
    AllocationFactory,
    GapFactory,
    ProjectFactory,
    ReceiptFactory,
    RefundFactory,
    WriteOffFactory,
    clerk_of,
)

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + timedelta(days=1)
DAY = timedelta(days=1)


def test_fees_to_be_recovered_are_gaps_opened_by_the_day_less_write_offs_by_the_day():
    gap = GapFactory(amount_yuan=Decimal("645000.00"))
    WriteOffFactory(gap=gap, amount_yuan=Decimal("45000.00"), written_off_on=TODAY)
    WriteOffFactory(gap=gap, amount_yuan=Decimal("100.00"), written_off_on=TOMORROW, at=NOON + DAY)
    GapFactory(opened_on=TOMORROW, at=NOON + DAY)

    assert FIGURES["M12"].value(TODAY) == Decimal("600000.00")
    assert list(FIGURES["M12"].rows(TODAY)) == [gap]
    assert FIGURES["M12"].value(TODAY - DAY) == Decimal("645000.00")


def test_fees_recovered_are_allocations_by_the_day_refunds_counted_back():
    receipt = ReceiptFactory(amount_yuan=Decimal("300000.00"))
    first = AllocationFactory(receipt=receipt, amount_yuan=Decimal("250000.00"))
    AllocationFactory(allocated_on=TOMORROW, at=NOON + DAY)
    RefundFactory(receipt=receipt, amount_yuan=Decimal("300000.00"), refunded_on=TODAY, at=NOON)

    rows = FIGURES["M13"].rows(TODAY)

    assert FIGURES["M13"].value(TODAY) == sum(row.amount_yuan for row in rows)
    assert first in rows
    assert FIGURES["M13"].value(TODAY) < Decimal("250000.00")
    assert FIGURES["M13"].value(TODAY - DAY) == 0


def test_money_of_a_receipt_counts_until_the_day_it_is_void():
    allocation = AllocationFactory(amount_yuan=Decimal("100000.00"))
    clerk = clerk_of(allocation.receipt.project)
    # The product voids no allocated receipt; a reader of old papers may still bring one.
    Receipt.objects.filter(pk=allocation.receipt_id).update(
        voided_at=NOON + DAY, voided_by=clerk, void_reason="typed twice"
    )

    assert FIGURES["M13"].value(TODAY) == Decimal("100000.00")
    assert FIGURES["M13"].value(TOMORROW) == 0


def test_recovery_rate_is_recovered_by_owed_and_nothing_where_nothing_is_owed():
    receipt = ReceiptFactory(amount_yuan=Decimal("300000.00"))
    gap = GapFactory(project=receipt.project, amount_yuan=Decimal("300000.00"))
    AllocationFactory(receipt=receipt, gap=gap, amount_yuan=Decimal("100000.00"))
    empty = OrganisationFactory()

    assert FIGURES["M14"].value(TODAY) == Decimal("33.33")
    assert FIGURES["M14"].by_region(TODAY)[empty.code] is None
    assert FIGURES["M14"].by_region(TODAY)[receipt.project.region.code] == Decimal("33.33")


def test_open_fees_are_gaps_with_a_rest_on_that_day():
    allocation = AllocationFactory(amount_yuan=Decimal("100000.00"))
    paid = GapFactory(project=ProjectFactory(), amount_yuan=Decimal("300000.00"))
    AllocationFactory(
        receipt=ReceiptFactory(project=paid.project),
        gap=paid,
        amount_yuan=Decimal("300000.00"),
    )

    assert FIGURES["S06"].value(TODAY) == Decimal("545000.00")
    assert list(FIGURES["S06"].rows(TODAY)) == [allocation.gap]
    assert FIGURES["S06"].value(TODAY - DAY) == Decimal("945000.00")


def test_a_gap_with_more_recovered_than_owed_is_a_warning():
    allocation = AllocationFactory(amount_yuan=Decimal("100000.00"))
    GapFactory()
    too_much = {"amount_yuan": Decimal("700000.00"), "allocated_on": TOMORROW}
    clerk = clerk_of(allocation.receipt.project)
    Allocation.objects.create(
        gap=allocation.gap,
        receipt=allocation.receipt,
        recorded_at=NOON,
        recorded_by=clerk,
        **too_much,
    )

    assert list(FIGURES["W04"].rows(TODAY)) == []
    assert list(FIGURES["W04"].rows(TOMORROW)) == [allocation.gap]


@pytest.mark.parametrize("code", ["M12", "M13", "S06"])
def test_regions_add_up_to_the_whole_with_every_region_zero_included(code):
    here, there, empty = OrganisationFactory(), OrganisationFactory(), OrganisationFactory()
    for region in (here, there):
        receipt = ReceiptFactory(project=ProjectFactory(region=region))
        AllocationFactory(receipt=receipt, amount_yuan=Decimal("12345.67"))

    split = FIGURES[code].by_region(TODAY)

    assert sum(split.values()) == FIGURES[code].value(TODAY)
    assert split[empty.code] == 0
    assert split[here.code] == split[there.code] == FIGURES[code].value(TODAY, region=here)
