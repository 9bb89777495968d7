"""Processes that end with the command that started them, however that command ends."""

import contextlib
import io
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from airdefense.devstack import guard


class Processes:
    """The processes of one command in starting order, each leading a session of its own."""

    def __init__(self, register: Path | None = None) -> None:
        reader, writer = os.pipe()
        # By its path and without site-packages: it starts in 20 ms.
        self._guard = subprocess.Popen(
            [sys.executable, "-I", "-S", guard.__file__],
            stdin=reader,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            cwd="/",
        )
        os.close(reader)
        self._pipe = os.fdopen(writer, "w", buffering=1)
        self._running: dict[subprocess.Popen[bytes], int] = {}
        self._register = register
        if register:
            end_leftovers(register)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop_all()
        with contextlib.suppress(OSError):
            self._pipe.close()
        self._guard.wait()

    @property
    def running(self) -> list[subprocess.Popen[bytes]]:
        return list(self._running)

    def start(
        self, command: list[str], gentle: int = signal.SIGTERM, **options: Any
    ) -> subprocess.Popen[bytes]:
        """Start a process that `gentle` asks to stop, and register it before anything else."""
        options.setdefault("start_new_session", True)
        try:
            process = subprocess.Popen(command, **options)
        finally:
            # The child has its own copy of a log file.
            if isinstance(options.get("stdout"), io.IOBase):
                options["stdout"].close()
        self._running[process] = gentle
        self._tell(f"+ {process.pid} {int(gentle)}")
        self._note()
        return process

    def stop(self, process: subprocess.Popen[bytes], patience: float = 10) -> None:
        """Ask a process to stop and wait for it; past `patience`, kill it and its children."""
        gentle = self._running.pop(process, signal.SIGTERM)
        if process.poll() is None:
            process.send_signal(gentle)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(patience)
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
        if process.poll() is None:
            process.kill()
        process.wait()
        self._tell(f"- {process.pid}")
        self._note()

    def stop_all(self) -> None:
        """Stop what runs, last started first: the web before the worker before the database."""
        for process in reversed(list(self._running)):
            self.stop(process)

    @contextlib.contextmanager
    def throwaway_directory(self) -> Iterator[Path]:
        """Give a directory that is removed afterwards, by the guard if need be."""
        with tempfile.TemporaryDirectory(
            prefix="airdefense-", ignore_cleanup_errors=True
        ) as directory:
            self._tell(f"x {directory}")
            try:
                yield Path(directory)
            finally:
                self.stop_all()

    def _tell(self, line: str) -> None:
        with contextlib.suppress(OSError):
            self._pipe.write(line + "\n")

    def _note(self) -> None:
        """Write down who runs, for the case that our guard is killed with us."""
        if self._register:
            lines = [
                f"{p.pid} {int(gentle)} {_birth(p.pid)}" for p, gentle in self._running.items()
            ]
            self._register.write_text("\n".join(lines))


def end_leftovers(register: Path) -> None:
    """End what a killed command and its killed guard left behind."""
    if not register.exists():
        return
    for line in reversed(register.read_text().splitlines()):
        pid, gentle, birth = line.split(maxsplit=2)
        # The moment of birth tells a left-over from a stranger that got its number.
        if guard.is_alive(int(pid)) and _birth(int(pid)) == birth:
            guard.end(int(pid), int(gentle))
    register.unlink()


def _birth(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[19]
    except OSError:
        answer = subprocess.run(
            ["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
        )
        return answer.stdout.strip() or "-"
