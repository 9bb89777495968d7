"""The number of a request, carried to whatever is done for it: its log lines, rows of its history,
its tasks. It is made here and never taken from outside, so that nobody can choose another's."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import uuid4

HEADER = "X-Request-ID"
# The same in the message of a task.
CARRIED = "airdefense_request_id"
_number: ContextVar[str] = ContextVar("request_id", default="")


def fresh() -> str:
    return uuid4().hex


def current() -> str:
    """The number of the request that the running code works for; empty for none."""
    return _number.get()


@contextmanager
def traced(number: str) -> Iterator[None]:
    before = _number.set(number)
    try:
        yield
    finally:
        _number.reset(before)
