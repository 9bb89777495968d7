"""The money of a project written through the JSON API: the same walls, the same actions."""

from decimal import Decimal

import pytest
from django.test import Client

from airdefense.accounts.roles import Role
from airdefense.casework.models import Event
from projects.models import Allocation, FeeAssessment, Receipt, Refund, Remittance
from tests.factories.accounts import OrganisationFactory
from tests.factories.projects import (
    OFFICE,
    FeeAssessmentFactory,
    GapFactory,
    ProjectFactory,
    ReceiptFactory,
    clerk_of,
)

pytestmark = pytest.mark.django_db

RECEIPT = {
    "number": "模000099",
    "paid_on": "2020-03-02",
    "amount_yuan": "300000.00",
    "payer": "模拟建设单位",
}
ASSESSMENT = {
    "document": "模核〔2019〕99号",
    "assessed_on": "2019-06-10",
    "required_g6_sqm": "860.00",
    "gross_yuan": "1290000.00",
    "legal_payable_yuan": "1290000.00",
    "rate_document": "模拟费率〔2015〕1号",
    "reductions": [
        {
            "code": "纪要",
            "amount_yuan": "645000.00",
            "approved_on": "2019-06-08",
            "document": "会议纪要〔2019〕模7号",
            "is_lawful": False,
        }
    ],
}
WRITES = ("receipts", "assessments", "allocations", "refunds", "remittances")
ROWS = (Receipt, FeeAssessment, Allocation, Refund, Remittance)


@pytest.fixture
def project():
    """A project with one county above it and a sibling county beside."""
    county = OrganisationFactory(parent=OrganisationFactory(city=True))
    return ProjectFactory(region=county, buildings=[OFFICE])


def signed_in(user):
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


@pytest.fixture
def clerk(project):
    return signed_in(clerk_of(project))


def post(client, project, noun, body):
    url = f"/api/v1/projects/{project.pk}/{noun}/"
    return client.post(url, body, content_type="application/json")


def allocation(gap, receipt, **changes):
    return {
        "gap": gap.pk,
        "receipt": receipt.pk,
        "amount_yuan": "100000.00",
        "allocated_on": "2020-10-12",
    } | changes


def refund(receipt, **changes):
    return {
        "receipt": receipt.pk,
        "amount_yuan": "100000.00",
        "refunded_on": "2020-10-12",
        "reason": "重复缴纳",
        "document": "退费决定〔2020〕模3号",
    } | changes


def remittance(receipt, **changes):
    return {
        "receipt": receipt.pk,
        "amount_yuan": "100000.00",
        "remitted_on": "2020-03-09",
    } | changes


def bodies(project):
    """A body for each address that its clerk could write."""
    gap, receipt = GapFactory(project=project), ReceiptFactory(project=project)
    return {
        "receipts": RECEIPT,
        "assessments": ASSESSMENT,
        "allocations": allocation(gap, receipt),
        "refunds": refund(receipt),
        "remittances": remittance(receipt),
    }


def counts():
    return [model.objects.count() for model in ROWS]


def test_clerk_records_a_payment(clerk, project):
    response = post(clerk, project, "receipts", RECEIPT)

    receipt = Receipt.objects.get()
    assert response.status_code == 201
    assert response.json() == RECEIPT | {
        "id": receipt.pk,
        "voided_at": None,
        "to_allocate_yuan": "300000.00",
        "to_remit_yuan": "300000.00",
    }
    assert receipt.project == project
    assert Event.objects.of(project).filter(name="record_receipt").count() == 1


def test_a_number_recorded_already_is_a_conflict(clerk, project):
    ReceiptFactory(project=ProjectFactory(), number=RECEIPT["number"])

    response = post(clerk, project, "receipts", RECEIPT)

    assert (response.status_code, response.json()["detail"]) == (
        409,
        "The receipt 模000099 is recorded already: check the number.",
    )
    assert Receipt.objects.count() == 1


def test_clerk_records_an_assessment_with_its_reductions(clerk, project):
    first = FeeAssessmentFactory(project=project)

    response = post(clerk, project, "assessments", ASSESSMENT)

    said = response.json()
    assert response.status_code == 201
    assert {name: said[name] for name in ASSESSMENT} == ASSESSMENT
    assert (said["reduction_yuan"], said["payable_yuan"]) == ("645000.00", "645000.00")
    assert (said["id"], said["supersedes"]) == (project.assessment.pk, first.pk)


def test_assessments_are_read_by_other_roles(as_role, project):
    mine = FeeAssessmentFactory(project=project)
    FeeAssessmentFactory()
    client = as_role(Role.INSPECTOR, project.region)

    rows = client.get(f"/api/v1/projects/{project.pk}/assessments/").json()

    assert [(row["id"], row["gross_yuan"]) for row in rows] == [(mine.pk, "1290000.00")]
    assert rows[0]["reductions"] == []


def test_reductions_above_the_gross_fee_are_a_conflict(clerk, project):
    response = post(clerk, project, "assessments", ASSESSMENT | {"gross_yuan": "600000.00"})

    assert (response.status_code, response.json()["detail"]) == (
        409,
        "The reductions of 645,000.00 yuan exceed the gross fee of 600,000.00 yuan.",
    )
    assert FeeAssessment.objects.count() == 0


def test_clerk_allocates_refunds_and_remits(clerk, project):
    gap, receipt = GapFactory(project=project), ReceiptFactory(project=project)

    responses = [
        post(clerk, project, "allocations", allocation(gap, receipt)),
        post(clerk, project, "refunds", refund(receipt)),
        post(clerk, project, "remittances", remittance(receipt)),
    ]

    allocated, refunded = Allocation.objects.get(), Refund.objects.get()
    remitted = Remittance.objects.get()
    assert [response.status_code for response in responses] == [201, 201, 201]
    assert [response.json() for response in responses] == [
        {"id": allocated.pk} | allocation(gap, receipt),
        {"id": refunded.pk} | refund(receipt),
        {"id": remitted.pk} | remittance(receipt),
    ]
    assert (gap.balance, receipt.unallocated_yuan, receipt.unremitted_yuan) == (
        Decimal("545000.00"),
        Decimal("100000.00"),
        Decimal("100000.00"),
    )


@pytest.mark.parametrize("noun", ["allocations", "refunds", "remittances"])
def test_more_than_the_receipt_holds_is_a_conflict(clerk, project, noun):
    body = bodies(project)[noun] | {"amount_yuan": "300000.01"}

    response = post(clerk, project, noun, body)

    assert response.status_code == 409
    assert response.json()["detail"].startswith("At most 300,000.00 yuan of the receipt ")


@pytest.mark.parametrize(
    ("noun", "fields"),
    [
        ("allocations", ["gap", "receipt"]),
        ("refunds", ["receipt"]),
        ("remittances", ["receipt"]),
    ],
)
def test_rows_of_another_project_look_like_unknown_ones(clerk, project, noun, fields):
    other = ProjectFactory(authority=project.authority)
    theirs, own = bodies(other)[noun], bodies(project)[noun]
    unknown = own | dict.fromkeys(fields, 999_999_999)

    answers = [post(clerk, project, noun, body) for body in (theirs, unknown)]

    said = [
        {name: [line.replace(str(body[name]), "N") for line in lines] for name, lines in rows}
        for body, rows in (
            (theirs, answers[0].json().items()),
            (unknown, answers[1].json().items()),
        )
    ]
    assert [answer.status_code for answer in answers] == [400, 400]
    assert (list(said[0]), said[0]) == (fields, said[1])


@pytest.mark.parametrize(
    ("noun", "body", "fields"),
    [
        (
            "receipts",
            {"paid_on": "2999-01-01", "amount_yuan": "0"},
            {"number", "paid_on", "amount_yuan", "payer"},
        ),
        (
            "assessments",
            {"gross_yuan": "-1", "required_g6_sqm": "-1", "reductions": [{"code": "R1"}]},
            {
                "document",
                "assessed_on",
                "required_g6_sqm",
                "gross_yuan",
                "legal_payable_yuan",
                "rate_document",
                "reductions",
            },
        ),
        ("allocations", {"amount_yuan": "x"}, {"gap", "receipt", "amount_yuan", "allocated_on"}),
        ("refunds", {}, {"receipt", "amount_yuan", "refunded_on", "reason", "document"}),
        ("remittances", {"amount_yuan": "1.001"}, {"receipt", "amount_yuan", "remitted_on"}),
        ("receipts", [1], {"non_field_errors"}),
    ],
)
def test_every_wrong_field_is_named_at_once_and_nothing_is_written(
    clerk, project, noun, body, fields
):
    response = post(clerk, project, noun, body)

    assert (response.status_code, set(response.json())) == (400, fields)
    assert counts() == [0, 0, 0, 0, 0]


def test_a_sibling_county_finds_no_address_to_write_to(project):
    sibling = ProjectFactory(region=OrganisationFactory(parent=project.region.parent))
    client, ready = signed_in(clerk_of(sibling)), bodies(project)
    before = counts()

    answers = {noun: post(client, project, noun, ready[noun]).status_code for noun in WRITES}

    assert answers == dict.fromkeys(WRITES, 404)
    assert counts() == before


@pytest.mark.parametrize("is_complete", [True, False])
def test_another_role_is_refused_whatever_the_body_says(as_role, project, is_complete):
    client, ready = as_role(Role.INSPECTOR, project.region), bodies(project)
    before = counts()

    answers = {
        noun: post(client, project, noun, ready[noun] if is_complete else {}).status_code
        for noun in WRITES
    }

    assert answers == dict.fromkeys(WRITES, 403)
    assert counts() == before


def test_a_withdrawn_project_takes_no_money(project):
    withdrawn = ProjectFactory(authority=project.authority, status="withdrawn")

    response = post(signed_in(clerk_of(withdrawn)), withdrawn, "receipts", RECEIPT)

    assert (response.status_code, response.json()["detail"]) == (
        409,
        f"{withdrawn} is withdrawn: reinstate it first.",
    )
