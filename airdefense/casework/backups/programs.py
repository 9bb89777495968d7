"""The programs of PostgreSQL, and connections by the roles that backups need."""

import os
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from django.conf import settings
from psycopg2.extensions import connection as Connection  # noqa: N812 - it is a class
from psycopg2.extensions import parse_dsn

from airdefense.devstack.paths import SetupError
from airdefense.devstack.postgres import binaries, program_environment

# What libpq reads from the environment: passwords stay out of the list of processes.
VARIABLES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
}


class BackupError(Exception):
    """A backup, restore or drill that cannot go on: its text says why."""


def program(name: str) -> str:
    """Find pg_dump or pg_restore: PG_BIN, the package's own, or an installed one."""
    try:
        found = str(binaries(Path(), None) / name)
    except SetupError:
        found = shutil.which(name) or ""
    if not found or not Path(found).exists():
        raise BackupError(f"There is no {name} here: set PG_BIN to the directory it is in.")
    return found


def environment(url: str) -> dict[str, str]:
    """What the programs get: where the database is, and nothing else of ours."""
    parts = parse_dsn(url)
    told = {variable: parts[name] for name, variable in VARIABLES.items() if name in parts}
    own = program_environment(Path(program("pg_dump")).parent)
    return {**own, **told, "PATH": os.environ.get("PATH", os.defpath)}


def url_of(setting: str) -> str:
    url = getattr(settings, setting)
    if not url:
        raise BackupError(f"Set {setting}: docs/operation.md says which role it is.")
    return url


def with_database(url: str, name: str) -> str:
    """The same server and role, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def connect(url: str, **session: Any) -> Connection:
    """A plain connection, without the application's cursor; it waits for long statements."""
    try:
        connection = psycopg2.connect(
            url,
            application_name="airdefense-backup",
            options="-c statement_timeout=0 -c idle_in_transaction_session_timeout=0",
        )
    except psycopg2.OperationalError as trouble:
        raise BackupError(f"The database cannot be reached: {trouble}") from trouble
    connection.set_session(**session)
    return connection
