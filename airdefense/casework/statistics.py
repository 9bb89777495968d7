"""After many rows came at once, the database looks at their tables anew.

Its own housekeeping does so within minutes, but not before the transaction ends; until then it
plans for the tables as they were, which may be a thousand times slower.
"""

from collections.abc import Iterable

from django.db import connection, models


def refresh_statistics(tables: Iterable[type[models.Model]]) -> None:
    """Have the rows of these models counted and sampled, those of this transaction included."""
    names = sorted({model._meta.db_table for model in tables})
    with connection.cursor() as cursor:
        cursor.execute("select refresh_statistics(%s)", [names])
