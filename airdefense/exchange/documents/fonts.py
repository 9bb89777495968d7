"""The fonts of a PDF: the customer's licensed ones first, then open ones that come as a package.

A .docx only names its fonts: the desks of the offices have them. A PDF carries its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pylopdf_fonts_zh_cn
from django.conf import settings
from django.utils.translation import gettext as _
from fontTools.ttLib import TTCollection, TTFont

from airdefense.casework.workflow import NotPossible

SERIF, SANS = "Noto Serif SC", "Noto Sans SC"
# What stands in for each of the official fonts where no licensed one is given.
SUBSTITUTES = {"title": SERIF, "body": SERIF, "kai": SERIF, "number": SERIF, "heading": SANS}
FAMILY_NAMES = (1, 4, 16)
ENDINGS = {".ttf", ".otf", ".ttc", ".otc"}


@dataclass(frozen=True, slots=True)
class Font:
    """A font file: the name it is asked for by, every name it answers to, and its characters."""

    family: str
    names: frozenset[str]
    characters: frozenset[int]


@cache
def licensed_dir() -> Path | None:
    """Where the customer keeps licensed fonts, if anywhere."""
    return Path(settings.DOC_FONT_DIR) if settings.DOC_FONT_DIR else None


def font_dirs() -> list[Path]:
    open_fonts = pylopdf_fonts_zh_cn.serif_path().parent
    return [*filter(None, [licensed_dir()]), open_fonts]


@cache
def fonts() -> tuple[Font, ...]:
    files = [
        path
        for folder in font_dirs()
        for path in sorted(folder.iterdir())
        if path.suffix.lower() in ENDINGS
    ]
    return tuple(font for path in files for font in _read(path))


def _read(path: Path) -> list[Font]:
    if path.suffix.lower() in {".ttc", ".otc"}:
        with TTCollection(path, lazy=True) as collection:
            return [_described(face) for face in collection.fonts]
    with TTFont(path, lazy=True) as face:
        return [_described(face)]


def _described(face: TTFont) -> Font:
    names = {
        name.nameID: name.toUnicode()
        for name in reversed(face["name"].names)
        if name.nameID in FAMILY_NAMES
    }
    known = {name.toUnicode() for name in face["name"].names if name.nameID in FAMILY_NAMES}
    return Font(names.get(16) or names.get(1, ""), frozenset(known), frozenset(face.getBestCmap()))


@cache
def families(role: str) -> tuple[str, ...]:
    """The fonts of a role in the order they are tried; every font stands in every order, so that a
    character is printed if any of them has it."""
    asked = settings.DOC_FONTS[role]
    first = [font.family for font in fonts() if asked in font.names]
    others = [font.family for font in fonts()]
    return tuple(dict.fromkeys([*first, SUBSTITUTES[role], *others]))


def is_substituted(role: str) -> bool:
    return families(role)[0] == SUBSTITUTES[role]


@cache
def printable() -> frozenset[int]:
    return frozenset().union(*(font.characters for font in fonts()))


def check(texts: Iterable[str]) -> None:
    """Raises NotPossible naming the characters that no font has: in an official document a box in
    the place of a name would be a false paper, while Word finds a font for it."""
    used = {character for text in texts for character in text if character != "\n"}
    if unknown := sorted(character for character in used if ord(character) not in printable()):
        shown = " ".join(f"{character} (U+{ord(character):04X})" for character in unknown)
        raise NotPossible(
            _(
                "No font of this system has the characters %(characters)s: take the .docx, or have "
                "a font that has them put into DOC_FONT_DIR."
            )
            % {"characters": shown}
        )
