"""One moment of the database, held still while dump, counts and files are taken of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import FileField
from psycopg2 import sql
from psycopg2.extensions import connection as Connection  # noqa: N812 - it is a class

from airdefense.casework.backups.programs import BackupError, connect

# The key of the wall is made of SECRET_KEY and stored anew by a restore.
WITHOUT_ROWS = ("wall", "key")
TABLES = """
select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind = 'r' and c.relpersistence = 'p'
  and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
order by 1, 2
"""
SEES_EVERYTHING = "select rolsuper or rolbypassrls from pg_roles where rolname = current_user"
SEAL = "select id, root from casework_historyseal order by id desc limit 1"
MIGRATIONS = "select app, max(name) from django_migrations group by 1 order by 1"
FILES_AT_ONCE = 500
# What is still being sent by a browser: sent again after a restore.
ON_THE_WAY = "casework.Upload"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A connection that goes on seeing one moment, and the name by which pg_dump sees it too."""

    connection: Connection
    name: str

    def rows(self, query: Any) -> list[Any]:
        return rows(self.connection, query)

    def seal(self) -> dict[str, Any] | None:
        """The newest seal of the history."""
        found = self.rows(SEAL)
        return {"number": found[0][0], "root": found[0][1]} if found else None

    def files(self) -> Iterator[tuple[str, str]]:
        """(name, SHA-256 or nothing) of every file that a row names, each once, in order."""
        parts = [_files_of(model, field) for model, field in file_fields()]
        query = sql.SQL("select name, max(hash) from ({}) f group by 1 order by 1").format(
            sql.SQL(" union all ").join(parts)
        )
        # A cursor of the server: names of millions of files are not held in memory.
        with self.connection.cursor("backup_files") as cursor:
            cursor.itersize = FILES_AT_ONCE
            cursor.execute(query)
            yield from cursor


@contextmanager
def snapshot(url: str) -> Iterator[Snapshot]:
    connection = connect(url, isolation_level="REPEATABLE READ", readonly=True)
    try:
        must_see_everything(connection)
        [(name,)] = rows(connection, "select pg_export_snapshot()")
        yield Snapshot(connection, name)
    finally:
        connection.close()


def must_see_everything(connection: Connection) -> None:
    """Row security hides leads even from the owner; what is hidden would be missing."""
    [(is_free,)] = rows(connection, SEES_EVERYTHING)
    if not is_free:
        raise BackupError(
            "This role does not see behind row security, so leads would be left out: "
            "DATABASE_BACKUP_URL names the role airdefense_backup (deploy/postgres/roles.sql)."
        )


def rows(connection: Connection, query: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


def counts(connection: Connection) -> dict[str, int]:
    """How many rows each table has."""
    found = {}
    for schema, table in rows(connection, TABLES):
        if (schema, table) != WITHOUT_ROWS:
            query = sql.SQL("select count(*) from {}").format(sql.Identifier(schema, table))
            found[f"{schema}.{table}"] = rows(connection, query)[0][0]
    return found


def migrations(connection: Connection) -> dict[str, str]:
    """The newest migration of each app."""
    return dict(rows(connection, MIGRATIONS))


def file_fields() -> list[tuple[Any, FileField]]:
    return [
        (model, field)
        for model in apps.get_models()
        if model._meta.label != ON_THE_WAY
        for field in model._meta.local_concrete_fields
        if isinstance(field, FileField)
    ]


def _files_of(model: Any, field: FileField) -> sql.Composed:
    has_hash = any(other.name == "sha256" for other in model._meta.concrete_fields)
    return sql.SQL("select {name} as name, {hash} as hash from {table} where {name} <> ''").format(
        name=sql.Identifier(field.column),
        hash=sql.Identifier("sha256") if has_hash else sql.Literal(""),
        table=sql.Identifier(model._meta.db_table),
    )
