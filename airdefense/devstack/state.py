"""One command at a time on one directory of data, and how to reach a stack that runs there."""

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Urls:
    """Where database and broker answer: `owner` migrates, `backup` reads for backups, `app` does
    everything else."""

    app: str
    owner: str
    redis: str
    backup: str = ""


@dataclass(frozen=True, slots=True)
class Holder:
    """The command that holds a state directory."""

    pid: int
    command: str


class Busy(Exception):
    """Another command holds the state directory."""

    def __init__(self, holder: Holder) -> None:
        super().__init__(holder)
        self.holder = holder


@contextlib.contextmanager
def hold(state: Path, command: str) -> Iterator[None]:
    """Hold the state directory; the system lets go when we end, however we end: no stale lock."""
    with (state / "lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy(_read_holder(state)) from None
        file.truncate(0)
        file.write(f"{os.getpid()} {command}")
        file.flush()
        try:
            yield
        finally:
            (state / "running.json").unlink(missing_ok=True)


def announce(state: Path, urls: Urls, address: str) -> None:
    """Let `make manage` and a second `make run` find the running stack."""
    path = state / "running.json"
    path.touch(0o600)
    path.write_text(json.dumps({"pid": os.getpid(), "address": address, **asdict(urls)}))


def find_running(state: Path, holder: Holder) -> tuple[str, Urls] | None:
    """Give address and URLs of the stack that `holder` announced, if it has."""
    try:
        note = json.loads((state / "running.json").read_text())
    except (OSError, ValueError):
        return None
    if note.pop("pid") != holder.pid:
        return None
    return note.pop("address"), Urls(**note)


def _read_holder(state: Path) -> Holder:
    pid, _, command = (state / "lock").read_text().partition(" ")
    return Holder(int(pid or 0), command)
