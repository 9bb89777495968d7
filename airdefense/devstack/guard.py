"""Ends the processes of a command that was killed; runs as a process of its own.

The command holds the writing end of our standard input. `+ PID SIGNAL` and `- PID` register and
forget a process, `x DIRECTORY` marks a throw-away directory. When the pipe closes, even after a
`kill -9`, whatever is still registered is stopped, last started first. Works on any POSIX system.
"""

import contextlib
import os
import shutil
import signal
import sys
import time


def is_alive(pid: int) -> bool:
    """Tell whether a process runs; a zombie, which some containers never reap, does not."""
    try:
        os.kill(pid, 0)
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] not in "ZX"
    except (ProcessLookupError, PermissionError):
        return False
    except OSError:
        return True


def end(pid: int, gentle: int, patience: float = 8) -> None:
    """Ask a process to stop, wait, then kill the whole group it leads."""
    with contextlib.suppress(OSError):
        os.kill(pid, gentle)
        deadline = time.monotonic() + patience
        while is_alive(pid) and time.monotonic() < deadline:
            time.sleep(0.05)
    if is_alive(pid):
        with contextlib.suppress(OSError):
            os.kill(pid, signal.SIGKILL)
    # The leader may be gone and a child of it still there.
    with contextlib.suppress(OSError):
        os.killpg(pid, signal.SIGKILL)


def main() -> None:
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    running: dict[int, int] = {}
    directories: list[str] = []
    for line in sys.stdin:
        verb, _, rest = line.strip().partition(" ")
        if verb == "+":
            pid, gentle = rest.split()
            running[int(pid)] = int(gentle)
        elif verb == "-":
            running.pop(int(rest), None)
        elif verb == "x":
            directories.append(rest)
    for pid, gentle in reversed(running.items()):
        end(pid, gentle)
    for directory in directories:
        shutil.rmtree(directory, ignore_errors=True)


if __name__ == "__main__":
    main()
