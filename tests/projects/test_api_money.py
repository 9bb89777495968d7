"""The money of a project written through the JSON API: the same walls, the same actions."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from airdefense.accounts.roles import Role
from airdefense.casework.models import Event
from projects.models import (
    Allocation,
    Deferral,
    DemandNotice,
    FeeAssessment,
    Gap,
    Receipt,
    Refund,
    Remittance,
    WriteOff,
)
from projects.rules import RULES_VERSION
from tests.factories.accounts import OrganisationFactory
from tests.factories.projects import (
    OFFICE,
    DeferralFactory,
    DemandNoticeFactory,
    FeeAssessmentFactory,
    GapFactory,
    ProjectFactory,
    ReceiptFactory,
    clerk_of,
    publish,
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
    "gross_yuan": "1290000.00",
    "reductions": [
        {
            "code": "纪要",
            "amount_yuan": "645000.00",
            "approved_on": "2019-06-08",
            "document": "会议纪要〔2019〕模7号",
        }
    ],
}
DEMAND = {
    "number": "模缴通〔2019〕99号",
    "issued_on": "2019-07-01",
    "due_on": "2019-07-31",
    "amount_yuan": "100000.00",
}
DEFERRAL = {
    "document": "欠条〔2019〕模99号",
    "granted_on": "2019-08-01",
    "until_on": None,
    "amount_yuan": "100000.00",
    "basis": "",
}
GAP = {
    "kind": "payable_unpaid",
    "amount_yuan": "192000.00",
    "opened_on": "2020-09-01",
    "basis": "已核定未缴",
}
ROWS = (
    Receipt,
    FeeAssessment,
    Allocation,
    Refund,
    Remittance,
    DemandNotice,
    Deferral,
    Gap,
    WriteOff,
)


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


def get(client, project, noun):
    url = f"/api/v1/projects/{project.pk}/{noun}"
    return client.get(url if "?" in url else f"{url}/").json()


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


def write_off(gap, **changes):
    return {
        "gap": gap.pk,
        "amount_yuan": "45000.00",
        "written_off_on": "2020-10-12",
        "basis": "裁定〔2020〕模9号",
    } | changes


def bodies(project):
    """A body for each address that its clerk could write."""
    gap, receipt = GapFactory(project=project), ReceiptFactory(project=project)
    FeeAssessmentFactory(project=project)
    return {
        "receipts": RECEIPT,
        "assessments": ASSESSMENT,
        "demand_notices": DEMAND,
        "deferrals": DEFERRAL,
        "gaps": GAP,
        "write_offs": write_off(gap),
        "voids": {"receipt": receipt.pk, "reason": "录错"},
        "counter_entries": {"deferral": DeferralFactory(project=project).pk, "reason": "录错"},
        "allocations": allocation(gap, receipt),
        "refunds": refund(receipt),
        "remittances": remittance(receipt),
    }


WRITES = (
    "receipts",
    "assessments",
    "allocations",
    "refunds",
    "remittances",
    "demand_notices",
    "deferrals",
    "gaps",
    "write_offs",
    "voids",
    "counter_entries",
)


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
    publish(project.region)

    response = post(clerk, project, "assessments", ASSESSMENT | {"legal_payable_yuan": "1.00"})

    said = response.json()
    assert response.status_code == 201
    assert said["reductions"] == [ASSESSMENT["reductions"][0] | {"is_lawful": False}]
    assert (said["gross_yuan"], said["payable_yuan"]) == ("1290000.00", "645000.00")
    assert (said["required_g6_sqm"], said["legal_payable_yuan"]) == ("860.00", "1290000.00")
    assert said["snapshot"]["rules_version"] == RULES_VERSION
    assert (said["id"], said["supersedes"]) == (project.assessment.pk, first.pk)


def test_an_assessment_without_a_rate_on_its_day_is_a_conflict_that_names_it(clerk, project):
    publish(project.region, effective_from=date(2019, 6, 2))

    response = post(clerk, project, "assessments", ASSESSMENT)

    assert (response.status_code, response.json()["detail"]) == (
        409,
        f"no rate for {project.region.code}, G6 on 2019-06-01: add one with its document",
    )
    assert FeeAssessment.objects.count() == 0


def test_clerk_demands_defers_opens_a_gap_and_writes_it_off(clerk, project):
    FeeAssessmentFactory(project=project)

    demand = post(clerk, project, "demand_notices", DEMAND)
    deferral = post(clerk, project, "deferrals", DEFERRAL)
    gap = post(clerk, project, "gaps", GAP)
    given_up = post(clerk, project, "write_offs", write_off(Gap.objects.get()))

    answers = [demand, deferral, gap, given_up]
    assert [answer.status_code for answer in answers] == [201] * 4
    assert demand.json() | DEMAND == demand.json()
    assert deferral.json() | DEFERRAL == deferral.json()
    assert deferral.json()["is_lawful"] is False
    assert gap.json() | GAP == gap.json()
    assert Gap.objects.get().balance == Decimal("147000.00")
    assert [row["id"] for row in get(clerk, project, "demand_notices")] == [demand.json()["id"]]
    assert [row["id"] for row in get(clerk, project, "deferrals")] == [deferral.json()["id"]]


def test_clerk_voids_a_receipt_and_takes_a_row_back_with_a_reason(clerk, project):
    receipt, deferral = ReceiptFactory(project=project), DeferralFactory(project=project)

    void = post(clerk, project, "voids", {"receipt": receipt.pk, "reason": "录错"})
    taken = post(clerk, project, "counter_entries", {"deferral": deferral.pk, "reason": "录错"})

    counter = Deferral.objects.get(cancels=deferral)
    receipt.refresh_from_db()
    assert (void.status_code, receipt.void_reason) == (201, "录错")
    assert taken.json() == {"id": counter.pk, "cancels": deferral.pk, "reason": "录错"}


@pytest.mark.parametrize("named", [[], ["deferral", "demand_notice"]])
def test_a_counter_entry_names_exactly_one_row(clerk, project, named):
    rows = {
        "deferral": DeferralFactory(project=project).pk,
        "demand_notice": DemandNoticeFactory(project=project).pk,
    }

    body = {name: rows[name] for name in named} | {"reason": "录错"}
    response = post(clerk, project, "counter_entries", body)

    assert (response.status_code, response.json()["errors"]) == (
        400,
        {"non_field_errors": ["Name exactly one row to take back."]},
    )


def test_statement_tells_the_balance_of_a_past_day_with_its_movements(as_role, project):
    FeeAssessmentFactory(project=project, assessed_on=date(2019, 6, 10))
    ReceiptFactory(project=project, paid_on=date(2020, 3, 2), amount_yuan=Decimal("300000.00"))
    client = as_role(Role.INSPECTOR, project.region)

    before = get(client, project, "statement/?on=2020-03-01")
    now = get(client, project, "statement")
    future = client.get(f"/api/v1/projects/{project.pk}/statement/?on=2999-01-01")

    assert (before["paid_yuan"], before["arrears_yuan"]) == ("0.00", "1290000.00")
    assert [row["kind"] for row in before["movements"]] == ["assessment"]
    assert (now["paid_yuan"], now["arrears_yuan"]) == ("300000.00", "990000.00")
    assert (future.status_code, set(future.json()["errors"])) == (400, {"on"})


def test_assessments_are_read_by_other_roles(as_role, project):
    mine = FeeAssessmentFactory(project=project)
    FeeAssessmentFactory()
    client = as_role(Role.INSPECTOR, project.region)

    rows = client.get(f"/api/v1/projects/{project.pk}/assessments/").json()

    assert [(row["id"], row["gross_yuan"]) for row in rows] == [(mine.pk, "1290000.00")]
    assert rows[0]["reductions"] == []


def test_reductions_above_the_gross_fee_are_a_conflict(clerk, project):
    publish(project.region)

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
        ("write_offs", ["gap"]),
        ("voids", ["receipt"]),
        ("counter_entries", ["deferral"]),
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
            (theirs, answers[0].json()["errors"].items()),
            (unknown, answers[1].json()["errors"].items()),
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
            {"gross_yuan": "-1", "reductions": [{"code": "R1"}]},
            {"document", "assessed_on", "gross_yuan", "reductions"},
        ),
        ("allocations", {"amount_yuan": "x"}, {"gap", "receipt", "amount_yuan", "allocated_on"}),
        ("refunds", {}, {"receipt", "amount_yuan", "refunded_on", "reason", "document"}),
        ("remittances", {"amount_yuan": "1.001"}, {"receipt", "amount_yuan", "remitted_on"}),
        ("receipts", [1], {"non_field_errors"}),
        (
            "demand_notices",
            {"issued_on": "2999-01-01"},
            {"number", "issued_on", "due_on", "amount_yuan"},
        ),
        ("deferrals", {"amount_yuan": "0"}, {"document", "granted_on", "amount_yuan"}),
        ("gaps", {"kind": "x"}, {"kind", "amount_yuan", "opened_on", "basis"}),
        ("write_offs", {}, {"gap", "amount_yuan", "written_off_on", "basis"}),
        ("voids", {"receipt": 1}, {"receipt", "reason"}),
        ("counter_entries", {"deferral": 1}, {"deferral", "reason"}),
    ],
)
def test_every_wrong_field_is_named_at_once_and_nothing_is_written(
    clerk, project, noun, body, fields
):
    response = post(clerk, project, noun, body)

    assert (response.status_code, set(response.json()["errors"])) == (400, fields)
    assert counts() == [0] * len(ROWS)


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
