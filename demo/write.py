"""Rows on their way into the database: numbered when made, copied in batches.

A row gets its key from the table's own sequence when it is added, so that rows name one another
before any of them is stored, and the sequence goes on after the last of them.
"""

import io
import json
import re
from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import ForeignKey, JSONField, ManyToManyField, Model
from django.db.models.base import ModelState

from airdefense.casework.secrecy import EncryptedTextField
from airdefense.wall import is_walled

FIRST_KEYS, MOST_KEYS = 20, 5000
ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})
TO_ESCAPE = re.compile(r"[\\\n\r\t]")
encode = json.JSONEncoder(ensure_ascii=False).encode


class Shape(NamedTuple):
    """How rows of a model are made: what every row begins with, and which facts are other rows."""

    constants: dict[str, Any]
    fresh: tuple[tuple[str, Callable[[], Any]], ...]
    links: dict[str, str]


@cache
def shape_of(model: type[Model]) -> Shape:
    fields = [field for field in model._meta.concrete_fields if not field.has_db_default()]
    varying = [field for field in fields if field.has_default() and callable(field.default)]
    constants = {f.attname: f.get_default() for f in fields if f not in varying}
    return Shape(
        constants,
        tuple((field.attname, field.default) for field in varying),
        {field.name: field.attname for field in fields if isinstance(field, ForeignKey)},
    )


def made(model: type[Model], facts: dict[str, Any]) -> Any:
    """The row that `model(**facts)` makes, without asking every field of every row."""
    shape, row = shape_of(model), model.__new__(model)
    values = row.__dict__
    values["_state"] = state = ModelState()
    values.update(shape.constants)
    for attname, default in shape.fresh:
        values[attname] = default()
    for name, value in facts.items():
        attname = shape.links.get(name)
        if attname is None:
            values[name] = value
            continue
        state.fields_cache[name] = value
        values[attname] = None if value is None else value.pk
    return row


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

    def make(self, model: type[Model], **facts: Any) -> Any:
        """Make a row of the model and add it."""
        return self.add(made(model, facts))

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
    fields = [field for field in model._meta.concrete_fields if not field.has_db_default()]
    names = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    read = itemgetter(*(field.attname for field in fields))
    ways = [way_of_field(field) for field in fields]
    buffer = io.StringIO()
    for row in rows:
        cells = [way(value) for way, value in zip(ways, read(row.__dict__), strict=True)]
        buffer.write("\t".join(cells) + "\n")
    buffer.seek(0)
    table = connection.ops.quote_name(model._meta.db_table)
    if not is_walled(table):
        cursor.copy_expert(f"copy {table} ({names}) from stdin", buffer)
        return
    # Row security has no COPY: the rows arrive beside the table, and every one passes its wall.
    hall = connection.ops.quote_name(f"arriving_{model._meta.db_table}")
    cursor.execute(f"create temp table if not exists {hall} (like {table}) on commit drop")
    for field in model._meta.concrete_fields:
        if field.has_db_default():
            column = connection.ops.quote_name(field.column)
            cursor.execute(f"alter table {hall} alter {column} drop not null")
    cursor.copy_expert(f"copy {hall} ({names}) from stdin", buffer)
    cursor.execute(f"insert into {table} ({names}) select {names} from {hall}")  # noqa: S608
    cursor.execute(f"truncate {hall}")


def way_of_field(field: Any) -> Callable[[Any], str]:
    """How the values of a column are written."""
    if isinstance(field, JSONField):
        return as_json
    if isinstance(field, EncryptedTextField):
        return lambda value: as_text(field.get_prep_value(value))
    return as_text


def escaped(text: str) -> str:
    return text.translate(ESCAPES) if TO_ESCAPE.search(text) else text


def as_json(value: Any) -> str:
    return escaped(encode(value)) if value else encode(value)


def as_text(value: Any) -> str:
    """A value in the text form of COPY."""
    return way_of(type(value))(value)


@cache
def way_of(kind: type) -> Callable[[Any], str]:
    """How values of a type are written."""
    for known, way in WAYS:
        if issubclass(kind, known):
            return way
    # A file knows its name; what else would come here is a mistake worth hearing of.
    return lambda file: escaped(file.name)


def as_array(items: list[Any]) -> str:
    return "{" + ",".join(f'"{item}"' for item in items) + "}"


WAYS: tuple[tuple[Any, Callable[[Any], str]], ...] = (
    (type(None), lambda nothing: "\\N"),
    (bool, lambda truth: "t" if truth else "f"),
    (str, lambda text: escaped(str(text))),
    # The rows of one case share their moments.
    ((datetime, date, time), lru_cache(maxsize=4096)(str)),
    ((int, Decimal), str),
    (list, as_array),
)
