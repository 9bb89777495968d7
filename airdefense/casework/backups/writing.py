"""Making a backup: everything of one moment, encrypted while it is read, checked after writing."""

import fcntl
import hashlib
import io
import os
import shutil
import subprocess
import tarfile
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, BinaryIO

from django.conf import settings
from django.core.files.storage import default_storage

from airdefense.casework.backups.archive import (
    DATABASE,
    FILES,
    LIST_OF_FILES,
    MANIFEST,
    PARTS,
    SUMS,
    UNFINISHED,
    Archive,
    Files,
    Manifest,
    archives,
    name_of,
)
from airdefense.casework.backups.programs import BackupError, environment, program, url_of
from airdefense.casework.backups.snapshot import Snapshot, counts, migrations, snapshot
from airdefense.casework.backups.vault import Hashing, encrypt, flowing, recipients

# Tables are large and the network may be slow; a lock that is not given is another matter.
DUMP = ["--format=custom", "--no-publications", "--no-subscriptions", "--lock-wait-timeout=300s"]
DUMP += ["--exclude-table-data=wall.key"]
SPARE = 1.2


def back_up(directory: Path, *, at: datetime) -> Archive:
    """Make a backup below `directory`; a broken-off one leaves nothing that looks like one."""
    url = url_of("DATABASE_BACKUP_URL")
    recipients()  # said before an hour's work
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    with alone(directory):
        _must_have_room(directory)
        place = directory / name_of(at.astimezone(UTC))
        part = place.with_name(place.name + UNFINISHED)
        part.mkdir(mode=0o700)
        try:
            with snapshot(url) as moment:
                _write(part, moment, url, at)
            Archive(part).check_sums()
            part.rename(place)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
    return Archive(place)


@contextmanager
def alone(directory: Path) -> Iterator[None]:
    """One backup at a time in a directory; the lock ends with us, however we end."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise BackupError(f"Another backup is being made in {directory}.") from None
    finally:
        os.close(handle)


def _must_have_room(directory: Path) -> None:
    last = archives(directory)[:1]
    wanted = int(last[0].size * SPARE) if last else 0
    free = shutil.disk_usage(directory).free
    if free < wanted:
        raise BackupError(
            f"{free >> 20} MB are free for {directory}; the last backup asks for {wanted >> 20}."
        )


def _write(part: Path, moment: Snapshot, url: str, at: datetime) -> None:
    connection = moment.connection
    manifest = Manifest(
        made_at=at.astimezone(UTC).isoformat(timespec="seconds"),
        product=product_version(),
        postgresql=moment.rows("show server_version")[0][0],
        migrations=migrations(connection),
        tables=counts(connection),
        seal=moment.seal(),
    )
    sums = {}
    manifest.database_sha256, sums[DATABASE] = _dump(part / DATABASE, moment, url)
    with flowing(lambda pipe: _pack(pipe, moment, manifest.files)) as packed:
        sums[FILES] = encrypt(packed, part / FILES)[1].hexdigest()
    told = io.BytesIO(manifest.as_bytes())
    sums[MANIFEST] = encrypt(told, part / MANIFEST)[1].hexdigest()
    lines = "".join(f"{sums[name]}  {name}\n" for name in PARTS)
    (part / SUMS).write_text(lines)


def product_version() -> str:
    told = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())
    return told["project"]["version"]


def _dump(target: Path, moment: Snapshot, url: str) -> tuple[str, str]:
    """Run pg_dump on the moment; returns the hashes of what it wrote, plain and encrypted."""
    command = [program("pg_dump"), *DUMP, f"--snapshot={moment.name}"]
    with tempfile.TemporaryFile() as words:
        process = subprocess.Popen(  # noqa: S603 - our own program, nothing of a user in it
            command, stdout=subprocess.PIPE, stderr=words, env=environment(url)
        )
        try:
            plain, sealed = encrypt(process.stdout, target)
        finally:
            if process.stdout:
                process.stdout.close()
            code = process.wait()
        if code:
            raise BackupError(f"pg_dump failed: {_end_of(words)}")
    return plain.hexdigest(), sealed.hexdigest()


def _end_of(words: IO[bytes]) -> str:
    words.seek(0)
    return words.read().decode(errors="replace").strip()[-1000:]


def _pack(pipe: BinaryIO, moment: Snapshot, files: Files) -> None:
    """Write every file that the moment names into a tar, and last the list of their hashes."""
    with tempfile.TemporaryFile() as listed, tarfile.open(fileobj=pipe, mode="w|") as tar:
        for name, expected in moment.files():
            digest = _add(tar, name, files)
            if not digest:
                files.missing.append(name)
                continue
            if expected and digest != expected:
                files.changed.append(name)
            listed.write(f"{digest}  {name}\n".encode())
        info = tarfile.TarInfo(LIST_OF_FILES)
        info.size = listed.tell()
        listed.seek(0)
        files.list_sha256 = hashlib.file_digest(listed, "sha256").hexdigest()
        listed.seek(0)
        tar.addfile(info, listed)


def _add(tar: tarfile.TarFile, name: str, files: Files) -> str:
    """Add one file; returns its hash, or nothing where it is gone."""
    info = tarfile.TarInfo(name)
    try:
        info.size = default_storage.size(name)
        stored = default_storage.open(name)
    except OSError:
        return ""
    with stored:
        read = Hashing(stored)
        tar.addfile(info, read)  # type: ignore[arg-type]  # it reads, and no more is asked
    files.count, files.size = files.count + 1, files.size + info.size
    return read.hexdigest()
