"""Two web servers, two workers and a replica that is half a second late; one of each is killed
under load and comes back. Nothing is lost, nothing counts twice, and nobody misses what he has
just written."""

import contextlib
import itertools
import os
import signal
import subprocess
import sys
import threading
import time
from uuid import uuid4

import psycopg2
import pytest
import redis
import requests
from celery.utils import uuid

from airdefense.celery import app
from airdefense.devstack.paths import PROJECT
from airdefense.devstack.ports import free_port
from airdefense.devstack.processes import Processes
from airdefense.queues import NIGHT, NOW, SOON
from tests.factories.inspections import a_picture
from tests.scale.cluster import DATABASE, environment, province, superuser_url, with_tables
from tests.scale.jobs import BEGUN, HELD_BY

NAME = f"test_{DATABASE}"
JOBS = 24
# How long a busy machine may take over any one thing; a quiet one is done in a moment.
PATIENCE = 300
QUIET = ["--concurrency=1", "--without-gossip", "--without-mingle", "--loglevel=ERROR"]
SET_UP = """
import time
import django; django.setup()
from django.test import Client
from airdefense import wall
from airdefense.accounts.signin.sessions import MARK, SEEN
from tests.factories.inspections import a_crew, a_finding
with wall.acting(wall.Purpose.UPKEEP):
    crew = a_crew()
    finding = a_finding(crew)
print(finding.pk, finding.get_absolute_url())
for user in (crew.inspector, crew.leader):
    client, now = Client(), int(time.time())
    client.force_login(user)
    session = client.session
    session[MARK] = {"began": now, "method": "demo", "factor": True, "password": ""}
    session[SEEN] = now
    session.save()
    print(session.session_key)
"""


def wait_for(is_so, complaint):
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, complaint()
        time.sleep(0.1)


class Hosts:
    """Web servers and workers by name, each killed and started again as their hosts would."""

    def __init__(self, processes, env):
        self.processes, self.env = processes, env
        self.ports = {name: free_port() for name in ("web-1", "web-2")}
        worker = [
            sys.executable,
            "-m",
            "celery",
            "-A",
            "airdefense",
            "worker",
            "-Itests.scale.jobs",
        ]
        web = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "--bind"]
        self.commands = {name: [*web, f"127.0.0.1:{port}"] for name, port in self.ports.items()}
        for name in ("worker-1", "worker-2"):
            queues = f"--queues={NOW},{SOON},{NIGHT}"
            self.commands[name] = [*worker, f"--hostname={name}@here", queues]
        self.running = {}

    def start(self, *names):
        for name in names:
            command = self.commands[name]
            self.running[name] = self.processes.start(command, cwd=PROJECT, env=self.env)

    def kill(self, *names):
        for name in names:
            end_at_once(self.processes, self.running.pop(name))

    def stop(self):
        for process in self.running.values():
            self.processes.stop(process, patience=60)

    def address(self, name):
        return f"http://127.0.0.1:{self.ports[name]}"

    def health(self, name):
        try:
            return requests.get(f"{self.address(name)}/healthz", timeout=30).json()
        except (requests.ConnectionError, requests.Timeout):
            return {}

    def wait(self, *parts):
        """Until every web server answers and tells that these parts are well."""
        for name in self.ports:
            wait_for(
                lambda name=name: all(is_well(self.health(name), part) for part in parts),
                lambda name=name: (name, self.health(name)),
            )


def is_well(health, part):
    if part == "replica":
        return health.get("replicas", {}).get("replica_1", {}).get("read")
    return health.get(part)


def end_at_once(processes, process):
    """As when a host loses its power: nothing is said to anybody."""
    os.killpg(process.pid, signal.SIGKILL)
    processes.stop(process)


class Person:
    """A browser behind a balancer: it goes to any server, and to the next when one is gone."""

    def __init__(self, hosts, cookie):
        self.next = itertools.cycle(map(hosts.address, hosts.ports))
        self.session = requests.Session()
        token = "c" * 32
        self.session.cookies.update({"airdefense_session": cookie, "airdefense_csrf": token})
        self.session.headers.update({"X-CSRFToken": token, "Accept-Language": "en"})

    def ask(self, method, path, **more):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                address = next(self.next)
                return self.session.request(
                    method, address + path, timeout=60, allow_redirects=False, **more
                )
            except (requests.ConnectionError, requests.Timeout):
                time.sleep(0.1)
        raise AssertionError("no server answers")


class Load:
    """One person sends files and looks for each at once; another one only looks."""

    def __init__(self, hosts, finding, page, cookies):
        self.page = page
        self.url = f"/attachments/inspections.finding/{finding}/new/"
        self.writer, self.reader = (Person(hosts, cookie) for cookie in cookies)
        self.sent, self.seen, self.missed, self.failed = [], [], [], []
        self.is_over = threading.Event()
        self.threads = [threading.Thread(target=self.go_on, args=(one,)) for one in self.work()]

    def work(self):
        return self.write, self.read

    def go_on(self, work):
        try:
            while not self.is_over.is_set():
                work()
        except BaseException as fault:
            self.failed.append(repr(fault))
            raise

    def write(self):
        file = a_picture(f"door-{len(self.sent)}.png")
        facts = {"client_id": str(uuid4())}
        files, headers = {"files": (file.name, file.read())}, {"Accept": "application/json"}
        answer = self.writer.ask("POST", self.url, files=files, data=facts, headers=headers)
        if answer.status_code != 201:
            self.failed.append(answer.text[:300])
        if file.name not in self.writer.ask("GET", self.page).text:
            self.missed.append(file.name)
        self.sent.append(file.name)

    def read(self):
        for path in (self.page, "/inspections/findings/"):
            answer = self.reader.ask("GET", path)
            if answer.status_code != 200:
                self.failed.append((path, answer.status_code))
            self.seen.append(path)

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.is_over.set()
        for thread in self.threads:
            thread.join()

    def more(self):
        """Wait until both have done some more work, on both servers where both are there."""
        sent, seen = len(self.sent) + 3, len(self.seen) + 4
        wait_for(
            lambda: self.failed or (len(self.sent) >= sent and len(self.seen) >= seen),
            lambda: (self.sent, self.seen),
        )
        assert (self.failed, self.missed) == ([], [])


def rows(server, statement):
    with (
        contextlib.closing(psycopg2.connect(superuser_url(server, NAME))) as told,
        told.cursor() as cursor,
    ):
        cursor.execute(statement)
        return [row[0] for row in cursor.fetchall()]


def send_jobs(broker):
    with app.connection_for_write(broker) as connection:
        producer = app.amqp.Producer(connection)
        for number in range(JOBS):
            said = {"number": number, "seconds": 0.2, "lasts": number == 0}
            message = app.amqp.as_task_v2(uuid(), "tests.keep", kwargs=said)
            app.amqp.send_task_message(producer, "tests.keep", message, queue=SOON)


def done(primary):
    """The numbers of the jobs whose event is kept."""
    kept = "select detail->>'number' from casework_event where name = 'kept_by_job'"
    return sorted(map(int, rows(primary, kept)))


def is_read(standby):
    """Whether pages were answered by the replica since it started."""
    scanned = "select coalesce(sum(seq_scan + idx_scan), 0) > 0 from pg_stat_user_tables"
    return rows(standby, scanned) == [True]


@pytest.fixture(scope="module")
def place(django_db_setup):
    with contextlib.ExitStack() as stack:
        processes = stack.enter_context(Processes())
        media = stack.enter_context(processes.throwaway_directory())
        primary, standby, valkey = stack.enter_context(province(processes))
        with_tables(primary)
        processes.stop(standby.process)
        standby.options["recovery_min_apply_delay"] = "500ms"
        standby.start(processes)
        env = environment(primary, standby, valkey, name=NAME)
        env |= {"MEDIA_ROOT": str(media), "JOB_RETURNS_AFTER_SECONDS": "5", "DEMO_MODE": "true"}
        env |= {"WEB_CONCURRENCY": "1", "LOG_LEVEL": "CRITICAL"}
        # The product as it is, its cache and its files shared by all of them.
        env["DJANGO_SETTINGS_MODULE"] = "airdefense.settings"
        yield processes, primary, standby, valkey, env


def load_of(hosts, env):
    made = subprocess.run(
        [sys.executable, "-c", SET_UP],
        env=env | {"DJANGO_SETTINGS_MODULE": "tests.settings"},
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    finding, page, *cookies = made.stdout.split()
    return Load(hosts, finding, page, cookies)


@pytest.mark.slow
@pytest.mark.skipif("KILLING" not in os.environ, reason="run by its own command (docs/scale.md)")
@pytest.mark.django_db
def test_one_of_each_is_killed_under_load_and_nothing_is_lost_or_counts_twice(place):
    processes, primary, standby, valkey, env = place
    broker = redis.Redis.from_url(valkey.url)
    hosts = Hosts(processes, env)
    hosts.start(*hosts.commands)
    load = load_of(hosts, env)
    hosts.wait("database", "worker", "replica")

    with load:
        send_jobs(valkey.url)
        load.more()
        wait_for(lambda: broker.get(HELD_BY), lambda: "no worker took the first job")
        worker = broker.get(HELD_BY).decode().removesuffix("@here")
        hosts.kill("web-1", worker)
        load.more()
        end_at_once(processes, standby.process)
        load.more()
        hosts.start("web-1", worker)
        standby.start(processes)
        hosts.wait("database", "worker", "replica")
        load.more()
        wait_for(lambda: is_read(standby), lambda: "the replica is not read again")
        wait_for(lambda: len(done(primary)) >= JOBS, lambda: done(primary))
    kept = rows(primary, "select name from casework_attachment order by id")
    hosts.stop()

    assert (load.failed, load.missed) == ([], [])
    assert kept == load.sent == [f"door-{n}.png" for n in range(len(kept))]
    assert done(primary) == list(range(JOBS))
    # The job that ended with its worker was begun by another one.
    assert int(broker.get(f"{BEGUN}:0")) > 1
