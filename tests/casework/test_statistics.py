import pytest
from django.db import (
    DEFAULT_DB_ALIAS,
    DatabaseError,
    OperationalError,
    connection,
    connections,
    transaction,
)

from airdefense.casework.statistics import joined_by_hashing, refresh_statistics
from projects.models import Developer
from tests.factories.projects import DeveloperFactory

pytestmark = pytest.mark.django_db


def rows_expected(model):
    """How many rows the database plans for."""
    with connection.cursor() as cursor:
        table = model._meta.db_table
        cursor.execute("select reltuples from pg_class where relname = %s", [table])
        return cursor.fetchone()[0]


def test_rows_of_an_open_transaction_are_planned_for():
    DeveloperFactory.create_batch(7)

    refresh_statistics([Developer])

    assert rows_expected(Developer) == 7


def nested_loops():
    with connection.cursor() as cursor:
        cursor.execute("show enable_nestloop")
        return cursor.fetchone()[0]


def test_joins_are_planned_as_usual_before_and_after():
    before = nested_loops()

    with joined_by_hashing([DEFAULT_DB_ALIAS, DEFAULT_DB_ALIAS]):
        during = nested_loops()

    assert (before, during, nested_loops()) == ("on", "off", "on")


def test_joins_are_planned_as_usual_after_a_statement_that_failed():
    with (
        pytest.raises(DatabaseError, match="division by zero"),
        transaction.atomic(),
        joined_by_hashing([DEFAULT_DB_ALIAS]),
        connection.cursor() as cursor,
    ):
        cursor.execute("select 1 / 0")

    assert nested_loops() == "on"


@pytest.fixture
def dying():
    """A connection whose server ends amid a statement."""
    connections["dying"] = connections.create_connection(DEFAULT_DB_ALIAS)
    yield connections["dying"]
    connections["dying"].close()
    del connections["dying"]


def test_a_server_that_died_is_told_by_its_own_error(dying):
    with (
        pytest.raises(OperationalError),
        joined_by_hashing(["dying"]),
        dying.cursor() as cursor,
    ):
        cursor.execute("reset role; select pg_terminate_backend(pg_backend_pid())")
