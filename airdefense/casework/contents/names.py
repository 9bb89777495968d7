"""The names that files arrive with: shortened, without paths, never disguised."""

import re
import unicodedata
from pathlib import PurePath

LONGEST = 200
# Marks that turn the reading direction: with them “gpj.exe” reads as “exe.jpg”.
TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def is_disguised(name: str) -> bool:
    return bool(TURNS.search(name))


def kept_name(name: str) -> str:
    """The last part of the name in one spelling, short enough, its suffix kept."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    last = "".join(sign for sign in last if sign.isprintable()).strip(" .") or "file"
    suffix = PurePath(last).suffix[:10]
    stem = last.removesuffix(suffix) if suffix else last
    return stem[: LONGEST - len(suffix)] + suffix


def suffix_of(name: str) -> str:
    return PurePath(kept_name(name)).suffix.lower()
