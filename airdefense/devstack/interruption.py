"""Whether this command was asked to end: Ctrl-C, a signal, or the end of the calling make."""

import os
import signal
import subprocess
import sys
from types import FrameType


class Interrupted(Exception):
    """The command was asked to end before its work was done."""


class Interruption:
    """Remembers the signal instead of raising it: a process is never started and not noted."""

    def __init__(self) -> None:
        self.signal = 0
        # make, killed or hung up as a session leader, does not tell its children.
        self._make = os.getppid() if "MAKELEVEL" in os.environ else 0
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._remember)

    def __bool__(self) -> bool:
        if self._make and os.getppid() != self._make and not self.signal:
            self.signal = signal.SIGHUP
        return bool(self.signal)

    @property
    def exit_code(self) -> int:
        """Ending by Ctrl-C is the ordinary way; a signal is reported as shells do."""
        return 128 + self.signal if self.signal not in (0, signal.SIGINT) else 0

    def check(self) -> None:
        if self:
            raise Interrupted

    def wait_for(self, process: subprocess.Popen[bytes]) -> int:
        """Wait for a process in our own session, which gets the terminal's Ctrl-C itself."""
        told = False
        while True:
            try:
                return process.wait(0.2)
            except subprocess.TimeoutExpired:
                by_terminal = self.signal == signal.SIGINT and sys.stdin and sys.stdin.isatty()
                if self and not told and not by_terminal:
                    process.send_signal(self.signal)
                    told = True

    def _remember(self, number: int, frame: FrameType | None) -> None:
        self.signal = number
