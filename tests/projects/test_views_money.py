from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories.projects import (
    OFFICE,
    AllocationFactory,
    FeeAssessmentFactory,
    GapFactory,
    ProjectFactory,
    ReceiptFactory,
    clerk_of,
)

pytestmark = pytest.mark.django_db
TOMORROW = str(timezone.localdate() + timedelta(days=1))


@pytest.fixture
def project():
    return ProjectFactory(buildings=[OFFICE])


@pytest.fixture
def clerk(project):
    client = Client(headers={"accept-language": "en"})
    client.force_login(clerk_of(project))
    return client


def send(client, name, row, **fields):
    return client.post(reverse(f"projects:{name}", args=[row.pk]), fields)


def receipt_form(**changes):
    return {
        "number": "模0019",
        "paid_on": "2020-03-02",
        "amount_yuan": "180000.00",
        "payer": "模拟置业",
    } | changes


def test_payment_is_recorded_from_the_projects_page(clerk, project):
    response = send(clerk, "receipt_new", project, **receipt_form())

    receipt = project.receipts.get()
    assert response.url == project.get_absolute_url()
    assert (receipt.amount_yuan, receipt.paid_on) == (Decimal("180000.00"), date(2020, 3, 2))


def test_payer_is_the_developer_unless_said_otherwise(clerk, project):
    form = clerk.get(reverse("projects:receipt_new", args=[project.pk])).context["form"]

    assert form["payer"].value() == project.developer.name


@pytest.mark.parametrize(
    ("changes", "sentences"),
    [
        ({"number": "模0001"}, {"number": "This receipt is recorded already: check the number."}),
        ({"amount_yuan": "0"}, {"amount_yuan": "Enter an amount above zero."}),
        (
            {"paid_on": TOMORROW},
            {"paid_on": f"{TOMORROW} has not come yet: enter a day up to today."},
        ),
        (
            {"amount_yuan": "1.001", "payer": ""},
            {
                "amount_yuan": "Ensure that there are no more than 2 decimal places.",
                "payer": "This field is required.",
            },
        ),
    ],
)
def test_payment_that_cannot_be_is_an_error_at_its_field(clerk, project, changes, sentences):
    ReceiptFactory(number="模0001")

    response = send(clerk, "receipt_new", project, **receipt_form(**changes))

    errors = response.context["form"].errors
    assert {field: errors[field][0] for field in errors} == sentences
    assert project.receipts.count() == 0


def test_superseded_assessment_stays_readable_with_the_facts_it_rested_on(clerk, project):
    first = FeeAssessmentFactory(project=project)
    second = FeeAssessmentFactory(project=project)

    html = clerk.get(first.get_absolute_url()).content.decode()

    assert second.get_absolute_url() in html
    assert "8,600.00" in html


def test_money_is_remitted_up_to_what_is_left(clerk, project):
    receipt = ReceiptFactory(project=project, amount_yuan=Decimal("500000.00"))

    too_much = send(
        clerk, "remittance_new", receipt, remitted_on="2020-03-09", amount_yuan="500000.01"
    )
    sent = send(clerk, "remittance_new", receipt, remitted_on="2020-03-09", amount_yuan="350000.00")

    assert too_much.context["form"].errors["amount_yuan"] == ["At most 500000.00 yuan are left."]
    assert sent.url == receipt.get_absolute_url()
    assert receipt.unremitted_yuan == Decimal("150000.00")


def test_remittance_before_the_payment_is_an_error_at_its_field(clerk, project):
    receipt = ReceiptFactory(project=project, paid_on=date(2020, 3, 2))

    response = send(clerk, "remittance_new", receipt, remitted_on="2020-03-01", amount_yuan="1")

    assert set(response.context["form"].errors) == {"remitted_on"}


def test_refund_is_recorded_with_reason_and_document(clerk, project):
    receipt = ReceiptFactory(project=project, amount_yuan=Decimal("300000.00"))

    send(
        clerk,
        "refund_new",
        receipt,
        refunded_on="2020-10-12",
        amount_yuan="100000.00",
        reason="重复缴纳",
        document="退费决定〔2020〕3号",
    )

    assert receipt.refunded_yuan == Decimal("100000.00")


def test_receipt_is_voided_with_a_reason_and_offers_no_further_step(clerk, project):
    receipt = ReceiptFactory(project=project)

    send(clerk, "receipt_void", receipt, reason="金额录错")
    html = clerk.get(receipt.get_absolute_url()).content.decode()

    receipt.refresh_from_db()
    assert receipt.void_reason == "金额录错"
    assert reverse("projects:refund_new", args=[receipt.pk]) not in html


def test_voiding_an_allocated_receipt_is_refused_with_a_sentence(clerk, project):
    receipt = AllocationFactory(receipt=ReceiptFactory(project=project)).receipt

    response = clerk.post(
        reverse("projects:receipt_void", args=[receipt.pk]), {"reason": "录错"}, follow=True
    )

    assert "record a refund instead" in str(next(iter(response.context["messages"])))


def test_allocation_offers_only_receipts_of_the_project_with_money_left(clerk, project):
    gap = GapFactory(project=project, amount_yuan=Decimal("645000.00"))
    spent = ReceiptFactory(project=project, amount_yuan=Decimal("100000.00"))
    AllocationFactory(receipt=spent, gap=gap, amount_yuan=Decimal("100000.00"))
    free, _theirs = ReceiptFactory(project=project), ReceiptFactory()

    form = clerk.get(reverse("projects:allocation_new", args=[gap.pk])).context["form"]

    assert list(form.fields["receipt"].queryset) == [free]
    assert form["amount_yuan"].value() == Decimal("545000.00")


def test_allocation_is_limited_by_gap_receipt_and_day_at_its_fields(clerk, project):
    gap = GapFactory(project=project, amount_yuan=Decimal("645000.00"))
    receipt = ReceiptFactory(
        project=project, amount_yuan=Decimal("300000.00"), paid_on=date(2020, 10, 10)
    )

    over_gap = send(
        clerk,
        "allocation_new",
        gap,
        receipt=receipt.pk,
        amount_yuan="645000.01",
        allocated_on="2020-10-11",
    )
    over_receipt = send(
        clerk,
        "allocation_new",
        gap,
        receipt=receipt.pk,
        amount_yuan="300000.01",
        allocated_on="2020-10-09",
    )

    assert set(over_gap.context["form"].errors) == {"amount_yuan"}
    assert set(over_receipt.context["form"].errors) == {"amount_yuan", "allocated_on"}
    assert gap.allocations.count() == 0


def test_receipt_is_allocated_and_the_gap_shows_its_recovery(clerk, project):
    gap = GapFactory(project=project, amount_yuan=Decimal("645000.00"))
    receipt = ReceiptFactory(project=project, number="模0044")

    send(
        clerk,
        "allocation_new",
        gap,
        receipt=receipt.pk,
        amount_yuan="45000.00",
        allocated_on="2020-10-11",
    )
    html = clerk.get(gap.get_absolute_url()).content.decode()

    assert gap.balance == Decimal("600000.00")
    assert "模0044" in html


def test_gap_is_written_off_on_a_legal_basis_only(clerk, project):
    gap = GapFactory(project=project, amount_yuan=Decimal("45000.00"))
    fields = {"amount_yuan": "45000.00", "written_off_on": "2020-11-02"}

    refused = send(clerk, "write_off_new", gap, basis="", **fields)
    send(clerk, "write_off_new", gap, basis="裁定〔2020〕9号", **fields)
    html = clerk.get(gap.get_absolute_url()).content.decode()

    assert set(refused.context["form"].errors) == {"basis"}
    assert gap.balance == Decimal("0.00")
    assert reverse("projects:write_off_new", args=[gap.pk]) not in html
