"""Jobs for real workers of the tests: each writes down when it began and when it was done."""

import time

import redis
from celery import shared_task
from django.conf import settings

LOG = "tests:jobs"


def log():
    return redis.Redis.from_url(settings.REDIS_URL)


@shared_task(name="tests.linger")
def linger(*, name, seconds=0.0, **_):
    log().rpush(LOG, f"+{name}")
    time.sleep(seconds)
    log().rpush(LOG, f"-{name}")
