"""Demand notices, deferrals, and the counter-entry that takes any row of money back."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from airdefense.casework.models import Event
from airdefense.casework.workflow import NotPossible
from projects import actions
from projects.models import Allocation, Deferral, DemandNotice, Receipt
from projects.models.money import total
from projects.statement import statement
from tests.factories.accounts import NOON, TODAY
from tests.factories.projects import (
    AllocationFactory,
    DeferralFactory,
    DemandNoticeFactory,
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
MOVED = [
    DemandNoticeFactory,
    DeferralFactory,
    RemittanceFactory,
    RefundFactory,
    AllocationFactory,
    WriteOffFactory,
]


@pytest.fixture
def project():
    return ProjectFactory()


@pytest.fixture
def clerk(project):
    return clerk_of(project)


def of_project(factory, project, **fields):
    """A row of that kind in this project."""
    if factory in (DemandNoticeFactory, DeferralFactory):
        return factory(project=project, **fields)
    if factory is WriteOffFactory:
        return factory(gap=GapFactory(project=project), **fields)
    return factory(receipt=ReceiptFactory(project=project), **fields)


def last_event(project):
    return Event.objects.of(project).order_by("pk").last()


def test_a_notice_asks_for_what_was_in_force_on_its_day(project):
    first = FeeAssessmentFactory(project=project, assessed_on=date(2019, 6, 10))
    second = FeeAssessmentFactory(project=project, assessed_on=date(2020, 1, 15))

    early = DemandNoticeFactory(project=project, issued_on=date(2019, 7, 1))
    late = DemandNoticeFactory(
        project=project, issued_on=date(2020, 2, 1), due_on=date(2020, 2, 29)
    )

    assert (early.assessment, late.assessment) == (first, second)
    assert last_event(project).name == "demand"
    assert last_event(project).detail == {
        "amount_yuan": "100000.00",
        "issued_on": "2020-02-01",
        "due_on": "2020-02-29",
    }


def test_notices_together_ask_for_no_more_than_was_assessed(project):
    FeeAssessmentFactory(project=project)
    DemandNoticeFactory(project=project, amount_yuan=YUAN("1000000.00"))

    with pytest.raises(NotPossible, match=r"At most 290,000\.00 yuan of the assessment"):
        DemandNoticeFactory(project=project, amount_yuan=YUAN("290000.01"))

    assert DemandNotice.objects.count() == 1


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"number": " "}, "number of the notice"),
        ({"number": "模缴通〔2019〕1号"}, "is recorded already"),
        ({"amount_yuan": YUAN("0.00")}, "above zero"),
        ({"due_on": date(2019, 6, 30)}, "due before it was issued"),
        ({"issued_on": TODAY + timedelta(days=1)}, "has not come yet"),
        ({"issued_on": date(2019, 6, 9)}, "Nothing was assessed by 2019-06-09"),
    ],
)
def test_a_notice_that_cannot_be_is_refused(project, facts, sentence):
    DemandNoticeFactory(project=project, number="模缴通〔2019〕1号")

    with pytest.raises(NotPossible, match=sentence):
        DemandNoticeFactory(project=project, at=NOON, **facts)

    assert DemandNotice.objects.count() == 1


def test_a_notice_of_another_projects_assessment_is_refused(project):
    theirs = FeeAssessmentFactory()

    with pytest.raises(NotPossible, match="another project"):
        DemandNoticeFactory(project=project, assessment=theirs)


def test_a_promise_to_pay_is_a_deferral_on_no_basis(project):
    deferral = DeferralFactory(project=project, document="欠条〔2019〕模1号", basis=" ")

    assert deferral.is_lawful is False
    assert last_event(project).note == "欠条〔2019〕模1号 · 300,000.00"
    assert last_event(project).detail == {
        "amount_yuan": "300000.00",
        "granted_on": "2019-08-01",
        "until_on": "2020-02-01",
        "basis": "",
    }


def test_no_more_is_put_off_at_a_time_than_was_assessed(project):
    FeeAssessmentFactory(project=project)
    DeferralFactory(project=project, amount_yuan=YUAN("1290000.00"), until_on=date(2020, 2, 1))

    with pytest.raises(NotPossible, match=r"At most 0\.00 yuan of what was assessed"):
        DeferralFactory(project=project, granted_on=date(2020, 2, 1), amount_yuan=YUAN("0.01"))
    after = DeferralFactory(project=project, granted_on=date(2020, 2, 2), until_on=None)

    assert after.amount_yuan == YUAN("300000.00")


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"document": ""}, "document of the deferral"),
        ({"until_on": date(2019, 7, 31)}, "ends before it was granted"),
        ({"granted_on": TODAY + timedelta(days=1), "until_on": None}, "has not come yet"),
        ({"amount_yuan": YUAN("-1")}, "not negative"),
    ],
)
def test_a_deferral_that_cannot_be_is_refused(project, facts, sentence):
    with pytest.raises(NotPossible, match=sentence):
        DeferralFactory(project=project, at=NOON, **facts)

    assert Deferral.objects.count() == 0


@pytest.mark.parametrize("factory", MOVED, ids=lambda f: f._meta.model.__name__)
def test_any_row_of_money_is_taken_back_by_a_row_of_the_opposite_amount(project, clerk, factory):
    row = of_project(factory, project)
    model = type(row)
    before = list(model.objects.filter(pk=row.pk).values())

    counter = actions.take_back(row=row, reason="录错", by=clerk, at=NOON)

    assert (counter.cancels, counter.amount_yuan) == (row, -row.amount_yuan)
    assert total(model.objects.all()) == YUAN("0.00")
    assert list(model.objects.filter(pk=row.pk).values()) == before
    assert last_event(project).name.startswith("cancel_")
    assert "录错" in last_event(project).note


@pytest.mark.parametrize("factory", MOVED, ids=lambda f: f._meta.model.__name__)
def test_a_row_is_taken_back_once_with_a_reason_and_a_counter_entry_never(project, clerk, factory):
    row = of_project(factory, project)

    with pytest.raises(NotPossible, match="Say why"):
        actions.take_back(row=row, reason=" ", by=clerk, at=NOON)
    counter = actions.take_back(row=row, reason="录错", by=clerk, at=NOON)
    with pytest.raises(NotPossible, match="taken back already"):
        actions.take_back(row=row, reason="录错", by=clerk, at=NOON)
    with pytest.raises(NotPossible, match="record the entry anew"):
        actions.take_back(row=counter, reason="录错", by=clerk, at=NOON)

    assert type(row).objects.count() == 2


def test_a_mistaken_movement_counts_on_no_day(project, clerk):
    row = of_project(RemittanceFactory, project, remitted_on=date(2020, 3, 9))

    counter = actions.take_back(row=row, reason="录错", by=clerk, at=NOON, on=TODAY)

    assert counter.remitted_on == date(2020, 3, 9)
    assert statement(project, clerk, date(2020, 3, 9)).remitted_yuan == YUAN("0.00")


def test_a_deferral_withdrawn_later_counts_until_then(project, clerk):
    deferral = DeferralFactory(project=project)

    actions.take_back(row=deferral, reason="依据撤销", by=clerk, at=NOON, on=date(2020, 5, 1))

    days = [date(2019, 7, 31), date(2019, 8, 1), date(2020, 4, 30), date(2020, 5, 1)]
    assert [statement(project, clerk, day).deferred_yuan for day in days] == [
        YUAN("0.00"),
        YUAN("300000.00"),
        YUAN("300000.00"),
        YUAN("0.00"),
    ]


@pytest.mark.parametrize(
    ("on", "sentence"),
    [
        (date(2019, 7, 31), "2019-07-31 lies before 2019-08-01, the day of the entry"),
        (TODAY + timedelta(days=1), "has not come yet"),
    ],
)
def test_a_deferral_is_not_taken_back_before_its_day_nor_in_the_future(
    project, clerk, on, sentence
):
    deferral = DeferralFactory(project=project)

    with pytest.raises(NotPossible, match=sentence):
        actions.take_back(row=deferral, reason="录错", by=clerk, at=NOON, on=on)

    assert Deferral.objects.count() == 1


def test_a_notice_taken_back_may_be_entered_again_under_its_number(project, clerk):
    wrong = DemandNoticeFactory(project=project, number="模缴通〔2019〕1号")
    actions.take_back(row=wrong, reason="金额录错", by=clerk, at=NOON)

    right = DemandNoticeFactory(
        project=project, number="模缴通〔2019〕1号", amount_yuan=YUAN("1290000.00")
    )

    assert statement(project, clerk).demanded_yuan == right.amount_yuan


def test_what_a_refund_counted_back_is_not_taken_back_again(project, clerk):
    receipt = ReceiptFactory(project=project, amount_yuan=YUAN("300000.00"))
    gap = GapFactory(project=project)
    row = AllocationFactory(receipt=receipt, gap=gap, amount_yuan=YUAN("300000.00"))
    RefundFactory(receipt=receipt, amount_yuan=YUAN("100000.00"))

    with pytest.raises(NotPossible, match=r"only 200,000\.00 yuan of it still stand"):
        actions.take_back(row=row, reason="录错", by=clerk, at=NOON)

    assert gap.balance == YUAN("445000.00")


def test_a_refund_is_counted_back_no_earlier_than_it_was_counted(project):
    receipt = ReceiptFactory(project=project, amount_yuan=YUAN("300000.00"))
    gap = GapFactory(project=project)
    AllocationFactory(
        receipt=receipt, gap=gap, amount_yuan=YUAN("300000.00"), allocated_on=date(2020, 10, 20)
    )

    RefundFactory(receipt=receipt, amount_yuan=YUAN("100000.00"), refunded_on=date(2020, 10, 12))

    back = Allocation.objects.get(amount_yuan__lt=0)
    assert back.allocated_on == date(2020, 10, 20)


def test_a_receipt_whose_movements_were_all_taken_back_can_be_voided(project, clerk):
    row = of_project(AllocationFactory, project)
    actions.take_back(row=row, reason="录错", by=clerk, at=NOON)

    actions.void_receipt(receipt=row.receipt, reason="录错", by=clerk, at=NOON)

    assert Receipt.objects.valid().count() == 0


@pytest.mark.parametrize(
    "count",
    [
        lambda gap: AllocationFactory(
            receipt=ReceiptFactory(project=gap.project),
            gap=gap,
            allocated_on=date(2020, 8, 31),
        ),
        lambda gap: WriteOffFactory(gap=gap, written_off_on=date(2020, 8, 31)),
    ],
    ids=["allocation", "write-off"],
)
def test_nothing_is_counted_against_a_gap_before_it_was_opened(project, count):
    gap = GapFactory(project=project, opened_on=date(2020, 9, 1))

    with pytest.raises(NotPossible, match="2020-08-31 lies before 2020-09-01, the day the gap"):
        count(gap)


SIGNED = [factory for factory in MOVED if factory is not AllocationFactory]


@pytest.mark.parametrize("factory", SIGNED, ids=lambda f: f._meta.model.__name__)
def test_the_database_refuses_a_negative_row_that_takes_nothing_back(project, factory):
    row = of_project(factory, project)

    row.pk, row.amount_yuan = None, -row.amount_yuan

    with pytest.raises(IntegrityError, match="counter_entry_has_a_reason"), transaction.atomic():
        row.save(force_insert=True)


def test_a_withdrawn_project_takes_no_counter_entry(clerk):
    deferral = DeferralFactory()
    actions.take_step(
        deferral.project, "withdraw", by=clerk_of(deferral.project), at=NOON, note="entered twice"
    )

    with pytest.raises(NotPossible, match="reinstate it first"):
        actions.take_back(row=deferral, reason="录错", by=clerk, at=NOON)
