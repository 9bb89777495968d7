"""Paging by the last row seen: page 1000 costs what page 1 costs, and nothing is skipped.

The cursor is the order key of a row as base64 JSON. It carries nothing but values of a row the
reader was shown; one that does not fit the order is ignored, and the first page is answered.
"""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import F, Field, Q, QuerySet
from django.db.models.expressions import OrderBy


@dataclass(frozen=True, slots=True)
class Key:
    """One part of the order: its path, its direction, and whether it may be empty."""

    name: str
    is_descending: bool
    field: Field
    is_nullable: bool

    def ordering(self, *, backwards: bool) -> OrderBy:
        """Empty values stand last in both directions, and first when walking backwards."""
        options = {"nulls_first" if backwards else "nulls_last": True} if self.is_nullable else {}
        is_descending = self.is_descending is not backwards
        return F(self.name).desc(**options) if is_descending else F(self.name).asc(**options)

    def beyond(self, value: Any, *, backwards: bool) -> Q:
        """Rows that this key alone puts past the value."""
        if value is None:
            return Q(**{f"{self.name}__isnull": False}) if backwards else Q(pk__in=[])
        lookup = "lt" if self.is_descending is not backwards else "gt"
        past = Q(**{f"{self.name}__{lookup}": value})
        if self.is_nullable and not backwards:
            past |= Q(**{f"{self.name}__isnull": True})
        return past

    def same(self, value: Any) -> Q:
        return Q(**{f"{self.name}__isnull": True}) if value is None else Q(**{self.name: value})

    def value_of(self, row: Any) -> Any:
        for step in self.name.split("__"):
            row = getattr(row, step) if row is not None else None
        return row

    def parse(self, text: Any) -> Any:
        """The value a cursor carries. Raises ValueError for what cannot be one."""
        if text is None and self.is_nullable:
            return None
        if not isinstance(text, str) or "\x00" in text:
            raise ValueError
        value = self.field.to_python(text)
        if isinstance(value, Decimal) and not value.is_finite():
            raise ValueError
        return value


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of one page and the cursors of its neighbours ("" where there is none)."""

    rows: list[Any]
    previous: str
    following: str

    @property
    def is_whole(self) -> bool:
        return not self.previous and not self.following


def keys_of(queryset: QuerySet, order: Sequence[str]) -> tuple[Key, ...]:
    """The order as keys. The last one must be unique, or rows could be lost between pages."""
    keys = tuple(_key(queryset, name) for name in order)
    last = keys[-1]
    if not (last.name == "pk" or last.field.unique):
        raise ValueError(f"The order of a list ends with a unique key, not {last.name!r}.")
    return keys


def _key(queryset: QuerySet, ordered: str) -> Key:
    name = ordered.removeprefix("-")
    field, is_nullable = _field(queryset, name)
    return Key(name, ordered.startswith("-"), field, is_nullable)


def _field(queryset: QuerySet, name: str) -> tuple[Field, bool]:
    if name in queryset.query.annotations:
        return queryset.query.annotations[name].output_field, True
    meta, is_nullable = queryset.model._meta, False
    *relations, last = name.split("__")
    for relation in relations:
        field = meta.get_field(relation)
        is_nullable |= field.null
        meta = field.related_model._meta
    try:
        field = meta.pk if last == "pk" else meta.get_field(last)
    except FieldDoesNotExist:
        field = next(f for f in meta.fields if f.attname == last)
    return field, is_nullable or field.null


def cursor_of(row: Any, keys: Sequence[Key]) -> str:
    values = [key.value_of(row) for key in keys]
    texts = [None if value is None else str(value) for value in values]
    packed = json.dumps(texts, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def read_cursor(cursor: str, keys: Sequence[Key]) -> list[Any] | None:
    """The values of a cursor, or None for what is no cursor of this order."""
    try:
        texts = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(texts, list):
            return None
        return [key.parse(text) for key, text in zip(keys, texts, strict=True)]
    except (ValueError, binascii.Error, ValidationError, RecursionError):
        return None


def seek(keys: Sequence[Key], values: Sequence[Any], *, backwards: bool) -> Q:
    """Rows past a position: past its first key, or level there and past the second, and so on."""
    past, level = Q(pk__in=[]), Q()
    for key, value in zip(keys, values, strict=True):
        past |= level & key.beyond(value, backwards=backwards)
        level &= key.same(value)
    first, value = keys[0], values[0]
    if first.is_nullable:
        return past
    # Says again what follows anyway, in the form an index can start from.
    lookup = "lte" if first.is_descending is not backwards else "gte"
    return Q(**{f"{first.name}__{lookup}": value}) & past


def paginate(
    queryset: QuerySet, order: Sequence[str], *, after: str = "", before: str = "", size: int
) -> Page:
    """The page after or before a cursor, or the first one."""
    keys = keys_of(queryset, order)
    if before and (values := read_cursor(before, keys)) is not None:
        rows = _fetch(queryset, keys, seek(keys, values, backwards=True), size, backwards=True)
        if len(rows) > size:
            rows = rows[:size][::-1]
            return Page(rows, cursor_of(rows[0], keys), cursor_of(rows[-1], keys))
        # Fewer rows than a page lie before: the first page, whole.
        after = ""
    values = read_cursor(after, keys) if after else None
    condition = Q() if values is None else seek(keys, values, backwards=False)
    rows = _fetch(queryset, keys, condition, size)
    has_more, rows = len(rows) > size, rows[:size]
    previous = cursor_of(rows[0], keys) if rows and values is not None else ""
    return Page(rows, previous, cursor_of(rows[-1], keys) if has_more else "")


def _fetch(
    queryset: QuerySet, keys: Sequence[Key], condition: Q, size: int, *, backwards: bool = False
) -> list[Any]:
    ordering = [key.ordering(backwards=backwards) for key in keys]
    return list(queryset.filter(condition).order_by(*ordering)[: size + 1])
