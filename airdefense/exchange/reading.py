"""All rows of a list as plain values: what its columns show, read over a cursor of the server.

Where the database has the value of every column, objects are not built for the rows, and what the
rows are annotated with is added up once. Where a column asks the object, objects are read.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partialmethod
from inspect import getattr_static
from itertools import islice
from typing import Any, NamedTuple

from django.db.models import CharField, DateField, DecimalField, Field, IntegerField, QuerySet
from django.db.models import TextField as Text
from django.db.models.query import ModelIterable
from django.db.models.query_utils import DeferredAttribute

from airdefense.accounts.entries import key_of
from airdefense.casework.totals import joined
from airdefense.exchange.columns import Column, plain
from airdefense.exchange.keyset import keys_of

CHUNK = 2_000
LARGEST = 1_000_000
# From so many rows on, adding up everything is cheaper than looking up what each row needs.
MANY = 5_000

# For each column its values of some rows.
Piece = list[Sequence[Any]]


class Source(NamedTuple):
    """Where the database has a column's value, and how it becomes what the column shows."""

    lookup: str
    finish: Callable[[Any], Any] | None


def pieces_of(shown: Any, columns: Sequence[Column]) -> Iterator[Piece]:
    """Every row the list would page through, in its order, some at a time."""
    rows = chosen(shown)
    sources = [source_of(rows, column) for column in columns]
    known = [source for source in sources if source is not None]
    if len(known) < len(columns) or shown.listing.prepare is not None or not is_simple(rows):
        return of_objects(shown, rows, columns)
    return of_values(rows, known)


def chosen(shown: Any) -> QuerySet:
    """The rows in the order of the list; those that were ticked, if any were."""
    ordering = [key.ordering(backwards=False) for key in keys_of(shown.queryset, shown.order)]
    rows = shown.queryset.order_by(*ordering)
    keys = map(key_of, shown.request.GET.get("ids", "").split(","))
    if wanted := [key for key in keys if key is not None]:
        rows = rows.filter(pk__in=wanted[:CHUNK])
    return rows


def of_objects(shown: Any, rows: QuerySet, columns: Sequence[Column]) -> Iterator[Piece]:
    found = rows[:LARGEST].iterator(chunk_size=CHUNK)
    while piece := list(islice(found, CHUNK)):
        shown.prepare(piece)
        yield [[column.plain(row) for row in piece] for column in columns]


def of_values(rows: QuerySet, sources: Sequence[Source]) -> Iterator[Piece]:
    is_large = rows.order_by().values("pk")[: MANY + 1].count() > MANY
    rows = rows.prefetch_related(None).values_list(*(source.lookup for source in sources))
    found = (joined(rows) if is_large else rows)[:LARGEST].iterator(chunk_size=CHUNK)
    while piece := list(islice(found, CHUNK)):
        yield [
            values if source.finish is None else list(map(source.finish, values))
            for source, values in zip(sources, zip(*piece, strict=True), strict=True)
        ]


def is_simple(rows: QuerySet) -> bool:
    """Whether a row is the same row whichever of its values are asked for."""
    query = rows.query
    is_apart = query.distinct or query.combinator or query.extra or query.group_by is not None
    return rows._iterable_class is ModelIterable and not is_apart


def source_of(rows: QuerySet, column: Column) -> Source | None:
    """None where only the object itself knows what the column shows."""
    if column.value is not None or column.kind == "badge":
        return None
    *relations, last = column.name.split(".")
    model, read_along = rows.model, rows.query.select_related
    for relation in relations:
        # Only what is joined anyway: another join could leave rows out.
        if not isinstance(read_along, dict) or relation not in read_along:
            return None
        read_along = read_along[relation]
        model = model._meta.get_field(relation).related_model
    words = getattr_static(model, f"get_{last}_display", None)
    if not relations and last in rows.query.annotation_select and words is None:
        return Source(last, finish_of(rows.query.annotations[last].output_field))
    attribute = getattr_static(model, last, None)
    if type(attribute) is not DeferredAttribute or not isinstance(words, partialmethod | None):
        return None
    lookup = "__".join((*relations, last))
    return Source(lookup, words_of(attribute.field) if words else finish_of(attribute.field))


def words_of(field: Field) -> Callable[[Any], Any]:
    """A choice as its words, in the language of the reader."""
    words = {value: str(label) for value, label in field.flatchoices}
    return lambda value: words.get(value, value)


def finish_of(field: Field) -> Callable[[Any], Any] | None:
    is_plain = isinstance(field, CharField | Text | DecimalField | IntegerField | DateField)
    return None if is_plain else plain
