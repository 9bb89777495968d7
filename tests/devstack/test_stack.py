"""The environment of a local stack, and what a warm start need not ask again."""

import http.server
import json
import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from airdefense.devstack import serve
from airdefense.devstack.interruption import Interrupted, Interruption
from airdefense.devstack.paths import PROJECT, SetupError
from airdefense.devstack.processes import Processes
from airdefense.devstack.stack import environment, migrations_digest, start_services
from airdefense.devstack.state import Urls

URLS = Urls(
    app="postgresql://airdefense_app:a@127.0.0.1:5000/airdefense",
    owner="postgresql://airdefense_owner:o@127.0.0.1:5000/airdefense",
    redis="redis://127.0.0.1:6000/0",
)
WAIT = """
import subprocess, sys, time
from airdefense.devstack.interruption import Interruption
stop = Interruption()
print("ready", flush=True)
while not stop:
    time.sleep(0.02)
print(stop.exit_code, flush=True)
"""


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch):
    for name in ("DATABASE_URL", "REDIS_URL", "DATABASE_OWNER_URL", "DEPLOYMENT", "DEMO_MODE"):
        monkeypatch.delenv(name, raising=False)
    for name in ("SECRET_KEY", "PORT", "SITE_URL", "MEDIA_ROOT"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def health_page():
    """Serve one answer at /healthz: health_page(503, {...}) -> address."""
    servers = []

    def serve_page(status, body):
        class Page(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(status)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *arguments):
                pass

        server = http.server.HTTPServer(("127.0.0.1", 0), Page)
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.02,)).start()
        return f"http://127.0.0.1:{server.server_port}"

    yield serve_page
    for server in servers:
        server.shutdown()
        server.server_close()


def test_services_named_by_the_environment_are_used_and_none_started(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://db/app")
    monkeypatch.setenv("REDIS_URL", "redis://broker/3")

    with Processes() as processes:
        urls = start_services(processes, tmp_path)
        started = processes.running

    assert urls == Urls("postgresql://db/app", "postgresql://db/app", "redis://broker/3")
    assert started == []


def test_named_owner_migrates_a_named_database(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://app@db/x")
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgresql://owner@db/x")
    monkeypatch.setenv("REDIS_URL", "redis://broker/3")

    with Processes() as processes:
        urls = start_services(processes, tmp_path)

    assert (urls.app, urls.owner) == ("postgresql://app@db/x", "postgresql://owner@db/x")


def test_local_stack_is_a_demo_of_its_own(tmp_path):
    env = environment(tmp_path, URLS, "http://127.0.0.1:8001")

    assert (env["DEPLOYMENT"], env["DEMO_MODE"]) == ("local", "true")
    assert (env["DATABASE_URL"], env["REDIS_URL"]) == (URLS.app, URLS.redis)
    assert env["SITE_URL"] == "http://127.0.0.1:8001"
    assert env["SECRET_KEY"] == (tmp_path / "secret_key").read_text()
    assert (tmp_path / "media").stat().st_mode & 0o777 == 0o700


def test_production_has_no_demo(tmp_path, monkeypatch):
    monkeypatch.setenv("DEPLOYMENT", "production")

    assert environment(tmp_path, URLS)["DEMO_MODE"] == "false"


def test_what_the_user_sets_comes_first_and_what_is_blank_is_not_set(tmp_path, monkeypatch):
    monkeypatch.setenv("SITE_URL", "http://somewhere:1")
    monkeypatch.setenv("DEMO_MODE", "false")
    monkeypatch.setenv("SECRET_KEY", "")

    env = environment(tmp_path, URLS)

    assert (env["SITE_URL"], env["DEMO_MODE"]) == ("http://somewhere:1", "false")
    assert env["SECRET_KEY"] == (tmp_path / "secret_key").read_text()


def test_tables_are_known_after_a_restart_on_another_port_and_unknown_in_another_cluster():
    known = migrations_digest(URLS)
    restarted = Urls(URLS.app, URLS.owner.replace("5000", "5001"), URLS.redis)
    other = Urls(URLS.app, URLS.owner.replace(":o@", ":p@"), URLS.redis)

    assert migrations_digest(restarted) == known
    assert migrations_digest(other) != known


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, "0"), (signal.SIGTERM, "143"), (signal.SIGHUP, "129")]
)
def test_ctrl_c_is_the_ordinary_end_and_other_signals_are_reported(number, code):
    with subprocess.Popen(
        [sys.executable, "-c", WAIT], stdout=subprocess.PIPE, text=True, cwd=PROJECT
    ) as process:
        process.stdout.readline()

        process.send_signal(number)

        assert process.stdout.read() == f"{code}\n"


def test_end_of_the_calling_make_ends_the_command(tmp_path):
    note = tmp_path / "code"
    note.touch()
    make = f'"{sys.executable}" -c "$CODE" > {note} & echo started; sleep 60'
    with subprocess.Popen(
        ["sh", "-c", make],
        stdout=subprocess.PIPE,
        cwd=PROJECT,
        env={**os.environ, "MAKELEVEL": "1", "CODE": WAIT},
    ) as process:
        process.stdout.readline()
        deadline = time.monotonic() + 10
        while "ready" not in note.read_text() and time.monotonic() < deadline:
            time.sleep(0.02)

        process.kill()

        while "129" not in note.read_text() and time.monotonic() < deadline:
            time.sleep(0.02)
    assert note.read_text() == "ready\n129\n"


def test_interrupted_set_up_goes_no_further(monkeypatch):
    handlers = {number: signal.getsignal(number) for number in (2, 15, 1)}
    stop = Interruption()
    try:
        os.kill(os.getpid(), signal.SIGTERM)

        with pytest.raises(Interrupted):
            stop.check()
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)


@pytest.mark.parametrize("status", [200, 503])
def test_health_is_read_whether_good_or_bad(health_page, status):
    parts = {"status": "failing", "worker": False}

    assert serve.health(health_page(status, json.dumps(parts).encode())) == parts


def test_page_that_is_no_health_page_says_nothing(health_page):
    assert serve.health(health_page(500, b"<h1>error</h1>")) == {}


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1", "80 80"])
def test_port_that_is_no_port_is_refused(port, monkeypatch):
    monkeypatch.setenv("PORT", port)

    with pytest.raises(SetupError, match="is not a port"):
        serve.listen()


def test_taken_port_is_said_aloud(monkeypatch, capsys):
    monkeypatch.setenv("PORT", "18100")

    with serve.listen() as first:
        monkeypatch.setenv("PORT", str(first.getsockname()[1]))
        capsys.readouterr()
        with serve.listen() as second:
            wanted, used = first.getsockname()[1], second.getsockname()[1]

    assert capsys.readouterr().out == f"Port {wanted} is taken: using {used}.\n"
