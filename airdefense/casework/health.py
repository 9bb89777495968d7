"""Whether the parts of the system are alive: `GET /healthz`, and the signs of life it looks for.

Beat leaves its sign when it sends a heartbeat, a worker when it tells the broker that it is
there, so each answer holds when the other part is dead. The worker is alive when every queue has
one. Who says it is there and has answered no heartbeat for ten minutes is stuck, not alive.
"""

import atexit
import logging
import time
from collections.abc import Callable
from typing import Any

from celery import current_app, shared_task
from celery.signals import after_task_publish, beat_init, heartbeat_sent, worker_shutdown
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import Error as DatabaseError
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from airdefense import databases
from airdefense.queues import QUEUES

log = logging.getLogger(__name__)

TASK = "casework.heartbeat"
SIGN_LASTS_SECONDS = 20
STUCK_AFTER_SECONDS = 600
BEAT, UNANSWERED = "health:beat", "health:unanswered"
WORKER_OF = {queue: f"health:worker:{queue}" for queue in QUEUES}
# What other parts of the product tell beside the answer; it never makes the system unhealthy.
NOTES: dict[str, Callable[[], Any]] = {}


def note(name: str) -> Callable:
    """Register a function whose answer stands in /healthz under this name; no case data."""

    def register(tell: Callable[[], Any]) -> Callable[[], Any]:
        NOTES[name] = tell
        return tell

    return register


def notes(*, is_database_there: bool) -> dict[str, Any]:
    """Every note; None for one that cannot be told now."""
    return {name: _told(tell) if is_database_there else None for name, tell in NOTES.items()}


def _told(tell: Callable[[], Any]) -> Any:
    try:
        return tell()
    except DatabaseError:
        return None


if settings.REPLICA_URLS:
    note("replicas")(databases.told)


@never_cache
@login_not_required
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    parts = {"database": database_answers(), **signs_of_life()}
    well = all(parts.values())
    response = JsonResponse(
        {
            "status": "ok" if well else "failing",
            **parts,
            **notes(is_database_there=parts["database"]),
        },
        status=200 if well else 503,
    )
    # Whoever asks is told; a line in the log each time would say nothing more.
    response.__dict__["_has_been_logged"] = True
    return response


def database_answers(database: Any = connection) -> bool:
    """Whether it answers, and itself: behind a pooler no lead would be shown (docs/scale.md)."""
    try:
        with database.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (process,) = cursor.fetchone()
    except DatabaseError:
        return False
    is_direct = process == database.connection.get_backend_pid()
    if not is_direct:
        log.error("a pooler stands before the database: leads and authors of changes are lost")
    return is_direct


def signs_of_life() -> dict[str, bool]:
    """Say of broker, worker and beat whether each gave a sign of life lately."""
    try:
        signs = cache.get_many([BEAT, UNANSWERED, *WORKER_OF.values()])
    except RedisError:
        return {"broker": False, "worker": False, "beat": False}
    waiting = time.time() - signs.get(UNANSWERED, time.time())
    return {
        "broker": True,
        "worker": signs.keys() >= {*WORKER_OF.values()} and waiting < STUCK_AFTER_SECONDS,
        "beat": BEAT in signs,
    }


@beat_init.connect
def beat_started(**_) -> None:
    cache.set(BEAT, time.time(), SIGN_LASTS_SECONDS)
    atexit.register(cache.delete, BEAT)


@after_task_publish.connect(sender=TASK)
def beat_sent_a_heartbeat(**_) -> None:
    cache.set(BEAT, time.time(), SIGN_LASTS_SECONDS)
    cache.add(UNANSWERED, time.time(), timeout=None)


@heartbeat_sent.connect
def worker_is_there(**_) -> None:
    cache.set_many(dict.fromkeys(signs_of_this_worker(), time.time()), SIGN_LASTS_SECONDS)


@worker_shutdown.connect
def worker_left(**_) -> None:
    # Another worker of the same queue says within seconds that it is there.
    cache.delete_many(signs_of_this_worker())


def signs_of_this_worker() -> list[str]:
    return [WORKER_OF[queue] for queue in current_app.amqp.queues.consume_from]


@shared_task(name=TASK, ignore_result=True, expires=SIGN_LASTS_SECONDS)
def heartbeat(**_) -> None:
    """Answer beat: the worker not only is there, it works."""
    cache.delete(UNANSWERED)
    worker_is_there()


def is_no_heartbeat(record: logging.LogRecord) -> bool:
    """Keep the heartbeats, one every five seconds, out of the logs."""
    if isinstance(record.args, dict):
        return record.args.get("name") != TASK
    return TASK not in (record.args or ())


for _name in ("celery.beat", "celery.worker.strategy", "celery.app.trace"):
    logging.getLogger(_name).addFilter(is_no_heartbeat)
