"""How many jobs wait in each queue, since when, and how many failed: numbers, no case."""

import json
import time
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import Count
from redis import Redis
from redis.exceptions import RedisError

from airdefense import queues
from airdefense.casework.jobs.words import words_of_queue
from airdefense.casework.measuring import Values, gauge
from airdefense.casework.models import FailedJob

ANSWERS_WITHIN_SECONDS = 2


@dataclass(frozen=True, slots=True)
class Waiting:
    """A queue: how many jobs no worker has taken yet, and how old the oldest is."""

    queue: str
    jobs: int
    oldest_seconds: float | None

    @property
    def words(self) -> Any:
        return words_of_queue(self.queue)


@cache
def broker() -> Redis:
    return Redis.from_url(settings.CELERY_BROKER_URL, socket_timeout=ANSWERS_WITHIN_SECONDS)


def look(queue: str) -> Waiting:
    """Raises RedisError."""
    oldest = broker().lindex(queue, -1)
    sent_at = json.loads(oldest)["headers"].get(queues.SENT_AT) if oldest else None
    age = None if sent_at is None else max(time.time() - sent_at, 0.0)
    return Waiting(queue, broker().llen(queue), age)


def queues_now() -> list[Waiting]:
    """Every queue; none when the broker does not answer."""
    try:
        return [look(queue) for queue in queues.QUEUES]
    except RedisError:
        return []


def failed_now() -> int:
    return FailedJob.objects.open().count()


@gauge("waiting_jobs", "Jobs that no worker has taken yet", "queue")
def waiting_measured() -> Values:
    for queue in queues.QUEUES:
        yield (queue,), float(look(queue).jobs)


@gauge("oldest_job_age_seconds", "Age of the job that waits longest; 0 where none waits", "queue")
def ages_measured() -> Values:
    for queue in queues.QUEUES:
        yield (queue,), look(queue).oldest_seconds or 0.0


@gauge("failed_jobs", "Failed jobs that nobody has settled yet", "queue")
def failed_measured() -> Values:
    counted = FailedJob.objects.open().values_list("queue").annotate(jobs=Count("pk")).order_by()
    found = dict(counted)
    for queue in queues.QUEUES:
        yield (queue,), float(found.get(queue, 0))
