"""The small city, stored."""

import pytest
from django.db import connection, transaction

from demo.load import load
from tests.demo.cities import CITY, UNTIL, quiet


@pytest.fixture(scope="module")
def loaded_once(django_db_setup, django_db_blocker):
    """The small city, loaded once for all who only look at it."""
    with django_db_blocker.unblock(), transaction.atomic():
        load(CITY, until=UNTIL, seed=7, scale=1, say=quiet)
        yield
        transaction.set_rollback(True)
    with django_db_blocker.unblock():
        sweep()


def sweep():
    """What was rolled back leaves dead rows behind, which the tests that follow would read past."""
    with connection.cursor() as cursor:
        cursor.execute("reset role")
        cursor.execute("vacuum analyze")
    connection.close()


@pytest.fixture
def small_city(loaded_once, db):
    return CITY
