"""A task rests until a day and goes on by itself."""

from datetime import timedelta

import pytest

from airdefense.accounts.models import system_user
from airdefense.casework.clock import end_of
from airdefense.casework.models import Event
from airdefense.casework.workflow import NotPossible
from rectification import actions
from rectification.workflow import TaskStatus
from tests.factories.accounts import NOON, TODAY
from tests.factories.rectification import (
    HOUR,
    ExtensionFactory,
    a_task,
    fresh,
    hand_in,
    office_of,
)
from tests.factories.rectifying import SuspensionFactory, a_standing_suspension

DAY = timedelta(days=1)

pytestmark = pytest.mark.django_db


def refusal(action, **kwargs):
    with pytest.raises(NotPossible) as refused:
        action(**kwargs)
    return str(refused.value)


def test_a_granted_suspension_moves_the_due_day_to_its_end():
    suspension = a_standing_suspension()
    task = fresh(suspension.task)

    move = task.due_moves.get()

    assert (task.suspended_until, task.due_on) == (suspension.until, suspension.until)
    assert (move.cause, move.previous_due_on) == ("suspension", suspension.until - 30 * DAY)
    assert task.is_suspended(suspension.until)
    assert not task.is_suspended(suspension.until + DAY)


def test_a_short_suspension_leaves_a_later_due_day():
    task = a_task(TaskStatus.RECTIFYING)

    a_standing_suspension(task=task, until=TODAY + DAY)

    assert fresh(task).due_on == task.due_on
    assert not task.due_moves.exists()


def test_it_ends_by_itself_dated_by_its_end_however_late_the_job_comes():
    suspension = a_standing_suspension()
    task, last = suspension.task, suspension.until

    too_early = actions.expire_suspensions(on=last)
    ended = actions.expire_suspensions(on=last + 40 * DAY)
    again = actions.expire_suspensions(on=last + 41 * DAY)

    suspension = fresh(suspension)
    assert (too_early, ended, again) == (0, 1, 0)
    assert (suspension.status, suspension.ended_at) == ("ended", end_of(last))
    assert suspension.ended_by == system_user()
    assert fresh(task).suspended_until is None
    assert Event.objects.of(task).get(name="resume").happened_at == end_of(last)


def test_what_rests_is_not_overdue_until_it_went_on():
    suspension = a_standing_suspension()
    last = suspension.until

    resting = actions.sweep_overdue(on=last)
    actions.expire_suspensions(on=last + DAY)
    late = actions.sweep_overdue(on=last + DAY)

    assert (resting, late) == (0, 1)
    event = Event.objects.of(suspension.task).get(name="overdue")
    assert event.happened_at == end_of(last)


def test_an_early_end_needs_a_reason_and_lets_the_day_stand():
    suspension = a_standing_suspension()
    lift = {"suspension": suspension, "by": office_of(suspension.task), "at": NOON + 2 * HOUR}

    words = refusal(actions.lift_suspension, note="", **lift)
    actions.lift_suspension(note="法院已裁定", **lift)

    task = fresh(suspension.task)
    assert words == "End the suspension: say why."
    assert (task.suspended_until, task.due_on) == (None, suspension.until)


def test_who_hands_in_does_not_rest_any_more():
    suspension = a_standing_suspension()

    hand_in(suspension.task, at=NOON + 2 * HOUR)

    assert (fresh(suspension).status, fresh(suspension).ended_at) == ("ended", NOON + 2 * HOUR)
    assert fresh(suspension.task).suspended_until is None
    assert fresh(suspension.task).status == TaskStatus.SUBMITTED


def test_more_time_and_a_rest_are_never_open_together():
    asked, suspended = ExtensionFactory().task, SuspensionFactory().task
    resting = a_standing_suspension().task

    assert refusal(SuspensionFactory, task=asked).startswith("More time was asked for already")
    for task in (suspended, resting):
        words = "A suspension was asked for already, or stands."
        assert refusal(ExtensionFactory, task=fresh(task)) == words
        assert refusal(SuspensionFactory, task=fresh(task)) == words


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"until": TODAY}, "Ask for a day that is still to come."),
        ({"basis": " "}, "Say why the task is to rest, and on what basis."),
        ({"reason": ""}, "Say why the task is to rest, and on what basis."),
    ],
)
def test_a_request_names_day_reason_and_basis(wrong, words):
    assert refusal(SuspensionFactory, **wrong) == words


def test_a_day_that_passed_meanwhile_is_not_granted():
    suspension = SuspensionFactory(until=TODAY + DAY)
    late = NOON + 3 * DAY
    grant = {"suspension": suspension, "by": office_of(suspension.task), "at": late}

    assert refusal(actions.grant_suspension, **grant).startswith("The day asked for has passed")
    assert fresh(suspension).status == "requested"
