"""After many rows came at once, the database looks at their tables anew.

Its own housekeeping does so within minutes, but not before the transaction ends; until then it
plans for the tables as they were, which may be a thousand times slower.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

from django.db import Error, connection, connections, models


def refresh_statistics(tables: Iterable[type[models.Model]]) -> None:
    """Have the rows of these models counted and sampled, those of this transaction included."""
    names = sorted({model._meta.db_table for model in tables})
    with connection.cursor() as cursor:
        cursor.execute("select refresh_statistics(%s)", [names])


@contextmanager
def joined_by_hashing(aliases: Iterable[str]) -> Iterator[None]:
    """What is asked meanwhile goes through whole tables, whose rows are joined by hashing.

    Where the database takes a full table for an empty one (rows came since it last looked), it
    would go through the second table once for every row of the first: minutes instead of a second.
    """
    asked = [connections[alias] for alias in sorted(set(aliases))]
    try:
        for one in asked:
            with one.cursor() as cursor:
                cursor.execute("set enable_nestloop = off")
        yield
    finally:
        for one in asked:
            # After a failed statement nothing is heard until the rollback, which takes it back,
            # and a lost connection took it along.
            with suppress(Error), one.cursor() as cursor:
                cursor.execute("reset enable_nestloop")
