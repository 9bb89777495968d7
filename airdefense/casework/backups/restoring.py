"""Restoring a backup into a database, and proving that everything is there again."""

import hashlib
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from django.core.files import File
from django.core.files.storage import default_storage
from django.db.migrations.loader import MigrationLoader
from psycopg2 import sql

from airdefense import wall
from airdefense.casework.backups.archive import DATABASE, FILES, LIST_OF_FILES, Archive, Manifest
from airdefense.casework.backups.programs import BackupError, connect, environment, program
from airdefense.casework.backups.snapshot import SEAL, counts, must_see_everything, rows
from airdefense.casework.backups.vault import PIECE, Hashing, decrypt, flowing

IN_MEMORY = 8 << 20
SCHEMAS = """
select nspname from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'
"""
IS_EMPTY = """
select not exists (
  select from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'v', 'm') and n.nspname !~ '^pg_'
    and n.nspname <> 'information_schema')
"""


@dataclass(slots=True)
class Findings:
    """What a restored database and its files lack; empty lists when everything is there."""

    tables: int = 0
    different: list[str] = field(default_factory=list)
    files_are_whole: bool = True
    seal_is_same: bool = True

    @property
    def is_well(self) -> bool:
        return self.files_are_whole and self.seal_is_same and not self.different


def restore_database(archive: Archive, manifest: Manifest, url: str, *, replace: bool) -> None:
    """Restore as the owner: all of it or nothing, and only into an empty database unless told."""
    _must_be_known(manifest)
    with closing(connect(url)) as connection:
        [(is_empty,)] = rows(connection, IS_EMPTY)
        if not is_empty and not replace:
            raise BackupError(
                "The database is not empty: name an empty one, or say --replace to lose what "
                "it holds."
            )
    # Everything is decrypted and read once before anything is removed.
    _must_open(archive, manifest)
    with closing(connect(url)) as connection, connection, connection.cursor() as cursor:
        if not is_empty:
            _empty(cursor)
    _run_pg_restore(archive, url)
    with closing(connect(url)) as connection, connection, connection.cursor() as cursor:
        wall.store_key(cursor)
        cursor.execute("analyze")


def _must_be_known(manifest: Manifest) -> None:
    known = MigrationLoader(None).disk_migrations
    newer = [
        f"{app}.{name}" for app, name in manifest.migrations.items() if (app, name) not in known
    ]
    if newer:
        raise BackupError(
            f"This backup was made by a later release, which has {', '.join(newer)}: install it."
        )


class Nowhere:
    """Takes bytes and keeps none."""

    def write(self, piece: bytes) -> int:
        return len(piece)

    def flush(self) -> None:
        """There is nothing to flush."""


def _must_open(archive: Archive, manifest: Manifest) -> None:
    read = Hashing(Nowhere())
    decrypt(archive.place / DATABASE, read)
    if read.hexdigest() != manifest.database_sha256:
        raise BackupError(f"{archive.name}/{DATABASE} is not the one its manifest speaks of.")


def _empty(cursor: Any) -> None:
    cursor.execute(SCHEMAS)
    for (name,) in cursor.fetchall():
        cursor.execute(sql.SQL("drop schema {} cascade").format(sql.Identifier(name)))
    # As initdb makes it: what a dump says of the schema is said relative to that.
    cursor.execute("create schema public; grant usage on schema public to public")


def _run_pg_restore(archive: Archive, url: str) -> None:
    told = environment(url)
    command = [program("pg_restore"), "--single-transaction", "--exit-on-error"]
    command += [f"--dbname={told['PGDATABASE']}"]
    with tempfile.TemporaryFile() as words:
        process = subprocess.Popen(  # noqa: S603 - our own program, nothing of a user in it
            command, stdin=subprocess.PIPE, stderr=words, stdout=words, env=told
        )
        try:
            decrypt(archive.place / DATABASE, process.stdin)
        except OSError:
            pass  # pg_restore gave up: its words say why
        finally:
            code = _end(process)
        if code:
            words.seek(0)
            said = words.read().decode(errors="replace").strip()
            raise BackupError(f"pg_restore failed, and nothing was restored: {said[-1000:]}")


def _end(process: subprocess.Popen[bytes]) -> int:
    try:
        process.communicate()
    except OSError:
        process.kill()
    return process.wait()


def verify_database(manifest: Manifest, url: str) -> Findings:
    """Count every table and look at the newest seal, as the role that sees everything."""
    with closing(connect(url, readonly=True)) as connection:
        must_see_everything(connection)
        found = counts(connection)
        [seal] = rows(connection, SEAL) or [None]
    names = sorted(manifest.tables.keys() | found.keys())
    expected = (manifest.seal["number"], manifest.seal["root"]) if manifest.seal else None
    return Findings(
        tables=len(names),
        different=[name for name in names if manifest.tables.get(name) != found.get(name)],
        seal_is_same=seal == expected,
    )


def check_files(archive: Archive, manifest: Manifest, *, keep: bool) -> None:
    """Read every file of the backup again, and with `keep` put it into the storage.

    A file that is in the storage already is left as it is: files are never rewritten, their names
    are random.
    """
    total = hashlib.sha256()
    for name, stream in _members(archive):
        read = Hashing(stream)
        if keep and not default_storage.exists(name):
            _store(name, read)
        else:
            while read.read(PIECE):
                pass
        total.update(f"{read.hexdigest()}  {name}\n".encode())
    if total.hexdigest() != manifest.files.list_sha256:
        raise BackupError("The files of the backup are not those of its manifest.")


def _members(archive: Archive) -> Iterator[tuple[str, Any]]:
    with flowing(lambda pipe: _decrypt_files(archive, pipe)) as plain:
        with tarfile.open(fileobj=plain, mode="r|") as tar:
            for member in tar:
                stream = tar.extractfile(member)
                if stream is not None and member.name != LIST_OF_FILES:
                    yield member.name, stream
        while plain.read(PIECE):
            pass


def _decrypt_files(archive: Archive, pipe: BinaryIO) -> None:
    decrypt(archive.place / FILES, pipe)


def _store(name: str, read: Hashing) -> None:
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as whole:
        while piece := read.read(PIECE):
            whole.write(piece)
        whole.seek(0)
        kept = default_storage.save(name, File(whole, name))
    if kept != name:
        raise BackupError(f"The storage would not keep {name} under its name.")
