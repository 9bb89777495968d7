"""Status × role × step of tasks, extensions and instruments."""

import pytest

from airdefense.accounts.roles import SYSTEM, Role
from airdefense.casework.workflow import NotAllowed, NotPossible
from rectification import actions
from rectification.models import Contribution
from rectification.workflow import (
    CONTRIBUTION_WORKFLOW,
    EXTENSION_WORKFLOW,
    INSTRUMENT_WORKFLOW,
    OPEN_STATUSES,
    RECHECK_WORKFLOW,
    SUSPENSION_WORKFLOW,
    TASK_WORKFLOW,
    ContributionStatus,
    ExtensionStatus,
    InstrumentStatus,
    RecheckStatus,
    SuspensionStatus,
    TaskStatus,
)
from tests.factories.accounts import NOON, person
from tests.factories.rectification import (
    HOUR,
    ExtensionFactory,
    a_pdf,
    a_task,
    an_instrument,
    contact_of,
    fresh,
    lose_its_ground,
)
from tests.factories.rectifying import (
    ContributionFactory,
    SuspensionFactory,
    a_recheck,
    a_standing_suspension,
    contributor_of,
)

LATER = NOON + 5 * HOUR
OFFICES = {Role.INSPECTION_OFFICE, Role.SUPERVISION_OFFICE}
UNIT = {Role.UNIT_CONTACT}
TEAM = {Role.INSPECTOR, Role.DEPUTY_LEADER, Role.TEAM_LEADER}

TASK_STEPS = {
    ("issued", "submit_plan"): ("rectifying", UNIT),
    ("rectifying", "submit"): ("submitted", UNIT),
    ("returned", "submit"): ("submitted", UNIT),
    ("submitted", "return_for_rework"): ("returned", OFFICES),
    ("verified", "return_for_rework"): ("returned", OFFICES),
    ("submitted", "verify"): ("verified", OFFICES),
    ("verified", "close"): ("closed", OFFICES),
    ("reopened", "submit"): ("submitted", UNIT),
    ("closed", "reopen"): ("reopened", OFFICES | TEAM),
    **{(status, "withdraw"): ("withdrawn", OFFICES) for status in OPEN_STATUSES},
}
EXTENSION_STEPS = {
    ("requested", "grant"): ("granted", OFFICES),
    ("requested", "refuse"): ("refused", OFFICES),
}
SUSPENSION_STEPS = {
    ("requested", "grant"): ("granted", OFFICES),
    ("requested", "refuse"): ("refused", OFFICES),
    ("granted", "lift"): ("ended", OFFICES),
    ("granted", "expire"): ("ended", {SYSTEM}),
}
CONTRIBUTION_STEPS = {
    ("asked", "answer"): ("answered", UNIT),
    ("asked", "withdraw"): ("withdrawn", OFFICES | UNIT),
}
RECHECK_STEPS = {
    ("drawn", "confirm"): ("holds", OFFICES | TEAM),
    ("drawn", "reopen"): ("reopened", OFFICES | TEAM),
}
INSTRUMENT_STEPS = {
    ("draft", "approve"): ("approved", OFFICES),
    ("approved", "issue"): ("issued", OFFICES),
    ("issued", "reply"): ("replied", OFFICES | UNIT),
    ("approved", "return_draft"): ("draft", OFFICES),
    ("replied", "reject_reply"): ("issued", OFFICES),
    ("replied", "conclude"): ("concluded", OFFICES),
    ("issued", "conclude"): ("concluded", OFFICES),
    ("draft", "void"): ("void", OFFICES),
    ("approved", "void"): ("void", OFFICES),
}


def table_of(workflow):
    return {
        (source, step.name): (step.target, set(step.roles))
        for step in workflow
        for source in step.sources
    }


@pytest.mark.parametrize(
    ("workflow", "table"),
    [
        (TASK_WORKFLOW, TASK_STEPS),
        (EXTENSION_WORKFLOW, EXTENSION_STEPS),
        (SUSPENSION_WORKFLOW, SUSPENSION_STEPS),
        (CONTRIBUTION_WORKFLOW, CONTRIBUTION_STEPS),
        (RECHECK_WORKFLOW, RECHECK_STEPS),
        (INSTRUMENT_WORKFLOW, INSTRUMENT_STEPS),
    ],
)
def test_the_table_of_steps_is_exactly_this(workflow, table):
    assert table_of(workflow) == table


def test_every_open_status_of_a_task_has_a_way_forward():
    sources = {status for status, step in TASK_STEPS if step != "withdraw"}

    assert sources == {*OPEN_STATUSES, "closed"}


def who(case, role):
    """A person of that role over the case: of the unit for its contact, else of the region."""
    of = case.task if hasattr(case, "task") and not hasattr(case, "issuer") else case
    if isinstance(case, Contribution) and role == Role.UNIT_CONTACT:
        of = case
    return person(role, of.unit if role == Role.UNIT_CONTACT else of.region)


def data_for(name):
    return {
        "submit_plan": {"plan": "逐项核对。", "responsible_person": "李某"},
        "submit": {"result": "已缴清。", "files": [a_pdf()]},
        "confirm": {"files": [a_pdf()]},
        "conclude": {"effect": "rectified"},
    }.get(name, {})


def attempt(case, name, role):
    """The status a step leads to, or the kind of refusal."""
    by = who(case, role)
    try:
        actions.take_step(case, name, by=by, at=LATER, note="依据核对结果", **data_for(name))
    except (NotAllowed, NotPossible) as refusal:
        return type(refusal)
    return fresh(case).status


def expected(table, status, name, role):
    holders = set().union(*(roles for (_s, step), (_t, roles) in table.items() if step == name))
    if role not in holders:
        return NotAllowed
    target, _roles = table.get((status, name), (NotPossible, None))
    return target


def an_extension(status):
    extension = ExtensionFactory()
    if status != ExtensionStatus.REQUESTED:
        actions.decide_extension(
            extension=extension,
            granted=status == ExtensionStatus.GRANTED,
            by=who(extension, Role.INSPECTION_OFFICE),
            at=NOON + HOUR,
            note="理由充分",
        )
    return fresh(extension)


def a_suspension(status):
    if status in (SuspensionStatus.GRANTED, SuspensionStatus.ENDED):
        suspension = a_standing_suspension()
        if status == SuspensionStatus.ENDED:
            by = who(suspension, Role.INSPECTION_OFFICE)
            actions.lift_suspension(suspension=suspension, note="已裁定", by=by, at=NOON + HOUR)
    else:
        suspension = SuspensionFactory()
        if status == SuspensionStatus.REFUSED:
            by = who(suspension, Role.INSPECTION_OFFICE)
            actions.refuse_suspension(suspension=suspension, note="不充分", by=by, at=NOON + HOUR)
    return fresh(suspension)


def a_contribution(status):
    contribution = ContributionFactory()
    if status == ContributionStatus.ANSWERED:
        by = contributor_of(contribution)
        actions.answer_contribution(contribution=contribution, answer="已核对", by=by, at=NOON)
    if status == ContributionStatus.WITHDRAWN:
        by = contact_of(contribution.task)
        actions.withdraw_contribution(contribution=contribution, note="不需", by=by, at=NOON)
    return fresh(contribution)


def is_enough(found, step):
    """Everybody without the role was refused, and somebody with it was tried."""
    return len(found) > len(set(Role) - set(step.roles)) or step.roles == {SYSTEM}


def outcomes(case, name):
    """What each role gets, those last whose step changes the status."""
    found = {}
    for role in sorted(Role, key=lambda role: role in case.workflow[name].roles):
        if fresh(case).status == case.status:
            found[role] = attempt(case, name, role)
    return found


def expected_outcomes(table, status, name, roles):
    return {role: expected(table, status, name, role) for role in roles}


@pytest.mark.django_db
@pytest.mark.parametrize("status", TaskStatus)
@pytest.mark.parametrize("name", [step.name for step in TASK_WORKFLOW])
def test_a_task_moves_by_its_table_for_every_role(status, name):
    task = a_task(status)
    if name == "withdraw" and status not in ("closed", "withdrawn"):
        lose_its_ground(task)

    found = outcomes(task, name)

    assert found == expected_outcomes(TASK_STEPS, status, name, found)
    assert is_enough(found, TASK_WORKFLOW[name])


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["return_for_rework", "verify"])
def test_the_supervision_office_reviews_beside_the_inspection_office(name):
    task = a_task(TaskStatus.SUBMITTED)

    assert attempt(task, name, Role.SUPERVISION_OFFICE) == TASK_STEPS["submitted", name][0]


@pytest.mark.django_db
@pytest.mark.parametrize("status", ExtensionStatus)
@pytest.mark.parametrize("name", [step.name for step in EXTENSION_WORKFLOW])
def test_an_extension_moves_by_its_table_for_every_role(status, name):
    extension = an_extension(status)

    found = outcomes(extension, name)

    assert found == expected_outcomes(EXTENSION_STEPS, status, name, found)
    assert is_enough(found, EXTENSION_WORKFLOW[name])


@pytest.mark.django_db
@pytest.mark.parametrize("status", SuspensionStatus)
@pytest.mark.parametrize("name", ["grant", "refuse", "lift", "expire"])
def test_a_suspension_moves_by_its_table_for_every_role(status, name):
    suspension = a_suspension(status)

    found = outcomes(suspension, name)

    assert found == expected_outcomes(SUSPENSION_STEPS, status, name, found)
    assert is_enough(found, SUSPENSION_WORKFLOW[name])


@pytest.mark.django_db
@pytest.mark.parametrize("status", ContributionStatus)
@pytest.mark.parametrize("name", ["answer", "withdraw"])
def test_a_contribution_moves_by_its_table_for_every_role(status, name):
    contribution = a_contribution(status)
    if name == "withdraw":
        contribution.unit = contribution.task.unit

    found = outcomes(contribution, name)

    assert found == expected_outcomes(CONTRIBUTION_STEPS, status, name, found)
    assert is_enough(found, CONTRIBUTION_WORKFLOW[name])


@pytest.mark.django_db
@pytest.mark.parametrize("status", RecheckStatus)
@pytest.mark.parametrize("name", ["confirm", "reopen"])
def test_a_recheck_moves_by_its_table_for_every_role(status, name):
    recheck = a_recheck(status)

    found = outcomes(recheck, name)

    assert found == expected_outcomes(RECHECK_STEPS, status, name, found)
    assert is_enough(found, RECHECK_WORKFLOW[name])


@pytest.mark.django_db
@pytest.mark.parametrize("status", InstrumentStatus)
@pytest.mark.parametrize("name", [step.name for step in INSTRUMENT_WORKFLOW])
def test_an_instrument_moves_by_its_table_for_every_role(status, name):
    # Where a reply is due, it comes before the conclusion.
    instrument = an_instrument(status, kind="TALK" if name == "conclude" else "URGE_LETTER")

    found = outcomes(instrument, name)

    assert found == expected_outcomes(INSTRUMENT_STEPS, status, name, found)
    assert len(found) >= len(Role) - 2
