"""The initials of Chinese words in pinyin: 重庆 is cq, though 重 alone is z.

Readings come from the package pypinyin. Its dictionaries take more memory than Django, and every
process that searches needs them: so what is needed of them is compiled once for an installation
and kept where compiled modules are (airdefense/casework/readings.py).
"""

from importlib.metadata import version
from pathlib import Path

from airdefense.lazily import Lazily

readings = Lazily("airdefense.casework.readings")
READINGS = Path(__file__).parent / "__pycache__" / f"pinyin-{version('pypinyin')}.txt"


def _text() -> str:
    try:
        return READINGS.read_text(encoding="utf-8")
    except OSError:
        text = readings.content()
        readings.keep(text, READINGS)
        return text


def _read() -> tuple[list[tuple[int, str]], dict[str, str], dict[str, int]]:
    """Runs of characters with the letter of each, the phrases that begin with a character, and how
    long the longest of them is."""
    runs, phrases, longest = [], {}, {}
    for line in _text().splitlines():
        first, _, rest = line.partition(" ")
        if first.isdecimal():
            runs.append((int(first), rest))
        else:
            phrases[first] = f" {rest} "
            longest[first] = 1 + max(len(one.partition("=")[0]) for one in rest.split())
    return runs, phrases, longest


RUNS, PHRASES, LONGEST = _read()


def initials(text: str) -> str:
    """The longest phrases from left to right, then single characters; others stay as they are."""
    found, place = [], 0
    while place < len(text):
        taken, letters = _phrase(text, place)
        found.append(letters or _letter(text[place]))
        place += taken
    return "".join(found)


def _phrase(text: str, place: int) -> tuple[int, str]:
    """The longest phrase that begins here, with its initials; one character and none otherwise."""
    first = text[place]
    known = PHRASES.get(first, "")
    for taken in range(min(LONGEST.get(first, 0), len(text) - place), 1, -1):
        sought = f" {text[place + 1 : place + taken]}="
        begins = known.find(sought)
        if begins >= 0:
            begins += len(sought)
            return taken, known[begins : known.index(" ", begins)]
    return 1, ""


def _letter(sign: str) -> str:
    number = ord(sign)
    for start, letters in RUNS:
        if start <= number < start + len(letters):
            letter = letters[number - start]
            return sign if letter == "." else letter
    return sign
