"""How a task ends, is withdrawn, is looked at again and reopened; the past stays as it was."""

from datetime import timedelta

import pytest

from airdefense.accounts.roles import Role
from airdefense.casework.models import Event
from airdefense.casework.workflow import NotAllowed, NotPossible
from airdefense.reports.figures import FIGURES
from inspections import drawing
from inspections.models.rounds import RoundKind
from rectification import actions
from rectification.models import Closure, Recheck, RectificationTask
from rectification.workflow import TaskStatus
from tests.factories.accounts import NOON, TODAY, OrganisationFactory, person
from tests.factories.rectification import (
    HOUR,
    a_pdf,
    a_task,
    an_approved_finding,
    contact_of,
    fresh,
    hand_in,
    lose_its_ground,
    office_of,
)
from tests.factories.rectifying import RecheckDrawFactory, RecheckFactory, a_recheck

DAY = timedelta(days=1)
LATER = NOON + 6 * HOUR

pytestmark = pytest.mark.django_db


def refusal(action, **kwargs):
    with pytest.raises(NotPossible) as refused:
        action(**kwargs)
    return str(refused.value)


def figures_on(day):
    codes = ("M08", "M10", "M11a", "S01")
    return {code: set(FIGURES[code].rows(day).values_list("pk", flat=True)) for code in codes}


def test_a_reopened_task_has_a_new_day_and_its_closure_keeps_that_it_was():
    task = a_task(TaskStatus.CLOSED)
    closure = task.closures.get()
    inspector = person(Role.INSPECTOR, task.region)

    actions.reopen_task(task=task, note="问题反弹", by=inspector, at=NOON + 100 * DAY)

    task, closure = fresh(task), fresh(closure)
    assert (task.status, task.closed_at, task.closed_by) == (TaskStatus.REOPENED, None, None)
    assert task.due_on == TODAY + 160 * DAY
    assert task.due_moves.get().cause == "reopening"
    assert (closure.reopened_at, closure.reopened_by, closure.reason) == (
        NOON + 100 * DAY,
        inspector,
        "问题反弹",
    )


def test_the_figures_of_the_past_stay_when_a_task_is_reopened():
    task = a_task(TaskStatus.CLOSED)
    due, after = task.due_on, task.due_on + 20 * DAY
    before = {day: figures_on(day) for day in (TODAY, due, after)}

    actions.reopen_task(
        task=task,
        note="问题反弹",
        by=person(Role.INSPECTOR, task.region),
        at=NOON + (after - TODAY) + DAY,
    )

    assert {day: figures_on(day) for day in (TODAY, due, after)} == before
    assert before[due]["M08"] == {task.finding_id}
    assert before[due]["M11a"] == {task.pk}
    assert figures_on(after + DAY) == {"M08": set(), "M10": set(), "M11a": set(), "S01": set()}
    assert figures_on(after + 100 * DAY)["S01"] == {task.pk}


def test_a_reopened_task_is_answered_by_new_proof_and_closed_again():
    task = a_task(TaskStatus.REOPENED)
    office, late = office_of(task), NOON + 10 * DAY

    hand_in(task, at=late)
    actions.verify(task=task, by=office, at=late + HOUR)
    actions.close(task=task, by=office, at=late + 2 * HOUR)

    standing = Closure.objects.filter(task=task, reopened_at=None)
    assert (fresh(task).status, standing.count(), task.closures.count()) == ("closed", 1, 2)


def test_who_closed_a_task_does_not_reopen_it():
    task = a_task(TaskStatus.CLOSED)

    words = refusal(actions.reopen_task, task=task, note="问题反弹", by=task.closed_by, at=LATER)

    assert words == "You closed this out: somebody else re-checks it."


def test_a_task_is_withdrawn_only_with_what_it_stood_on():
    task, other = a_task(TaskStatus.RECTIFYING), a_task(TaskStatus.RECTIFYING)
    withdraw = {"by": office_of(task), "at": LATER, "note": "问题作废"}

    words = refusal(actions.withdraw_task, task=task, **withdraw)
    lose_its_ground(task)
    actions.withdraw_task(task=task, **withdraw)

    assert words.startswith("What this task stands on still stands")
    task = fresh(task)
    assert (task.status, task.withdrawn_at) == (TaskStatus.WITHDRAWN, LATER)
    assert list(RectificationTask.objects.open()) == [other]
    assert task.missing() == []


def test_a_withdrawn_task_counts_as_open_only_before_its_day():
    task = a_task(TaskStatus.RECTIFYING, due_on=TODAY)
    at = NOON + 5 * DAY
    lose_its_ground(task, at=at)

    actions.withdraw_task(task=task, note="问题作废", by=office_of(task), at=at)

    assert figures_on(TODAY + 4 * DAY)["S01"] == {task.pk}
    assert figures_on(TODAY + 5 * DAY)["S01"] == set()
    assert figures_on(TODAY + 4 * DAY)["M10"] == {task.pk}
    assert figures_on(TODAY + 5 * DAY)["M10"] == set()


def test_a_draw_takes_closed_tasks_of_its_days_and_region_once():
    region = OrganisationFactory()
    closed = [a_task(TaskStatus.CLOSED, region=region) for _ in range(3)]
    a_task(TaskStatus.VERIFIED, region=region)
    a_task(TaskStatus.REOPENED, region=region)
    a_task(TaskStatus.CLOSED)

    draw = RecheckDrawFactory(region=region, size=2)
    rest = RecheckDrawFactory(region=region, size=1, seed="其余")

    numbers = {task.number for task in closed}
    drawn = {recheck.task.number for recheck in draw.rechecks.all()}
    assert drawn == set(drawing.draw(numbers, draw.seed, 2))
    assert (draw.population, draw.population_sha256) == (3, drawing.digest(numbers))
    assert {recheck.task.number for recheck in rest.rechecks.all()} == numbers - drawn


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"size": 2}, "1 tasks were closed out in these days: draw between 1 and so many."),
        ({"closed_to": TODAY + DAY}, "The days of close-out run forward and end today at the"),
        ({"closed_from": TODAY + DAY}, "The days of close-out run forward and end today at the"),
        ({"due_on": TODAY}, "Choose a day that is still to come."),
        ({"seed": " "}, "Name the seed, so that anybody can draw the same again."),
    ],
)
def test_a_draw_that_cannot_be_is_refused(wrong, words):
    task = a_task(TaskStatus.CLOSED)

    assert refusal(RecheckDrawFactory, region=task.region, **wrong).startswith(words)
    assert not Recheck.objects.exists()


def test_only_a_look_back_round_is_named_with_a_draw():
    finding = an_approved_finding()
    task = a_task(TaskStatus.CLOSED, finding=finding)
    assert finding.round.kind != RoundKind.LOOKBACK

    words = refusal(RecheckDrawFactory, region=task.region, lookback=finding.round)

    assert words == f"{finding.round} is no look-back inspection."


def test_others_than_the_offices_draw_nothing():
    task = a_task(TaskStatus.CLOSED)

    with pytest.raises(NotAllowed):
        RecheckDrawFactory(region=task.region, by=person(Role.TEAM_LEADER, task.region))


def test_a_recheck_is_given_to_somebody_who_did_not_close_the_task():
    recheck = RecheckFactory()
    task, office = recheck.task, office_of(recheck.task)
    inspector = person(Role.INSPECTOR, task.region)
    assign = {"recheck": recheck, "by": office, "at": LATER}

    closer = refusal(actions.assign_recheck, person=task.closed_by, **assign)
    unit = refusal(actions.assign_recheck, person=contact_of(task), **assign)
    actions.assign_recheck(person=inspector, **assign)

    assert closer == f"{task.closed_by} closed this task out."
    assert unit.endswith("does not re-check tasks there.")
    assert fresh(recheck).assigned_to == inspector


def test_another_inspector_does_not_do_what_was_given_to_one():
    recheck = RecheckFactory()
    one, other = (person(Role.INSPECTOR, recheck.task.region) for _ in range(2))
    actions.assign_recheck(recheck=recheck, person=one, by=office_of(recheck.task), at=LATER)
    confirm = {"recheck": recheck, "result": "属实", "files": [a_pdf()], "at": LATER}

    with pytest.raises(NotAllowed):
        actions.confirm_recheck(by=other, **confirm)
    actions.confirm_recheck(by=one, **confirm)

    assert (fresh(recheck).status, fresh(recheck).checked_by) == ("holds", one)


def test_it_holds_only_with_something_to_show():
    recheck = RecheckFactory()
    by = person(Role.INSPECTOR, recheck.task.region)

    words = refusal(
        actions.confirm_recheck, recheck=recheck, result="属实", files=[], by=by, at=LATER
    )

    assert words == "Attach at least one proof of what was seen."


def test_what_does_not_hold_opens_the_task_and_the_unit_reads_nothing_of_the_draw():
    recheck = a_recheck("reopened")
    task = recheck.task
    unit = contact_of(task)

    names = set(Event.objects.of(task).values_list("name", flat=True))

    assert fresh(task).status == TaskStatus.REOPENED
    assert (recheck.status, recheck.result) == ("reopened", "未实际入库。")
    assert "draw_recheck" not in names
    assert not Recheck.objects.visible_to(unit).exists()
    assert Recheck.objects.visible_to(office_of(task)).get() == recheck
