"""Payments out of a file: into the ledger, of a project that is certain or chosen."""

from datetime import date
from decimal import Decimal

import pytest

from airdefense.exchange.importing.problems import Refusal
from projects import actions
from projects.models import Receipt
from tests.factories.projects import (
    AllocationFactory,
    DeveloperFactory,
    PermitFactory,
    ProjectFactory,
    ReceiptFactory,
    clerk_of,
)
from tests.projects.imports.files import AT, CREDIT, Clerk, a_city, problems, the, verdicts
from tests.projects.imports.tables import ledger

HOUSING = "通海县住房和城乡建设局"
PAYMENT = {"number": "0053412345", "paid_on": date(2020, 3, 2), "amount_yuan": "30万元"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    a_city()
    return Clerk(the("通海县"), "receipts")


@pytest.fixture
def project(clerk):
    developer = DeveloperFactory(name="玉溪模拟置业有限公司", credit_code=CREDIT)
    code = "2019-530423-47-03-000123"
    return ProjectFactory(
        authority=the(HOUSING), name="云溪苑", developer=developer, national_code=code
    )


def by_number(project):
    return {"code": project.code}


def by_project_code(project):
    return {"national_code": project.national_code}


def by_permit(project):
    PermitFactory(project=project, number="建字第〔2019〕12号")
    return {"permit_number": "建字第(2019)12号"}


def by_credit_code_and_name(project):
    return {"credit_code": CREDIT, "name": "云溪苑"}


@pytest.mark.parametrize("named", [by_number, by_project_code, by_permit, by_credit_code_and_name])
def test_a_payment_finds_its_project_by_each_key(clerk, project, named):
    clerk.bring(PAYMENT | named(project))

    receipt = Receipt.objects.get()
    assert (receipt.project, receipt.number) == (project, "0053412345")
    assert receipt.amount_yuan == Decimal("300000.00")
    assert (receipt.payer, receipt.recorded_by) == ("玉溪模拟置业有限公司", clerk.user)


def test_a_likely_project_is_offered_and_taken_by_a_person_only(clerk, project):
    batch = clerk.check(PAYMENT | {"name": "云溪苑小区", "payer": "玉溪模拟置业有限公司"})
    offered = batch.rows.get()

    clerk.decide(offered, project.pk)
    clerk.apply(batch)

    assert offered.verdict == "choose"
    assert [one["pk"] for one in offered.suggestions] == [project.pk]
    assert Receipt.objects.get().project == project


def test_a_payment_cannot_be_of_no_project(clerk, project):
    batch = clerk.check(PAYMENT | {"name": "云溪苑小区", "payer": "玉溪模拟置业有限公司"})

    with pytest.raises(Refusal):
        clerk.decide(batch.rows.get(), "new")


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"name": "从未听说"}, (2, "name", "project_unknown")),
        ({"name": None}, (2, "name", "project_not_named")),
        ({"code": "XM-530423-9999"}, (2, "code", "no_such_project")),
    ],
)
def test_a_payment_without_a_project_says_what_is_missing(clerk, project, cells, problem):
    batch = clerk.check(PAYMENT | cells)

    assert problems(batch) == [problem]


def test_a_clerk_may_name_the_project_by_its_number_in_the_column_of_names(clerk, project):
    batch = clerk.check(PAYMENT | {"name": "从未听说"})

    clerk.correct(batch.rows.get(), "name", project.code)
    clerk.apply(batch)

    assert Receipt.objects.get().project == project


def test_a_project_out_of_reach_is_told_like_one_that_does_not_exist(clerk):
    other = ProjectFactory()

    batch = clerk.check(PAYMENT | {"code": other.code})

    assert problems(batch) == [(2, "code", "no_such_project")]


def test_the_same_file_again_changes_nothing(clerk, project):
    clerk.bring(PAYMENT | {"code": project.code})

    batch = clerk.check(
        PAYMENT | {"code": project.code}, PAYMENT | {"number": "2", "name": "云溪苑"}
    )

    assert batch.rows.earliest("pk").verdict == "same"


def test_a_recorded_receipt_is_never_edited_by_a_file(clerk, project):
    clerk.bring(PAYMENT | {"code": project.code})

    batch = clerk.check(PAYMENT | {"code": project.code, "amount_yuan": 1})

    assert problems(batch) == [(2, "amount_yuan", "receipt_differs")]


def test_a_receipt_number_is_taken_once_in_the_ledger_and_in_the_file(clerk, project):
    ReceiptFactory(number="777")

    batch = clerk.check(
        PAYMENT | {"code": project.code, "number": "777"},
        PAYMENT | {"code": project.code},
        PAYMENT | {"code": project.code, "amount_yuan": 5},
    )

    assert problems(batch) == [(2, "number", "receipt_taken"), (4, "", "repeated")]


def test_a_payment_is_above_zero_and_has_come(clerk, project):
    batch = clerk.check(
        PAYMENT | {"code": project.code, "amount_yuan": 0, "paid_on": date(2027, 1, 1)},
        PAYMENT | {"code": project.code, "number": "8", "amount_yuan": "-5"},
    )

    assert problems(batch) == [
        (2, "paid_on", "in_future"),
        (2, "amount_yuan", "too_small"),
        (3, "amount_yuan", "negative"),
    ]


def test_a_payment_of_a_withdrawn_project_is_told(clerk, project):
    actions.take_step(project, "withdraw", by=clerk_of(project), at=AT, note="twice")

    batch = clerk.check(PAYMENT | {"code": project.code})

    assert problems(batch) == [(2, "", "project_withdrawn")]


def test_payments_are_taken_back(clerk, project):
    before = ledger()
    batch = clerk.bring(PAYMENT | {"code": project.code})

    clerk.undo(batch)

    assert ledger() == before


def test_a_payment_that_was_allocated_is_kept(clerk, project):
    batch = clerk.bring(PAYMENT | {"code": project.code})
    AllocationFactory(receipt=Receipt.objects.get())

    blocked = batch.import_kind.blocked(list(batch.rows.all()), user=clerk.user)

    assert [reason for reason, _params in blocked.values()] == ["later_work"]


def test_a_payment_that_was_voided_is_kept(clerk, project):
    batch = clerk.bring(PAYMENT | {"code": project.code})
    actions.void_receipt(receipt=Receipt.objects.get(), reason="twice", **clerk.told)

    blocked = batch.import_kind.blocked(list(batch.rows.all()), user=clerk.user)

    assert [reason for reason, _params in blocked.values()] == ["voided_since"]


def test_a_voided_number_may_be_brought_again(clerk, project):
    clerk.bring(PAYMENT | {"code": project.code})
    actions.void_receipt(receipt=Receipt.objects.get(), reason="wrong", **clerk.told)

    batch = clerk.check(PAYMENT | {"code": project.code, "amount_yuan": 5})

    assert verdicts(batch) == ["create"]
