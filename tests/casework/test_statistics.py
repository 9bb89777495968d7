import pytest
from django.db import connection

from airdefense.casework.statistics import refresh_statistics
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
