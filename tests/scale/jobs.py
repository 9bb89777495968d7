"""Jobs for real workers of the tests: each writes down when it began and when it was done."""

import time

import redis
from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from airdefense import wall
from airdefense.accounts.models import system_user
from airdefense.casework.actions import record
from airdefense.casework.locks import one_at_a_time
from airdefense.casework.models import Event
from inspections.models import Finding

LOG, BEGUN, HELD_BY = "tests:jobs", "tests:begun", "tests:held-by"
LONGEST = 900


def log():
    return redis.Redis.from_url(settings.REDIS_URL)


@shared_task(name="tests.linger")
def linger(*, name, seconds=0.0, **_):
    log().rpush(LOG, f"+{name}")
    time.sleep(seconds)
    log().rpush(LOG, f"-{name}")


@shared_task(name="tests.keep", bind=True)
def keep(self, *, number, seconds, lasts=False, **_):
    """Write one event once, as the product's own jobs do: delivered twice it counts once.

    One that lasts ends with its worker, its row written and not yet committed.
    """
    begun = log().incr(f"{BEGUN}:{number}")
    with wall.acting(wall.Purpose.UPKEEP), transaction.atomic():
        one_at_a_time(f"tests.keep {number}")
        finding = Finding.objects.order_by("pk").first()
        kept = Event.objects.filter(name="kept_by_job", detail__number=number)
        if kept.exists():
            return
        detail, at = {"number": number}, timezone.now()
        record(finding, "kept_by_job", by=system_user(), at=at, detail=detail)
        if lasts and begun == 1:
            log().set(HELD_BY, self.request.hostname)
            time.sleep(LONGEST)
        time.sleep(seconds)
