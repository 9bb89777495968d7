"""Rows of the database as parts of a paper, under the names that their fields have."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from airdefense.exchange.documents.content import Document, Facts, Table
from airdefense.exchange.documents.words import chinese_day, yuan

# A PDF takes tables of 200 rows; what is longer goes on in the next paper.
ROWS_OF_A_PAPER = 150
DASH = "—"
# Fields whose names in the code are no names on paper.
LABELS = {"transferred_by": "移送人", "registered_by": "签收人"}


def told(row: Any, name: str) -> str:
    """One field of a row in words."""
    field = row._meta.get_field(name)
    if field.choices:
        return str(getattr(row, f"get_{name}_display")())
    return words(getattr(row, name))


def words(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return chinese_day(value)
    if isinstance(value, Decimal):
        return f"{yuan(value)}元"
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(value)


def facts(row: Any, *names: str) -> Facts:
    """The fields of a row that say something, each under its own name."""
    pairs = [(label_of(row, name), told(row, name)) for name in names]
    return Facts([pair for pair in pairs if pair[1]] or [(str(row._meta.verbose_name), DASH)])


def label_of(row: Any, name: str) -> str:
    return LABELS.get(name) or str(row._meta.get_field(name).verbose_name)


def tables(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], **form: Any):
    """A table as one paper, or as several where it is longer than a paper takes."""
    pieces: list[Any] = [
        rows[first : first + ROWS_OF_A_PAPER] for first in range(0, len(rows), ROWS_OF_A_PAPER)
    ]
    for place, piece in enumerate(pieces):
        name = title if len(pieces) == 1 else f"{title}（{place + 1}）"
        yield Document(name, (Table(heads, piece, **form),))


def columns(rows: Any, *names: str) -> Iterator[tuple[str, ...]]:
    for row in rows:
        yield tuple(told(row, name) or DASH for name in names)
