"""Many hands on one task at once leave one legal path."""

from datetime import timedelta
from itertools import pairwise
from threading import Barrier, Thread

import pytest
from django.db import connection

from airdefense.casework.models import Event, IssuedNumber
from airdefense.casework.workflow import NotPossible
from rectification import actions
from rectification.models import Recheck, RectificationTask
from rectification.workflow import TASK_WORKFLOW, TaskStatus
from tests.factories.accounts import NOON, OrganisationFactory
from tests.factories.rectification import (
    HOUR,
    a_pdf,
    a_task,
    an_approved_finding,
    an_instrument,
    contact_of,
    fresh,
    hand_in,
    limits,
    office_of,
)
from tests.factories.rectifying import RecheckDrawFactory, a_standing_suspension

HANDS = 20
LATER = NOON + 6 * HOUR

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def at_once(*jobs):
    """Run the jobs in threads from one start; returns how many were refused."""
    refused, broken, start = [], [], Barrier(len(jobs))

    def run(job):
        start.wait()
        try:
            job()
        except NotPossible as refusal:
            refused.append(refusal)
        except Exception as error:
            broken.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[job]) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broken == []
    return len(refused)


def steps_of(task):
    events = Event.objects.of(task).exclude(before="").order_by("pk")
    return list(events.values_list("name", "before", "after"))


def test_twenty_hands_closing_one_task_close_it_once():
    task = a_task(TaskStatus.VERIFIED)
    office = office_of(task)

    def close():
        actions.close(task=task, by=office, at=LATER)

    refused = at_once(*[close] * HANDS)

    assert (refused, fresh(task).status) == (HANDS - 1, TaskStatus.CLOSED)
    assert steps_of(task)[-1] == ("close", "verified", "closed")
    assert [name for name, *_ in steps_of(task)].count("close") == 1


def test_twenty_hands_handing_in_leave_one_submission():
    task = a_task(TaskStatus.RECTIFYING)
    contact = contact_of(task)

    def submit():
        hand_in(task, by=contact, files=[a_pdf()])

    refused = at_once(*[submit] * HANDS)

    assert (refused, task.submissions.count()) == (HANDS - 1, 1)
    assert fresh(task).status == TaskStatus.SUBMITTED


def test_closing_and_returning_at_once_end_in_one_of_the_two():
    task = a_task(TaskStatus.VERIFIED)
    office = office_of(task)

    def close():
        actions.close(task=task, by=office, at=LATER)

    def give_back():
        actions.return_for_rework(task=task, note="复核不实", by=office, at=LATER)

    refused = at_once(*[close, give_back] * (HANDS // 2))

    last = steps_of(task)[-1]
    assert refused == HANDS - 1
    assert last in [("close", "verified", "closed"), ("return_for_rework", "verified", "returned")]
    assert fresh(task).status == last[2]


def test_twenty_tasks_issued_at_once_take_twenty_numbers():
    limits()
    region = OrganisationFactory()
    findings = [an_approved_finding(region) for _ in range(HANDS)]
    office = office_of(findings[0])

    def issue(finding):
        return lambda: actions.issue_task(
            finding=finding, requirement="追缴。", by=office, at=LATER
        )

    refused = at_once(*map(issue, findings))

    numbers = RectificationTask.objects.order_by("number").values_list("number", flat=True)
    assert refused == 0
    assert list(numbers) == [f"ZG-{region.code}-2020-{n:04}" for n in range(1, HANDS + 1)]


def test_twenty_hands_issuing_one_instrument_use_one_number():
    instrument = an_instrument("approved")
    office = office_of(instrument)

    def issue():
        actions.issue(instrument=instrument, by=office, at=LATER)

    refused = at_once(*[issue] * HANDS)

    of_issuer = IssuedNumber.objects.filter(series__organisation=instrument.issuer)
    assert refused == HANDS - 1
    assert list(of_issuer.values_list("text", flat=True)) == [fresh(instrument).number]


def test_twenty_hands_at_four_steps_leave_a_legal_path():
    task = a_task(TaskStatus.SUBMITTED)
    office, contact = office_of(task), contact_of(task)

    def verify():
        actions.verify(task=task, by=office, at=LATER)

    def close():
        actions.close(task=task, by=office, at=LATER)

    def give_back():
        actions.return_for_rework(task=task, note="复核不实", by=office, at=LATER)

    def submit():
        hand_in(task, by=contact, at=LATER + HOUR, files=[a_pdf()])

    at_once(*[verify, close, give_back, submit] * (HANDS // 4))

    steps = steps_of(task)
    legal = {(t.name, s, t.target) for t in TASK_WORKFLOW for s in t.sources}
    assert set(steps) <= legal
    assert all(one[2] == after[1] for one, after in pairwise(steps))
    assert fresh(task).status == steps[-1][2]
    assert task.closures.count() == [name for name, *_ in steps].count("close")


def test_twenty_hands_ending_one_suspension_end_it_once():
    suspension = a_standing_suspension()

    def expire():
        actions.expire_suspensions(on=suspension.until + timedelta(days=1))

    refused = at_once(*[expire] * HANDS)

    ends = Event.objects.of(suspension).filter(name="expire")
    assert (refused, ends.count(), fresh(suspension).status) == (0, 1, "ended")


def test_twenty_draws_at_once_draw_each_task_once():
    region = OrganisationFactory()
    tasks = [a_task(TaskStatus.CLOSED, region=region) for _ in range(3)]
    office = office_of(tasks[0])

    def draw():
        RecheckDrawFactory(region=region, by=office)

    refused = at_once(*[draw] * HANDS)

    assert refused == HANDS - len(tasks)
    assert Recheck.objects.count() == len(tasks)
