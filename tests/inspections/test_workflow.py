"""Which role may take which step from which status, written out; and what stands against a step."""

import pytest

from airdefense.accounts.roles import Role
from airdefense.casework.actions import attach
from airdefense.casework.workflow import NotAllowed, NotPossible
from inspections import actions
from tests.factories.accounts import NOON, TODAY, OrganisationFactory, person
from tests.factories.inspections import (
    RoundFactory,
    TeamFactory,
    a_check,
    a_crew,
    a_finding,
    a_picture,
)

pytestmark = pytest.mark.django_db

ROUND = {
    "planned": {"inspection_office": {"enter"}},
    "on_site": {"inspection_office": {"give_feedback"}},
    "feedback": {"inspection_office": {"conclude"}},
    "concluded": {},
}
CHECK = {
    "assigned": {
        "inspector": {"start", "complete"},
        "deputy_leader": {"start", "complete"},
        "team_leader": {"start", "complete", "void"},
        "inspection_office": {"void"},
    },
    "under_way": {
        "inspector": {"complete"},
        "deputy_leader": {"complete"},
        "team_leader": {"complete", "void"},
        "inspection_office": {"void"},
    },
    "completed": {},
    "void": {},
}
FINDING = {
    "draft": {
        "inspector": {"submit"},
        "deputy_leader": {"submit"},
        "team_leader": {"submit", "void"},
    },
    "returned": {
        "inspector": {"submit"},
        "deputy_leader": {"submit"},
        "team_leader": {"submit", "void"},
    },
    "deputy_review": {
        "deputy_leader": {"review", "return_to_maker"},
        "team_leader": {"return_to_maker", "void"},
    },
    "leader_review": {
        "deputy_leader": {"return_to_maker"},
        "team_leader": {"approve", "return_to_maker", "void"},
    },
    "approved": {"team_leader": {"void"}},
    "void": {},
}


def offered(case, county):
    """What each role over the county is offered, roles without a step left out."""
    people = {role: person(role, county) for role in Role}
    steps = {role: {t.name for t in case.workflow.available(case, people[role])} for role in Role}
    return {str(role): names for role, names in steps.items() if names}


@pytest.mark.parametrize("status", ROUND)
def test_steps_of_a_round_by_status_and_role(status):
    crew = a_crew(status=status)

    assert offered(crew.round, crew.county) == ROUND[status]


@pytest.mark.parametrize("status", CHECK)
def test_steps_of_a_check_by_status_and_role(crew, status):
    check = a_check(crew, status=status)

    assert offered(check, crew.county) == CHECK[status]


@pytest.mark.parametrize("status", FINDING)
def test_steps_of_a_finding_by_status_and_role(crew, status):
    finding = a_finding(crew, status=status)

    assert offered(finding, crew.county) == FINDING[status]


@pytest.mark.parametrize("status", FINDING)
def test_no_role_of_the_sibling_county_is_offered_a_step(crew, status):
    finding = a_finding(crew, status=status)

    assert offered(finding, OrganisationFactory()) == {}


@pytest.mark.parametrize("role", Role)
def test_a_role_without_the_step_is_refused_and_nothing_changes(crew, role):
    finding = a_finding(crew, status="leader_review")
    stranger = person(role, crew.county)
    if role == Role.TEAM_LEADER:
        return

    with pytest.raises(NotAllowed):
        actions.take_step(finding, "approve", by=stranger, at=NOON)
    finding.refresh_from_db()

    assert (finding.status, finding.gap) == ("leader_review", None)


def refused(case, step, user, note="noted"):
    with pytest.raises(NotPossible) as refusal:
        actions.take_step(case, step, by=user, at=NOON, note=note)
    return str(refusal.value)


def test_a_round_starts_only_with_a_team_that_has_its_leader():
    round_ = RoundFactory()
    office = person(Role.INSPECTION_OFFICE, round_.region)

    said = refused(round_, "enter", office)
    TeamFactory(round=round_)

    assert said == "Name at least one team with a leader before the round starts."
    assert actions.take_step(round_, "enter", by=office, at=NOON).status == "on_site"


def test_a_round_gives_no_feedback_while_a_finding_is_under_review(crew):
    finding = a_finding(crew, status="deputy_review")

    said = refused(crew.round, "give_feedback", crew.office)
    actions.take_step(finding, "void", by=crew.leader, at=NOON, note="twice")

    assert said == "1 finding is still under review: approve or void it first."
    round_ = actions.take_step(crew.round, "give_feedback", by=crew.office, at=NOON)
    assert (round_.status, round_.feedback_by) == ("feedback", crew.office)


def test_a_check_belongs_to_the_inspector_it_is_assigned_to(crew):
    check = a_check(crew)

    said = refused(check, "complete", crew.colleague)

    assert said == f"This check is assigned to {crew.inspector}."
    assert actions.take_step(check, "start", by=crew.deputy, at=NOON).status == "under_way"


def test_checking_waits_for_the_round_to_be_on_site():
    crew = a_crew(status="planned")
    check = a_check(crew)

    said = refused(check, "start", crew.inspector)

    assert said == (f"{crew.round} is not on site: checks and findings belong to its days on site.")


def test_a_finding_is_handed_in_by_its_maker_alone(crew):
    finding = a_finding(crew)
    attach(finding, a_picture(), by=crew.inspector, at=NOON)

    said = refused(finding, "submit", crew.colleague)

    assert said == f"Only {crew.inspector}, who wrote the finding, hands it in."


def test_a_finding_is_not_handed_in_without_evidence(crew):
    finding = a_finding(crew)

    said = refused(finding, "submit", crew.inspector)
    attach(finding, a_picture(), by=crew.inspector, at=NOON)

    assert said == "Attach at least one piece of evidence before handing the finding in."
    assert actions.take_step(finding, "submit", by=crew.inspector, at=NOON).submitted_at == NOON


def test_a_finding_about_the_fee_is_not_handed_in_without_its_amount(crew):
    finding = a_finding(crew, amount_yuan=None)
    attach(finding, a_picture(), by=crew.inspector, at=NOON)

    said = refused(finding, "submit", crew.inspector)

    assert said == "State the amount of the gap in yuan before handing the finding in."


def test_the_deputy_does_not_review_what_he_wrote(crew):
    finding = a_finding(crew, status="deputy_review", by=crew.deputy)

    said = refused(finding, "review", crew.deputy)

    assert said == "You wrote this finding: somebody else has to review it."


def test_the_leader_does_not_approve_what_he_wrote(crew):
    finding = a_finding(crew, status="leader_review", by=crew.leader)

    said = refused(finding, "approve", crew.leader)

    assert said == "You wrote this finding: somebody else has to review it."


def test_the_leader_does_not_approve_what_he_reviewed_as_deputy(crew, django_user_model):
    finding = a_finding(crew, status="deputy_review")
    both = person(Role.DEPUTY_LEADER, crew.county)
    both.role_grants.create(
        role=Role.TEAM_LEADER,
        scope=crew.county,
        valid_from=TODAY,
        granted_by=both,
        granted_at=NOON,
        reason="acting",
    )
    crew.team.members.create(user=both, position="deputy", declared_on=TODAY)
    finding = actions.take_step(finding, "review", by=both, at=NOON)

    said = refused(finding, "approve", both)

    assert said == "You reviewed this finding as deputy: somebody else has to approve it."


def test_a_leader_of_another_round_does_not_sign(crew):
    finding = a_finding(crew, status="leader_review")
    other = a_crew(crew.county)

    said = refused(finding, "approve", other.leader)

    assert said == f"You do not serve in the team of {crew.round} for {crew.county}."


def test_a_recused_deputy_does_not_sign(crew):
    finding = a_finding(crew, status="deputy_review")
    crew.team.members.get(user=crew.deputy).recused_from.add(crew.authority)

    said = refused(finding, "review", crew.deputy)

    assert said == f"You are recused from {crew.authority}."


def test_a_finding_is_returned_with_a_reason_and_signed_afresh(crew):
    finding = a_finding(crew, status="leader_review")

    said = refused(finding, "return_to_maker", crew.leader, note=" ")
    finding = actions.take_step(
        finding, "return_to_maker", by=crew.leader, at=NOON, note="which receipt?"
    )
    finding = actions.take_step(finding, "submit", by=crew.inspector, at=NOON)

    assert said == "Return with reason: say why."
    assert finding.status == "deputy_review"


def test_a_step_out_of_turn_is_refused_with_the_status(crew):
    finding = a_finding(crew)

    said = refused(finding, "approve", crew.leader)

    assert said == f"Approve as leader is not possible: {finding} is “Draft”."
