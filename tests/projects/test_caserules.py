"""Each rule speaks of the paper or the money that breaks it, and of no sound one beside it."""

from datetime import date, timedelta

import pytest

from airdefense.casework.checkup.registry import RULES, moment_of
from projects.models import Allocation, FeeAssessment, FeeReduction, Project
from tests.factories.accounts import NOON, TODAY
from tests.factories.projects import (
    AllocationFactory,
    FeeAssessmentFactory,
    FeeReductionFactory,
    GapFactory,
    ProjectFactory,
    ReceiptFactory,
    RemittanceFactory,
    clerk_of,
)

pytestmark = pytest.mark.django_db


def days(n):
    return timedelta(days=n)


def broken(code, on=TODAY):
    """The cases that break a rule on a day."""
    return set(RULES[code].found(moment_of(on)))


def changed(case, **fields):
    type(case).objects.filter(pk=case.pk).update(**fields)
    return type(case).objects.get(pk=case.pk)


def an_old_assessment(**fields):
    """An assessment as a load wrote it, past what the actions demand."""
    project = ProjectFactory()
    facts = {
        "document": "旧核〔2019〕1号",
        "assessed_on": date(2019, 6, 10),
        "gross_yuan": 100,
        "payable_yuan": 100,
        "legal_payable_yuan": 100,
        "rate_document": "模拟费率〔2015〕1号",
        "recorded_at": NOON,
        "recorded_by": clerk_of(project),
    }
    return FeeAssessment.objects.create(project=project, **facts | fields)


def test_p01_money_counts_while_a_gap_is_open():
    gap = GapFactory()
    waiting = ReceiptFactory(project=gap.project, paid_on=gap.opened_on)
    ReceiptFactory(project=gap.project, paid_on=gap.opened_on - days(1))
    ReceiptFactory()

    assert broken("P01") == {waiting}


def test_p02_an_assessment_names_its_rate_document():
    wrong = an_old_assessment(rate_document="")
    FeeAssessmentFactory()

    assert broken("P02") == {wrong}


def test_p03_the_fee_is_assessed_once_the_project_is_approved():
    wrong = an_old_assessment(assessed_on=date(2019, 5, 31))
    an_old_assessment(assessed_on=date(2019, 6, 1))

    assert broken("P03") == {wrong}


def test_p04_money_counts_from_its_day_on():
    sound = AllocationFactory()
    early = ReceiptFactory(project=sound.gap.project, paid_on=TODAY)
    Allocation.objects.create(
        receipt=early,
        gap=sound.gap,
        amount_yuan=1,
        allocated_on=TODAY - days(1),
        recorded_at=NOON,
        recorded_by=clerk_of(sound.gap.project),
    )

    assert broken("P04") == {early}


def test_p05_money_goes_on_to_the_treasury():
    left = ReceiptFactory(paid_on=TODAY)
    receipt = ReceiptFactory(paid_on=TODAY)
    RemittanceFactory(receipt=receipt, amount_yuan=receipt.amount_yuan, remitted_on=TODAY)

    assert broken("P05", TODAY + days(30)) == set()
    assert broken("P05", TODAY + days(31)) == {left}


def test_p06_no_more_is_recovered_than_the_gap():
    sound = AllocationFactory()
    gap = GapFactory(project=sound.gap.project, amount_yuan=10)
    Allocation.objects.create(
        receipt=sound.receipt,
        gap=gap,
        amount_yuan=11,
        allocated_on=TODAY,
        recorded_at=NOON,
        recorded_by=clerk_of(gap.project),
    )

    assert broken("P06") == {gap}


def test_p07_a_reduction_says_its_ground():
    wrong = an_old_assessment(reduction_yuan=40, payable_yuan=60)
    FeeReductionFactory()

    assert broken("P07") == {wrong}


def test_p08_an_unlawful_reduction_opens_a_gap():
    wrong, answered = FeeReductionFactory().assessment, FeeReductionFactory().assessment
    GapFactory(project=answered.project)
    lawful = an_old_assessment(reduction_yuan=40, payable_yuan=60)
    FeeReduction.objects.create(
        assessment=lawful,
        code="R1",
        amount_yuan=40,
        approved_on=TODAY,
        document="批复",
        is_lawful=True,
    )

    assert broken("P08") == {wrong}


def test_p09_a_second_clerk_confirms_in_time():
    waiting = ProjectFactory()
    ProjectFactory(status="confirmed")
    ProjectFactory(status="withdrawn")

    assert broken("P09", TODAY + days(90)) == set()
    assert broken("P09", TODAY + days(91)) == {waiting}


def test_p10_a_project_has_buildings():
    bare = ProjectFactory()
    ProjectFactory(status="confirmed")
    ProjectFactory(status="withdrawn")

    assert broken("P10") == {bare}


def test_p11_offsite_construction_has_its_ground_and_its_paper():
    no_ground, no_paper, sound, _onsite = (ProjectFactory() for _n in range(4))
    offsite = {"is_offsite_approved": True}
    no_ground = changed(no_ground, offsite_document="批复", **offsite)
    no_paper = changed(no_paper, offsite_ground="A", **offsite)
    changed(sound, offsite_ground="A", offsite_document="批复", **offsite)

    assert broken("P11") == {no_ground, no_paper}


def test_every_rule_of_the_ledger_is_tested_here():
    rules = {code for code, rule in RULES.items() if rule.area == "projects"}

    assert len(rules) == 11
    assert RULES["P11"].subject.model is Project
