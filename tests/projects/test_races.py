"""Two clerks at the same moment never spend the same yuan and never get the same number."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import translation

from airdefense.casework.workflow import NotPossible
from projects.models import Allocation
from tests.factories.accounts import OrganisationFactory
from tests.factories.projects import (
    AllocationFactory,
    GapFactory,
    ProjectFactory,
    ReceiptFactory,
    clerk_of,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def at_once(*works):
    """Runs the works in threads of their own; a refusal is answered as its sentence."""

    def run(work):
        try:
            with translation.override("en"):
                return work()
        except NotPossible as refusal:
            return str(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result() for future in [pool.submit(run, work) for work in works]]


def test_one_receipt_is_not_allocated_twice_over():
    project = ProjectFactory()
    receipt = ReceiptFactory(project=project, amount_yuan=Decimal("300000.00"))
    gaps, clerk = [GapFactory(project=project) for _n in range(2)], clerk_of(project)

    answers = at_once(
        *(
            lambda gap=gap: AllocationFactory(
                receipt=receipt, gap=gap, amount_yuan=Decimal("200000.00"), by=clerk
            )
            for gap in gaps
        )
    )

    assert Allocation.objects.count() == 1
    assert sum("At most 100,000.00 yuan" in str(answer) for answer in answers) == 1


def test_two_projects_recorded_at_once_get_two_numbers():
    county = OrganisationFactory(code="540423")
    first = ProjectFactory(region=county)

    answers = at_once(
        *(
            lambda: (
                ProjectFactory(
                    authority=first.authority, developer=first.developer, by=first.recorded_by
                ).code
            )
            for _n in range(2)
        )
    )

    assert sorted(answers) == ["XM-540423-0002", "XM-540423-0003"]
