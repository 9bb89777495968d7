"""Encryption with age, piece by piece, and who may open what was encrypted."""

import hashlib
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import pyrage
from django.conf import settings

from airdefense.casework.backups.programs import BackupError

PIECE = 1 << 20


class Hashing:
    """Passes bytes through, read or written, and keeps their SHA-256."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream
        self.digest = hashlib.sha256()
        self.size = 0

    def read(self, size: int = -1) -> bytes:
        return self._seen(self.stream.read(size))

    def write(self, piece: bytes) -> int:
        self._seen(piece)
        return self.stream.write(piece)

    def flush(self) -> None:
        self.stream.flush()

    def hexdigest(self) -> str:
        return self.digest.hexdigest()

    def _seen(self, piece: bytes) -> bytes:
        self.digest.update(piece)
        self.size += len(piece)
        return piece


@contextmanager
def flowing(produce: Callable[[BinaryIO], None]) -> Iterator[BinaryIO]:
    """What `produce` writes, to be read while it is written; its trouble is raised at the end."""
    reading, writing = os.pipe()
    troubles: list[BaseException] = []

    def run() -> None:
        try:
            with os.fdopen(writing, "wb") as writer:
                produce(writer)
        except BaseException as trouble:
            troubles.append(trouble)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        with os.fdopen(reading, "rb") as reader:
            yield reader
    except BaseException:
        thread.join()
        # A reader that gave up for want of bytes has its cause in the writer.
        if troubles and not isinstance(troubles[0], BrokenPipeError):
            raise troubles[0] from None
        raise
    thread.join()
    if troubles:
        raise troubles[0]


def encrypt(source: Any, target: Path) -> tuple[Hashing, Hashing]:
    """Encrypt everything that can be read into a new file; returns both ends with their hashes."""
    with target.open("xb") as file:
        plain, sealed = Hashing(source), Hashing(file)
        pyrage.encrypt_io(plain, sealed, recipients())
        file.flush()
        os.fsync(file.fileno())
    return plain, sealed


def decrypt(source: Path, target: Any) -> None:
    """Decrypt a file into what can be written to; a piece that was altered stops it."""
    try:
        with source.open("rb") as file:
            pyrage.decrypt_io(file, target, [identity()])
    except pyrage.DecryptError as refusal:
        raise BackupError(f"{source.name} does not open with this key: {refusal}") from refusal


def recipients() -> list[Any]:
    """For whom backups are encrypted."""
    named = [text.strip() for text in settings.BACKUP_RECIPIENTS if text.strip()]
    try:
        found = [pyrage.x25519.Recipient.from_str(text) for text in named]
    except pyrage.RecipientError as refusal:
        raise BackupError(f"BACKUP_RECIPIENTS: {refusal}") from refusal
    if not found and not settings.BACKUP_IDENTITY_FILE:
        raise BackupError(
            "Nobody could open the backup: make a key with `manage.py make_backup_key FILE` and "
            "put its public part into BACKUP_RECIPIENTS."
        )
    return found or [identity().to_public()]


def has_identity() -> bool:
    return bool(settings.BACKUP_IDENTITY_FILE)


def identity() -> Any:
    """The secret key that opens backups, where this machine has it."""
    if not has_identity():
        raise BackupError("Set BACKUP_IDENTITY_FILE to the file of the key that opens backups.")
    file = Path(settings.BACKUP_IDENTITY_FILE)
    if settings.IS_LOCAL and not file.exists():
        make_identity(file)
    try:
        lines = [line for line in file.read_text().splitlines() if not line.startswith("#")]
    except OSError as trouble:
        raise BackupError(f"The key that opens backups cannot be read: {trouble}") from trouble
    if file.stat().st_mode & 0o077:
        raise BackupError(f"{file} can be read by others: chmod 600 it first.")
    try:
        return pyrage.x25519.Identity.from_str("".join(lines).strip())
    except pyrage.IdentityError as refusal:
        raise BackupError(f"{file} holds no secret key of age: {refusal}") from refusal


def make_identity(file: Path) -> str:
    """Make a key as age-keygen does; returns its public part."""
    made = pyrage.x25519.Identity.generate()
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as trouble:
        raise BackupError(f"{file} is there already: a key is never written over.") from trouble
    with os.fdopen(handle, "w") as writer:
        writer.write(f"# public key: {made.to_public()}\n{made}\n")
    return str(made.to_public())
