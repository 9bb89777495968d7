"""Every step of leads and cases, from every status, by every role."""

from itertools import product

import pytest

from airdefense.accounts.roles import Role
from airdefense.casework.workflow import NotAllowed, NotPossible
from leads import actions
from leads.workflow import CASE_WORKFLOW, LEAD_WORKFLOW, CaseStatus, DisposalMethod
from tests.factories.accounts import NOON, TODAY, person
from tests.factories.leads import LATER, STEPS_TO, Office, a_case, a_lead

pytestmark = pytest.mark.django_db

SIGNERS = {Role.APPROVING_LEADER, Role.OFFICE_DIRECTOR, Role.SECRETARY}
LEAD_STEPS = {
    "receive": ({"transferred"}, "registered", {Role.CASE_SUPERVISION}),
    "return_to_sender": ({"transferred"}, "returned", {Role.CASE_SUPERVISION}),
    "assign": ({"registered", "assigned"}, "assigned", {Role.CASE_SUPERVISION}),
    "propose": ({"assigned", "held"}, "proposed", {Role.CASE_OFFICER}),
    "approve": ({"proposed"}, "in_disposal", SIGNERS),
    "refuse": ({"proposed"}, "assigned", SIGNERS),
    "withdraw_proposal": ({"proposed"}, "assigned", {Role.CASE_OFFICER}),
    "propose_change": ({"in_disposal"}, "in_disposal", {Role.CASE_OFFICER}),
    "hold": ({"in_disposal"}, "held", {Role.CASE_OFFICER}),
    "dispose": ({"in_disposal"}, "disposed", {Role.CASE_OFFICER}),
    "void": ({"registered", "assigned"}, "voided", {Role.CASE_SUPERVISION}),
}
# Taken by the last signature on a form, without a button (test_approvals, test_assigning).
BY_SIGNATURE = {
    "assign_as_signed": ({"registered", "assigned"}, "assigned", SIGNERS),
    "change_method": ({"in_disposal"}, "in_disposal", SIGNERS),
    "keep_method": ({"in_disposal"}, "in_disposal", SIGNERS),
}
# Two leads are needed for these (test_merging).
OF_TWO = {
    "merge": ({"assigned", "held"}, "merged", {Role.CASE_OFFICER}),
    "unmerge": ({"merged"}, "assigned", {Role.CASE_OFFICER}),
}
CASE_STEPS = {
    "approve_filing": ({"proposed"}, "investigation", SIGNERS),
    "reject_filing": ({"proposed"}, "rejected", SIGNERS),
    "send_to_trial": ({"investigation"}, "trial", {Role.CASE_OFFICER}),
    "send_back": ({"trial"}, "investigation", {Role.APPROVING_LEADER, Role.TRIAL_OFFICER}),
    "conclude": ({"trial"}, "concluded", {Role.APPROVING_LEADER}),
    "withdraw": ({"investigation", "trial"}, "withdrawn", {Role.APPROVING_LEADER}),
}


@pytest.mark.parametrize(
    ("workflow", "table"),
    [(LEAD_WORKFLOW, LEAD_STEPS | BY_SIGNATURE | OF_TWO), (CASE_WORKFLOW, CASE_STEPS)],
)
def test_the_table_of_steps_is_this(workflow, table):
    found = {step.name: (set(step.sources), step.target, set(step.roles)) for step in workflow}

    assert found == table


@pytest.mark.parametrize("name", BY_SIGNATURE)
def test_step_that_is_taken_by_signing_has_no_button_and_no_other_way(name):
    sources, _target, _roles = BY_SIGNATURE[name]
    lead = a_lead(sorted(sources)[0])
    leader = lead.office.leader

    offered = {step.name for step in lead.workflow.available(lead, leader)}

    assert name not in offered
    with pytest.raises(NotPossible, match="by signing its form of approval"):
        actions.take_step(lead, name, by=leader, at=NOON, note="why")


def role_of_taker(name):
    """The leader in charge signs alone where no route of approval is entered."""
    roles = LEAD_STEPS[name][2]
    return Role.APPROVING_LEADER if roles == SIGNERS else next(iter(roles))


def taker(lead, name):
    office = lead.office
    by_role = {
        Role.CASE_SUPERVISION: office.receiver,
        Role.CASE_OFFICER: office.officer,
        Role.APPROVING_LEADER: office.leader,
    }
    return by_role[role_of_taker(name)]


def data_of(lead, name, status):
    office = lead.office
    if name == "assign":
        return {"handler": office.officer, "approver": office.leader}
    methods = {"propose": DisposalMethod.PRELIM_CHECK, "propose_change": DisposalMethod.CLOSE}
    return {"method": methods[name]} if name in methods else {}


@pytest.mark.parametrize(("status", "name"), list(product(STEPS_TO, LEAD_STEPS)))
def test_lead_step_leads_on_from_its_sources_only(status, name):
    lead = a_lead(status, method=method_for(name if status == "in_disposal" else ""))
    sources, target, _roles = LEAD_STEPS[name]
    step = {"by": taker(lead, name), "at": NOON, "note": "why"} | data_of(lead, name, status)

    if status in sources:
        assert actions.take_step(lead, name, **step).status == target
    else:
        with pytest.raises((NotPossible, NotAllowed)):
            actions.take_step(lead, name, **step)
        lead.refresh_from_db(fields=["status"])
        assert lead.status == status


@pytest.mark.parametrize(("name", "role"), list(product(LEAD_STEPS, Role.values)))
def test_lead_step_is_open_to_its_roles_only(name, role):
    sources, target, _roles = LEAD_STEPS[name]
    lead = a_lead(sorted(sources)[0], method=method_for(name))
    is_taker = role == role_of_taker(name)
    by = taker(lead, name) if is_taker else person(role, lead.commission)
    step = {"by": by, "at": NOON, "note": "why"} | data_of(lead, name, lead.status)

    if is_taker:
        assert actions.take_step(lead, name, **step).status == target
    else:
        with pytest.raises(NotAllowed):
            actions.take_step(lead, name, **step)


def method_for(name):
    return DisposalMethod.HOLD if name == "hold" else DisposalMethod.PRELIM_CHECK


@pytest.mark.parametrize("name", ["propose", "dispose"])
def test_another_officer_of_the_compartment_takes_no_step(name):
    lead = a_lead(sorted(LEAD_STEPS[name][0])[0])
    inside = {"user": lead.office.colleague, "reason": "assists", "expires_on": LATER}
    actions.add_member(lead=lead, by=lead.office.officer, at=NOON, **inside)
    step = {"by": lead.office.colleague, "at": NOON, "note": "why"}

    with pytest.raises(NotPossible, match="Only the case officer assigned"):
        actions.take_step(lead, name, **step | data_of(lead, name, lead.status))


def test_another_leader_of_the_commission_is_outside():
    lead = a_lead("proposed")
    other = person(Role.APPROVING_LEADER, lead.commission)

    with pytest.raises(NotAllowed, match="Only members of its compartment"):
        actions.approve(lead=lead, by=other, at=NOON, note="agreed")


def test_officer_whose_access_ended_takes_no_step():
    lead = a_lead("assigned")
    lead.members.filter(user=lead.office.officer).update(expires_on=TODAY)

    with pytest.raises(NotAllowed, match="Only members of its compartment"):
        actions.propose(lead=lead, method="CLOSE", opinion="why", by=lead.office.officer, at=NOON)


@pytest.mark.parametrize("name", ["return_to_sender", "propose", "approve", "refuse", "dispose"])
def test_step_that_is_an_opinion_needs_words(name):
    lead = a_lead(sorted(LEAD_STEPS[name][0])[0])
    step = {"by": taker(lead, name), "at": NOON, "note": " "}

    with pytest.raises(NotPossible, match="say why"):
        actions.take_step(lead, name, **step | data_of(lead, name, lead.status))


def test_who_keyed_a_paper_letter_does_not_sign_for_its_receipt():
    office = Office()
    lead = office.transfer(by=office.clerk, source="AUDIT")

    with pytest.raises(NotPossible, match="somebody else signs"):
        actions.receive(lead=lead, by=office.clerk, at=NOON)


def test_lead_approved_to_be_held_is_not_disposed():
    lead = a_lead("in_disposal", method=DisposalMethod.HOLD)

    with pytest.raises(NotPossible, match="approved to be held"):
        actions.dispose(lead=lead, by=lead.office.officer, at=NOON, note="done")


def test_lead_in_preliminary_check_is_not_held():
    lead = a_lead("in_disposal")

    with pytest.raises(NotPossible, match="is Preliminary check, not holding"):
        actions.hold(lead=lead, by=lead.office.officer, at=NOON)


@pytest.mark.parametrize(("status", "name"), list(product(CaseStatus.values, CASE_STEPS)))
def test_case_step_leads_on_from_its_sources_only(status, name):
    case = a_case(status)
    sources, target, roles = CASE_STEPS[name]
    by = case.office.officer if Role.CASE_OFFICER in roles else case.office.leader

    if status in sources:
        taken = actions.take_case_step(case, name, by=by, at=NOON, note="why")
        assert taken.status == target
    else:
        with pytest.raises(NotPossible):
            actions.take_case_step(case, name, by=by, at=NOON, note="why")


@pytest.mark.parametrize(("name", "role"), list(product(CASE_STEPS, Role.values)))
def test_case_step_is_refused_to_a_person_outside(name, role):
    sources, _target, _roles = CASE_STEPS[name]
    case = a_case(sorted(sources)[0])

    with pytest.raises(NotAllowed):
        actions.take_case_step(
            case, name, by=person(role, case.lead.commission), at=NOON, note="why"
        )


def test_officer_inside_does_not_approve_the_filing():
    case = a_case()

    with pytest.raises(NotAllowed, match="not open to your role"):
        actions.take_case_step(
            case, "approve_filing", by=case.office.officer, at=NOON, note="agreed"
        )


def test_case_of_an_organisation_alone_is_filed():
    lead = a_lead("in_disposal", persons=())
    case = a_case("investigation", lead=lead, persons=(), organisation_subject="Party group")

    assert (case.status, case.persons.count()) == ("investigation", 0)
