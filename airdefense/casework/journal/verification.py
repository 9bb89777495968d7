"""Whether the history and the rows are what was written: names what is not.

Four questions, each of which finds what the others cannot: do the seals hold (lines altered,
removed or put in since they were sealed), does each change carry its own hash (which line it is),
is each row what its last change says (rows written past the triggers), and do the triggers stand.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from airdefense import wall
from airdefense.casework.journal import sql
from airdefense.casework.journal.register import Tracked, tracked
from airdefense.casework.journal.tracking import is_stale, standing
from airdefense.casework.sealing import check_seals

# As many of each table as anybody wants to read; the first is what matters.
MOST_NAMED = 20
WORDS = {
    "altered": gettext_noop("The row was altered past the journal."),
    "deleted": gettext_noop("The row was deleted past the journal."),
    "inserted": gettext_noop("The row was put in past the journal."),
}
DIFFERENT = """
with last as (
  select distinct on (row_key) row_key, row_digest, recorded_at from casework_rowchange
  where table_name = '{table}' order by row_key, id desc
), now as (
  select new_row."{key}"::text as row_key, {digest} as row_digest from "{table}" new_row
)
select coalesce(last.row_key, now.row_key) as found_key,
  case when now.row_key is null then 'deleted'
    when last.row_digest is null then 'inserted' else 'altered' end
from last full join now on now.row_key = last.row_key
where now.row_digest is distinct from last.row_digest {since}
order by length(coalesce(last.row_key, now.row_key)), found_key limit {most}
"""
MISHASHED = f"""
select id, table_name, row_key from casework_rowchange
where digest is distinct from {sql.DIGEST} {{only}} order by id limit {MOST_NAMED}
"""  # noqa: S608 - put together from constants
# What each field was when it was last changed, where values are told.
LAST_VALUES = """
select distinct on (field.key) field.key, field.value -> 1
from casework_rowchange, jsonb_each(detail) field
where table_name = %s and row_key = %s and operation = 'U' and detail is not null
order by field.key, id desc
"""


@dataclass(frozen=True, slots=True)
class Fault:
    """One row, line or seal that is not what was written."""

    kind: str
    table: str
    key: str
    fields: tuple[str, ...]
    words: str

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "table": self.table,
            "key": self.key,
            "fields": list(self.fields),
            "words": str(self.words),
        }


class NotReady(Exception):
    """The tables are not those of this release."""


def verify(since: datetime | None = None, table: str = "") -> list[Fault]:
    """Everything that is not what was written, the rows first; empty when all is well.

    Raises NotReady.
    """
    chosen = [one for one in tracked() if table in ("", one.table)]
    with connection.cursor() as cursor:
        found = standing(cursor)
    if missing := sorted(one.table for one in chosen if one.table not in found.shapes):
        raise NotReady(", ".join(missing))
    with wall.acting(wall.Purpose.UPKEEP), steadily():
        faults = [fault for one in chosen for fault in _of_table(one, since)]
        faults += _mishashed(since, table)
    words = _("The triggers of the table were altered or switched off.")
    faults += [Fault("trigger", one.table, "", (), words) for one in chosen if is_stale(one, found)]
    if not table and (broken := check_seals(since)):
        faults.append(Fault("seal", "casework_historyseal", str(broken.seal.pk), (), broken.words))
    return faults


@contextmanager
def steadily() -> Iterator[None]:
    """Rows become text here exactly as they did in the triggers."""
    with transaction.atomic(), connection.cursor() as cursor:
        before = {}
        for name, value in sql.STEADY.items():
            cursor.execute("select current_setting(%s)", [name])
            before[name] = cursor.fetchone()[0]
            cursor.execute("select set_config(%s, %s, true)", [name, value.strip("'")])
        yield
        for name, value in before.items():
            cursor.execute("select set_config(%s, %s, true)", [name, value])


def _rows(statement: str, values: Any = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def _of_table(one: Tracked, since: datetime | None) -> Iterator[Fault]:
    # A row without any change was put in past the journal, nobody knows when.
    recent = "and (last.recorded_at is null or last.recorded_at >= %s)"
    statement = DIFFERENT.format(
        table=one.table,
        key=one.key,
        digest=sql.ROW.format(row="new_row"),
        since=recent if since else "",
        most=MOST_NAMED,
    )
    for key, kind in _rows(statement, [since] if since else None):
        fields = _fields(one, key) if kind == "altered" else ()
        yield Fault(kind, one.table, key, fields, _(WORDS[kind]))


def _fields(one: Tracked, key: str) -> tuple[str, ...]:
    """The altered fields, as far as the journal knows what they were."""
    if not one.has_values:
        return ()
    was = dict(_rows(LAST_VALUES, [one.table, key]))
    statement = f'select to_jsonb(r) from "{one.table}" r where r."{one.key}"::text = %s'  # noqa: S608
    [(row,)] = _rows(statement, [key])
    now = _loaded(row)
    return tuple(sorted(name for name, old in was.items() if _loaded(old) != now.get(name)))


def _loaded(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _mishashed(since: datetime | None, table: str) -> list[Fault]:
    only = "and (%(since)s is null or recorded_at >= %(since)s::timestamptz)"
    only += " and %(table)s in ('', table_name)"
    values = {"since": since, "table": table}
    words = _("A line of the journal was altered.")
    return [
        Fault("line", name, key, (), f"{words} (#{pk})")
        for pk, name, key in _rows(MISHASHED.format(only=only), values)
    ]
