"""Every test runs as the application's ordinary database role, never as the owner."""

import pytest
from django.conf import settings
from django.db import connection
from django.db.backends.signals import connection_created
from django.test import Client
from django.utils import translation

from tests.factories.accounts import person


def act_as_application(connection, **kwargs):
    with connection.cursor() as cursor:
        cursor.execute(f"set role {settings.DATABASE_APP_ROLE}")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
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


@pytest.fixture(autouse=True)
def english():
    """Sentences are asserted in the source language; the catalogue has tests of its own."""
    with translation.override("en"):
        yield


@pytest.fixture
def as_role(db):
    """A signed-in client of a fresh person: as_role("inspector", region) -> client with .user."""

    def sign_in(role, scope, **kwargs):
        client = Client(headers={"accept-language": "en"})
        client.user = person(role, scope, **kwargs)
        client.force_login(client.user)
        return client

    return sign_in
