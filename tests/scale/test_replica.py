"""Reading from a replica: a real one, made by pg_basebackup, which follows the primary."""

import subprocess
import sys

import pytest

from airdefense import databases
from airdefense.devstack.paths import PROJECT
from airdefense.devstack.processes import Processes
from tests.scale.cluster import DATABASE, environment, province, superuser_url, with_tables


@pytest.fixture(scope="module")
def servers(django_db_setup):
    with Processes() as processes, province(processes) as (primary, standby, valkey):
        with_tables(primary)
        yield primary, standby, valkey


def test_without_a_replica_nothing_of_it_is_there(settings):
    assert list(settings.DATABASES) == ["default"]
    assert [name for name in settings.MIDDLEWARE if "databases" in name] == []
    assert settings.DATABASE_ROUTERS == []
    assert databases.replicas() == ()


@pytest.mark.slow
@pytest.mark.django_db
def test_pages_are_read_from_a_replica_that_follows(servers):
    primary, standby, valkey = servers
    alone = ["--reuse-db", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"]
    answer = subprocess.run(
        [sys.executable, "-m", "pytest", "tests/scale/replicated.py", *alone],
        env=environment(primary, standby, valkey, role="owner")
        | {"STANDBY_SUPERUSER_URL": superuser_url(standby, f"test_{DATABASE}")},
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert answer.returncode == 0, answer.stdout[-6000:] + answer.stderr[-2000:]
