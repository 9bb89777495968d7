"""The power a lead is about: named inside the compartment, told to nobody else."""

import pytest

from airdefense.accounts.roles import Role
from airdefense.casework.models import Event
from airdefense.casework.workflow import NotAllowed
from leads import actions
from leads.models import LeadContent
from tests.factories.accounts import NOON
from tests.factories.inspections import a_crew, a_finding
from tests.factories.leads import Office, a_lead
from tests.factories.powers import a_power_list

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(db):
    return Office()


@pytest.fixture
def power(office):
    return a_power_list(office.city, status="in_force").powers.first()


def browser(as_role, user):
    client = as_role(Role.LEADERSHIP, user.organisation)
    client.force_login(user)
    return client


def test_the_officer_names_the_power_of_the_lead(office, power, as_role):
    lead = a_lead("in_disposal", office=office)
    client = browser(as_role, lead.handler)

    answer = client.post(f"/leads/{lead.pk}/power/", {"power": power.pk})
    page = client.get(f"/leads/{lead.pk}/")

    assert answer.headers["Location"] == lead.get_absolute_url()
    assert page.context["content"].power == power
    assert str(power) in page.content.decode()


def test_the_history_says_that_it_was_named_and_not_which(office, power):
    lead = a_lead("in_disposal", office=office)

    actions.name_power(lead=lead, power=power, by=lead.handler, at=NOON)
    actions.name_power(lead=lead, power=power, by=lead.handler, at=NOON)

    (event,) = Event.objects.of(lead).filter(name="name_power")
    assert (event.note, event.detail) == ("", {})


def test_nobody_outside_the_compartment_names_or_learns_it(office, power, as_role):
    lead = a_lead("in_disposal", office=office)
    actions.name_power(lead=lead, power=power, by=lead.handler, at=NOON)
    register = as_role(Role.CASE_SUPERVISION, office.city)

    with pytest.raises(NotAllowed):
        actions.name_power(lead=lead, power=None, by=register.user, at=NOON)

    assert register.get(f"/leads/{lead.pk}/power/").status_code == 403
    page = register.get(f"/leads/{lead.pk}/").content.decode()
    assert power.name not in page
    assert "Power named" not in page
    assert as_role(Role.INSPECTOR, office.city).get(f"/leads/{lead.pk}/power/").status_code == 404


def test_the_transfer_of_a_finding_begins_with_its_power(as_role):
    crew = a_crew()
    power = a_power_list(crew.county, status="in_force").powers.first()
    finding = a_finding(crew, status="approved", power=power)

    page = as_role(Role.TEAM_LEADER, crew.county).get(f"/leads/new/?finding={finding.pk}")

    assert page.context["form"].initial["power"] == power.pk
    assert LeadContent.objects.count() == 0
