"""The second wall: for whom the running code speaks, said to PostgreSQL with every statement.

Row security on the tables of leads (leads/migrations/0002_wall.py) shows rows only to the person
or the named task of the product that a statement is bound to (docs/decisions/0029). The binding is
signed, so that SQL cannot forge it, and it travels in the statement's own text, so that neither a
kept connection nor an exception carries it to somebody else.

Settings import this module, so it knows nothing of models.
"""

import hmac
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.encoding import force_bytes
from psycopg2 import extensions
from psycopg2.sql import Composable

from airdefense import authorship

KEY_LABEL = b"airdefense wall"
BLOCK_BYTES = 64  # of SHA-256
# Tables of casework that hold rows of leads among others (leads/migrations/0002_wall.py).
SHARED = ("casework_event", "casework_attachment", "casework_custodyentry", "casework_handover")
# The changes of rows, those of leads among them, have a wall of their own (casework 0004).
BOUND = (*SHARED, "casework_rowchange", "wall")
WALLED = re.compile(rf"\b(?:leads_\w+|{'|'.join(BOUND)})\b")
END = object()


class Purpose(StrEnum):
    """A task of the product that reads or writes rows of leads in nobody's name."""

    COUNTING = "counting"
    VETTING = "vetting"
    INTAKE = "intake"
    UPKEEP = "upkeep"


@dataclass(frozen=True, slots=True)
class Binding:
    """Whom the code speaks for: a person (asked anew at every statement), a task, or nobody."""

    user: Any = None
    purpose: str = ""

    def holder(self) -> str:
        if self.purpose:
            return f"0:{self.purpose}"
        user = self.user() if callable(self.user) else self.user
        is_known = user is not None and user.pk and user.is_active
        return f"{user.pk}:own" if is_known else ""


NOBODY = Binding()
_binding: ContextVar[Binding] = ContextVar("binding", default=NOBODY)


@contextmanager
def _as(binding: Binding) -> Iterator[None]:
    before = _binding.set(binding)
    try:
        yield
    finally:
        _binding.reset(before)


def bound_to(user: Any | Callable[[], Any]):
    """Speak for a person; given as a function, the person is asked for when first needed."""
    return _as(Binding(user=user))


def acting(purpose: Purpose):
    """Speak for a named task of the product; who may is listed in tests/test_architecture.py."""
    return _as(Binding(purpose=Purpose(purpose)))


def unbound():
    """Speak for nobody: no row of a lead is seen or written."""
    return _as(NOBODY)


def carried(chunks: Iterable[Any], user: Any | Callable[[], Any]) -> Iterator[Any]:
    """What is sent piece by piece after its request has ended, each piece made for the person."""
    pieces = iter(chunks)
    while True:
        with bound_to(user):
            piece = next(pieces, END)
        if piece is END:
            return
        yield piece


def key() -> bytes:
    return hmac.digest(force_bytes(settings.SECRET_KEY), KEY_LABEL, "sha256")


def pads() -> tuple[bytes, bytes]:
    """The key as HMAC mixes it in, before and after (RFC 2104): with both, SQL checks a
    signature by sha256() alone."""
    block = key().ljust(BLOCK_BYTES, b"\0")
    return bytes(byte ^ 0x36 for byte in block), bytes(byte ^ 0x5C for byte in block)


def store_key(cursor: Any) -> None:
    """Tell the database the key of SECRET_KEY; only the owner of the tables may."""
    cursor.execute("delete from wall.key")
    cursor.execute("insert into wall.key (inner_pad, outer_pad) values (%s, %s)", pads())


def token(connection: Any) -> str:
    """The signed binding of this statement: holder, day, connection; empty for nobody.

    The day makes both walls speak of the same today. The connection's number makes a token that
    somebody reads in a log or in pg_stat_activity worthless elsewhere.
    """
    holder = _binding.get().holder()
    if not holder:
        return ""
    claim = f"{holder}:{timezone.localdate()}:{connection.get_backend_pid()}"
    return f"{claim}:{hmac.digest(key(), claim.encode(), 'sha256').hex()}"


def is_walled(statement: str) -> bool:
    # Most statements of the product are told apart by plain searches, far cheaper than a pattern.
    text = statement.lower()
    is_likely = "leads_" in text or "casework_" in text or "wall" in text
    return is_likely and WALLED.search(text) is not None


def setting(signed: str) -> str:
    return f"select set_config('airdefense.bound', '{signed}', true); "


class WalledCursor(extensions.cursor):
    """Puts the binding before every statement that names a walled table, in the same string.

    In autocommit such a string is one transaction, inside a longer one the next walled statement
    sets its own: the binding never outlives what it was made for.
    """

    # What a cursor of the server was opened for: its rows are looked up when they are fetched.
    opened_for: str | None = None

    def execute(self, query: Any, vars: Any = None) -> None:  # noqa: A002 - psycopg2's name
        text = self._text(query)
        authored = self._authored(text)
        if not is_walled(text):
            return super().execute(authored + text if authored else query, vars)
        signed = token(self.connection)
        if self.name:
            # In autocommit such a cursor is opened WITH HOLD and filled when it is opened.
            self.opened_for = None if self._is_alone() else signed
            with self._standing(signed):
                return super().execute(text, vars)
        # Outside a transaction nothing is left of an earlier binding.
        if signed or self._is_inside():
            text = setting(signed) + text
        return super().execute(authored + text, vars)

    def executemany(self, query: Any, vars_list: Any) -> None:
        with self._standing_for(query):
            super().executemany(query, vars_list)

    def callproc(self, procname: str, *args: Any) -> Any:
        with self._standing_for(procname):
            return super().callproc(procname, *args)

    def copy_expert(self, sql: Any, *args: Any, **kwargs: Any) -> None:
        with self._standing_for(sql):
            super().copy_expert(sql, *args, **kwargs)

    def copy_to(self, file: Any, table: str, *args: Any, **kwargs: Any) -> None:
        with self._standing_for(table):
            super().copy_to(file, table, *args, **kwargs)

    def fetchone(self) -> Any:
        self._bind_anew()
        return super().fetchone()

    def fetchmany(self, *args: Any, **kwargs: Any) -> Any:
        self._bind_anew()
        return super().fetchmany(*args, **kwargs)

    def fetchall(self) -> Any:
        self._bind_anew()
        return super().fetchall()

    def __next__(self) -> Any:
        self._bind_anew()
        return super().__next__()

    def _text(self, query: Any) -> str:
        if isinstance(query, Composable):
            return query.as_string(self)
        return query.decode() if isinstance(query, bytes) else query

    def _authored(self, text: str) -> str:
        """Who writes, said before the statement; inside a transaction nobody is said as well."""
        if self.name or not authorship.is_write(text):
            return ""
        author = authorship.token(self.connection, key())
        if author or self._is_inside():
            return f"select set_config('airdefense.author', '{author}', true); "
        return ""

    def _is_inside(self) -> bool:
        return self.connection.info.transaction_status != extensions.TRANSACTION_STATUS_IDLE

    def _is_alone(self) -> bool:
        return self.connection.autocommit and not self._is_inside()

    def _bind_anew(self) -> None:
        if self.opened_for is not None and self._is_inside():
            self._run(setting(self.opened_for))

    def _run(self, statement: str) -> None:
        with self.connection.cursor() as plain:
            extensions.cursor.execute(plain, statement)

    @contextmanager
    def _standing_for(self, query: Any) -> Iterator[None]:
        text = self._text(query)
        authored = self._authored(text)
        if not is_walled(text) and not authored:
            yield
            return
        with self._standing(token(self.connection), authored):
            yield

    @contextmanager
    def _standing(self, signed: str, authored: str = "") -> Iterator[None]:
        """The binding for what cannot carry it in its own text; it ends with the transaction,
        which is made for it where there is none."""
        is_alone = self._is_alone()
        self._run(("begin; " if is_alone else "") + authored + setting(signed))
        try:
            yield
        except BaseException:
            if is_alone:
                self._run("rollback")
            raise
        if is_alone:
            self._run("commit")
