"""Where a request reads: from a replica where it may, from the primary where it must.

A request that only reads is answered by a replica (REPLICA_URLS) that has replayed everything its
person has written lately; what decides who somebody is, and everything of leads, always comes from
the primary (docs/scale.md). Without a replica in the settings nothing of this is loaded.

Settings name this module, so it knows nothing of models.
"""

import logging
import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache as once
from threading import Lock
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import (
    DEFAULT_DB_ALIAS,
    DatabaseError,
    DataError,
    IntegrityError,
    InterfaceError,
    NotSupportedError,
    OperationalError,
    ProgrammingError,
    connections,
)
from django.http import Http404, HttpResponse
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

SAFE = ("GET", "HEAD", "OPTIONS")
# What may be some seconds old. Who somebody is and may do and sessions are not here, nor are leads:
# nobody taken out of a compartment reads on for the length of a lag.
PARTS = frozenset({"casework", "exchange", "inspections", "projects", "rectification", "reports"})
# What a program may do is not some seconds old either.
PRIMARY = frozenset({"casework.programtoken"})
# How often a process asks a replica how far it is, unless somebody's own write asks for more.
ASKED_EVERY_SECONDS = 1.0
# How long one that failed is left alone.
RESTS_SECONDS = 10.0
# How long a person's write is looked out for: longer than a replica may lag and still be read.
WRITES_KEPT_SECONDS = 120
# Asked of the primary once more, since a row or a table may not have come to the replica yet; it
# says nothing against the replica.
REFUSED = (Http404, DataError, IntegrityError, NotSupportedError, ProgrammingError)
WRITTEN = "select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint"
REPLAYED = "select pg_is_in_recovery(), pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')::bigint"


def may_be_old(model: Any) -> bool:
    return model._meta.app_label in PARTS and model._meta.label_lower not in PRIMARY


def stands() -> int:
    """How far the primary has written its log."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(WRITTEN)
        return cursor.fetchone()[0]


class Replica:
    """What this process knows of a replica: how far it is, how old, and whether it answers."""

    def __init__(self, alias: str) -> None:
        self.alias = alias
        self.replayed = -1
        self._asking = Lock()
        self._asked_at = self._fresh_at = self._rests_until = float("-inf")
        # Where the primary stood, and when: what is replayed tells how old the replica's rows are.
        self._stood: deque[tuple[int, float]] = deque(maxlen=600)

    def serves(self, least: int) -> bool:
        """Whether it may be read now by somebody whose own last write ends at `least`."""
        now = time.monotonic()
        if now < self._rests_until:
            return False
        if now - self._asked_at >= ASKED_EVERY_SECONDS or self.replayed < least:
            self._ask(now)
        return self.answers and self.replayed >= least and self.lag(now) <= most_lag()

    @property
    def answers(self) -> bool:
        return self.replayed >= 0

    def lag(self, now: float) -> float:
        """How many seconds its rows are behind, at most."""
        return now - self._fresh_at

    def told(self) -> dict[str, Any]:
        is_read, lag = self.serves(0), self.lag(time.monotonic())
        is_known = self.answers and lag < float("inf")
        return {"read": is_read, "lag_seconds": round(lag, 1) if is_known else None}

    def rest(self) -> None:
        """Leave it alone for a while: it failed."""
        log.warning("replica %s is passed over: it does not answer", self.alias)
        self.replayed, self._rests_until = -1, time.monotonic() + RESTS_SECONDS
        connections[self.alias].close()

    def _ask(self, now: float) -> None:
        if not self._asking.acquire(blocking=False):
            # Another thread is asking just now; what it hears is known to the next request.
            return
        try:
            if now - self._asked_at >= ASKED_EVERY_SECONDS:
                self._stood.append((stands(), now))
                self._asked_at = now
            self._hear()
        finally:
            self._asking.release()

    def _hear(self) -> None:
        try:
            with connections[self.alias].cursor() as cursor:
                cursor.execute(REPLAYED)
                is_replica, replayed = cursor.fetchone()
        except (OperationalError, InterfaceError):
            self.rest()
            return
        self.replayed = replayed if is_replica else -1
        while self._stood and self._stood[0][0] <= self.replayed:
            self._fresh_at = self._stood.popleft()[1]


def most_lag() -> float:
    return settings.REPLICA_MAX_LAG_SECONDS


@once
def replicas() -> tuple[Replica, ...]:
    """In an order of this process: several share the work, and each keeps few connections."""
    aliases = [alias for alias in connections if alias != DEFAULT_DB_ALIAS]
    start = os.getpid() % len(aliases) if aliases else 0
    return tuple(map(Replica, aliases[start:] + aliases[:start]))


def told() -> dict[str, dict[str, Any]]:
    """For the health page: whether each replica is read from, and how far it is behind."""
    return {one.alias: one.told() for one in sorted(replicas(), key=lambda one: one.alias)}


@dataclass(slots=True)
class Reading:
    """One request: for whom it reads, from where, and whether it has written."""

    person: Callable[[], Any]
    is_free: bool
    replica: Replica | None = None
    is_chosen: bool = False
    has_written: bool = False
    is_to_repeat: bool = False

    def alias(self) -> str:
        if not self.is_free or self.has_written or connections[DEFAULT_DB_ALIAS].in_atomic_block:
            return DEFAULT_DB_ALIAS
        if not self.is_chosen:
            self.is_chosen, self.replica = True, self._choice()
        return self.replica.alias if self.replica else DEFAULT_DB_ALIAS

    def _choice(self) -> Replica | None:
        person = self.person()
        if not person.is_authenticated:
            return None
        try:
            least = cache.get(mark(person.pk), 0)
        except RedisError:
            return None
        return next((one for one in replicas() if one.serves(least)), None)

    def stay(self) -> None:
        """Read from the primary from now on."""
        self.is_free, self.replica = False, None


_reading: ContextVar[Reading | None] = ContextVar("reading", default=None)


@contextmanager
def _as(reading: Reading | None) -> Iterator[None]:
    before = _reading.set(reading)
    try:
        yield
    finally:
        _reading.reset(before)


def carried(chunks: Iterable[Any], reading: Reading) -> Iterator[Any]:
    """What is sent piece by piece after its request has ended, read where it began to be read."""
    pieces, end = iter(chunks), object()
    while True:
        with _as(reading):
            piece = next(pieces, end)
        if piece is end:
            return
        yield piece


def mark(who: int) -> str:
    return f"written:{who}"


def note(who: int | None) -> None:
    """Remember how far the log was when this person had written."""
    if who is None:
        return
    key = mark(who)
    try:
        now = stands()
        # Two requests of one person may end in either order.
        cache.set(key, max(now, cache.get(key, 0)), WRITES_KEPT_SECONDS)
    except (RedisError, OperationalError, InterfaceError):
        log.warning("what was written could not be noted: a replica may show it late")


def note_job(asked_by: int | None) -> None:
    """What a job has written is an own write of whoever asked for it."""
    if settings.REPLICA_URLS:
        note(asked_by)


class ReplicaRouter:
    """Reads of a request go where its Reading says, everything else to the primary."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        reading = _reading.get()
        if reading is None or not may_be_old(model):
            # Never None: Django would go back to where the row in the hints was read.
            return DEFAULT_DB_ALIAS
        return reading.alias()

    def db_for_write(self, model: Any, **hints: Any) -> str:
        if may_be_old(model) and (reading := _reading.get()):
            reading.has_written = True
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == DEFAULT_DB_ALIAS


class ReplicaMiddleware:
    """A request reads from a replica; what that cannot answer, the primary is asked once more."""

    def __init__(self, get_response: Callable[[Any], Any]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> Any:
        reading = Reading(lambda: request.user, is_free=request.method in SAFE)
        with _as(reading):
            response = self.get_response(request)
            if reading.is_to_repeat:
                reading.is_to_repeat = False
                response = self.get_response(request)
        if reading.has_written or request.method not in SAFE:
            note(request.user.pk)
        if response.streaming and not response.is_async:
            response.streaming_content = carried(response.streaming_content, reading)
        return response

    def process_exception(self, request: Any, exception: Exception) -> HttpResponse | None:
        reading = _reading.get()
        if reading is None or reading.replica is None or reading.has_written:
            return None
        if not isinstance(exception, REFUSED):
            # To psycopg2 a server that dies amid an answer may be a bare DatabaseError.
            if not isinstance(exception, (DatabaseError, InterfaceError)):
                return None
            reading.replica.rest()
        reading.stay()
        reading.is_to_repeat = True
        return HttpResponse(status=503)
