"""The embedded broker: its password, its memory, and what it forgets."""

import pytest
import redis

from airdefense.devstack.paths import SetupError
from airdefense.devstack.valkey import Valkey


def ask(url, *command):
    with redis.from_url(url) as client:
        answer = client.execute_command(*command)
        client.connection_pool.disconnect()
    return answer


def test_nobody_gets_in_without_the_password(processes, tmp_path):
    valkey = Valkey(tmp_path / "valkey")
    valkey.start(processes)

    with pytest.raises(redis.AuthenticationError):
        ask(valkey.url.replace(valkey.password, ""), "PING")

    assert ask(valkey.url, "PING") is True
    processes.stop(valkey.process)


def test_waiting_jobs_outlive_a_restart(processes, tmp_path):
    first = Valkey(tmp_path / "valkey")
    first.start(processes)
    ask(first.url, "RPUSH", "celery", "job")
    processes.stop(first.process)

    second = Valkey(tmp_path / "valkey")
    second.start(processes)

    assert ask(second.url, "LRANGE", "celery", 0, -1) == [b"job"]
    processes.stop(second.process)


def test_jobs_are_never_evicted(processes, tmp_path):
    valkey = Valkey(tmp_path / "valkey", durable=False)
    valkey.start(processes)

    assert ask(valkey.url, "CONFIG", "GET", "maxmemory-policy") == {
        b"maxmemory-policy": b"noeviction"
    }
    processes.stop(valkey.process)


def test_missing_server_says_what_to_set(processes, tmp_path, monkeypatch):
    monkeypatch.setenv("VALKEY_BIN", "/bin/false")

    with pytest.raises(SetupError, match="Valkey did not start"):
        Valkey(tmp_path / "valkey").start(processes)
