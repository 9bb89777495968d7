"""One private cluster and broker for these tests, started by the code they are about."""

import contextlib

import psycopg2
import pytest

from airdefense.devstack.paths import place_for, service_account
from airdefense.devstack.postgres import Postgres, binaries
from airdefense.devstack.processes import Processes


@pytest.fixture(scope="session")
def processes():
    with Processes() as processes:
        yield processes


@pytest.fixture(scope="session")
def make_cluster(processes):
    """Give a cluster object that has not been started, in a directory that is thrown away."""
    with contextlib.ExitStack() as directories:

        def make():
            state = directories.enter_context(processes.throwaway_directory())
            account = service_account()
            place = place_for(account, state)
            return Postgres(place / "pg", binaries(place, account), account, durable=False)

        yield make


@pytest.fixture(scope="session")
def cluster(make_cluster, processes):
    cluster = make_cluster()
    cluster.start(processes)
    return cluster


@pytest.fixture
def query(cluster):
    """Ask the running cluster as one of its roles: query("app", "select 1")."""

    def ask(role, sql):
        with contextlib.closing(psycopg2.connect(cluster.url(role))) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(sql)
                return cursor.fetchall() if cursor.description else None

    return ask
