from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airdefense.casework.models import Event
from projects.actions import matching, take_step, void_receipt
from projects.models import Difference, Permit
from projects.reconciliation.compare import areas_differ, names_differ, parties_differ
from projects.reconciliation.run import reconcile, reconcile_all
from tests.factories.accounts import NOON, OrganisationFactory
from tests.factories.projects import (
    FeeAssessmentFactory,
    PermitFactory,
    ProjectFactory,
    ReceiptFactory,
    RefundFactory,
    clerk_of,
)
from tests.factories.reconciliation import (
    DifferenceFactory,
    PaperFactory,
    TreasuryEntryFactory,
    finance_body,
)

pytestmark = pytest.mark.django_db
AREA = Decimal("8600.00")


@pytest.fixture
def project():
    """Planned, decided, permitted and paid, without a contradiction."""
    project = ProjectFactory(name="聚晟苑二期", status="confirmed")
    for kind, day in (("planning", 1), ("basement", 5), ("construction", 20)):
        PermitFactory(project=project, kind=kind, number=f"{kind}-1", issued_on=date(2019, 6, day))
    Permit.objects.filter(kind="basement").update(area_sqm=None, basement_sqm=Decimal("860.00"))
    return project


def found(project):
    reconcile(at=NOON, project_ids=[project.pk])
    rows = Difference.objects.standing().filter(project=project).order_by("pk")
    return [row.kind for row in rows]


def one(kind):
    return Difference.objects.get(kind=kind)


def said(kind):
    return [(row["department"], row["value"]) for row in one(kind).facts["said"]]


def test_papers_that_agree_leave_no_difference(project):
    assert found(project) == []


def test_a_construction_permit_without_a_planning_permit_is_told():
    project = ProjectFactory()
    PermitFactory(project=project, kind="basement", number="b-1")

    assert found(project) == ["no_planning"]
    assert said("no_planning")[0] == ("planning", None)


def test_a_permitted_project_without_a_decision_and_without_an_assessment_is_told():
    project = ProjectFactory()
    PermitFactory(project=project, kind="planning", number="p-1", area_sqm=None)

    assert found(project) == ["no_decision"]
    FeeAssessmentFactory(project=project)
    assert found(project) == ["no_payment"]


def test_a_fee_that_was_never_paid_is_told_with_its_amount(project):
    FeeAssessmentFactory(project=project)

    assert found(project) == ["no_payment"]
    assert one("no_payment").amount_yuan == Decimal("1290000.00")
    ReceiptFactory(project=project)
    assert found(project) == []


def test_areas_are_compared_beyond_the_tolerance_only(project):
    Permit.objects.filter(kind="construction").update(area_sqm=Decimal("8680.00"))
    assert found(project) == []

    Permit.objects.filter(kind="construction").update(area_sqm=Decimal("8700.00"))

    assert found(project) == ["area"]
    assert said("area") == [
        ("planning", "8600.00"),
        ("housing", "8700.00"),
        ("air_defence", "8600.00"),
    ]
    assert one("area").facts["departments"] == ["air_defence", "housing", "planning"]


def test_the_basement_of_the_decision_and_of_the_completion_are_compared(project):
    PermitFactory(
        project=project,
        kind="completion",
        number="c-1",
        issued_on=date(2020, 6, 1),
        area_sqm=None,
        basement_sqm=Decimal("400.00"),
    )

    assert found(project) == ["area"]


def test_another_phase_on_a_paper_is_another_name(project):
    Permit.objects.filter(kind="planning").update(stated_name="聚晟苑（2期）")
    assert found(project) == []

    Permit.objects.filter(kind="planning").update(stated_name="聚晟苑三期")

    assert found(project) == ["name"]
    assert said("name") == [("air_defence", "聚晟苑二期"), ("planning", "聚晟苑三期")]


def test_another_developer_on_a_paper_is_told(project):
    Permit.objects.filter(kind="planning").update(stated_developer="天和商贸有限公司")

    assert found(project) == ["developer"]


def test_built_before_it_was_permitted_is_out_of_order(project):
    Permit.objects.filter(kind="basement").update(issued_on=date(2019, 8, 1))

    assert found(project) == ["order"]
    assert one("order").facts["pairs"] == [["basement", "construction"]]


def test_a_receipt_is_missed_only_where_the_treasury_files_reach(project):
    receipt = ReceiptFactory(project=project, paid_on=date(2020, 3, 2))
    assert found(project) == []
    body = finance_body(project.region)
    TreasuryEntryFactory(source=body, paid_on=date(2020, 1, 1), amount_yuan=1)
    TreasuryEntryFactory(source=body, paid_on=date(2020, 3, 1), amount_yuan=1)
    assert found(project) == []

    TreasuryEntryFactory(source=body, paid_on=date(2020, 6, 1), amount_yuan=1)

    assert found(project) == ["not_in_treasury"]
    assert one("not_in_treasury").receipt == receipt
    void_receipt(receipt=receipt, reason="entered twice", by=clerk_of(project), at=NOON)
    assert found(project) == []


def test_amounts_that_differ_are_told_and_a_net_refund_is_none(project):
    receipt = ReceiptFactory(project=project, paid_on=date(2020, 3, 2))
    entry = TreasuryEntryFactory(
        region=project.region,
        number=receipt.number,
        paid_on=receipt.paid_on,
        amount_yuan=Decimal("200000.00"),
        payer=receipt.payer,
        receipt=receipt,
    )

    assert found(project) == ["amount"]
    assert one("amount").amount_yuan == Decimal("100000.00")
    RefundFactory(receipt=receipt, amount_yuan=Decimal("100000.00"))
    assert found(project) == []
    assert entry.receipt == receipt


def test_a_line_that_repeats_another_is_told_once_and_not_as_an_amount(project):
    receipt = ReceiptFactory(project=project, paid_on=date(2020, 3, 2))
    body = finance_body(project.region)
    for day in (2, 3):
        TreasuryEntryFactory(
            source=body,
            number=receipt.number,
            paid_on=date(2020, 3, day),
            amount_yuan=receipt.amount_yuan,
            receipt=receipt,
        )

    assert found(project) == ["twice"]


def test_a_line_the_ledger_does_not_know_belongs_to_its_department():
    entry = TreasuryEntryFactory()

    reconcile(at=NOON, entry_ids=[entry.pk])

    row = one("not_in_ledger")
    assert (row.authority, row.region, row.amount_yuan) == (
        entry.source,
        entry.source.region,
        entry.amount_yuan,
    )


def test_a_number_used_twice_by_the_treasury_is_told_of_the_later_line():
    first = TreasuryEntryFactory(number="财1")
    second = TreasuryEntryFactory(source=first.source, number="财1", amount_yuan=Decimal("5.00"))

    reconcile(at=NOON, entry_ids=[first.pk, second.pk])

    assert one("twice").treasury_entry == second


def test_a_number_used_in_two_projects_is_told_of_the_later_paper(project):
    first = project.permits.get(kind="planning")
    other = ProjectFactory(name="天和商贸城", authority=project.authority)
    PermitFactory(project=other, kind="planning", number=first.number, issued_by=first.issued_by)

    assert found(project) == []
    assert found(other) == ["no_decision", "twice"]


def test_a_paper_without_a_project_is_told_until_it_has_one(project):
    difference = DifferenceFactory(region=project.region)

    assert (difference.kind, difference.facts["stated"]["name"]) == ("no_project", "滨江花园")
    matching.assign(permit=difference.permit, project=project, by=clerk_of(project), at=NOON)
    difference.refresh_from_db()
    assert not difference.is_standing


def test_a_withdrawn_project_has_no_differences(project):
    FeeAssessmentFactory(project=project)
    assert found(project) == ["no_payment"]

    take_step(project, "withdraw", by=clerk_of(project), at=NOON, note="entered twice")

    assert found(project) == []


def test_an_explained_difference_returns_only_when_its_facts_change(project):
    FeeAssessmentFactory(project=project)
    found(project)
    office = clerk_of(project)
    row = matching.take_difference_step(
        one("no_payment"), "explain", by=office, at=NOON, note="put off by law"
    )

    reconcile_all(at=NOON)
    row.refresh_from_db()
    assert row.status == "explained"
    FeeAssessmentFactory(project=project, document="模核〔2020〕9号", gross_yuan=Decimal("5.00"))
    reconcile_all(at=NOON)

    row.refresh_from_db()
    assert (row.status, row.amount_yuan) == ("open", Decimal("5.00"))
    names = Event.objects.of(row).order_by("pk").values_list("name", flat=True)
    assert list(names) == ["appear", "explain", "change", "return"]


def test_a_second_run_over_the_ledger_changes_nothing(project):
    FeeAssessmentFactory(project=project)
    TreasuryEntryFactory(region=project.region)
    PaperFactory(region=project.region)
    reconcile_all(at=NOON)
    rows, events = list(Difference.objects.order_by("pk").values()), Event.objects.count()

    report = reconcile_all(at=NOON).as_json()

    assert report["differences"] == {
        "appeared": 0,
        "changed": 0,
        "lapsed": 0,
        "returned": 0,
        "same": 3,
    }
    assert list(Difference.objects.order_by("pk").values()) == rows
    assert Event.objects.count() == events


def test_a_file_touches_only_the_projects_concerned(project):
    FeeAssessmentFactory(project=project)
    other = ProjectFactory(name="天和商贸城", authority=project.authority)
    FeeAssessmentFactory(project=other)
    permit = project.permits.get(kind="planning")

    report = reconcile(at=NOON, permit_ids=[permit.pk])

    assert report.projects == 1
    assert [row.project for row in Difference.objects.all()] == [project]


def test_comparing_costs_the_same_queries_however_many_projects(django_assert_max_num_queries):
    authority = OrganisationFactory(parent=OrganisationFactory(), housing=True)
    projects = [ProjectFactory(authority=authority) for _ in range(6)]
    for project in projects:
        PermitFactory(project=project, kind="planning", number=f"p-{project.pk}")
        FeeAssessmentFactory(project=project)
        ReceiptFactory(project=project)

    with django_assert_max_num_queries(42):
        reconcile(at=NOON, project_ids=[project.pk for project in projects])

    assert Difference.objects.count() == 0


SQM = st.decimals(0, 100_000, places=2)


@given(SQM, SQM)
def test_areas_differ_in_both_directions_alike_and_never_from_themselves(one_sqm, other):
    assert areas_differ(one_sqm, other) == areas_differ(other, one_sqm)
    assert not areas_differ(one_sqm, one_sqm)
    assert not areas_differ(one_sqm, None)


def test_names_and_parties_are_compared_in_their_usual_spelling():
    assert not names_differ("云溪苑（一期）", "玉溪市云溪苑1期")
    assert not names_differ("", "云溪苑")
    assert names_differ("云溪苑一期", "云溪苑二期")
    assert not parties_differ(("91530402MA6TE1T08E", "甲公司"), ("91530402ma6te1t08e", "乙公司"))
    assert parties_differ(("91530402MA6TE1T08E", "甲公司"), ("11530402000000000X", "甲公司"))
