"""Where a title breaks and how wide the columns of a table are: the same in both writers."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from airdefense.exchange.documents.content import Table

# The type area in mm, and the sizes of type in points (GB/T 9704-2012).
WIDTH_MM, HEIGHT_MM = 156.0, 225.0
TOP_MM, BOTTOM_MM, LEFT_MM, RIGHT_MM = 37.0, 35.0, 28.0, 26.0
LINES, CHARACTERS = 22, 28
PITCH_PT, BODY_PT, TITLE_PT, SMALL_PT, TABLE_PT = 29.0, 16.0, 22.0, 14.0, 10.5
PT_PER_MM = 72 / 25.4
WIDTH_PT = WIDTH_MM * PT_PER_MM
# 28 characters of 16 pt are a little wider than the type area: each stands so much closer.
TRACKING_PT = (WIDTH_PT - BODY_PT) / (CHARACTERS - 1) - BODY_PT - 0.002
# Footnotes; Word's own are larger, and a page of definitions needs its room.
NOTE_PT = 7.5


@dataclass(frozen=True, slots=True)
class Type:
    """The type of the body: its size, the pitch of its lines, the space between characters, and
    the empty lines before the signature."""

    body_pt: float
    pitch_pt: float
    tracking_pt: float
    signing_lines: int


FULL = Type(BODY_PT, PITCH_PT, TRACKING_PT, 2)
# A bulletin of one page: 36 characters in 小四.
COMPACT = Type(12.0, 19.0, (WIDTH_PT - 12.0) / 35 - 12.0 - 0.002, 1)
TITLE_CHARACTERS = int(WIDTH_PT / TITLE_PT)
HEAD_LARGEST_PT = 46.0
# What the rules and the air beside them take of a cell.
CELL_MM = 3.6
NARROWEST_MM = 9.0
# A label of facts, and the place where a long run without a gap may break.
LABEL_MM = 30.0
# The longest run of letters that stands whole: numbers of cases and days, not hashes.
CODE = 24
# The shortest run that would leave a line too loose.
LOOSE = 12
# The longest head that stays on one line, in characters.
HEAD = 6
BREAK = "\u200b"
RUN = re.compile(r"[!-~]+")
# A run with the brackets and stops that never part from it.
HELD = re.compile(r"[（《〔“]?[!-~]+[）》〕”，。；：、]*")


def em(character: str) -> float:
    """How wide a character is, a little generously, in full characters."""
    if unicodedata.east_asian_width(character) in "WFA":
        return 1.0
    if character in "mwMW@%&_":
        return 1.06
    if character in ".,-/()[]:;'!|il ":
        return 0.4
    return 0.78 if character.isupper() else 0.57


def ems(text: str) -> float:
    return sum(map(em, text))


def head_size(head: str) -> float:
    """The letterhead as large as one line allows."""
    return min(HEAD_LARGEST_PT, WIDTH_PT / max(ems(head), 1))


def signature_box(name: str, day: str) -> float:
    """The width, in characters from the right edge, in which name and day stand centred: the day
    four characters from the edge, the name over its middle; zero where the name is too long."""
    width = 2 * (4 + ems(day) / 2)
    return width if ems(name) <= width else 0.0


def title_lines(title: str) -> list[str]:
    """A long title in lines that make a trapezoid and break where the sense allows."""
    if "\n" in title:
        return [line for line in title.split("\n") if line]
    count = -(-int(ems(title) + 0.999) // TITLE_CHARACTERS)
    if count <= 1 or sum(map(str.isascii, title)) > len(title) / 2:
        return [title]
    return min(
        (lines for n in (count, count + 1) if (lines := _broken(title, n))),
        key=_ugliness,
        default=[title],
    )


def _broken(title: str, count: int) -> list[str]:
    """The best way to break a title into so many lines."""

    @cache
    def best(start: int, left: int) -> tuple[float, tuple[int, ...]]:
        if left == 1:
            fits = ems(title[start:]) <= TITLE_CHARACTERS
            return (_off(title[start:], ideal), (len(title),)) if fits else (1e9, ())
        found: tuple[float, tuple[int, ...]] = (1e9, ())
        for end in range(start + 2, len(title) - 1):
            if ems(title[start:end]) > TITLE_CHARACTERS:
                break
            rest, ends = best(end, left - 1)
            cost = rest + _off(title[start:end], ideal) + _break_cost(title, end)
            if ends and cost < found[0]:
                found = (cost, (end, *ends))
        return found

    ideal = ems(title) / count
    cost, ends = best(0, count)
    if not ends or cost >= 1e9:
        return []
    return [title[a:b] for a, b in zip((0, *ends), ends, strict=False)]


def _off(line: str, ideal: float) -> float:
    return abs(ems(line) - ideal)


def _ugliness(lines: Sequence[str]) -> float:
    """Lines of one length, and an hourglass, are what the standard warns of; more lines than
    needed are the last resort."""
    lengths = [ems(line) for line in lines]
    hourglass = any(
        b < min(a, c) for a, b, c in zip(lengths, lengths[1:], lengths[2:], strict=False)
    )
    rectangle = max(lengths) - min(lengths) < 1
    ends = [sum(map(len, lines[: n + 1])) for n in range(len(lines) - 1)]
    broken = sum(_break_cost("".join(lines), end) for end in ends)
    return 12 * len(lines) + 6 * hourglass + 2 * rectangle + broken


# A line ends well after these, and begins well before those.
ENDS_WELL = ("的", "、", "，", "会", "局", "委", "府", "组", "室", "单位", "项目", "问题", "情况")
BEGINS_WELL = (
    "关于",
    "的通知",
    "整改",
    "专项",
    "问题",
    "工作",
    "开展",
    "进一步",
    "反馈",
    "和",
    "及",
)
NEVER_BEGINS = "的、，。；：）》”〕与之"
NEVER_ENDS = "《（“〔关对和及与"


def _break_cost(title: str, at: int) -> float:
    before, after = title[:at], title[at:]
    if after[0] in NEVER_BEGINS or before[-1] in NEVER_ENDS or _is_inside(before):
        return 40
    if before[-1].isascii() and after[0].isascii() and not (before[-1] + after[0]).isspace():
        return 40
    if before.endswith(ENDS_WELL) or after.startswith(BEGINS_WELL):
        return 0
    return 7


def _is_inside(before: str) -> bool:
    return any(
        before.count(pair[0]) > before.count(pair[1]) for pair in ("《》", "（）", "“”", "〔〕")
    )


def columns(table: Table) -> list[float]:
    """Widths in mm that fill the type area: figures never break, the rest share what is left."""
    count = len(table.heads)
    wished = list(table.widths) or [_wish(table, place) for place in range(count)]
    least = [_least(table, place) for place in range(count)]
    scale = WIDTH_MM / sum(wished)
    widths = [wish * scale for wish in wished]
    for _round in range(count):
        short = [max(low - width, 0) for low, width in zip(least, widths, strict=True)]
        spare = [max(width - low, 0) for low, width in zip(least, widths, strict=True)]
        missing = min(sum(short), sum(spare))
        if missing < 0.01:
            break
        part = missing / sum(spare)
        gain = missing / sum(short)
        widths = [
            width + lack * gain - room * part
            for width, lack, room in zip(widths, short, spare, strict=True)
        ]
    return [round(width, 2) for width in widths]


def _cells(table: Table, place: int) -> list[str]:
    return [line for row in table.every_row for line in row[place].split("\n")]


def mm(text: str, size: float = TABLE_PT) -> float:
    return ems(text) * size / PT_PER_MM


def _wish(table: Table, place: int) -> float:
    longest = max(map(ems, [table.heads[place], *_cells(table, place)]), default=1)
    return min(longest, 24) * TABLE_PT / PT_PER_MM + CELL_MM


def _least(table: Table, place: int) -> float:
    """What a column needs: a figure stands whole, a word of letters as far as a code is long."""
    whole = _cells(table, place) if place in table.right else []
    words = [run for text in _cells(table, place) for run in HELD.findall(text) if len(run) <= CODE]
    head = [table.heads[place]] if ems(table.heads[place]) <= HEAD else []
    needed = max((mm(text) for text in [*whole, *words, *head]), default=0)
    return min(max(needed + CELL_MM, NARROWEST_MM), WIDTH_MM / 2)


def soft(text: str, width_mm: float, size: float = TABLE_PT) -> str:
    """The text with places to break in runs of letters that are wider than this."""
    room = (width_mm - CELL_MM) * PT_PER_MM / size
    return RUN.sub(lambda run: BREAK.join(_pieces(run[0], room)), text)


def is_even(text: str) -> bool:
    """Whether the lines of a text can be spaced out to the edge: a long run of letters that moves
    to the next line would leave a line of gaps."""
    return all(len(run) < LOOSE for run in RUN.findall(text))


def _pieces(run: str, room: float) -> Iterator[str]:
    start, width = 0, 0.0
    for place, character in enumerate(run):
        width += em(character)
        if width > room and place > start:
            yield run[start:place]
            start, width = place, em(character)
    yield run[start:]
