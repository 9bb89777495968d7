"""The morning's look at what is late: once per task and due day, and no status is touched."""

from datetime import UTC, date, datetime, timedelta
from threading import Thread

import pytest
from django.db import connection

from airdefense.casework.models import Event
from rectification import actions
from rectification.tasks import sweep_overdue
from rectification.workflow import TaskStatus
from tests.factories.accounts import NOON, OrganisationFactory
from tests.factories.rectification import ExtensionFactory, TaskFactory, a_task, fresh, office_of

DUE = date(2021, 1, 1)
NEXT = date(2021, 1, 2)


@pytest.fixture
def city(db):
    return OrganisationFactory(city=True)


def overdue_events(task):
    events = Event.objects.of(task).filter(name="overdue").order_by("pk")
    return [(event.happened_at, event.actor.username) for event in events]


def test_a_task_is_overdue_from_the_first_moment_after_its_day(city):
    task = TaskFactory(region=city)

    assert actions.sweep_overdue(on=DUE) == 0
    assert actions.sweep_overdue(on=NEXT) == 1
    assert overdue_events(task) == [(datetime(2021, 1, 1, 16, tzinfo=UTC), "system")]
    assert fresh(task).status == TaskStatus.ISSUED


def test_a_late_sweep_dates_the_event_by_the_fact(city):
    task = TaskFactory(region=city)

    actions.sweep_overdue(on=date(2021, 3, 1))

    assert overdue_events(task) == [(datetime(2021, 1, 1, 16, tzinfo=UTC), "system")]


def test_the_sweep_writes_once_however_often_it_runs(city):
    TaskFactory(region=city)

    counts = [actions.sweep_overdue(on=NEXT + timedelta(days=n)) for n in range(3)]

    assert counts == [1, 0, 0]


def test_closed_tasks_are_never_overdue(city):
    closed, handed_in = (a_task(s, region=city) for s in ("closed", "submitted"))

    actions.sweep_overdue(on=NEXT)

    assert overdue_events(closed) == []
    assert len(overdue_events(handed_in)) == 1


def test_a_moved_due_day_can_pass_again(city):
    task = a_task(TaskStatus.RECTIFYING, region=city)
    actions.sweep_overdue(on=NEXT)
    at = NOON + timedelta(days=61)
    extension = ExtensionFactory(task=task, requested_until=date(2021, 1, 20), at=at)
    actions.decide_extension(extension=extension, granted=True, by=office_of(task), at=at)

    counts = [actions.sweep_overdue(on=date(2021, 1, day)) for day in (3, 20, 21, 22)]

    assert counts == [0, 0, 1, 0]
    assert [moment for moment, _actor in overdue_events(task)] == [
        datetime(2021, 1, 1, 16, tzinfo=UTC),
        datetime(2021, 1, 20, 16, tzinfo=UTC),
    ]


def test_the_job_sweeps_today(city):
    TaskFactory(region=city)

    sweep_overdue()

    assert Event.objects.filter(name="overdue").count() == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_write_one_event():
    task = TaskFactory(region=OrganisationFactory(city=True))

    def sweep():
        try:
            actions.sweep_overdue(on=NEXT)
        finally:
            connection.close()

    threads = [Thread(target=sweep) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(overdue_events(task)) == 1
