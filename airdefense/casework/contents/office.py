"""Word and Excel files from outside: what kind they are, and whether they could do harm."""

import re
import zipfile
import zlib
from typing import IO, BinaryIO

from django.utils.translation import gettext_lazy as _

MEGABYTE = 1024**2
MOST_PARTS = 5_000
MOST_UNPACKED = 500 * MEGABYTE
# Text packs well, twenty to one is usual; hundreds to one is an attack.
STEEPEST = 400
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OLD_WORD, OLD_EXCEL = "application/msword", "application/vnd.ms-excel"
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
ZIP = b"PK\x03\x04"
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    KeyError,
    ValueError,
    NotImplementedError,
)
# A document may hold a table of its own; what is in that one is not looked for any more.
EMBEDDED = re.compile(r"\.(docx|xlsx|pptx)$")
ARCHIVES = re.compile(r"\.(zip|7z|rar|gz|bz2|xz|tar|jar|docm|xlsm|pptm)$")

DAMAGED = _("it cannot be opened; save it again and send it anew")
LOCKED = _("it is protected by a password; send it without one")
BOMB = _("it unpacks to more than may be taken in")
MACROS = _("it contains macros; save it without them")
NESTED = _("it contains packages within packages")


class Harmful(Exception):
    """Why the file is not taken in, as the end of a sentence."""


def kind_of_package(file: BinaryIO) -> str:
    """The MIME type of a .docx or .xlsx, "" for another package. Raises Harmful."""
    try:
        return _looked_through(file, depth=0)
    except UNREADABLE as broken:
        raise Harmful(DAMAGED) from broken
    except RuntimeError as locked:
        raise Harmful(LOCKED) from locked
    finally:
        file.seek(0)


def _looked_through(file: IO[bytes], depth: int) -> str:
    with zipfile.ZipFile(file) as package:
        parts = package.infolist()
        refuse_bombs(parts)
        names = {part.filename for part in parts}
        if any("vbaproject" in name.lower() for name in names):
            raise Harmful(MACROS)
        if any(part.flag_bits & 0x1 for part in parts):
            raise Harmful(LOCKED)
        for part in parts:
            is_embedded = bool(EMBEDDED.search(part.filename.lower()))
            if ARCHIVES.search(part.filename.lower()) or (is_embedded and depth):
                raise Harmful(NESTED)
            if is_embedded:
                with package.open(part) as inner:
                    _looked_through(inner, depth + 1)
        if depth == 0:
            unpack(package, parts)
        if "[Content_Types].xml" not in names:
            return ""
        if b"macroEnabled" in package.read("[Content_Types].xml"):
            raise Harmful(MACROS)
    return WORD if "word/document.xml" in names else EXCEL if "xl/workbook.xml" in names else ""


def refuse_bombs(parts: list[zipfile.ZipInfo]) -> None:
    """By the directory alone: nothing is unpacked yet."""
    unpacked = sum(part.file_size for part in parts)
    steep = any(
        part.file_size > MEGABYTE and part.file_size > STEEPEST * max(part.compress_size, 1)
        for part in parts
    )
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or steep:
        raise Harmful(BOMB)


def unpack(package: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    """A directory may lie: every part is read in small pieces up to what it announces, and
    one that holds more, or overlaps another, is damaged."""
    for part in parts:
        with package.open(part) as stream:
            while stream.read(MEGABYTE):
                pass


def kind_of_old(file: BinaryIO) -> str:
    """The MIME type of a .doc or .xls by the streams it holds. Raises Harmful."""
    file.seek(0)
    content = file.read()
    file.seek(0)
    if stream("EncryptedPackage") in content:
        raise Harmful(LOCKED)
    if stream("WordDocument") in content:
        return OLD_WORD
    is_excel = stream("Workbook") in content or stream("Book") in content
    return OLD_EXCEL if is_excel else ""


def stream(name: str) -> bytes:
    """The name of a stream as the directory of an OLE file spells it."""
    return name.encode("utf-16-le") + b"\x00\x00"
