"""What a page asks for again and again while it is answered is found out once.

Only while a request is answered, so that the next one, and every job, sees what was changed since.
Nothing that the request itself may change belongs here.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")

_found: ContextVar[dict[Any, Any] | None] = ContextVar("found", default=None)


@contextmanager
def each_once() -> Iterator[None]:
    """From here to the end nothing is found out twice."""
    token = _found.set({})
    try:
        yield
    finally:
        _found.reset(token)


def once(key: Any, find: Callable[[], T]) -> T:
    """What was found under this key before in the request; found out anew outside of one."""
    known = _found.get()
    if known is None:
        return find()
    if key not in known:
        known[key] = find()
    return known[key]
