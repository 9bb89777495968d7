"""Where evidence is kept: under random names that tell nothing about the case."""

from pathlib import PurePath
from secrets import token_hex

EVIDENCE_FOLDER = "evidence"


def evidence_path(instance, filename: str) -> str:
    name = token_hex(20)
    return f"{EVIDENCE_FOLDER}/{name[:2]}/{name}{PurePath(filename).suffix.lower()[:10]}"


def package_path(instance, filename: str) -> str:
    """Where what was put together of a case is kept, apart from the evidence."""
    name = token_hex(20)
    return f"packages/{name[:2]}/{name}{PurePath(filename).suffix.lower()[:10]}"


def upload_path(instance, filename: str) -> str:
    """Where a file on its way gathers; its name says nothing either."""
    return f"uploads/{token_hex(20)}.part"
