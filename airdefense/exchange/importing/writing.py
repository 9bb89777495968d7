"""Many rows of one table, written by few statements.

A thousand rows travel as one JSON text, which the database takes apart by the types of the table.
bulk_create hands every value to the ORM by itself, which costs several times what writing it does.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models.expressions import DatabaseDefault

BATCH = 1_000


class Encoder(DjangoJSONEncoder):
    """Moments keep their microseconds, which JSON fields leave out."""

    def default(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, datetime) else super().default(value)


def insert(rows: Sequence[Any]) -> None:
    """Write new rows of one model and give them their keys; no signal is sent."""
    for part in parts(rows):
        # A column that the database fills is left to it.
        stated = [
            field
            for field in part[0]._meta.concrete_fields
            if not field.primary_key
            and not isinstance(getattr(part[0], field.attname), DatabaseDefault)
        ]
        names = ", ".join(quoted(field.column) for field in stated)
        table = quoted(part[0]._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(
                f"insert into {table} ({names}) select {names} "  # noqa: S608 - names of our tables
                f"from json_populate_recordset(null::{table}, %s) returning id",
                [as_json(part, stated)],
            )
            for row, (key,) in zip(part, cursor.fetchall(), strict=True):
                row.pk = key
                row._state.adding, row._state.db = False, connection.alias


def rewrite(rows: Sequence[Any], names: Iterable[str]) -> None:
    """Write some fields of stored rows of one model."""
    names = list(names)
    for part in parts(rows if names else ()):
        meta = part[0]._meta
        fields = [meta.get_field(name) for name in names]
        table = quoted(meta.db_table)
        values = ", ".join(f"{quoted(f.column)} = new.{quoted(f.column)}" for f in fields)
        with connection.cursor() as cursor:
            cursor.execute(
                f"update {table} set {values} "  # noqa: S608 - names of our tables
                f"from json_populate_recordset(null::{table}, %s) as new "
                f"where {table}.id = new.id",
                [as_json(part, [meta.pk, *fields])],
            )
            if cursor.rowcount != len(part):
                raise meta.model.DoesNotExist(f"{len(part) - cursor.rowcount} rows are gone.")


def parts(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))


def quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def as_json(rows: Iterable[Any], fields: Iterable[Any]) -> str:
    columns = [(field.column, attrgetter(field.attname)) for field in fields]
    found = [{column: value_of(row) for column, value_of in columns} for row in rows]
    return json.dumps(found, cls=Encoder, ensure_ascii=False, check_circular=False)
