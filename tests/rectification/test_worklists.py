"""What waits for whom on the page "my work"."""

from datetime import timedelta

import pytest
from django.utils import timezone

from airdefense.accounts.home import figures_for, panes_for
from airdefense.accounts.roles import Role
from rectification import actions
from rectification.workflow import TaskStatus
from tests.factories.accounts import OrganisationFactory, person
from tests.factories.inspections import a_crew, a_finding
from tests.factories.rectification import (
    ExtensionFactory,
    a_task,
    an_instrument,
    contact_of,
    office_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def county():
    return OrganisationFactory()


def waiting(user):
    """The rows of each list that is not empty, by the key of the list."""
    panes = panes_for(user, timezone.localdate())
    return {
        pane.work.key: [row for group in pane.groups for row in group.rows]
        for pane in panes
        if pane.total
    }


def only(lists, *keys):
    return {key: rows for key, rows in lists.items() if key in keys}


def test_a_unit_sees_what_was_returned_before_what_is_open(county, now):
    crew = a_crew(county)
    ours = {}
    for status in (TaskStatus.RETURNED, TaskStatus.ISSUED, TaskStatus.SUBMITTED):
        finding = a_finding(crew, status="approved", category="unbuilt")
        ours[status] = a_task(status, finding=finding, at=now)
    a_task(region=county, at=now)

    lists = waiting(contact_of(ours[TaskStatus.ISSUED]))

    assert list(lists) == ["tasks-returned", "tasks-open"]
    assert lists == {
        "tasks-returned": [ours[TaskStatus.RETURNED]],
        "tasks-open": [ours[TaskStatus.ISSUED]],
    }


def test_a_unit_sees_instruments_to_answer_and_decisions_on_its_time(county, now):
    task = a_task(TaskStatus.RECTIFYING, region=county, at=now)
    letter = an_instrument("issued", task=task, at=now)
    an_instrument("draft", task=task, at=now)
    extension = ExtensionFactory(task=task, at=now)
    actions.decide_extension(
        extension=extension, granted=False, by=office_of(task), at=now, note="理由不充分"
    )

    lists = waiting(contact_of(task))

    assert only(lists, "instruments-to-answer", "extensions-decided") == {
        "instruments-to-answer": [letter],
        "extensions-decided": [extension],
    }


@pytest.mark.parametrize("role", [Role.INSPECTION_OFFICE, Role.SUPERVISION_OFFICE])
def test_the_offices_see_what_to_verify_close_decide_and_issue(county, now, role):
    submitted = a_task(TaskStatus.SUBMITTED, region=county, at=now)
    verified = a_task(TaskStatus.VERIFIED, region=county, at=now)
    extension = ExtensionFactory(task=a_task(TaskStatus.RECTIFYING, region=county, at=now), at=now)
    letter = an_instrument("approved", task=verified, at=now)
    fed_back = a_finding(
        a_crew(county), status="approved", at=now, fed_back_on=timezone.localdate()
    )
    a_task(TaskStatus.SUBMITTED, at=now)

    lists = waiting(person(role, county))

    keys = ("tasks-to-verify", "tasks-to-close", "extensions-to-decide")
    assert only(lists, *keys, "instruments-in-hand", "findings-to-issue") == {
        "tasks-to-verify": [submitted],
        "extensions-to-decide": [extension],
        "tasks-to-close": [verified],
        "findings-to-issue": [fed_back],
        "instruments-in-hand": [letter],
    }


def test_overdue_tasks_are_listed_and_counted_for_the_office(county, now):
    late = a_task(region=county, at=now - timedelta(days=90))
    a_task(region=county, at=now)
    a_task(at=now - timedelta(days=90))

    lists = waiting(person(Role.INSPECTION_OFFICE, county))
    figures = figures_for(person(Role.INSPECTION_OFFICE, county), timezone.localdate())

    assert lists["tasks-overdue"] == [late]
    counted = [(f.value, f.is_alarm) for f in figures if str(f.label) == "Rectification overdue"]
    assert counted == [(1, True)]


def test_others_are_shown_none_of_it(county, now):
    a_task(TaskStatus.SUBMITTED, region=county, at=now)

    lists = waiting(person(Role.INSPECTOR, county))

    assert [key for key in lists if key.startswith(("tasks", "extensions", "instruments"))] == []
