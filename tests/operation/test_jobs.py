"""Failed jobs: written down without what they are about, tried again, given up, counted."""

import json
import logging
import time
from datetime import timedelta

import pytest
from celery import shared_task
from celery.signals import before_task_publish
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from airdefense.accounts.roles import Role
from airdefense.casework.jobs import actions, keeping, signs
from airdefense.casework.jobs.keeping import place_of
from airdefense.casework.jobs.words import WORDS
from airdefense.casework.jobs.workflow import JobStatus
from airdefense.casework.models import Event, FailedJob
from airdefense.casework.workflow import NotAllowed, NotPossible
from airdefense.queues import QUEUE_OF, QUEUES, SENT_AT
from tests.factories.accounts import NOON, OrganisationFactory, person
from tests.factories.jobs import FailedJobFactory

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
SECRET = "举报人王某"
DONE = []
LIST = reverse("casework:job_list")


class Broken(Exception):
    pass


@shared_task(name="tests.refuse")
def refuse(*, pk, **_):
    raise Broken(f"{SECRET} {pk}")


@shared_task(name="tests.succeed")
def succeed(**told):
    DONE.append(told)


@pytest.fixture
def city():
    return OrganisationFactory()


@pytest.fixture
def admin(city):
    return person(Role.SYSTEM_ADMIN, city)


@pytest.fixture
def job_that_succeeds(monkeypatch):
    monkeypatch.setitem(QUEUE_OF, "tests.succeed", "soon")
    DONE.clear()


def failed(**told):
    """The job really failed in a worker: Celery's own way through its tracer."""
    refuse.apply(kwargs=told, throw=False)
    return FailedJob.objects.latest("pk")


def test_a_failed_job_is_written_down_with_its_class_and_place(settings):
    settings.CELERY_TASK_EAGER_PROPAGATES = False

    job = failed(pk=7)

    assert (job.task, job.queue, job.error) == (
        "tests.refuse",
        "soon",
        "tests.operation.test_jobs.Broken",
    )
    assert job.place.startswith("tests/operation/test_jobs.py:")
    assert job.place.endswith(" refuse")
    assert json.loads(job.arguments) == [[], {"pk": 7}]


def test_nothing_of_the_message_or_the_arguments_is_readable_in_the_row():
    job = failed(pk=7, word=SECRET)

    assert SECRET not in repr(FailedJob.objects.filter(pk=job.pk).values().get()).replace(
        job.arguments, ""
    )
    row = FailedJob.objects.raw("select id, arguments::text as kept from casework_failedjob")[0]
    assert SECRET not in row.kept


def test_the_same_failure_is_counted_until_it_is_settled(admin):
    first = FailedJobFactory(told={"pk": 1}, at=NOON)
    FailedJobFactory(told={"pk": 1}, at=NOON + HOUR, number="the second")
    other = FailedJobFactory(told={"pk": 2}, at=NOON)
    actions.take_job_step(other, "give_up", by=admin, at=NOON, note="nobody waits for it")
    FailedJobFactory(told={"pk": 2}, at=NOON + HOUR)

    first.refresh_from_db()

    assert (first.times, first.noticed_at, first.happened_at, first.number) == (
        2,
        NOON,
        NOON + HOUR,
        "the second",
    )
    counted = FailedJob.objects.open().order_by("pk").values_list("times", flat=True)
    assert list(counted) == [2, 1]


def test_a_job_that_goes_well_leaves_no_row():
    succeed.apply(kwargs={"pk": 1})

    assert FailedJob.objects.count() == 0


def test_a_database_that_is_gone_does_not_bring_the_worker_down(monkeypatch, caplog):
    def gone(*_, **__):
        raise OperationalError

    monkeypatch.setattr(keeping, "keep", gone)
    monkeypatch.setattr(keeping.log, "disabled", False)
    caplog.set_level(logging.ERROR, logger=keeping.log.name)

    keeping.on_failure(sender=refuse, task_id="job-1", exception=Broken(), kwargs={"pk": 1})

    assert "could not be written down" in caplog.text


def test_trying_again_sends_the_same_job_and_says_who_did(admin, job_that_succeeds):
    job = FailedJobFactory(task="tests.succeed", told={"pk": 5, "word": "x"})

    job = actions.take_job_step(job, "retry", by=admin, at=NOON + HOUR)

    assert DONE == [{"pk": 5, "word": "x"}]
    assert (job.status, job.settled_by, job.settled_at) == (
        JobStatus.RETRIED,
        admin,
        NOON + HOUR,
    )
    assert list(Event.objects.of(job).values_list("name", "actor")) == [("retry", admin.pk)]


def test_a_job_is_tried_again_once(admin, job_that_succeeds):
    job = FailedJobFactory(task="tests.succeed")
    actions.take_job_step(job, "retry", by=admin, at=NOON)

    with pytest.raises(NotPossible):
        actions.take_job_step(job, "retry", by=admin, at=NOON)

    assert len(DONE) == 1


def test_a_job_that_this_release_does_not_have_is_given_up(admin):
    job = FailedJobFactory(task="projects.of_an_older_release")

    with pytest.raises(NotPossible, match="no such job any more"):
        actions.take_job_step(job, "retry", by=admin, at=NOON)


def test_giving_up_asks_why(admin):
    job = FailedJobFactory()

    with pytest.raises(NotPossible, match="say why"):
        actions.take_job_step(job, "give_up", by=admin, at=NOON)
    job = actions.take_job_step(job, "give_up", by=admin, at=NOON, note="sent by hand")

    assert Event.objects.of(job).get().note == "sent by hand"


def test_nobody_but_a_system_administrator_settles_a_job(city):
    job = FailedJobFactory()

    for role in set(Role) - {Role.SYSTEM_ADMIN}:
        with pytest.raises(NotAllowed):
            actions.take_job_step(job, "give_up", by=person(role, city), at=NOON, note="x")


@pytest.mark.parametrize("role", list(Role))
def test_only_system_administrators_reach_the_pages_of_jobs(as_role, city, role):
    job = FailedJobFactory()
    client = as_role(role, city)
    paths = {
        "list": LIST,
        "one": job.get_absolute_url(),
        "step": job.get_step_url("retry"),
        "all": reverse("casework:retry_jobs"),
    }
    is_admin = role == Role.SYSTEM_ADMIN

    seen = [client.get(paths["list"]).status_code, client.get(paths["one"]).status_code]
    done = [] if is_admin else [client.post(paths[name]).status_code for name in ("step", "all")]

    assert (seen, done) == (([200, 200], []) if is_admin else ([403, 404], [404, 403]))


def test_the_list_says_which_job_failed_and_never_about_what(as_role, city):
    FailedJobFactory(told={"pk": 987_654}, raised=ValueError(SECRET))

    client = as_role(Role.SYSTEM_ADMIN, city)
    text = client.get(LIST).content.decode()
    text += client.get(FailedJob.objects.get().get_absolute_url()).content.decode()

    assert "Mail about a step" in text
    assert "ValueError" in text
    assert SECRET not in text
    assert "987654" not in text


def test_the_list_without_a_failure_says_so(as_role, city):
    page = as_role(Role.SYSTEM_ADMIN, city).get(LIST)

    assert "Every job went well" in page.content.decode()


def test_jobs_that_failed_alike_are_tried_again_together(as_role, city, job_that_succeeds):
    alike = [FailedJobFactory(task="tests.succeed") for _ in range(3)]
    other = FailedJobFactory(task="tests.succeed", raised=OSError())
    client = as_role(Role.SYSTEM_ADMIN, city)
    told = {"task": "tests.succeed", "error": "ConnectionRefusedError"}

    group = client.get(LIST).context["alike"]
    page = client.post(reverse("casework:retry_jobs"), told, follow=True)

    assert [(one["task"], one["jobs"]) for one in group] == [("tests.succeed", 3)]
    assert "3 jobs are tried again." in page.content.decode()
    assert list(FailedJob.objects.open()) == [other]
    assert list(page.context["settled"]) == alike[::-1]


def test_steps_of_the_page_lead_back_to_the_list(as_role, city):
    job = FailedJobFactory()
    client = as_role(Role.SYSTEM_ADMIN, city)

    answer = client.post(job.get_step_url("give_up"), {"note": "sent by hand"})
    unknown = client.post(job.get_step_url("nothing"))

    assert (answer.status_code, answer.url, unknown.status_code) == (302, LIST, 404)


def test_failed_jobs_wait_on_the_administrators_home_page(as_role, city):
    job = FailedJobFactory()
    settled = FailedJobFactory()
    admin = as_role(Role.SYSTEM_ADMIN, city)
    actions.take_job_step(settled, "give_up", by=admin.user, at=NOON, note="x")

    page = admin.get("/").content.decode()

    assert job.get_absolute_url() in page
    assert settled.get_absolute_url() not in page


def measured():
    lines = Client().get("/metrics").content.decode().splitlines()
    return dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))


def test_metrics_count_the_failed_jobs_of_each_queue(settings, admin):
    settings.METRICS_ALLOW = ["127.0.0.0/8"]
    FailedJobFactory()
    FailedJobFactory(task="casework.check_files")
    actions.take_job_step(FailedJobFactory(), "give_up", by=admin, at=NOON, note="x")

    told = measured()

    counted = {name: told[f'airdefense_failed_jobs{{queue="{name}"}}'] for name in QUEUES}
    assert counted == {"now": "1.0", "soon": "0.0", "night": "1.0"}


def test_metrics_tell_how_many_jobs_wait_and_since_when(settings, monkeypatch):
    settings.METRICS_ALLOW = ["127.0.0.0/8"]
    full, empty = "tests-full", "tests-empty"
    monkeypatch.setattr("airdefense.queues.QUEUES", (full, empty))
    messages = [json.dumps({"headers": {SENT_AT: time.time() - age}}) for age in (3600, 60)]
    signs.broker().delete(full, empty)
    signs.broker().lpush(full, *messages)

    told = measured()
    signs.broker().delete(full)

    jobs, age = "airdefense_waiting_jobs", "airdefense_oldest_job_age_seconds"
    assert [told[f'{jobs}{{queue="{name}"}}'] for name in (full, empty)] == ["2.0", "0.0"]
    assert round(float(told[f'{age}{{queue="{full}"}}']), -2) == 3600
    assert told[f'{age}{{queue="{empty}"}}'] == "0.0"


def test_a_job_carries_the_moment_it_was_sent():
    headers = {}

    before_task_publish.send(sender="tests.succeed", headers=headers)

    assert abs(time.time() - headers[SENT_AT]) < 60


def test_health_page_shows_queues_and_failed_jobs(as_role, city):
    FailedJobFactory()

    page = as_role(Role.SYSTEM_ADMIN, city).get(reverse("reports:health")).content.decode()
    office = as_role(Role.INSPECTION_OFFICE, city).get(reverse("reports:health")).content.decode()

    assert "1 failed job" in page
    assert f'href="{LIST}"' in page
    assert "1 failed job" in office
    assert f'href="{LIST}"' not in office


def test_every_job_has_its_words():
    assert QUEUE_OF.keys() - WORDS.keys() == set()


def test_an_error_that_never_passed_through_the_product_has_no_place():
    assert place_of(None) == ""
