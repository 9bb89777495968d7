"""The way from the problem to the sanction, for the boards: the same leads at every stage."""

from datetime import timedelta

import pytest

from airdefense.accounts.roles import Role
from airdefense.reports.figures import FIGURES
from leads import actions
from leads.models import LeadSource, OutcomeKind
from tests.factories.accounts import NOON, TODAY, person
from tests.factories.inspections import a_crew, a_finding
from tests.factories.leads import Office, a_case, a_lead

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
FUNNEL = ("N01", "N02", "N03")


def rows(code, day=TODAY):
    return list(FIGURES[code].rows(day).order_by("pk"))


@pytest.fixture
def office():
    return Office()


@pytest.fixture
def of_problems(office):
    """Leads that were written up from a finding, in the order asked for."""
    crew = a_crew(office.county)

    def make(*statuses):
        for number, status in enumerate(statuses):
            finding = a_finding(crew, status="approved")
            yield a_lead(status, office=office, finding=finding, letter_number=f"F{number}")

    return make


def test_problems_become_leads_when_transferred_and_not_when_returned(office, of_problems):
    transferred, disposed, _returned = of_problems("transferred", "disposed", "returned")
    a_lead("registered", office=office, source=LeadSource.PETITION, by=office.clerk)

    assert rows("N01") == [transferred, disposed]
    assert rows("N01", TODAY - DAY) == []


def test_only_leads_of_problems_with_a_case_filed_by_the_day_count_on(office, of_problems):
    filed, later, _plain = of_problems("in_disposal", "in_disposal", "registered")
    a_case("investigation", lead=filed)
    a_case("trial", lead=later, at=NOON + DAY)
    a_case("investigation", lead=a_lead("in_disposal", office=office))

    assert rows("N02") == [filed]
    assert rows("N02", TODAY + DAY) == [filed, later]


def test_a_lead_counts_once_however_many_sanctions_followed(office, of_problems):
    (lead,) = of_problems("in_disposal")
    case = a_case("investigation", lead=lead)
    facts = {"person": lead.persons.get(), "measure": "warning", "case": case}
    for document, kind in (
        ("D1", OutcomeKind.FIRST_FORM),
        ("D2", OutcomeKind.PARTY_SANCTION),
        ("D3", OutcomeKind.GOV_SANCTION),
    ):
        on = TODAY if kind == OutcomeKind.FIRST_FORM else TODAY + DAY
        told = {"kind": kind, "document": document, "effective_on": on}
        actions.record_outcome(by=office.officer, at=NOON + 3 * DAY, **told, **facts)

    assert rows("N03") == []
    assert rows("N03", TODAY + DAY) == [lead]


def test_which_leads_went_on_to_a_case_only_their_compartment_sees(office):
    registrar = person(Role.CASE_SUPERVISION, office.commission)
    lead = a_lead("in_disposal", office=office)

    assert lead in FIGURES["N01"].readable(registrar)
    assert lead not in FIGURES["N02"].readable(registrar)
    assert lead not in FIGURES["N03"].readable(registrar)


@pytest.mark.parametrize("code", FUNNEL)
def test_counts_of_leads_are_confidential(code):
    assert FIGURES[code].is_confidential
