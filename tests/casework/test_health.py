"""GET /healthz says honestly which part is missing."""

import logging
import time

import pytest
from celery.signals import after_task_publish, beat_init, heartbeat_sent, worker_shutdown
from django.core.cache import cache
from django.db import connection

from airdefense.casework import health


@pytest.fixture(autouse=True)
def no_signs():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def ask(client):
    def get():
        answer = client.get("/healthz")
        told = answer.json()
        # What other parts tell beside the answer has tests of its own.
        for name in health.NOTES:
            told.pop(name, None)
        return answer.status_code, told

    return get


def beat_sends():
    after_task_publish.send(sender="casework.heartbeat")


def worker_says_it_is_there():
    heartbeat_sent.send(sender=None)


def well(**changes):
    parts = {"database": True, "broker": True, "worker": True, "beat": True} | changes
    return {"status": "ok" if all(parts.values()) else "failing", **parts}


@pytest.mark.django_db
def test_everything_alive_is_200(ask):
    beat_sends()
    worker_says_it_is_there()

    assert ask() == (200, well())


@pytest.mark.django_db
def test_nothing_heard_yet_is_503(ask):
    assert ask() == (503, well(worker=False, beat=False))


@pytest.mark.django_db
def test_dead_worker_leaves_beat_alive(ask):
    beat_sends()

    assert ask() == (503, well(worker=False))


@pytest.mark.django_db
def test_dead_beat_leaves_the_worker_alive(ask):
    worker_says_it_is_there()

    assert ask() == (503, well(beat=False))


@pytest.mark.django_db
def test_jobs_other_than_the_heartbeat_are_no_sign_of_beat(ask):
    after_task_publish.send(sender="casework.notify")
    worker_says_it_is_there()

    assert ask() == (503, well(beat=False))


@pytest.mark.django_db
def test_beat_is_alive_from_its_start(ask):
    beat_init.send(sender=None)
    worker_says_it_is_there()

    assert ask() == (200, well())


@pytest.mark.django_db
def test_signs_grow_stale(ask):
    cache.set(health.BEAT, time.time(), 0.05)
    cache.set_many(dict.fromkeys(health.WORKER_OF.values(), time.time()), 0.05)
    time.sleep(0.06)

    assert ask() == (503, well(worker=False, beat=False))


@pytest.mark.django_db
def test_worker_that_left_is_not_believed_for_the_rest_of_its_time(ask):
    beat_sends()
    worker_says_it_is_there()

    worker_shutdown.send(sender=None)

    assert ask() == (503, well(worker=False))


@pytest.mark.django_db
def test_worker_that_answers_no_heartbeat_for_ten_minutes_is_stuck(ask):
    cache.set(health.UNANSWERED, time.time() - 601, timeout=None)
    beat_sends()
    worker_says_it_is_there()

    assert ask() == (503, well(worker=False))


@pytest.mark.django_db
def test_answered_heartbeat_frees_a_stuck_worker(ask):
    cache.set(health.UNANSWERED, time.time() - 601, timeout=None)
    beat_sends()

    health.heartbeat()

    assert ask() == (200, well())


@pytest.mark.django_db
def test_broker_that_does_not_answer_is_named(ask, settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }

    assert ask() == (503, well(broker=False, worker=False, beat=False))


@pytest.mark.django_db(transaction=True)
def test_database_that_does_not_answer_is_named(ask):
    beat_sends()
    worker_says_it_is_there()
    connection.close()
    port = connection.settings_dict["PORT"]
    connection.settings_dict["PORT"] = 1

    try:
        answer = ask()
    finally:
        connection.settings_dict["PORT"] = port

    assert answer == (503, well(database=False))


@pytest.mark.django_db
def test_answer_is_not_kept_by_anybody(client):
    assert "no-store" in client.get("/healthz")["Cache-Control"]


@pytest.mark.django_db
def test_only_reading_is_allowed(client):
    assert client.post("/healthz").status_code == 405


@pytest.mark.parametrize(
    ("logger", "arguments", "passes"),
    [
        ("celery.app.trace", ({"name": "casework.heartbeat", "id": "1"},), False),
        ("celery.app.trace", ({"name": "reports.deliver", "id": "1"},), True),
        ("celery.beat", ("heartbeat", "casework.heartbeat"), False),
        ("celery.beat", ("deliver-mail", "reports.deliver"), True),
        ("celery.worker.strategy", (), True),
    ],
)
def test_heartbeats_stay_out_of_the_logs(logger, arguments, passes):
    log = logging.getLogger(logger)
    record = log.makeRecord(logger, logging.INFO, "file", 1, "message", arguments, None)

    assert bool(log.filter(record)) is passes
