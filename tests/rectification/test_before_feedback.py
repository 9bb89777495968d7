"""What a unit may read of a finding, its gap and a task that came of a lead."""

from decimal import Decimal

import pytest

from airdefense.accounts.roles import Role
from airdefense.casework.history import history_of
from airdefense.casework.models import Event
from inspections.actions import send_feedback
from projects.models import Gap, Project
from rectification import actions
from tests.factories.accounts import NOON, TODAY, person
from tests.factories.inspections import a_crew, a_finding
from tests.factories.leads import a_lead
from tests.factories.rectification import limits

pytestmark = pytest.mark.django_db


@pytest.fixture
def found():
    """An approved finding about the fee, not yet fed back, and the contact of its unit."""
    crew = a_crew()
    finding = a_finding(crew, status="approved", category="payable_unpaid")
    return crew, finding, person(Role.UNIT_CONTACT, finding.unit)


def gap_told(user, project):
    listed = Project.objects.visible_to(user).with_money(user).get(pk=project.pk)
    return (
        list(Gap.objects.visible_to(user)),
        listed.gap_yuan,
        any(entry.event.name == "open_gap" for entry in history_of(project, user)),
    )


def test_unit_hears_of_the_gap_when_the_finding_is_fed_back(found):
    crew, finding, contact = found
    clerk = person(Role.DATA_CLERK, finding.unit)
    gap = finding.gap

    assert gap_told(contact, finding.project) == ([], Decimal(0), False)
    assert gap_told(clerk, finding.project) == ([gap], gap.amount_yuan, True)

    send_feedback(findings=[finding], on=TODAY, by=crew.office, at=NOON)

    assert gap_told(contact, finding.project)[:2] == ([gap], gap.amount_yuan)


def test_unit_does_not_read_how_the_team_came_to_its_finding(found):
    crew, finding, contact = found
    send_feedback(findings=[finding], on=TODAY, by=crew.office, at=NOON)

    told = [entry.event.name for entry in history_of(finding, contact)]

    assert told == ["feed_back"]
    assert "review" in [entry.event.name for entry in history_of(finding, crew.inspector)]


def test_task_of_a_lead_names_nobody_who_handles_it():
    limits()
    lead = a_lead("in_disposal")
    office = lead.office

    task = actions.open_for_lead(
        lead=lead,
        unit=office.unit,
        title="完善收费台账",
        requirement="逐项核对。",
        by=office.officer,
        at=NOON,
    )

    assert task.issued_by != office.officer
    assert office.officer not in {event.actor for event in Event.objects.of(task)}
    assert Event.objects.of(lead).get(name="open_rectification").actor == office.officer
