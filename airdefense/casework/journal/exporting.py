"""The history as lines of JSON, for somebody who checks it without this product.

    {"format": "airdefense history", "version": 1, "taken_at": …, "trace": …, "tables": […]}
    {"event": [eleven texts]}
    {"change": [fourteen texts], "digest": …}
    {"seal": …, "previous": …, "sealed_at": …, "parts": {…}, "root": …}
    {"row": [table, key, digest of the row as it is now]}
    {"end": {"event": 2, "change": 3, "seal": 1, "row": 2}}

Each seal follows the lines that it covers; lines after the last seal are not sealed yet. How texts
are hashed stands in airdefense/casework/sealing.py. deploy/check_export.py reads such a file.

It is read in nobody's name, so that of leads nothing can be in it: of what is closed it carries
the digest that stands in each seal, which proves the root.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, BinaryIO

from django.db import connection, transaction

from airdefense import wall
from airdefense.casework import sealing
from airdefense.casework.journal import sql
from airdefense.casework.journal.register import Tracked, tracked
from airdefense.casework.journal.verification import steadily
from airdefense.casework.models import HistorySeal

FORMAT, VERSION = "airdefense history", 1
KINDS = ("event", "change", "seal", "row")
EVENTS = f"""
select array[{", ".join(sealing.FIELDS)}]::text[] from casework_event e
where e.case_type not like 'leads.%%' and e.id > %s and e.id <= %s order by e.id
"""  # noqa: S608 - put together from constants
CHANGES = f"""
select array[{", ".join(sql.FIELDS.values())}]::text[], encode(digest, 'hex')
from casework_rowchange where not is_closed and id > %s and id <= %s order by id
"""  # noqa: S608
ROWS = """
select new_row."{key}"::text, encode({digest}, 'hex') from "{table}" new_row where not ({closed})
"""
# The greatest number PostgreSQL counts to: all that is not sealed yet.
END = 2**63 - 1

Line = dict[str, Any]


def export(file: BinaryIO, *, at: datetime, trace: str) -> dict[str, Any]:
    """Write the history into a file; returns how many lines of each kind, and its SHA-256."""
    digest, counts = hashlib.sha256(), dict.fromkeys(KINDS, 0)
    for line in lines(at, trace, counts):
        text = json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        digest.update(text)
        file.write(text)
    return {**counts, "sha256": digest.hexdigest()}


def lines(at: datetime, trace: str, counts: dict[str, int]) -> Iterator[Line]:
    """Everything in one moment's state, `counts` counted up on the way."""
    tables = [one for one in tracked() if one.closed != "always"]
    yield {
        "format": FORMAT,
        "version": VERSION,
        "taken_at": at.isoformat(),
        "trace": trace,
        "tables": [one.table for one in tables],
    }
    with _one_moment(), wall.unbound(), steadily():
        for line in _told(tables):
            counts[next(iter(line))] += 1
            yield line
    yield {"end": dict(counts)}


@contextmanager
def _one_moment() -> Iterator[None]:
    """Rows and changes of the same moment, while others go on writing."""
    is_outermost = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if is_outermost:
            cursor.execute("set transaction isolation level repeatable read, read only")
        yield


def _told(tables: list[Tracked]) -> Iterator[Line]:
    event = change = 0
    for seal in HistorySeal.objects.order_by("pk"):
        last = seal.last_change or change
        yield from _between((event, seal.last_event), (change, last))
        event, change = seal.last_event, last
        yield _seal(seal)
    yield from _between((event, END), (change, END))
    for one in tables:
        yield from _rows(one)


def _between(events: tuple[int, int], changes: tuple[int, int]) -> Iterator[Line]:
    for (texts,) in _fetched(EVENTS, events):
        yield {"event": texts}
    for texts, digest in _fetched(CHANGES, changes):
        yield {"change": texts, "digest": digest}


def _seal(seal: HistorySeal) -> Line:
    return {
        "seal": seal.pk,
        "previous": seal.previous_id,
        "sealed_at": seal.sealed_at.isoformat(),
        "parts": seal.parts,
        "root": seal.root,
    }


def _rows(one: Tracked) -> Iterator[Line]:
    statement = ROWS.format(
        table=one.table,
        key=one.key,
        digest=sql.ROW.format(row="new_row"),
        closed=sql.CLOSED[one.closed].format(row="new_row"),
    )
    for key, digest in _fetched(statement):
        yield {"row": [one.table, key, digest]}


def _fetched(statement: str, values: Any = None) -> Iterator[tuple[Any, ...]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement, values)
        yield from cursor
