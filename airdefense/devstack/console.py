"""What the user sees: sentences of our own, and the lines of the processes behind a name."""

import contextlib
import subprocess
import sys
import threading
from typing import TextIO

COLOURS = {"web": 32, "worker": 33, "beat": 35, "database": 36, "demo": 34}


def say(text: str = "", to: TextIO | None = None) -> None:
    """Write a line at once; a terminal that has gone away is no reason to stop half-way."""
    stream = to or sys.stdout
    with contextlib.suppress(OSError, ValueError):
        stream.write(text + "\n")
        stream.flush()


def relay(
    process: subprocess.Popen[bytes], name: str, to: TextIO | None = None
) -> threading.Thread:
    """Pass a process's lines on, each behind its name, until it ends."""
    colour = COLOURS.get(name, 37)
    tag = f"\x1b[{colour}m{name:>8} |\x1b[0m " if (to or sys.stdout).isatty() else f"{name:>8} | "

    def copy() -> None:
        # Read on whatever happens to our own output: a full pipe would stop the process.
        for line in process.stdout or ():
            say(tag + line.decode(errors="replace").rstrip("\r\n"), to)

    thread = threading.Thread(target=copy, daemon=True)
    thread.start()
    return thread
