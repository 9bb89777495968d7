import pytest

from leads.workflow import CaseStatus, LeadStatus
from tests.factories.leads import CASE_STEPS_TO, STEPS_TO, a_case, a_lead

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("status", LeadStatus.values)
def test_every_status_of_a_lead_is_reached_by_steps(status):
    assert a_lead(status).status == status


@pytest.mark.parametrize("status", CaseStatus.values)
def test_every_status_of_a_case_is_reached_by_steps(status):
    assert a_case(status).status == status


def test_the_paths_cover_every_status():
    assert set(STEPS_TO) == set(LeadStatus.values)
    assert set(CASE_STEPS_TO) == set(CaseStatus.values)
