"""What people and Excel write into cells, as clean values; pure, without Django.

A cell is text, a number, True or False, a day, None, or a `Broken` one (an Excel error, a formula
without a stored value). Each function answers with the value, None for an empty cell, or raises
`Faulty` with the code of a sentence and its parameters.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

FEN = Decimal("0.01")
TEN_THOUSAND = Decimal(10_000)
# Excel keeps fifteen digits of a number; what stands behind them is lost.
EXCEL_DIGITS = 15
EXCEL_EPOCH = date(1899, 12, 30)
SERIALS = range(18_264, 73_051)  # 1950-01-01 to 2099-12-31

INVISIBLE = dict.fromkeys(
    [*range(9), 11, 12, *range(14, 32), 0x7F, 0xAD, *range(0x200B, 0x2010), 0x2060, 0xFEFF]
)
NOTHING = {"", "-", "--", "---", "—", "——", "–", "/", "\\", "无", "空", "n/a", "na", "null"}
YES = {"是", "有", "√", "✓", "✔", "☑", "v", "y", "yes", "t", "true", "对", "已", "1"}
NO = {"否", "无", "没有", "×", "✗", "✘", "x", "n", "no", "f", "false", "错", "未", "0", "□"}
MONEY_UNITS = {"元": 1, "万元": 10_000, "万": 10_000, "亿元": 100_000_000, "元整": 1, "圆": 1}
LENGTH_UNITS = {"米": 1, "m": 1}
SQUARE_METRES = ("平方米", "平米", "m2", "平方")
AREA_UNITS = dict.fromkeys(SQUARE_METRES, 1) | {f"万{name}": 10_000 for name in SQUARE_METRES}
GROUPED = re.compile(r"\d{1,3}(,\d{3})+(\.\d*)?")
PLAIN = re.compile(r"(\d+(\.\d*)?|\.\d+)")
SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+?\d+")
AMOUNT = re.compile(r"(?P<figures>[^一-龥a-zA-Z㎡²]*)(?P<unit>.*)")
DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]\s*[\d:.]+)?")
COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\.0+)?")
MONTH = re.compile(r"\d{4}\s*[-/.年]\s*\d{1,2}\s*月?|\d{4}\s*年?|\d{6}")
SEPARATORS = re.compile(r"[、,;，；\s/|]+")


class Faulty(Exception):
    """A cell that cannot be understood: the code of the sentence, and its parameters."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params


@dataclass(frozen=True, slots=True)
class Broken:
    """A cell whose value Excel does not have: an error such as #REF!, or a formula never run."""

    text: str
    is_formula: bool = False


def visible(text: str) -> str:
    """The text without characters nobody sees, and without blanks around it."""
    if text.isprintable():  # Then none of them is in it, nor any end of a line.
        return text.strip()
    return text.translate(INVISIBLE).replace("\r\n", "\n").replace("\r", "\n").strip()


def half_width(text: str) -> str:
    """Full-width digits, letters, brackets and blanks as the ordinary ones."""
    seen = visible(text)
    return seen if seen.isascii() else unicodedata.normalize("NFKC", seen).strip()


def comparable(text: str) -> str:
    """Two names that a reader takes for the same are equal in this form."""
    return "".join(half_width(text).casefold().split())


def is_blank(cell: Any) -> bool:
    if not isinstance(cell, str):
        return cell is None
    # Most cells are told by their first sign.
    return not (cell[:1].isalnum() or visible(cell))


def refuse_broken(cell: Any) -> None:
    if isinstance(cell, Broken):
        raise Faulty("formula_never_run" if cell.is_formula else "excel_error", error=cell.text)


def spelled(value: float) -> str:
    """A number of Excel as a person would write it."""
    if isinstance(value, int) or value.is_integer():
        return str(int(value))
    return format(Decimal(repr(value)), "f")


def text(cell: Any, *, most: int) -> str | None:
    """Text as it stands, without invisible characters."""
    refuse_broken(cell)
    if is_blank(cell):
        return None
    if isinstance(cell, bool):
        words = "是" if cell else "否"
    elif isinstance(cell, int | float):
        words = spelled(cell)
    else:
        words = visible(str(cell))
    if len(words) > most:
        raise Faulty("too_long", length=len(words))
    return words


def code(cell: Any, *, most: int, digits: int | None = None) -> str | None:
    """A number or key that is kept as text: nothing is calculated with it."""
    refuse_broken(cell)
    if is_blank(cell):
        return None
    if isinstance(cell, bool | date):
        raise Faulty("not_code")
    if isinstance(cell, int | float):
        if cell < 0 or not float(cell).is_integer():
            raise Faulty("not_code")
        if cell >= 10**EXCEL_DIGITS:
            raise Faulty("digits_lost")
        words = str(int(cell))
    else:
        words = "".join(half_width(cell).split()).lstrip("'")
    if SCIENTIFIC.fullmatch(words) and ("+" in words or "." in words):
        raise Faulty("digits_lost")
    if digits and len(words) != digits:
        raise Faulty("wrong_length", length=len(words), digits=digits)
    if len(words) > most:
        raise Faulty("too_long", length=len(words))
    return words or None


def complain_of_letters(figures: str) -> None:
    """The two letters that people and scanners take for digits get a sentence of their own."""
    if any(letter in figures for letter in "Oo"):
        raise Faulty("letter_o")
    if any(letter in figures for letter in "lI"):
        raise Faulty("letter_l")


def decimal(cell: Any, *, units: dict[str, int], factor: Decimal = Decimal(1)) -> Decimal | None:
    """An amount; `factor` is the unit of the column's head, unless the cell names its own."""
    refuse_broken(cell)
    if is_blank(cell) or (isinstance(cell, str) and half_width(cell).casefold() in NOTHING):
        return None
    if isinstance(cell, bool | date):
        raise Faulty("not_number")
    if isinstance(cell, int | float):
        # Seventeen digits of a float are noise behind the fifteen that Excel shows.
        return Decimal(f"{cell:.{EXCEL_DIGITS}g}") * factor
    # Blanks between digits are separators of thousands, or else a slip of the hand.
    spaced = re.sub(r"(?<=\d)\s+(?=\d)", ",", half_width(cell))
    words = "".join(spaced.split()).lstrip("¥￥").removeprefix("人民币")
    sign = -1 if words.startswith("-") or re.fullmatch(r"\(.*\)", words) else 1
    words = words.strip("()").lstrip("+-")
    return sign * spoken(words, units, factor)


def spoken(words: str, units: dict[str, int], factor: Decimal) -> Decimal:
    """The number that the words give, with the unit behind it."""
    found = AMOUNT.fullmatch(words)
    figures, unit = (found["figures"], found["unit"]) if found else (words, "")
    if unit and unit.casefold() in units:
        factor = Decimal(units[unit.casefold()])
    elif unit:
        if re.search(r"[\d.]", figures + unit) and re.fullmatch(r"[\dOolI.,]+", words):
            complain_of_letters(words)
        raise Faulty("not_number")
    if not (PLAIN.fullmatch(figures) or GROUPED.fullmatch(figures)):
        raise Faulty("wrong_grouping" if re.fullmatch(r"[\d.,]+", figures) else "not_number")
    return Decimal(figures.replace(",", "").rstrip(".")) * factor


def amount(
    cell: Any,
    *,
    units: dict[str, int],
    factor: Decimal = Decimal(1),
    least: Decimal = Decimal(0),
    most: Decimal = Decimal("999999999999.99"),
) -> Decimal | None:
    """Money or area with two decimals. A calculated number is rounded, a typed one must fit."""
    value = decimal(cell, units=units, factor=factor)
    if value is None:
        return None
    in_range(value, least, most)
    rounded = value.quantize(FEN, ROUND_HALF_UP)
    if isinstance(cell, str) and rounded != value:
        raise Faulty("too_precise")
    return rounded


def whole(cell: Any, *, least: int = 0, most: int = 2_147_483_647) -> int | None:
    """A whole number."""
    value = decimal(cell, units={"层": 1, "个": 1, "栋": 1, "幢": 1, "户": 1})
    if value is None:
        return None
    if value != value.to_integral_value():
        raise Faulty("not_whole")
    in_range(value, Decimal(least), Decimal(most))
    return int(value)


def in_range(value: Decimal, least: Decimal, most: Decimal) -> None:
    if value < 0 <= least:
        raise Faulty("negative")
    if value < least:
        raise Faulty("too_small", least=str(least))
    if value > most:
        raise Faulty("too_large", most=str(most))


def day(cell: Any, *, least: date = date(1949, 10, 1), latest: date | None = None) -> date | None:
    """A day of the calendar in any of the usual spellings, or Excel's number of a day."""
    refuse_broken(cell)
    if is_blank(cell) or (isinstance(cell, str) and half_width(cell).casefold() in NOTHING):
        return None
    if isinstance(cell, bool):
        raise Faulty("not_day")
    found = cell.date() if isinstance(cell, datetime) else cell
    if not isinstance(found, date):
        found = written_day(spelled(cell) if isinstance(cell, int | float) else half_width(cell))
    if found < least:
        raise Faulty("too_early", least=least.isoformat())
    if latest and found > latest:
        raise Faulty("in_future", on=latest.isoformat())
    return found


def written_day(words: str) -> date:
    if match := DAY.fullmatch(words) or COMPACT_DAY.fullmatch(words):
        try:
            return date(*(int(part) for part in match.groups()))
        except ValueError as wrong:
            raise Faulty("no_such_day") from wrong
    if PLAIN.fullmatch(words) and float(words) // 1 in SERIALS:
        return EXCEL_EPOCH + timedelta(days=int(float(words)))
    complain_of_letters(words if re.fullmatch(r"[\dOolI./年月日-]+", words) else "")
    raise Faulty("day_incomplete" if MONTH.fullmatch(words) else "not_day")


def yes_no(cell: Any) -> bool | None:
    refuse_broken(cell)
    if is_blank(cell):
        return None
    if isinstance(cell, bool):
        return cell
    words = spelled(cell) if isinstance(cell, int | float) else comparable(str(cell))
    if words in YES or words in NO:
        return words in YES
    if words in NOTHING:
        return None
    raise Faulty("not_yes_no")


def choice(cell: Any, known: dict[str, str]) -> str | None:
    """One of the known words; `known` leads from the comparable word to the code."""
    refuse_broken(cell)
    if is_blank(cell):
        return None
    words = comparable(spelled(cell) if isinstance(cell, int | float) else str(cell))
    if words in known:
        return known[words]
    if words in NOTHING:
        return None
    raise Faulty("no_choice")


def choices(cell: Any, known: dict[str, str]) -> list[str]:
    """Several of the known words, with commas or blanks between them."""
    refuse_broken(cell)
    if is_blank(cell):
        return []
    if comparable(str(cell)) in known:
        return [known[comparable(str(cell))]]
    words = [word for word in SEPARATORS.split(half_width(str(cell))) if word]
    return unique(code for word in words if (code := choice(word, known)))


def unique(codes: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(codes))
