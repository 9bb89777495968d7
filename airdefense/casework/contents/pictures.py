"""How large a picture unfolds, read from its head alone: nothing is unpacked to find out."""

import struct
from typing import BinaryIO

# The largest sensor of a telephone has 200 million points.
MOST_POINTS = 260_000_000
HEAD_BYTES = 4 * 1024 * 1024
# Start-of-frame marks of JPEG; C4, C8 and CC mean something else.
FRAMES = {0xC0 + n for n in range(16)} - {0xC4, 0xC8, 0xCC}
STANDALONE = {0x01, *range(0xD0, 0xD9)}

Size = tuple[int, int]


def points(file: BinaryIO, mime: str) -> int | None:
    """Width × height, or None where the head does not tell: such a picture is damaged."""
    file.seek(0)
    head = file.read(HEAD_BYTES)
    file.seek(0)
    try:
        size = READERS[mime](head)
    except (struct.error, IndexError, ValueError):
        return None
    return size[0] * size[1] or None if size else None


def png(head: bytes) -> Size | None:
    if head[12:16] != b"IHDR":
        return None
    return struct.unpack(">II", head[16:24])


def jpeg(head: bytes) -> Size | None:
    place = 2
    while True:
        if head[place] != 0xFF:
            return None
        mark = head[place + 1]
        if mark == 0xFF:
            place += 1
        elif mark in STANDALONE:
            place += 2
        elif mark in FRAMES:
            height, width = struct.unpack(">HH", head[place + 5 : place + 9])
            return width, height
        else:
            (length,) = struct.unpack(">H", head[place + 2 : place + 4])
            place += 2 + length


def webp(head: bytes) -> Size | None:
    kind = head[12:16]
    if kind == b"VP8X":
        return (
            1 + int.from_bytes(head[24:27], "little"),
            1 + int.from_bytes(head[27:30], "little"),
        )
    if kind == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 ":
        width, height = struct.unpack("<HH", head[26:30])
        return width & 0x3FFF, height & 0x3FFF
    return None


def heic(head: bytes) -> Size | None:
    """The largest of the sizes named: a picture has tiles and a small preview besides."""
    sizes, place = [], head.find(b"ispe")
    while place >= 0:
        sizes.append(struct.unpack(">II", head[place + 8 : place + 16]))
        place = head.find(b"ispe", place + 4)
    return max(sizes, key=lambda size: size[0] * size[1]) if sizes else None


READERS = {"image/png": png, "image/jpeg": jpeg, "image/webp": webp, "image/heic": heic}
