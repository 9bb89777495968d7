"""The drill: restore a backup into a database made for it, prove it, and throw that away."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from psycopg2 import sql
from psycopg2.extensions import parse_dsn

from airdefense.casework.backups.archive import Archive, Manifest
from airdefense.casework.backups.programs import BackupError, connect, url_of, with_database
from airdefense.casework.backups.restoring import (
    Findings,
    check_files,
    restore_database,
    verify_database,
)

SCRATCH = "airdefense_drill_"
LEFT_OVER = "select datname from pg_database where starts_with(datname, %s)"
# What the restored installation is asked about itself, as the application's role.
LOOKS = ("verify_wall",)


@dataclass(frozen=True, slots=True)
class Drill:
    """What a drill proved. Names of tables, no counts: some of them are counts of leads."""

    archive: str
    findings: Findings
    looks: dict[str, bool]

    @property
    def is_well(self) -> bool:
        return self.findings.is_well and all(self.looks.values())

    def as_json(self) -> dict[str, Any]:
        return {
            "is_well": self.is_well,
            "backup": self.archive,
            "tables": self.findings.tables,
            "tables_that_differ": self.findings.different,
            "files_are_whole": self.findings.files_are_whole,
            "seal_is_same": self.findings.seal_is_same,
            **self.looks,
        }

    def words(self) -> str:
        told = self.as_json()
        faults = [name for name, is_well in told.items() if is_well is False and name != "is_well"]
        faults += [f"{name} differs" for name in self.findings.different]
        return ", ".join(faults)


def drill(archive: Archive, *, at: datetime) -> Drill:
    """Restore into a scratch database and ask there whether everything holds."""
    owner = url_of("DATABASE_OWNER_URL")
    name = f"{SCRATCH}{at.astimezone(UTC):%Y%m%d%H%M%S}"
    archive.check_sums()
    manifest = archive.manifest()
    with scratch(owner, name):
        restore_database(archive, manifest, with_database(owner, name), replace=False)
        return prove(archive, manifest, name)


def prove(archive: Archive, manifest: Manifest, name: str) -> Drill:
    """Counts, seal and files against the manifest; then the product's own verifications."""
    findings = verify_database(manifest, with_database(url_of("DATABASE_BACKUP_URL"), name))
    try:
        check_files(archive, manifest, keep=False)
    except BackupError:
        findings.files_are_whole = False
    looks = {look: _holds(look, name) for look in LOOKS}
    return Drill(archive.name, findings, looks)


@contextmanager
def scratch(owner: str, name: str) -> Iterator[None]:
    """A database of its own, gone afterwards; those of killed drills go as well."""
    with closing(connect(owner, autocommit=True)) as connection, connection.cursor() as cursor:
        cursor.execute(LEFT_OVER, [SCRATCH])
        for (left_over,) in cursor.fetchall():
            cursor.execute(_drop(left_over))
        database = sql.Identifier(name)
        cursor.execute(sql.SQL("create database {}").format(database))
        try:
            cursor.execute(sql.SQL("revoke all on database {} from public").format(database))
            cursor.execute(
                sql.SQL("grant connect, temporary on database {} to {}, {}").format(
                    database, *(sql.Identifier(role) for role in _roles())
                )
            )
            yield
        finally:
            cursor.execute(_drop(name))


def _drop(name: str) -> sql.Composed:
    return sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))


def _roles() -> tuple[str, str]:
    return settings.DATABASE_APP_ROLE, parse_dsn(url_of("DATABASE_BACKUP_URL"))["user"]


def _holds(look: str, name: str) -> bool:
    """Run a verification of the product on the restored database, as the application's role."""
    url = with_database(os.environ["DATABASE_URL"], name)
    hidden = dict.fromkeys(("DATABASE_OWNER_URL", "DATABASE_BACKUP_URL", "REPLICA_URLS"), "")
    answer = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "manage.py", look, "--json"],
        env=os.environ | hidden | {"DATABASE_URL": url},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        json.loads(answer.stdout)
    except ValueError as trouble:
        raise BackupError(f"{look} did not answer: {answer.stderr[-500:]}") from trouble
    return answer.returncode == 0
