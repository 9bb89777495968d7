from datetime import date, timedelta
from decimal import Decimal

import pytest

from airdefense.casework.models import Event
from airdefense.casework.workflow import NotPossible
from projects import actions
from projects.models import Allocation, FeeAssessment, Gap, GapKind, Receipt, Refund, Remittance
from tests.factories.accounts import NOON, TODAY
from tests.factories.projects import (
    AllocationFactory,
    FeeAssessmentFactory,
    GapFactory,
    ProjectFactory,
    ReceiptFactory,
    RefundFactory,
    RemittanceFactory,
    WriteOffFactory,
    clerk_of,
)

pytestmark = pytest.mark.django_db
YUAN = Decimal


@pytest.fixture
def project():
    return ProjectFactory()


@pytest.fixture
def clerk(project):
    return clerk_of(project)


def last_event(project):
    return Event.objects.of(project).order_by("pk").last()


def assess(project, clerk, **facts):
    facts = {
        "document": "模核〔2019〕1号",
        "assessed_on": date(2019, 6, 10),
        "gross_yuan": YUAN("990000.00"),
        "legal_payable_yuan": YUAN("1124250.00"),
        "rate_document": "模拟费率〔2015〕1号",
    } | facts
    return actions.assess(project=project, by=clerk, at=NOON, **facts)


def a_reduction(amount, **facts):
    return {
        "code": "纪要",
        "amount_yuan": YUAN(amount),
        "approved_on": date(2019, 6, 8),
        "document": "会议纪要〔2019〕模7号",
        "is_lawful": False,
    } | facts


def test_payable_is_the_gross_fee_less_the_sum_of_reductions(project, clerk):
    assessment = assess(
        project, clerk, reductions=[a_reduction("198000.00"), a_reduction("2000.00", code="R2")]
    )

    assert assessment.reduction_yuan == YUAN("200000.00")
    assert assessment.payable_yuan == YUAN("790000.00")
    assert [r.code for r in assessment.reductions.order_by("pk")] == ["纪要", "R2"]


def test_reassessment_supersedes_and_the_first_one_is_kept(project, clerk):
    first = assess(project, clerk)

    second = assess(project, clerk, document="模核〔2020〕2号", gross_yuan=YUAN("1124250.00"))

    assert second.supersedes == first
    assert project.assessment == second
    assert list(FeeAssessment.objects.filter(project=project).order_by("pk")) == [first, second]


def test_assessment_keeps_the_facts_it_rests_on(clerk, project):
    actions.add_building(
        project=project,
        by=clerk,
        at=NOON,
        name="1幢",
        use="OTHER",
        floors=9,
        foundation_depth_m=YUAN("3.00"),
        first_floor_sqm=YUAN("860.00"),
        above_ground_sqm=YUAN("8600.00"),
    )

    snapshot = assess(project, clerk).snapshot

    assert snapshot["approved_on"] == "2019-06-01"
    assert snapshot["buildings"][0]["foundation_depth_m"] == "3.00"


def test_reductions_above_the_gross_fee_are_refused_and_nothing_is_written(project, clerk):
    with pytest.raises(NotPossible, match=r"990,000\.01 yuan exceed the gross fee of 990,000\.00"):
        assess(project, clerk, reductions=[a_reduction("990000.01")])

    assert FeeAssessment.objects.count() == 0


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"document": " "}, "Name the document of the assessment."),
        ({"rate_document": ""}, "Name the document of the rate."),
        ({"gross_yuan": YUAN("-1")}, "not negative"),
        ({"gross_yuan": 0.1}, "exact decimal number"),
        ({"required_g6_sqm": YUAN("-0.01")}, "zero or more"),
        ({"assessed_on": TODAY + timedelta(days=1)}, "2020-11-03 has not come yet"),
        ({"reductions": [a_reduction("1.00", document="")]}, "document of every reduction"),
    ],
)
def test_an_assessment_that_cannot_be_is_refused(project, clerk, facts, sentence):
    with pytest.raises(NotPossible, match=sentence):
        assess(project, clerk, **facts)


def test_a_payment_is_written_into_the_history_with_its_amount(project, clerk):
    actions.record_receipt(
        project=project,
        number="模0019",
        paid_on=date(2019, 12, 4),
        amount_yuan=YUAN("180000.00"),
        payer="模拟建设单位甲",
        by=clerk,
        at=NOON,
    )

    event = last_event(project)
    assert (event.name, event.note, event.actor) == ("record_receipt", "模0019 · 180,000.00", clerk)
    assert event.detail == {"amount_yuan": "180000.00", "paid_on": "2019-12-04"}


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"number": "模0019"}, "模0019 is recorded already"),
        ({"number": " "}, "Enter the number of the receipt."),
        ({"amount_yuan": YUAN("0.00")}, "above zero"),
        ({"amount_yuan": YUAN("0.001")}, "at most two decimals"),
        ({"amount_yuan": YUAN("NaN")}, "at most two decimals"),
        ({"amount_yuan": YUAN("1000000000000")}, "at most two decimals"),
        ({"paid_on": TODAY + timedelta(days=1)}, "has not come yet"),
        ({"payer": ""}, "Name the payer."),
    ],
)
def test_a_payment_that_cannot_be_is_refused(project, facts, sentence):
    ReceiptFactory(number="模0019")

    with pytest.raises(NotPossible, match=sentence):
        ReceiptFactory(project=project, at=NOON, **facts)

    assert project.receipts.count() == 0


def test_number_of_a_void_receipt_may_be_used_again(project, clerk):
    wrong = ReceiptFactory(project=project, number="模0019")
    actions.void_receipt(receipt=wrong, reason="金额录错", by=clerk, at=NOON)

    right = ReceiptFactory(project=project, number="模0019", amount_yuan=YUAN("18000.00"))

    assert list(Receipt.objects.valid()) == [right]
    wrong.refresh_from_db()
    assert (wrong.voided_at, wrong.voided_by, wrong.void_reason) == (NOON, clerk, "金额录错")


@pytest.mark.parametrize("moved", [AllocationFactory, RemittanceFactory, RefundFactory])
def test_a_receipt_whose_money_moved_on_is_not_voided(project, clerk, moved):
    receipt = ReceiptFactory(project=project)
    moved(receipt=receipt)

    with pytest.raises(NotPossible, match="record a refund instead"):
        actions.void_receipt(receipt=receipt, reason="金额录错", by=clerk, at=NOON)


def test_a_void_receipt_moves_no_money(project, clerk):
    receipt = ReceiptFactory(project=project)
    gap = GapFactory(project=project)
    actions.void_receipt(receipt=receipt, reason="金额录错", by=clerk, at=NOON)

    for move in (
        lambda: RemittanceFactory(receipt=receipt),
        lambda: RefundFactory(receipt=receipt),
        lambda: AllocationFactory(receipt=receipt, gap=gap),
        lambda: actions.void_receipt(receipt=receipt, reason="again", by=clerk, at=NOON),
    ):
        with pytest.raises(NotPossible, match="is void"):
            move()


def test_voiding_needs_a_reason(project, clerk):
    receipt = ReceiptFactory(project=project)

    with pytest.raises(NotPossible, match="Say why"):
        actions.void_receipt(receipt=receipt, reason=" ", by=clerk, at=NOON)


def test_no_more_is_remitted_than_was_paid_and_not_refunded(project):
    receipt = ReceiptFactory(project=project, amount_yuan=YUAN("500000.00"))
    RemittanceFactory(receipt=receipt, amount_yuan=YUAN("350000.00"))
    RefundFactory(receipt=receipt, amount_yuan=YUAN("50000.00"))

    with pytest.raises(NotPossible, match=r"At most 100,000\.00 yuan"):
        RemittanceFactory(receipt=receipt, amount_yuan=YUAN("100000.01"))

    assert receipt.unremitted_yuan == YUAN("100000.00")
    assert Remittance.objects.count() == 1


def test_money_refunded_out_of_the_treasury_is_not_owed_to_it(project):
    receipt = ReceiptFactory(project=project, amount_yuan=YUAN("500000.00"))
    RemittanceFactory(receipt=receipt, amount_yuan=YUAN("500000.00"))

    RefundFactory(receipt=receipt, amount_yuan=YUAN("100000.00"))

    assert receipt.unremitted_yuan == YUAN("0.00")


def test_remittance_before_the_payment_is_refused(project):
    receipt = ReceiptFactory(project=project, paid_on=date(2020, 3, 2))

    with pytest.raises(NotPossible, match="2020-03-01 lies before 2020-03-02"):
        RemittanceFactory(receipt=receipt, remitted_on=date(2020, 3, 1))


def test_refund_of_unallocated_money_leaves_the_gap_alone(project):
    receipt = ReceiptFactory(project=project, amount_yuan=YUAN("300000.00"))
    gap = GapFactory(project=project, amount_yuan=YUAN("645000.00"))
    AllocationFactory(receipt=receipt, gap=gap, amount_yuan=YUAN("200000.00"))

    RefundFactory(receipt=receipt, amount_yuan=YUAN("100000.00"))

    assert gap.balance == YUAN("445000.00")
    assert receipt.unallocated_yuan == YUAN("0.00")


def test_refund_of_allocated_money_counts_back_the_latest_allocation_first(project):
    receipt = ReceiptFactory(project=project, amount_yuan=YUAN("300000.00"))
    older, newer = GapFactory(project=project), GapFactory(project=project)
    AllocationFactory(receipt=receipt, gap=older, amount_yuan=YUAN("150000.00"))
    AllocationFactory(receipt=receipt, gap=newer, amount_yuan=YUAN("100000.00"))

    refund = RefundFactory(receipt=receipt, amount_yuan=YUAN("170000.00"), reason="多缴退还")

    back = list(refund.allocations.order_by("pk").values_list("gap", "amount_yuan", "reason"))
    assert back == [
        (newer.pk, YUAN("-100000.00"), "多缴退还"),
        (older.pk, YUAN("-20000.00"), "多缴退还"),
    ]
    assert (older.balance, newer.balance) == (YUAN("515000.00"), YUAN("645000.00"))
    assert receipt.unallocated_yuan == YUAN("0.00")


def test_no_more_is_refunded_than_is_left(project):
    receipt = ReceiptFactory(project=project, amount_yuan=YUAN("300000.00"))
    RefundFactory(receipt=receipt, amount_yuan=YUAN("299999.99"))

    with pytest.raises(NotPossible, match=r"At most 0\.01 yuan"):
        RefundFactory(receipt=receipt, amount_yuan=YUAN("0.02"))

    assert Refund.objects.count() == 1


@pytest.mark.parametrize("missing", ["reason", "document"])
def test_refund_says_why_and_by_which_paper(project, missing):
    receipt = ReceiptFactory(project=project)

    with pytest.raises(NotPossible):
        RefundFactory(receipt=receipt, **{missing: " "})

    assert Refund.objects.count() == 0


def test_gap_needs_a_basis_and_an_amount(project):
    with pytest.raises(NotPossible, match="basis of the gap"):
        GapFactory(project=project, basis="")
    with pytest.raises(NotPossible, match="above zero"):
        GapFactory(project=project, amount_yuan=YUAN("0"))

    assert Gap.objects.count() == 0


def test_gap_is_written_into_the_history_with_kind_and_amount(project):
    gap = GapFactory(project=project, kind=GapKind.PAYABLE_UNPAID, amount_yuan=YUAN("192000.00"))

    assert last_event(project).detail == {
        "amount_yuan": "192000.00",
        "kind": "payable_unpaid",
        "gap": gap.pk,
    }


def test_allocation_is_limited_by_what_is_left_of_the_receipt(project):
    receipt = ReceiptFactory(project=project, amount_yuan=YUAN("300000.00"))
    gap = GapFactory(project=project, amount_yuan=YUAN("645000.00"))
    RefundFactory(receipt=receipt, amount_yuan=YUAN("100000.00"))

    with pytest.raises(NotPossible, match=r"At most 200,000\.00 yuan"):
        AllocationFactory(receipt=receipt, gap=gap, amount_yuan=YUAN("200000.01"))

    assert Allocation.objects.count() == 0


def test_allocation_is_limited_by_what_is_open_of_the_gap(project):
    receipt = ReceiptFactory(project=project, amount_yuan=YUAN("300000.00"))
    gap = GapFactory(project=project, amount_yuan=YUAN("200000.00"))
    WriteOffFactory(gap=gap, amount_yuan=YUAN("50000.00"))

    with pytest.raises(NotPossible, match=r"Only 150,000\.00 yuan of this gap are open"):
        AllocationFactory(receipt=receipt, gap=gap, amount_yuan=YUAN("150000.01"))

    assert gap.balance == YUAN("150000.00")


def test_receipt_of_another_project_is_not_allocated(project):
    theirs, gap = ReceiptFactory(), GapFactory(project=project)

    with pytest.raises(NotPossible, match="different projects"):
        AllocationFactory(receipt=theirs, gap=gap)


def test_receipt_is_not_allocated_before_it_was_paid(project):
    receipt = ReceiptFactory(project=project, paid_on=date(2020, 10, 10))
    gap = GapFactory(project=project)

    with pytest.raises(NotPossible, match="the day of the payment"):
        AllocationFactory(receipt=receipt, gap=gap, allocated_on=date(2020, 10, 9))


def test_write_off_is_limited_by_the_balance_and_names_its_basis(project):
    gap = GapFactory(project=project, amount_yuan=YUAN("45000.00"))

    with pytest.raises(NotPossible, match=r"Only 45,000\.00 yuan"):
        WriteOffFactory(gap=gap, amount_yuan=YUAN("45000.01"))
    with pytest.raises(NotPossible, match="legal basis"):
        WriteOffFactory(gap=gap, basis=" ")

    assert gap.balance == YUAN("45000.00")


@pytest.mark.parametrize(
    "write", [ReceiptFactory, GapFactory, FeeAssessmentFactory], ids=lambda f: f.__name__
)
def test_a_withdrawn_project_takes_no_money(write):
    withdrawn = ProjectFactory(status="withdrawn")

    with pytest.raises(NotPossible, match="reinstate it first"):
        write(project=withdrawn)
