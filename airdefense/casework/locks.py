"""Waiting for each other by name, where there is no row yet to lock."""

from django.db import connection


def one_at_a_time(name: str) -> None:
    """Whoever asks for the same name waits until this transaction has ended."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
