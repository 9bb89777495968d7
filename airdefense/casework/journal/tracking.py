"""Puts the triggers of the journal on every table, after every migration (the `migrate` command).

A table that is new, or has other columns than its triggers know, is taken stock of: each row that
the journal cannot speak for any more gets a baseline. Rows that were altered behind the triggers'
back before a column was added keep their old digest, and stay found.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from airdefense import wall
from airdefense.casework.journal import sql
from airdefense.casework.journal.register import Tracked, tracked

OPERATIONS = ("insert", "update", "delete")
# As many months as a stopped worker may be late.
MONTHS_AHEAD = timedelta(days=100)
SHAPES = """
select c.relname, string_agg(a.attname || ':' || format_type(a.atttypid, a.atttypmod), ';'
  order by a.attnum)
from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') group by 1
"""
TRIGGERS = """
select c.relname, t.tgname, p.proname, t.tgargs
from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_proc p on p.oid = t.tgfoid
where t.tgname like 'journal\\_%' and t.tgenabled = 'O' and c.relnamespace = 'public'::regnamespace
"""
TRIGGER = """
create or replace trigger journal_{operation} after {operation} on "{table}" {referencing}
for each statement execute function history.keep_{operation}_{variant}({arguments})
"""
BASELINE = """
select new_row."{key}"::text as row_key, 'B' as operation, '' as changed, null::jsonb as detail,
  {digest} as row_digest, {closed} as is_closed
from "{table}" new_row where {where}
"""
UNKNOWN = """
not exists (select from casework_rowchange known
  where known.table_name = '{table}' and known.row_key = new_row."{key}"::text)
"""
# Only rows that are what the journal says: columns that came later are left out of the comparison.
AS_RECORDED = """
sha256(convert_to(row({columns})::text, 'UTF8')) = (
  select known.row_digest from casework_rowchange known
  where known.table_name = '{table}' and known.row_key = new_row."{key}"::text
  order by known.id desc limit 1)
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the database has: the columns of each table, and its triggers with their arguments."""

    shapes: dict[str, str]
    triggers: dict[tuple[str, str], tuple[str, ...]]


@transaction.atomic
def install() -> list[str]:
    """Bring the triggers of every table up to date; returns the tables taken stock of."""
    with connection.cursor() as cursor:
        cursor.execute("select to_regclass('public.casework_rowchange')")
        if cursor.fetchone()[0] is None:
            return []
        _store_key(cursor)
        _make_functions(cursor)
        make_months(timezone.localdate())
        found = standing(cursor)
        stale = [one for one in tracked() if one.table in found.shapes and is_stale(one, found)]
        with _behind_the_wall(cursor):
            for one in stale:
                _set_triggers(cursor, one, found.shapes[one.table])
                _take_stock(cursor, one, found)
    return [one.table for one in stale]


def make_months(today: date) -> int:
    """Make the months to come, so that no change has to wait with the rest; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("select make_history_months(%s, %s)", [today, today + MONTHS_AHEAD])
        return cursor.fetchone()[0]


def untracked() -> list[str]:
    """The tables whose triggers are not what they should be."""
    with connection.cursor() as cursor:
        found = standing(cursor)
    return [one.table for one in tracked() if is_stale(one, found)]


def standing(cursor: Any) -> Standing:
    cursor.execute(SHAPES)
    shapes = dict(cursor.fetchall())
    cursor.execute(TRIGGERS)
    triggers = {
        (table, name): (function, *bytes(arguments).decode().split("\0")[:-1])
        for table, name, function, arguments in cursor.fetchall()
    }
    return Standing(shapes, triggers)


def is_stale(one: Tracked, found: Standing) -> bool:
    arguments = _arguments(one, found.shapes.get(one.table, ""))
    return any(
        found.triggers.get((one.table, f"journal_{operation}"))
        != (f"keep_{operation}_{one.variant}", *arguments)
        for operation in OPERATIONS
    )


def _arguments(one: Tracked, shape: str) -> tuple[str, str, str]:
    return ("values" if one.has_values else "names", ",".join(one.secret), shape)


def _store_key(cursor: Any) -> None:
    cursor.execute("delete from history.key")
    cursor.execute("insert into history.key (inner_pad, outer_pad) values (%s, %s)", wall.pads())


def _make_functions(cursor: Any) -> None:
    cursor.execute(sql.AUTHOR)
    cursor.execute(sql.MONTHS)
    cursor.execute(sql.END)
    for key, closed in sorted({(one.key, one.closed) for one in tracked()}):
        for operation in OPERATIONS:
            cursor.execute(sql.function(operation, key, closed))


@contextmanager
def _behind_the_wall(cursor: Any) -> Iterator[None]:
    """The owner reads rows of leads here as its functions do, and rows become text steadily."""
    settings = {name: value.strip("'") for name, value in sql.STEADY.items()}
    settings["search_path"] = "pg_catalog, public, wall, pg_temp"
    before = {}
    for name, value in settings.items():
        cursor.execute("select current_setting(%s)", [name])
        before[name] = cursor.fetchone()[0]
        cursor.execute("select set_config(%s, %s, true)", [name, value])
    yield
    for name, value in before.items():
        cursor.execute("select set_config(%s, %s, true)", [name, value])


def _set_triggers(cursor: Any, one: Tracked, shape: str) -> None:
    for operation in OPERATIONS:
        cursor.execute(
            TRIGGER.format(
                operation=operation,
                table=one.table,
                referencing=sql.REFERENCING[operation],
                variant=one.variant,
                arguments=", ".join(f"'{argument}'" for argument in _arguments(one, shape)),
            )
        )


def _take_stock(cursor: Any, one: Tracked, found: Standing) -> None:
    """Give a baseline to the rows that the journal does not know, or knows by other columns."""
    unknown = UNKNOWN.format(table=one.table, key=one.key)
    *_, before = found.triggers.get((one.table, "journal_insert"), ("",))
    now = found.shapes[one.table]
    if before and before != now:
        is_longer = now.startswith(f"{before};")
        columns = ", ".join(f'new_row."{pair.split(":")[0]}"' for pair in before.split(";"))
        told = AS_RECORDED.format(table=one.table, key=one.key, columns=columns)
        where = f"{unknown} or {told}" if is_longer else "true"
    else:
        where = unknown
    rows = BASELINE.format(
        table=one.table,
        key=one.key,
        digest=sql.ROW.format(row="new_row"),
        closed=sql.CLOSED[one.closed].format(row="new_row"),
        where=where,
    )
    head = sql.HEAD.format(reason="'migrate'")
    cursor.execute(sql.KEEP.format(table=f"'{one.table}'", rows=rows, head=head))
