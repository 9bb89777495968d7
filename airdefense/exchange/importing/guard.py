"""A workbook is looked at from outside before anything in it is opened."""

import zipfile
import zlib
from dataclasses import dataclass
from typing import Any, BinaryIO

from airdefense.exchange.importing.problems import Refusal

MEGABYTE = 1024**2
MOST_PARTS = 2_000
# Cells of spreadsheets pack well, twenty to one is usual; a thousand to one is an attack.
STEEPEST = 400
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
PASSWORD_MARK = "EncryptedPackage".encode("utf-16-le")
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    KeyError,
    ValueError,
    NotImplementedError,
)
WORKBOOK = "xl/workbook.xml"


@dataclass(frozen=True, slots=True)
class Limits:
    """What is taken in at most; said on the upload page."""

    megabytes: int
    rows: int
    columns: int
    unpacked_megabytes: int


def inspect(file: BinaryIO, name: str, limits: Limits) -> None:
    """Raises Refusal for what is no harmless workbook of the stated size."""
    refuse_by_size_and_name(file, name, limits)
    try:
        with zipfile.ZipFile(file) as package:
            refuse_parts(package.infolist(), limits)
            refuse_active(package)
    except UNREADABLE as broken:
        raise Refusal("file_damaged") from broken
    except RuntimeError as locked:
        raise Refusal("file_encrypted") from locked
    finally:
        file.seek(0)


def refuse_by_size_and_name(file: BinaryIO, name: str, limits: Limits) -> None:
    size = file.seek(0, 2)
    file.seek(0)
    if size > limits.megabytes * MEGABYTE:
        shown = f"{size / MEGABYTE:.1f}"
        raise Refusal("file_too_large", size=shown, limit=limits.megabytes)
    start = file.read(8)
    rest = file.read(64 * 1024) if start == OLE else b""
    file.seek(0)
    if start == OLE:
        raise Refusal("file_encrypted" if PASSWORD_MARK in rest else "file_old_excel")
    if name.lower().endswith((".xlsm", ".xltm", ".xlam")):
        raise Refusal("file_has_macros")
    if not start.startswith(b"PK\x03\x04") or not name.lower().endswith(".xlsx"):
        raise Refusal("file_not_xlsx")


def refuse_parts(parts: list[zipfile.ZipInfo], limits: Limits) -> None:
    """Bombs, by the directory alone: nothing is unpacked yet."""
    if len(parts) > MOST_PARTS:
        raise Refusal("file_damaged")
    unpacked = sum(part.file_size for part in parts)
    steep = any(
        part.file_size > MEGABYTE and part.file_size > STEEPEST * max(part.compress_size, 1)
        for part in parts
    )
    if steep or unpacked > limits.unpacked_megabytes * MEGABYTE:
        raise Refusal("file_unpacks_too_large", limit=limits.unpacked_megabytes)


def refuse_active(package: zipfile.ZipFile) -> None:
    """Macros, binary workbooks and other packages."""
    names = {name.lower() for name in package.namelist()}
    if any("vbaproject" in name or "/macrosheets/" in name for name in names):
        raise Refusal("file_has_macros")
    if WORKBOOK not in package.namelist() or "[Content_Types].xml" not in package.namelist():
        raise Refusal("file_not_xlsx")
    if b"macroEnabled" in part_of(package, "[Content_Types].xml"):
        raise Refusal("file_has_macros")


def part_of(package: zipfile.ZipFile, name: str, most: int = 4 * MEGABYTE) -> bytes:
    """A small part of the package as a whole."""
    with package.open(name) as stream:
        content = stream.read(most + 1)
    if len(content) > most:
        raise Refusal("file_damaged")
    return content


def limits_of(settings: Any) -> Limits:
    return Limits(
        megabytes=settings.IMPORT_MAX_MB,
        rows=settings.IMPORT_MAX_ROWS,
        columns=settings.IMPORT_MAX_COLUMNS,
        unpacked_megabytes=settings.IMPORT_MAX_UNPACKED_MB,
    )
