"""Every job waits in a queue chosen on purpose, and the urgent ones wait for nobody."""

import os
import signal
import sys
import time

import pytest
import redis
from celery.utils import uuid

from airdefense import features
from airdefense.casework import health
from airdefense.celery import app
from airdefense.devstack.paths import PROJECT
from airdefense.devstack.processes import Processes
from airdefense.devstack.serve import Crew
from airdefense.devstack.valkey import Valkey
from airdefense.queues import NIGHT, NOW, QUEUE_OF, QUEUES, SOON
from airdefense.timetable import timetable
from tests.devstack.test_production_shape import SERVICES
from tests.scale.jobs import LOG


def our_tasks():
    app.loader.import_default_modules()
    return {name for name in app.tasks if not name.startswith(("celery.", "tests."))}


def queues_of(command):
    words = command.split() if isinstance(command, str) else command
    return [word.removeprefix("--queues=").split(",") for word in words if "--queues=" in word]


def test_every_task_has_a_queue_on_purpose_and_no_queue_names_a_task_that_is_gone():
    assert {*QUEUE_OF} == our_tasks()


def test_every_job_of_the_timetable_has_a_queue():
    assert {job["task"] for job in timetable(features.PARTS).values()} - {*QUEUE_OF} == set()


@pytest.mark.parametrize(("task", "queue"), QUEUE_OF.items())
def test_task_is_sent_to_its_queue(task, queue):
    assert app.amqp.router.route({}, task)["queue"].name == queue


def test_there_are_no_queues_beside_these():
    assert (tuple(app.amqp.queues), app.amqp.queues.create_missing) == (QUEUES, False)


@pytest.mark.parametrize(
    ("tasks", "queue"),
    [
        (("reports.deliver", "casework.notify", "reports.compile_due"), NOW),
        (("exchange.run_import", "leads.assemble_case_file"), SOON),
        (("projects.screen_due", "casework.check_files", "reports.restate"), NIGHT),
    ],
)
def test_mail_goes_before_imports_and_those_before_what_nobody_waits_for(tasks, queue):
    assert {QUEUE_OF[task] for task in tasks} == {queue}


def test_workers_of_the_production_shape_serve_every_queue_once():
    served = [queue for one in SERVICES.values() for queue in queues_of(one.get("command", ""))]

    assert sorted(served) == sorted([name] for name in QUEUES)


def test_workers_of_make_run_serve_every_queue_and_the_urgent_one_apart(monkeypatch):
    monkeypatch.setattr(Crew, "_start", lambda crew, name: None)
    with open(os.devnull) as listener:
        crew = Crew(None, {}, listener)

    served = [queue for one in crew._commands.values() for queue in queues_of(one)]

    assert served == [[SOON, NIGHT], [NOW]]


def test_worker_of_one_queue_leaves_a_sign_for_that_queue_alone(monkeypatch):
    monkeypatch.setattr(app.amqp.queues, "_consume_from", {NIGHT: app.amqp.queues[NIGHT]})

    assert health.signs_of_this_worker() == ["health:worker:night"]


@pytest.fixture(scope="module")
def services():
    with Processes() as processes, processes.throwaway_directory() as place:
        valkey = Valkey(place / "valkey", durable=False)
        valkey.start(processes)
        env = os.environ | {
            "REDIS_URL": valkey.url,
            "DEPLOYMENT": "local",
            "SECRET_KEY": "k" * 50,
            "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
        }
        yield processes, env


def start_worker(processes, env, *options):
    command = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "airdefense",
        "worker",
        "-I",
        "tests.scale.jobs",
    ]
    quiet = ["--without-gossip", "--without-mingle", "--loglevel=ERROR"]
    return processes.start([*command, *quiet, *options], signal.SIGTERM, cwd=PROJECT, env=env)


def wait_for(broker, line):
    deadline = time.monotonic() + 240
    while line not in (said := [one.decode() for one in broker.lrange(LOG, 0, -1)]):
        assert time.monotonic() < deadline, said
        time.sleep(0.02)
    return said


@pytest.mark.slow
def test_mail_does_not_wait_for_a_screening_and_an_import_goes_before_one(services):
    processes, env = services
    broker = redis.Redis.from_url(env["REDIS_URL"])
    with app.connection_for_write(env["REDIS_URL"]) as connection:

        def send(name, queue, seconds=0.0):
            kwargs = {"name": name, "seconds": seconds}
            message = app.amqp.as_task_v2(uuid(), "tests.linger", kwargs=kwargs)
            producer = app.amqp.Producer(connection)
            app.amqp.send_task_message(producer, "tests.linger", message, queue=queue)

        send("screening", NIGHT, 600)
        jobs = start_worker(processes, env, "--concurrency=1", f"--queues={SOON},{NIGHT}")
        wait_for(broker, "+screening")
        for name, queue in (("fixity", NIGHT), ("import", SOON), ("mail", NOW)):
            send(name, queue)
        urgent = start_worker(processes, env, "--concurrency=1", f"--queues={NOW}")

        during = wait_for(broker, "-mail")
        # The long one is killed with its worker; the next one takes up what is due, in order.
        jobs.kill()
        processes.stop(jobs)
        jobs = start_worker(processes, env, "--concurrency=1", f"--queues={SOON},{NIGHT}")
        after = wait_for(broker, "-fixity")

    processes.stop(jobs)
    processes.stop(urgent)
    assert during == ["+screening", "+mail", "-mail"]
    assert after[len(during) :] == ["+import", "-import", "+fixity", "-fixity"]
