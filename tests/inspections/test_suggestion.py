"""What the ledger and the statute suggest as the first words of a finding."""

from datetime import date
from decimal import Decimal

import pytest

from inspections.forms import suggestion
from projects.actions import assess, record_receipt
from tests.factories.accounts import NOON, TODAY
from tests.factories.inspections import a_finding


def a_reduced_project(crew):
    """E16: half of the fee given up by minutes, the other half paid."""
    project = crew.project(name="锦屏商业中心")
    clerk = project.recorded_by
    assess(
        project=project,
        by=clerk,
        at=NOON,
        document="核定〔2019〕1号",
        assessed_on=date(2019, 9, 18),
        gross_yuan=Decimal("1290000.00"),
        legal_payable_yuan=Decimal("1290000.00"),
        rate_document="费率〔2015〕1号",
        reductions=[
            {
                "code": "招商",
                "amount_yuan": Decimal("645000.00"),
                "approved_on": date(2019, 9, 1),
                "document": "纪要〔2019〕7号",
                "is_lawful": False,
            }
        ],
    )
    record_receipt(
        project=project,
        number="0001",
        paid_on=date(2019, 12, 4),
        amount_yuan=Decimal("600000.00"),
        payer="payer",
        by=clerk,
        at=NOON,
    )
    return project


@pytest.mark.django_db
def test_a_finding_starts_with_category_amount_words_and_citation(crew):
    project = a_reduced_project(crew)

    assert suggestion(project, TODAY) == {
        "project": project.code,
        "unit": crew.authority.pk,
        "method": "files",
        "category": "illegal_reduction",
        "amount_yuan": Decimal("645000.00"),
        "title": "锦屏商业中心: Unlawful reduction",
        "description": (
            "核定〔2019〕1号 of 2019-09-18 grants a reduction of 645,000.00 yuan without lawful "
            "ground; payable by law are 1,290,000.00 yuan. Paid so far: 600,000.00 yuan."
        ),
        "basis": "核定〔2019〕1号; rate by 费率〔2015〕1号",
        "process": (
            f"On {TODAY} the ledger of assessments and receipts kept by {crew.authority} was "
            "read; the fee was computed anew by 费率〔2015〕1号 and laid against what was paid."
        ),
    }


@pytest.mark.django_db
def test_what_was_found_already_is_not_suggested_again(crew):
    project = a_reduced_project(crew)
    a_finding(crew, project=project, category="illegal_reduction")

    found = suggestion(project, TODAY)

    assert (found["category"], found["amount_yuan"]) == ("payable_unpaid", Decimal("45000.00"))


@pytest.mark.django_db
def test_a_project_never_assessed_suggests_no_amount(crew):
    assert suggestion(crew.project(), TODAY).keys() == {"project", "unit", "method", "process"}
