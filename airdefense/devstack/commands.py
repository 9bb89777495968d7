"""`make manage`, `make test` and `make check`: one command with database and broker around it."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from airdefense.devstack.console import say
from airdefense.devstack.interruption import Interrupted, Interruption
from airdefense.devstack.paths import PROJECT, state_dir
from airdefense.devstack.processes import Processes
from airdefense.devstack.stack import (
    MANAGE,
    environment,
    forget_what_is_known,
    migrate,
    start_services,
)
from airdefense.devstack.state import Busy, Urls, find_running, hold

# These change tables, which only their owner may.
OWNER_COMMANDS = {"migrate", "flush", "pgtrigger"}
DEMO_COMMANDS = {"load_demo"}
# These alone are told how to read and to make everything.
INTO_EMPTY_DATABASE = "restore"
KEEPER_COMMANDS = {"backup", "restore", "drill_restore"}
# ruff reports these too, and there the exceptions stand with their reasons.
SAID_BY_RUFF = "B108,B308,B608,B611,B703"
SOURCES = ("airdefense", "demo", "projects", "inspections", "leads", "rectification")
# The statute alone: it asks no database.
WITHOUT_SERVICES = "assess_fees"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def manage(arguments: list[str]) -> int:
    """Run a manage.py command on the running stack, or on services started for it."""
    if arguments[:1] == [WITHOUT_SERVICES]:
        return subprocess.call([sys.executable, "manage.py", *arguments])
    state = state_dir()
    stop = Interruption()
    told = False
    while not stop:
        try:
            with hold(state, "manage"), Processes(state / "processes") as processes:
                urls = start_services(processes, state)
                if arguments[:1] != [INTO_EMPTY_DATABASE]:
                    migrate(processes, state, environment(state, urls), urls, stop)
                return _call_manage(processes, state, urls, arguments, stop)
        except Busy as busy:
            running = find_running(state, busy.holder)
            if running and arguments[:1] == [INTO_EMPTY_DATABASE]:
                say("Stop `make run` first: a restore needs the database alone.", sys.stderr)
                return 1
            if running:
                address, urls = running
                with Processes() as processes:
                    return _call_manage(processes, state, urls, arguments, stop, address)
            if not told:
                say(f"Waiting for process {busy.holder.pid} ({busy.holder.command}) …", sys.stderr)
            told = True
            time.sleep(0.2)
        except Interrupted:
            break
    return 128 + stop.signal


def test(arguments: list[str]) -> int:
    """Run the tests on a cluster of their own, made for them and thrown away."""
    browser = find_browser()
    selection = [] if browser else ["-m", "not browser"]
    if not browser:
        say("No Chromium here: the browser tests are left out (`make browser-test` runs them).")
    command = ["-m", "pytest", *_workers(arguments), *selection, *arguments]
    return _with_throwaway_services({"tests": command}, CHROMIUM=browser)


def _workers(arguments: list[str]) -> list[str]:
    """One process a core for the whole suite, each with a database of its own; one process where
    files are named or the caller says how many."""
    said = any(argument.startswith(("-n", "tests")) for argument in arguments)
    count = min(4, os.cpu_count() or 1)
    return [] if said or count == 1 else ["-n", str(count), "--dist", "loadscope"]


def browser_test(arguments: list[str]) -> int:
    """Run the journeys in headless Chromium; without one this is a failure, not a skip."""
    browser = find_browser()
    if not browser:
        say("The browser tests need Chromium: install it (Debian: apt install chromium),")
        say("or set CHROMIUM to its program.")
        return 1
    command = ["-m", "pytest", "-m", "browser", *(arguments or ["tests/browser"])]
    return _with_throwaway_services({"browser tests": command}, CHROMIUM=browser)


def bench(arguments: list[str]) -> int:
    """Measure the pages on the database of the environment, or on one made for it."""
    return _with_throwaway_services({"bench": ["-m", "benchmarks", *arguments]}, measured=True)


def check(arguments: list[str]) -> int:
    """Run every check, or those named, also after one that failed, and sum up."""
    lint_imports = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    checks = {
        "format": ["-m", "ruff", "format", "--check", "--quiet", "."],
        "lint": ["-m", "ruff", "check", "--quiet", "."],
        "imports": ["-c", lint_imports],
        "types": ["-m", "mypy", *_typed_files()],
        "templates": ["-m", "djlint", "templates", "--lint", "--quiet"],
        "migrations": ["manage.py", "makemigrations", "--check", "--dry-run"],
        "diagrams": ["manage.py", "workflow_diagrams", "--check"],
        "translations": ["manage.py", "translations"],
        "security": ["-m", "bandit", "-q", "-ll", "--skip", SAID_BY_RUFF, "-r", *SOURCES],
    }
    unknown = set(arguments) - set(checks)
    if unknown:
        say(f"No such check: {', '.join(unknown)}. There are: {', '.join(checks)}.", sys.stderr)
        return 2
    return _with_throwaway_services({name: checks[name] for name in arguments or checks})


def find_browser() -> str:
    named = os.environ.get("CHROMIUM", "")
    return named or next(filter(None, map(shutil.which, BROWSERS)), "")


def _call_manage(
    processes: Processes,
    state: Path,
    urls: Urls,
    arguments: list[str],
    stop: Interruption,
    address: str = "",
) -> int:
    env = environment(state, urls, address)
    name = arguments[0] if arguments else ""
    if name in OWNER_COMMANDS | DEMO_COMMANDS | {INTO_EMPTY_DATABASE}:
        forget_what_is_known(state)
    if name in OWNER_COMMANDS:
        env["DATABASE_URL"] = urls.owner
    if name in KEEPER_COMMANDS:
        env = keeper_environment(state, urls) | env
    stop.check()
    return _call([*MANAGE, *arguments], processes, env, stop)


def keeper_environment(state: Path, urls: Urls) -> dict[str, str]:
    """Where a local stack keeps its backups, their key, and the roles that make them."""
    return {
        "DATABASE_OWNER_URL": urls.owner,
        "DATABASE_BACKUP_URL": urls.backup,
        "BACKUP_DIR": str(state / "backups"),
        "BACKUP_IDENTITY_FILE": str(state / "backup.key"),
    }


def backup(arguments: list[str]) -> int:
    return manage(["backup", *arguments])


def restore(arguments: list[str]) -> int:
    return manage(["restore", *arguments])


def drill(arguments: list[str]) -> int:
    return manage(["drill_restore", *arguments])


def _typed_files() -> list[str]:
    patterns = ("rules*", "workflow*", "actions*")
    found = [path for app in SOURCES for name in patterns for path in (PROJECT / app).glob(name)]
    files = sorted(str(path.relative_to(PROJECT)) for path in found)
    return ["airdefense/casework", "airdefense/devstack", "run.py", *files]


def _with_throwaway_services(
    commands: dict[str, list[str]], *, measured: bool = False, **settings: str
) -> int:
    """Run Python commands one after the other on services that forget everything: as the owner of
    the tables, or as the application where that is measured."""
    stop = Interruption()
    failed = []
    with Processes() as processes, processes.throwaway_directory() as state:
        urls = start_services(processes, state, durable=False)
        owned = {"DATABASE_OWNER_URL" if measured else "DATABASE_URL": urls.owner}
        env = environment(state, urls) | owned | settings
        for name, command in commands.items():
            if stop:
                return 128 + stop.signal
            code = _call([sys.executable, *command], processes, env, stop)
            if len(commands) > 1:
                say(f"{'ok    ' if code == 0 else 'FAILED'}  {name}")
            if code:
                failed.append(code)
    return failed[0] if failed else 0


def _call(command: list[str], processes: Processes, env: dict[str, str], stop: Interruption) -> int:
    """Run a command in our own session, so that it may read the terminal."""
    process = processes.start(command, env=env, cwd=PROJECT, start_new_session=False)
    code = stop.wait_for(process)
    processes.stop(process)
    return code if code >= 0 else 128 - code
