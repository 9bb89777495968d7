"""Who writes: the person, the request and the reason that the database puts beside each change.

The claim travels before every statement that writes, in the same string (airdefense/wall.py), and
is signed, so that SQL put in by somebody else cannot name another author. What comes without a
valid claim is kept with the role of the database alone.

Settings import this module through the wall, so it knows nothing of models.
"""

import hmac
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

WRITES = ("insert", "update", "delete", "copy", "with")
LONGEST = 120


@dataclass(frozen=True, slots=True)
class Author:
    """Whom a change is written down for; person and reason are asked when something is written."""

    user: Callable[[], Any] | None = None
    reason: str | Callable[[], str] = ""
    request_id: str | Callable[[], str] = ""

    def claim(self) -> tuple[str, str, str]:
        user = self.user() if self.user else None
        return (
            str(user.pk) if user is not None and user.pk else "",
            plain(self.request_id() if callable(self.request_id) else self.request_id),
            plain(self.reason() if callable(self.reason) else self.reason),
        )


def plain(words: str) -> str:
    """What stands between the bars of a claim, in a string of SQL: no bar, no quote, no escape."""
    kept = (c for c in words if c.isprintable() and c not in "|'\\%")
    return "".join(kept)[:LONGEST]


def of_process() -> Author:
    """Outside requests and tasks, the command that was called."""
    is_command = Path(sys.argv[0]).name in {"manage.py", "django-admin"}
    return Author(reason=" ".join(sys.argv[1:2]) if is_command else "")


_author: ContextVar[Author | None] = ContextVar("author", default=None)
PROCESS = of_process()


@contextmanager
def written_by(author: Author) -> Iterator[None]:
    before = _author.set(author)
    try:
        yield
    finally:
        _author.reset(before)


def is_write(statement: str) -> bool:
    return statement.lstrip()[:6].lower().startswith(WRITES)


@lru_cache(maxsize=256)
def _signed(key: bytes, user: str, backend: int, request_id: str, reason: str) -> str:
    claim = f"{user}|{backend}|{request_id}|{reason}"
    return f"{claim}|{hmac.digest(key, claim.encode(), 'sha256').hex()}"


def token(connection: Any, key: bytes) -> str:
    user, request_id, reason = (_author.get() or PROCESS).claim()
    if not (user or request_id or reason):
        return ""
    return _signed(key, user, connection.get_backend_pid(), request_id, reason)
