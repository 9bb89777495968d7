"""A backup as it lies on the disk: its three files, its manifest, and whether they are whole."""

import hashlib
import io
import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from airdefense.casework.backups.programs import BackupError
from airdefense.casework.backups.vault import PIECE, decrypt

FORMAT = 1
PREFIX = "airdefense-"
UNFINISHED = ".part"
DATABASE, FILES, MANIFEST = "database.dump.age", "files.tar.age", "manifest.json.age"
PARTS = (DATABASE, FILES, MANIFEST)
SUMS = "SHA256SUMS"
# The last entry of the tar: `sha256sum -c` checks the files by it.
LIST_OF_FILES = "SHA256SUMS"


@dataclass(slots=True)
class Files:
    """The files of a backup: how many, the hash over the list of their hashes, and what was
    already wrong when the backup was made."""

    count: int = 0
    size: int = 0
    list_sha256: str = ""
    missing: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Manifest:
    """What has to be found again after a restore. It counts leads, so it is encrypted too."""

    made_at: str
    product: str
    postgresql: str
    migrations: dict[str, str]
    tables: dict[str, int]
    seal: dict[str, Any] | None
    database_sha256: str = ""
    files: Files = field(default_factory=Files)
    format: int = FORMAT

    def as_bytes(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()

    @classmethod
    def read(cls, text: bytes) -> Self:
        told = json.loads(text)
        if told["format"] != FORMAT:
            raise BackupError("This backup was made by another release: use its programs.")
        return cls(**told | {"files": Files(**told["files"])})


@dataclass(frozen=True, slots=True)
class Archive:
    """One backup, by its directory."""

    place: Path

    @property
    def name(self) -> str:
        return self.place.name

    @property
    def size(self) -> int:
        return sum((self.place / part).stat().st_size for part in PARTS)

    def manifest(self) -> Manifest:
        text = io.BytesIO()
        decrypt(self.place / MANIFEST, text)
        return Manifest.read(text.getvalue())

    def check_sums(self) -> None:
        """Read every byte again: what the disk gives back is what was written."""
        for part, expected in self._sums().items():
            if sha256_of(self.place / part) != expected:
                raise BackupError(f"{self.name}/{part} is damaged: its SHA-256 differs.")

    def _sums(self) -> dict[str, str]:
        try:
            lines = (self.place / SUMS).read_text().splitlines()
        except OSError as trouble:
            raise BackupError(f"{self.place} is no complete backup: {trouble}") from trouble
        told = {name: digest for digest, name in (line.split(maxsplit=1) for line in lines)}
        missing = [p for p in PARTS if p not in told or not (self.place / p).exists()]
        if missing:
            raise BackupError(f"{self.name} is no complete backup: {', '.join(missing)} is gone.")
        return {part: told[part] for part in PARTS}


def sha256_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


def name_of(at: datetime) -> str:
    return f"{PREFIX}{at:%Y%m%dT%H%M%SZ}"


def archives(directory: Path) -> list[Archive]:
    """The finished backups, the newest first."""
    found = [place for place in _places(directory) if place.suffix != UNFINISHED]
    return [Archive(place) for place in sorted(found, reverse=True)]


def newest(directory: Path) -> Archive:
    found = archives(directory)
    if not found:
        raise BackupError(f"There is no backup in {directory}.")
    return found[0]


def prune(directory: Path, keep: int) -> list[str]:
    """Remove the oldest backups beyond `keep`, and what unfinished ones left behind."""
    surplus = [archive.place for archive in archives(directory)[max(keep, 1) :]]
    surplus += [place for place in _places(directory) if place.suffix == UNFINISHED]
    for place in surplus:
        shutil.rmtree(place)
    return [place.name for place in surplus]


def _places(directory: Path) -> Iterator[Path]:
    yield from (place for place in directory.glob(f"{PREFIX}*Z*") if place.is_dir())
