"""Every test runs as the application's ordinary database role, never as the owner."""

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.backends.signals import connection_created
from django.test import Client
from django.utils import translation

from airdefense import wall
from airdefense.celery import app
from tests.factories.accounts import person


def act_as_application(connection, **kwargs):
    with connection.cursor() as cursor:
        cursor.execute(f"set role {settings.DATABASE_APP_ROLE}")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    # Jobs are sent by their names; a worker has imported them when it started.
    app.loader.import_default_modules()
    # TRUNCATE is for emptying the database between transactional tests; the product never has it.
    role = settings.DATABASE_APP_ROLE
    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            cursor.execute(
                f"grant select, insert, update, delete, truncate "
                f"on all tables in schema public to {role};"
                f"grant usage, select on all sequences in schema public to {role}"
            )
        connection.close()
    connection_created.connect(act_as_application)
    yield
    connection_created.disconnect(act_as_application)
    with django_db_blocker.unblock():
        connection.close()


@pytest.fixture(scope="session", autouse=True)
def upkeep():
    """Tests set up and look at leads behind the second wall; each request of a test client speaks
    for whoever is signed in, and each task for nobody, as in the product."""
    with wall.acting(wall.Purpose.UPKEEP):
        yield


@pytest.fixture(autouse=True)
def nothing_remembered():
    """What one test left in the cache is not there for the next."""
    cache.clear()


@pytest.fixture(autouse=True)
def english():
    """Sentences are asserted in the source language; the catalogue has tests of its own."""
    with translation.override("en"):
        yield


# Reading confidential content is recorded; the session keeps itself alive.
MAY_BE_WRITTEN_BY_GET = ("casework_event", "django_session")


def refuse_writes(execute, sql, params, many, context):
    words = sql.split(None, 3)
    if words and words[0].lower() in {"insert", "update", "delete"}:
        assert any(table in sql for table in MAY_BE_WRITTEN_BY_GET), f"a GET writes: {sql[:200]}"
    return execute(sql, params, many, context)


class Browser(Client):
    """A test client on which a GET that writes is a failure."""

    def get(self, *args, **kwargs):
        with connection.execute_wrapper(refuse_writes):
            return super().get(*args, **kwargs)


@pytest.fixture
def as_role(db):
    """A signed-in client of a fresh person: as_role("inspector", region) -> client with .user."""

    def sign_in(role, scope, **kwargs):
        client = Browser(headers={"accept-language": "en"})
        client.user = person(role, scope, **kwargs)
        client.force_login(client.user)
        return client

    return sign_in
