"""Writes down what initials need of pypinyin's dictionaries, once for an installation
(`python -m airdefense.casework.pinyin`)."""

import os
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

from pypinyin import Style, lazy_pinyin
from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

# Characters farther apart than this stand on lines of their own.
GAP = 256


def told(text: str) -> str:
    return "".join(lazy_pinyin(text, style=Style.FIRST_LETTER))


def runs() -> Iterator[str]:
    """Characters whose numbers are near each other, on a line."""
    letters = {number: told(chr(number)) for number in sorted(PINYIN_DICT)}
    known = [number for number, letter in letters.items() if letter != chr(number)]
    starts = [known[0], *(b for a, b in pairwise(known) if b - a > GAP)]
    ends = [*(a for a, b in pairwise(known) if b - a > GAP), known[-1]]
    for start, end in zip(starts, ends, strict=True):
        signs = (letters.get(number, chr(number)) for number in range(start, end + 1))
        line = (
            letter if letter != chr(start + place) else "." for place, letter in enumerate(signs)
        )
        yield f"{start} {''.join(line)}"


def phrases() -> Iterator[str]:
    """Phrases of several characters, under the first."""
    under = defaultdict(list)
    for phrase in sorted(PHRASES_DICT):
        if len(phrase) > 1:
            under[phrase[0]].append(f"{phrase[1:]}={told(phrase)}")
    for first, rest in under.items():
        yield f"{first} {' '.join(rest)}"


def content() -> str:
    """Lines that begin with a number: the letters of the characters from that code point on, a dot
    where there is none. Others: a character, and the phrases that begin with it."""
    return "\n".join([*runs(), *phrases()]) + "\n"


def keep(text: str, place: Path) -> None:
    """For the next process, where the place may be written."""
    draft = place.with_suffix(f".{os.getpid()}")
    with suppress(OSError):
        place.parent.mkdir(exist_ok=True)
        draft.write_text(text, encoding="utf-8")
        draft.replace(place)
