"""What waits for whom on the page “My work”."""

from datetime import timedelta
from decimal import Decimal

import pytest

from airdefense.accounts.home import figures_for, panes_for
from airdefense.accounts.models import User
from airdefense.accounts.roles import Role
from projects.actions import assess
from tests.factories.accounts import NOON, TODAY, OrganisationFactory, person
from tests.factories.inspections import a_check, a_crew, a_finding

pytestmark = pytest.mark.django_db


def waiting(user):
    """The lists that hold something for this person: key → rows."""
    panes = panes_for(User.objects.get(pk=user.pk), TODAY)
    return {
        pane.work.key: [row for group in pane.groups for row in group.rows]
        for pane in panes
        if pane.total
    }


def assessed(project, legal="1290000.00"):
    assess(
        project=project,
        by=project.recorded_by,
        at=NOON,
        document="doc",
        assessed_on=TODAY,
        gross_yuan=Decimal(legal),
        legal_payable_yuan=Decimal(legal),
        rate_document="rate",
    )
    return project


def test_an_inspector_sees_the_checks_due_and_what_is_at_stake(crew):
    late = a_check(crew, project=assessed(crew.project()))
    soon = a_check(crew, due_on=TODAY)
    a_check(crew, assigned_to=crew.colleague)
    a_check(crew, status="completed")

    rows = waiting(crew.inspector)["my-checks"]

    assert [(row, row.stake_yuan) for row in rows] == [
        (soon, Decimal("0.00")),
        (late, Decimal("1290000.00")),
    ]


def test_drafts_and_returned_findings_wait_for_their_maker_alone(crew):
    returned, draft = a_finding(crew, status="returned"), a_finding(crew)
    a_finding(crew, status="deputy_review")

    assert waiting(crew.inspector) == {"my-findings": [returned, draft]}
    assert waiting(crew.colleague) == {}


def test_findings_wait_for_the_deputy_then_for_the_leader(crew):
    first, second = (a_finding(crew, status=s) for s in ("deputy_review", "leader_review"))
    a_finding(crew, status="approved")

    assert waiting(crew.deputy) == {"findings-to-sign": [first]}
    assert waiting(crew.leader) == {"findings-to-sign": [second]}


def test_nobody_is_asked_to_sign_what_he_wrote_or_what_another_round_found(crew):
    own = a_finding(crew, status="deputy_review", by=crew.deputy)
    other_round = a_crew(crew.county)

    assert waiting(crew.deputy) == {}
    assert waiting(other_round.deputy) == {}
    assert own.status == "deputy_review"


def test_the_office_sees_what_is_to_be_fed_back_and_its_open_rounds(crew):
    finding = a_finding(crew, status="approved")
    a_finding(crew, status="approved", fed_back_on=TODAY)
    a_crew()

    found = waiting(crew.office)

    assert found["findings-to-feed-back"] == [finding]
    assert found["open-rounds"] == [crew.round]


def test_a_colleague_of_another_county_waits_for_nothing(crew):
    a_finding(crew, status="approved")

    assert waiting(person(Role.INSPECTION_OFFICE, OrganisationFactory())) == {}


def figures(user):
    shown = figures_for(User.objects.get(pk=user.pk), TODAY)
    return {str(figure.label): str(figure.value) for figure in shown}


def test_the_strip_on_top_counts_the_same_rows(crew):
    a_check(crew, project=assessed(crew.project()), due_on=TODAY + timedelta(days=1))
    a_check(crew)
    a_finding(crew, status="deputy_review")
    a_finding(crew, status="approved")

    assert figures(crew.inspector) == {
        "Projects to check": "2",
        "At stake in my checks": "1,290,000.00",
        "Money at risk by screening": "0.00",
    }
    assert figures(crew.deputy)["Waiting for my signature"] == "1"
    assert figures(crew.office)["Not yet fed back"] == "1"
