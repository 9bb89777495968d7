"""Results in money: lines with vouchers, found in the ledger, counted when verified."""

from datetime import timedelta
from decimal import Decimal

import pytest

from airdefense.casework.workflow import NotPossible
from projects.models import Allocation
from rectification import actions
from rectification.vouchers import look_up
from rectification.workflow import TaskStatus
from tests.factories.accounts import NOON
from tests.factories.rectification import (
    HOUR,
    a_task,
    clerk_of,
    fresh,
    hand_in,
    office_of,
)
from tests.factories.rectifying import ResultLineFactory, a_receipt, recovered

GAP = Decimal("387000.00")
LATER = NOON + 3 * HOUR
DAY = timedelta(days=1)

pytestmark = pytest.mark.django_db


def refusal(action, **kwargs):
    with pytest.raises(NotPossible) as refused:
        action(**kwargs)
    return str(refused.value)


def other(amount):
    return {"mode": "other", "amount_yuan": Decimal(amount)}


def verify(task):
    return actions.verify(task=task, by=office_of(task), at=LATER)


@pytest.fixture
def task():
    return a_task(TaskStatus.RECTIFYING, with_gap=True)


def test_every_yuan_of_the_gap_is_accounted_for_or_time_is_asked_for(task):
    a_receipt(task)
    until = task.due_on + 30 * DAY

    words = refusal(hand_in, task=task, lines=[recovered("80000.00")])
    hand_in(
        task,
        lines=[recovered("80000.00")],
        more_time={"requested_until": until, "reason": "分两期缴纳"},
    )

    assert words.startswith("307,000.00 yuan of the gap are not accounted for")
    assert fresh(task).status == TaskStatus.SUBMITTED
    assert task.extensions.get().status == "requested"


@pytest.mark.parametrize("typed", ["云财非税0012", " 云财非税 0012", "云财非税００１２"])
def test_a_voucher_is_found_in_whatever_width_it_was_typed(task, typed):
    receipt = a_receipt(task)

    submission = hand_in(task, lines=[recovered("80000.00", typed), other("307000.00")])

    assert [found for _line, found in submission.results] == [receipt, None]
    assert submission.lines.first().receipt == receipt
    assert look_up(task, number=typed)["amount_yuan"] == "80000.00"


def test_only_receipts_of_the_own_project_are_found(task):
    a_receipt(a_task(with_gap=True), "别处0001")
    a_receipt(task, "云财非税0012")

    assert look_up(task, number="别处0001") == {}
    assert look_up(task, file="缴款凭证_别处0001.pdf") == {}
    assert look_up(task, file="缴款凭证_云财非税0012.pdf")["number"] == "云财非税0012"
    assert look_up(a_task(), number="云财非税0012") == {}


def test_verifying_counts_the_lines_against_the_gap_and_the_task_closes(task):
    a_receipt(task, "A1", "300000.00")
    a_receipt(task, "A2", "100000.00")
    hand_in(task, lines=[recovered("300000.00", "A1"), recovered("87000.00", "A2")])

    verify(task)
    actions.close(task=fresh(task), by=office_of(task), at=LATER)

    counted = Allocation.objects.filter(gap=task.fee_gap).order_by("pk")
    assert [(row.receipt.number, row.amount_yuan) for row in counted] == [
        ("A1", Decimal("300000.00")),
        ("A2", Decimal("87000.00")),
    ]
    assert (task.fee_gap.balance, fresh(task).status) == (Decimal("0.00"), TaskStatus.CLOSED)


def test_what_the_clerk_counted_before_is_recognised(task):
    receipt = a_receipt(task, "A1", "387000.00")
    actions.allocate_receipt(
        task=task,
        receipt=receipt,
        amount_yuan=Decimal("200000.00"),
        allocated_on=NOON.date(),
        by=clerk_of(task),
        at=NOON,
    )
    hand_in(task, lines=[recovered("387000.00", "A1")])

    verify(task)

    amounts = Allocation.objects.order_by("pk").values_list("amount_yuan", flat=True)
    assert list(amounts) == [Decimal("200000.00"), Decimal("187000.00")]
    assert task.fee_gap.balance == Decimal("0.00")


def test_verifying_again_after_a_return_counts_nothing_twice(task):
    a_receipt(task, "A1", "387000.00")
    hand_in(task, lines=[recovered("387000.00", "A1")])
    verify(task)
    actions.return_for_rework(task=task, note="补充说明", by=office_of(task), at=LATER)
    hand_in(task, lines=[recovered("387000.00", "A1")], at=LATER + HOUR)

    actions.verify(task=task, by=office_of(task), at=LATER + 2 * HOUR)

    assert Allocation.objects.count() == 1
    assert task.fee_gap.balance == Decimal("0.00")


def test_an_unknown_voucher_blocks_with_its_number_until_the_ledger_has_it(task):
    hand_in(task, lines=[recovered("387000.00", "A1")])

    words = refusal(verify, task=task)
    a_receipt(task, "a1", "387000.00")
    verify(task)

    assert words == "The ledger has no receipt of this number: A1."
    assert task.fee_gap.balance == Decimal("0.00")


def test_a_receipt_carries_no_more_than_it_is_of(task):
    a_receipt(task, "A1", "80000.00")
    hand_in(task, lines=[recovered("387000.00", "A1")])

    words = refusal(verify, task=task)

    assert words == "Receipt A1 is of 80,000.00 yuan: it does not carry this much."
    assert not Allocation.objects.exists()


def test_what_was_paid_before_the_gap_was_opened_is_in_it_already(task):
    a_receipt(task, "A1", "387000.00", paid_on=task.fee_gap.opened_on - DAY)
    hand_in(task, lines=[recovered("387000.00", "A1")])

    words = refusal(verify, task=task)

    assert words == "Receipt A1 was paid before the gap was opened: it is in it."


def test_other_modes_explain_money_but_count_nothing(task):
    line = ResultLineFactory(task=task, mode="pooled")

    verify(task)

    assert (line.amount_yuan, line.receipt) == (GAP, None)
    assert task.fee_gap.balance == GAP
    assert "387,000.00 yuan of the gap are still open" in refusal(
        actions.close, task=fresh(task), by=office_of(task), at=LATER
    )


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ({"mode": "collected", "amount_yuan": GAP}, "Recovered money names its voucher."),
        ({"mode": "other", "amount_yuan": Decimal(0)}, "Enter an amount above zero."),
    ],
)
def test_a_line_is_whole_or_refused(task, line, words):
    assert refusal(hand_in, task=task, lines=[line]) == words
    assert not task.submissions.exists()
