"""Rows on their way into the database: numbered when made, copied in batches.

A row gets its key from the table's own sequence when it is added, so that rows name one another
before any of them is stored, and the sequence goes on after the last of them.
"""

import io
import json
from collections import defaultdict
from datetime import date, time
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import JSONField, ManyToManyField, Model

FIRST_KEYS, MOST_KEYS = 20, 5000
ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})


class Writer:
    """Collects rows and copies them in, each table in the order in which its first row came."""

    def __init__(self):
        self._waiting: dict[type[Model], list[Model]] = defaultdict(list)
        self._keys: dict[type[Model], list[int]] = defaultdict(list)
        self._taken: dict[type[Model], int] = defaultdict(lambda: FIRST_KEYS)
        self.written: dict[str, int] = defaultdict(int)

    @property
    def models(self) -> list[type[Model]]:
        """Everything that rows were written of."""
        return list(self._keys)

    def add(self, row: Any) -> Any:
        """Give the row its key and keep it for the next flush."""
        row.pk = self._next_key(type(row))
        self._waiting[type(row)].append(row)
        return row

    def link(self, field: ManyToManyField, row: Model, others) -> None:
        """Connect a row with others through a many-to-many field."""
        through = field.remote_field.through
        own, other = field.m2m_field_name(), field.m2m_reverse_field_name()
        for one in others:
            self.add(through(**{f"{own}_id": row.pk, f"{other}_id": one.pk}))

    def flush(self) -> None:
        """Copy everything that waits; the references are proven when the transaction ends."""
        with connection.cursor() as cursor:
            for model, rows in self._waiting.items():
                copy(cursor, model, rows)
                self.written[model._meta.label] += len(rows)
            # Proves the references now: what is deferred to the end would fill the server's memory.
            cursor.execute("set constraints all immediate")
            cursor.execute("set constraints all deferred")
        self._waiting.clear()

    def _next_key(self, model: type[Model]) -> int:
        keys = self._keys[model]
        if not keys:
            keys.extend(reversed(reserve(model, self._taken[model])))
            self._taken[model] = min(2 * self._taken[model], MOST_KEYS)
        return keys.pop()


def reserve(model: type[Model], count: int) -> list[int]:
    """Take that many keys from the sequence of the table, in ascending order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select nextval(pg_get_serial_sequence(%s, 'id')) from generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return sorted(key for (key,) in cursor)


def copy(cursor, model: type[Model], rows: list[Model]) -> None:
    """Send rows through COPY, which is what makes a city load in seconds."""
    fields = [field for field in model._meta.concrete_fields if not _is_left_to_database(field)]
    names = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    readers = [(field.attname, isinstance(field, JSONField)) for field in fields]
    buffer = io.StringIO()
    for row in rows:
        values = row.__dict__
        cells = (as_json(values[n]) if is_json else as_text(values[n]) for n, is_json in readers)
        buffer.write("\t".join(cells) + "\n")
    buffer.seek(0)
    table = connection.ops.quote_name(model._meta.db_table)
    cursor.copy_expert(f"copy {table} ({names}) from stdin", buffer)


def _is_left_to_database(field) -> bool:
    return field.has_db_default()


def as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False).translate(ESCAPES)


def as_text(value: Any) -> str:
    """A value in the text form of COPY."""
    if value is None:
        return "\\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, str):
        return str(value).translate(ESCAPES)
    if isinstance(value, int | Decimal | date | time):
        return str(value)
    if isinstance(value, list):
        inner = (f'"{item}"' for item in value)
        return "{" + ",".join(inner) + "}"
    # A file knows its name; what else would come here is a mistake worth hearing of.
    return value.name.translate(ESCAPES)
