"""A package of files that carries its own proof: every member listed with its SHA-256.

Members are written as they come, so that a package of 100,000 rows takes no more memory than one.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

MANIFEST, SUMS = "manifest.json", "SHA256SUMS"
CHUNK = 1 << 16


class Member:
    """One file on its way into a package."""

    def __init__(self, target: Any) -> None:
        self.target, self.digest = target, hashlib.sha256()

    def write(self, content: bytes) -> None:
        self.digest.update(content)
        self.target.write(content)


class Package:
    """`with Package(file) as package: package.add("a.txt", b"…")`; at the end stands SHA256SUMS,
    which `sha256sum -c` reads."""

    def __init__(self, target: BinaryIO, compression: int = zipfile.ZIP_DEFLATED) -> None:
        self.file = zipfile.ZipFile(target, "w", compression, strict_timestamps=False)
        self.sums: dict[str, str] = {}

    def __enter__(self) -> "Package":
        return self

    def __exit__(self, kind: Any, *rest: Any) -> None:
        if kind is None:
            lines = "".join(f"{digest}  {name}\n" for name, digest in self.sums.items())
            self.file.writestr(SUMS, lines)
        self.file.close()

    @contextmanager
    def member(self, name: str) -> Iterator[Member]:
        """A file written piece by piece."""
        with self.file.open(name, "w", force_zip64=True) as target:
            member = Member(target)
            yield member
        self.sums[name] = member.digest.hexdigest()

    def add(self, name: str, content: bytes) -> None:
        with self.member(name) as member:
            member.write(content)

    def copy(self, name: str, source: BinaryIO) -> None:
        """A file that lies somewhere, from its beginning."""
        source.seek(0)
        with self.member(name) as member:
            while piece := source.read(CHUNK):
                member.write(piece)

    def manifest(self, told: dict[str, Any]) -> None:
        """What the package is, with the sums of what was added so far."""
        text = json.dumps({**told, "files": dict(self.sums)}, ensure_ascii=False, indent=1)
        self.add(MANIFEST, text.encode())
