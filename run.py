#!/usr/bin/env python3
"""Set up the project's environment, then hand over to it.

    python3 run.py run               set up and serve everything; Ctrl-C stops it
    python3 run.py test [ARGS]       the tests, on a database of their own
    python3 run.py browser-test      the journeys in headless Chromium
    python3 run.py check [NAMES]     format, lint, imports, types, migrations, translations
    python3 run.py manage ARGS       any manage.py command
    python3 run.py backup [DIR]      database and files, encrypted and checked
    python3 run.py restore [BACKUP]  the newest backup, or the one named
    python3 run.py drill             prove that the newest backup restores whole
    python3 run.py bundle [--check]  an archive that installs without network (dist/)
    python3 run.py audit [--strict]  known weaknesses of the locked packages (needs a network)
    python3 run.py prepare           the environment alone, for an installation
    python3 run.py bench [ARGS]      the product beside the least that is possible
    python3 run.py python ARGS       the environment's Python

Needs Python 3.11 or newer and a package index, or the wheels of a bundle; standard library only.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
# A bundle brings its wheels along (make bundle); then no index is asked.
WHEELS = HERE / "wheels"
LOCKS = {"runtime": ["runtime"], "dev": ["dev", "runtime"]}
RUNTIME_COMMANDS = {"run", "manage", "backup", "restore", "drill", "bundle", "prepare"}
COMMANDS = {*RUNTIME_COMMANDS, "audit", "bench", "test", "browser-test", "check", "python"}
OLDEST = (3, 11)
PROBE = f"import sys; sys.exit(sys.version_info < {OLDEST})"
QUIET_SECONDS = 5


def main() -> None:
    command, *arguments = sys.argv[1:] or ["help"]
    if command not in COMMANDS:
        sys.exit(__doc__)
    python = str(prepare("runtime" if command in RUNTIME_COMMANDS else "dev"))
    if command == "prepare":
        return
    if os.environ.get("AIRDEFENSE_STATE"):
        os.environ["AIRDEFENSE_STATE"] = os.path.abspath(os.environ["AIRDEFENSE_STATE"])
    os.chdir(HERE)
    if command == "python":
        os.execv(python, [python, *arguments])  # noqa: S606
    os.execv(python, [python, "-m", "airdefense.devstack", command, *arguments])  # noqa: S606


def say(text: str) -> None:
    """Speak on standard error: standard output belongs to the command."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def prepare(lock: str) -> Path:
    """Make the virtual environment hold what `lock` names; return its Python."""
    place = environment_dir()
    python = place / "bin" / "python"
    if is_ready(place, lock):
        return python
    with one_at_a_time(place) as lock_file:
        if is_ready(place, lock):
            return python
        began = time.monotonic()
        unfinished = place / ".unfinished"
        if unfinished.exists() or not works(python):
            # A killed installation leaves packages that look whole and are not.
            shutil.rmtree(place, ignore_errors=True)
            make_environment(place)
        unfinished.touch()
        install(python, HERE / "requirements" / f"{lock}.txt", lock_file)
        for name in LOCKS[lock]:
            stamp(place, name).write_text(digest(name))
        unfinished.unlink()
        say(f"The environment is ready after {time.monotonic() - began:.0f} s.")
    return python


def environment_dir() -> Path:
    """Name the place of the environment: in the project, or elsewhere if that is read-only."""
    named = os.environ.get("AIRDEFENSE_VENV")
    if named:
        return Path(named).absolute()
    inside = HERE / ".venv"
    if os.access(inside if inside.is_dir() else HERE, os.W_OK):
        return inside
    tag = hashlib.sha256(str(HERE).encode()).hexdigest()[:10]
    place = Path(f"/var/tmp/airdefense-{os.geteuid()}-{tag}/venv")  # noqa: S108
    place.parent.mkdir(mode=0o700, exist_ok=True)
    if place.parent.stat().st_uid != os.geteuid():
        sys.exit(f"{place.parent} belongs to somebody else: set AIRDEFENSE_VENV to a directory.")
    return place


def is_ready(place: Path, lock: str) -> bool:
    with contextlib.suppress(OSError):
        if stamp(place, lock).read_text() == digest(lock) and not (place / ".unfinished").exists():
            return works(place / "bin" / "python", "import django, psycopg2")
    return False


def stamp(place: Path, lock: str) -> Path:
    return place / f".installed-{lock}"


def digest(lock: str) -> str:
    return hashlib.sha256((HERE / "requirements" / f"{lock}.txt").read_bytes()).hexdigest()


def works(python: Path | str, code: str = PROBE) -> bool:
    with contextlib.suppress(OSError):
        return subprocess.run([python, "-c", code], capture_output=True).returncode == 0
    return False


@contextlib.contextmanager
def one_at_a_time(place: Path) -> Iterator[int]:
    """Let one command install while the others wait; a killed one holds nothing up."""
    # The requirements are locked, not the environment, which may be removed meanwhile; the
    # lock ends with its last holder, and an installation that outlives us is one of them.
    handle = os.open(HERE / "requirements", os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another command is setting up the environment: waiting for it …")
            fcntl.flock(handle, fcntl.LOCK_EX)
        except OSError:
            pass  # a file system without locks
        yield handle
    finally:
        os.close(handle)


def make_environment(place: Path) -> None:
    say(f"Setting up {place} (once; later starts take seconds).")
    base = base_python()
    place.parent.mkdir(parents=True, exist_ok=True)
    made = subprocess.run([base, "-m", "venv", place], capture_output=True, text=True)
    if made.returncode == 0:
        return
    # Debian keeps ensurepip in another package: any pip of the machine will do instead.
    shutil.rmtree(place, ignore_errors=True)
    has_pip = works(base, "import pip") or any(WHEELS.glob("pip-*.whl"))
    if has_pip and subprocess.run([base, "-m", "venv", "--without-pip", place]).returncode == 0:
        return
    shutil.rmtree(place, ignore_errors=True)
    advice = "On Debian and Ubuntu: apt install python3-venv\n" if not has_pip else ""
    sys.exit(f"{base} cannot make {place}. {advice}\n{made.stdout}{made.stderr}")


def base_python() -> str:
    if sys.version_info >= OLDEST:
        return sys.executable
    for version in ("3.13", "3.12", "3.11", "3.14"):
        found = shutil.which(f"python{version}")
        if found and works(found):
            return found
    sys.exit(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")


def install(python: Path, lock: Path, lock_file: int) -> None:
    """Install exactly what the lock file names and say how far it is."""
    total = len(re.findall(r"^[A-Za-z0-9][\w.-]*==", lock.read_text(), re.MULTILINE))
    command = [*pip_for(python), "install", "--require-hashes", "--no-input", "--progress-bar=off"]
    if WHEELS.is_dir():
        must_fit_the_wheels(python)
        command += ["--no-index", f"--find-links={WHEELS}"]
    say(f"Installing {total} locked packages …")
    process = subprocess.Popen(
        [*command, "--disable-pip-version-check", "-r", lock],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        cwd=tempfile.gettempdir(),
        pass_fds=[lock_file],
    )
    last = follow(process, total)
    if process.wait():
        say("\n".join(last))
        sys.exit(
            "The packages could not be installed: pip's message is above. Is the package index"
            " reachable (pip config, PIP_INDEX_URL)? Run the same command again afterwards."
        )


def pip_for(python: Path) -> list[str | Path]:
    """The environment's pip, the bundle's, or the machine's."""
    if works(python, "import pip"):
        return [python, "-m", "pip"]
    for bundled in WHEELS.glob("pip-*.whl"):
        return [python, bundled / "pip"]
    return [sys.executable, "-m", "pip", "--python", python]


def must_fit_the_wheels(python: Path) -> None:
    """A bundle is made for one kind of machine and one Python: say so before pip does."""
    code = (
        "import sys, sysconfig;"
        "print(f'cp{sys.version_info[0]}{sys.version_info[1]} {sysconfig.get_platform()}')"
    )
    ours = subprocess.run([python, "-c", code], capture_output=True, text=True).stdout.strip()
    theirs = (HERE / "BUNDLE").read_text().strip()
    if ours != theirs:
        sys.exit(f"This bundle is for {theirs}; this machine's Python is {ours}.")


def follow(process: subprocess.Popen[str], total: int) -> deque[str]:
    """Turn pip's lines into a count; when it is silent, say what it is at."""
    last: deque[str] = deque(maxlen=25)
    heard_at = time.monotonic()
    doing = "starting"
    began = time.monotonic()
    done = threading.Event()

    def keep_awake() -> None:
        nonlocal heard_at
        while not done.wait(1):
            if time.monotonic() - heard_at >= QUIET_SECONDS:
                heard_at = time.monotonic()
                say(f"  … {doing} ({time.monotonic() - began:.0f} s)")

    threading.Thread(target=keep_awake, daemon=True).start()
    seen: set[str] = set()
    for line in process.stdout or ():
        last.append(line.rstrip())
        found = re.match(r"(?:Collecting|Requirement already satisfied:) ([\w.-]+)", line)
        if found and found[1].lower() not in seen:
            seen.add(found[1].lower())
            doing = f"fetching {found[1]}"
            if len(seen) % 10 == 0 or len(seen) == total:
                heard_at = time.monotonic()
                say(f"  {len(seen):3} of {total}: {found[1]}")
        elif line.startswith("Installing collected"):
            doing = "unpacking"
            say("  all fetched; unpacking …")
    done.set()
    return last


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("\nInterrupted: the same command goes on from here.")
