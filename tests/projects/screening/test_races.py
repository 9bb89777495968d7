"""A write beside the nightly run is neither lost nor registered twice."""

from decimal import Decimal

import pytest

from airdefense.accounts.models import system_user
from airdefense.casework.models import Event
from projects.models import Suspicion
from tests.factories.accounts import TODAY
from tests.factories.projects import ReceiptFactory, clerk_of
from tests.projects.screening.ledger import project_in, region_with_rates, screen
from tests.projects.test_races import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def offices():
    region = region_with_rates()
    offices = [project_in(region) for _n in range(4)]
    system_user()
    Suspicion.objects.all().delete()
    return offices


def test_runs_side_by_side_find_everything_once(offices):
    at_once(screen, lambda: screen(*offices[:2]), screen, lambda: screen(*offices[1:]))

    found = Suspicion.objects.order_by("project").values_list("project", "check_code", "status")
    assert list(found) == [(office.pk, "GAP", "open") for office in offices]
    appeared = Event.objects.filter(case_id__in=Suspicion.objects.values("pk"), name="appear")
    assert appeared.filter(case_type="projects.suspicion").count() == 4


def test_a_payment_during_a_run_counts_in_the_end(offices):
    office, clerk = offices[0], clerk_of(offices[0])

    def pay_and_screen():
        ReceiptFactory(project=office, amount_yuan=Decimal("290000.00"), paid_on=TODAY, by=clerk)
        return screen(office)

    at_once(screen, pay_and_screen, screen)

    assert Suspicion.objects.get(project=office, check_code="GAP").amount_yuan == 1000000
