"""`make run`: set up what is missing, serve, and leave nothing running."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from airdefense.devstack.console import relay, say
from airdefense.devstack.interruption import Interrupted, Interruption
from airdefense.devstack.paths import PROJECT, SetupError, state_dir
from airdefense.devstack.ports import listen_from
from airdefense.devstack.processes import Processes
from airdefense.devstack.stack import environment, load_demo, migrate, start_services
from airdefense.devstack.state import Busy, announce, find_running, hold
from airdefense.queues import NIGHT, NOW, SOON

READY_WITHIN_SECONDS = 90
# Root may run its own local worker: the messages are JSON.
NO_ROOT_WARNING = ["-W", "ignore:You're running the worker with superuser privileges"]
CELERY = [sys.executable, *NO_ROOT_WARNING, "-m", "celery", "--quiet", "-A", "airdefense"]
QUICK_END_SECONDS = 10
QUICK_ENDS_ALLOWED = 2


def run(arguments: list[str]) -> int:
    state = state_dir()
    stop = Interruption()
    told = False
    while not stop:
        try:
            with hold(state, "run"):
                return _serve(state, stop)
        except Busy as busy:
            if busy.holder.command == "run":
                return _say_already_running(state, busy)
            if not told:
                say(f"Waiting for `{busy.holder.command}` (process {busy.holder.pid}) to end …")
            told = True
            time.sleep(0.2)
    return stop.exit_code


def _say_already_running(state: Path, busy: Busy) -> int:
    running = find_running(state, busy.holder)
    if running:
        say(f"airdefense is already running: {running[0]}  (process {busy.holder.pid})")
        say("Ctrl-C there stops it; AIRDEFENSE_STATE=DIRECTORY starts a second copy beside it.")
        return 0
    say(f"Process {busy.holder.pid} is just starting on {state}: wait for it, or end it.")
    return 1


def _serve(state: Path, stop: Interruption) -> int:
    began = time.monotonic()
    with Processes(state / "processes") as processes:
        try:
            say(f"Starting database and broker; the data is kept in {state}")
            urls = start_services(processes, state)
            stop.check()
            with listen() as listener:
                address = f"http://127.0.0.1:{listener.getsockname()[1]}"
                env = environment(state, urls, address)
                migrate(processes, state, env, urls, stop)
                accounts = load_demo(processes, state, env, urls, stop)
                announce(state, urls, address)
                services = list(processes.running)
                crew = Crew(processes, env, listener)
                _wait_until_well(address, crew, stop)
                _say_banner(address, state, accounts, time.monotonic() - began)
                return _watch(crew, services, stop)
        except Interrupted:
            return stop.exit_code
        finally:
            say("\nStopping …")
            processes.stop_all()
            say("Stopped; the data is kept.")


class Crew:
    """Web, workers and beat; one that ends unasked is started again, unless it cannot live."""

    def __init__(self, processes: Processes, env: dict[str, str], listener: socket.socket) -> None:
        level = env.get("LOG_LEVEL") or "WARNING"
        self._processes = processes
        self._env = env
        self._listener = listener
        worker = [*CELERY, "worker", f"--loglevel={level}", "--without-gossip", "--without-mingle"]
        web = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py"]
        # In reverse of the order in which they are to stop.
        self._commands = {
            "beat": [*CELERY, "beat", f"--loglevel={level}", "--scheduler=celery.beat:Scheduler"],
            # What takes long never has the place of what somebody waits for.
            "jobs": [*worker, "--concurrency=2", "--hostname=jobs@%h", f"--queues={SOON},{NIGHT}"],
            "worker": [*worker, "--concurrency=1", f"--queues={NOW}"],
            "web": [*web, "--bind", f"fd://{listener.fileno()}"],
        }
        self._running: dict[str, tuple[subprocess.Popen[bytes], float]] = {}
        self._quick_ends = dict.fromkeys(self._commands, 0)
        for name in self._commands:
            self._start(name)

    def revive(self) -> None:
        """Start again whoever ended; give up on one that ended quickly time and again."""
        for name, (process, born) in list(self._running.items()):
            if process.poll() is None:
                continue
            self._processes.stop(process)
            is_quick = time.monotonic() - born < QUICK_END_SECONDS
            self._quick_ends[name] = self._quick_ends[name] + 1 if is_quick else 0
            if self._quick_ends[name] > QUICK_ENDS_ALLOWED:
                raise SetupError(f"The {name} process cannot live: its message is above.")
            say(f"The {name} process ended ({process.returncode}): starting it again.")
            self._start(name)

    def _start(self, name: str) -> None:
        process = self._processes.start(
            self._commands[name],
            signal.SIGTERM,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=PROJECT,
            env=self._env,
            pass_fds=[self._listener.fileno()] if name == "web" else [],
        )
        relay(process, name)
        self._running[name] = (process, time.monotonic())


def listen() -> socket.socket:
    wanted = os.environ.get("PORT") or "8000"
    if not wanted.isdecimal() or not 0 < int(wanted) < 65536:
        raise SetupError(f"PORT={wanted} is not a port: a number from 1 to 65535.")
    try:
        listener = listen_from(int(wanted))
    except OSError as error:
        raise SetupError(f"PORT={wanted}: {error}.") from error
    port = listener.getsockname()[1]
    if port != int(wanted):
        say(f"Port {wanted} is taken: using {port}.")
    return listener


def _wait_until_well(address: str, crew: Crew, stop: Interruption) -> None:
    """Wait until web, database, broker, worker and beat all answer."""
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    seen: dict[str, object] = {}
    while time.monotonic() < deadline:
        stop.check()
        crew.revive()
        seen = health(address)
        if seen.get("status") == "ok":
            return
        time.sleep(0.1)
    missing = ", ".join(name for name, well in seen.items() if well is False) or "web"
    raise SetupError(f"Not everything answers after {READY_WITHIN_SECONDS} s: {missing}.")


def health(address: str) -> dict[str, object]:
    # Without the proxies of the environment: they do not know this machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{address}/healthz", timeout=5) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return json.load(error) if error.code == 503 else {}
    except (OSError, ValueError):
        return {}


def _say_banner(address: str, state: Path, accounts: list[str], seconds: float) -> None:
    rule = "─" * 72
    say(f"\n{rule}\n  airdefense is running:  {address}/      (ready after {seconds:.0f} s)\n")
    if accounts:
        say("  Demo accounts, one click each on the sign-in page:")
        for account in accounts:
            say(f"    {account}")
        say()
    say(f"  Data: {state}\n  Ctrl-C stops everything.\n{rule}\n")


def _watch(crew: Crew, services: list[subprocess.Popen[bytes]], stop: Interruption) -> int:
    while not stop:
        crew.revive()
        if any(service.poll() is not None for service in services):
            raise SetupError("Database or broker has ended: run again, the data is kept.")
        time.sleep(0.3)
    return stop.exit_code
