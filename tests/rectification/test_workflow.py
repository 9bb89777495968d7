"""Status × role × step of tasks, extensions and instruments."""

import pytest

from airdefense.accounts.roles import Role
from airdefense.casework.workflow import NotAllowed, NotPossible
from rectification import actions
from rectification.models import Extension
from rectification.workflow import (
    EXTENSION_WORKFLOW,
    INSTRUMENT_WORKFLOW,
    OPEN_STATUSES,
    TASK_WORKFLOW,
    ExtensionStatus,
    InstrumentStatus,
    TaskStatus,
)
from tests.factories.accounts import NOON, person
from tests.factories.rectification import (
    HOUR,
    ExtensionFactory,
    a_pdf,
    a_task,
    an_instrument,
    fresh,
)

LATER = NOON + 5 * HOUR
OFFICES = {Role.INSPECTION_OFFICE, Role.SUPERVISION_OFFICE}
UNIT = {Role.UNIT_CONTACT}

TASK_STEPS = {
    ("issued", "submit_plan"): ("rectifying", UNIT),
    ("rectifying", "submit"): ("submitted", UNIT),
    ("returned", "submit"): ("submitted", UNIT),
    ("submitted", "return_for_rework"): ("returned", OFFICES),
    ("verified", "return_for_rework"): ("returned", OFFICES),
    ("submitted", "verify"): ("verified", OFFICES),
    ("verified", "close"): ("closed", OFFICES),
}
EXTENSION_STEPS = {
    ("requested", "grant"): ("granted", OFFICES),
    ("requested", "refuse"): ("refused", OFFICES),
}
INSTRUMENT_STEPS = {
    ("draft", "approve"): ("approved", OFFICES),
    ("approved", "issue"): ("issued", OFFICES),
    ("issued", "reply"): ("replied", OFFICES | UNIT),
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
        (INSTRUMENT_WORKFLOW, INSTRUMENT_STEPS),
    ],
)
def test_the_table_of_steps_is_exactly_this(workflow, table):
    assert table_of(workflow) == table


def test_every_open_status_of_a_task_has_a_way_out():
    sources = {status for status, _step in TASK_STEPS}

    assert sources == set(OPEN_STATUSES)


def who(case, role):
    """A person of that role over the case: of the unit for its contact, else of the region."""
    of = case.task if isinstance(case, Extension) else case
    return person(role, of.unit if role == Role.UNIT_CONTACT else of.region)


def data_for(name):
    return {
        "submit_plan": {"plan": "逐项核对。", "responsible_person": "李某"},
        "submit": {"result": "已缴清。", "files": [a_pdf()]},
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


def outcomes(case, name):
    """What each role gets, those last whose step changes the status."""
    found = {}
    for role in sorted(Role, key=lambda role: role in OFFICES | UNIT):
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

    found = outcomes(task, name)

    assert found == expected_outcomes(TASK_STEPS, status, name, found)
    assert len(found) >= len(Role) - 2


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
    assert len(found) >= len(Role) - 2


@pytest.mark.django_db
@pytest.mark.parametrize("status", InstrumentStatus)
@pytest.mark.parametrize("name", [step.name for step in INSTRUMENT_WORKFLOW])
def test_an_instrument_moves_by_its_table_for_every_role(status, name):
    instrument = an_instrument(status)

    found = outcomes(instrument, name)

    assert found == expected_outcomes(INSTRUMENT_STEPS, status, name, found)
    assert len(found) >= len(Role) - 2
