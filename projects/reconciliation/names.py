"""One spelling for what departments write in many: names, addresses, numbers and codes.

Only for comparing; what a paper says is kept as it says it.
"""

import re
import unicodedata
from functools import lru_cache

# The same few thousand names, numbers and codes are compared over and over while a file is read.
_REMEMBERED = 8_192
# Signs that carry no meaning between two spellings of one name.
_SIGNS = re.compile(r"[\s()\[\]{}〔〕【】〖〗《》〈〉「」“”\"'·•・,，。.、;；:：\-‐-―_—~/]+")
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")}
_ROMAN = {"i": 1, "v": 5, "x": 10}
_COUNTED = r"(?:期|标段|地块|号地块|号楼|号院|幢|栋|座)"
_NUMBERED = re.compile(
    rf"第?(?:([零一二三四五六七八九十]{{1,3}})|(?<![a-z])([ivx]{{1,4}})|(\d+))(?={_COUNTED})"
)
_PHASE = re.compile(r"(?<!\d)(\d{1,3})期")
# 省, 市 and 县/区 in front of a name: 云南省玉溪市红塔区云溪苑. A 小区 or 园区 is no district, a
# 市场 no city.
_PLACES = re.compile(
    r"^(?:[一-龥]{2,3}省)?(?:[一-龥]{2,3}(?<![城都])市(?![场民政]))?"
    r"(?:[一-龥]{2,10}?自治县|[一-龥]{2,3}县|[一-龥]{2}(?<![小园社片校新景厂矿])区)?"
)
_SPELLINGS = (
    ("有限责任公司", "有限公司"),
    ("房地产开发", "房地产"),
    ("建设项目", "项目"),
    ("建设工程", "工程"),
)
_BRACKETS = str.maketrans("〔〕[]【】{}〖〗", "()()()()()")
_DASHES = re.compile(r"[‐-―—–−_]")


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def _chinese(digits: str) -> int:
    """十二 → 12, 二十 → 20, 三 → 3."""
    tens, ten, ones = digits.rpartition("十")
    if not ten:
        return int("".join(str(_DIGITS[digit]) for digit in digits))
    return (_DIGITS.get(tens, 1) if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)


def _roman(letters: str) -> int:
    values = [_ROMAN[letter] for letter in letters]
    following = [*values[1:], 0]
    return sum(
        -value if value < after else value for value, after in zip(values, following, strict=True)
    )


def _in_digits(found: re.Match[str]) -> str:
    chinese, roman, digits = found.groups()
    if chinese:
        is_number = chinese.count("十") <= 1
        return str(_chinese(chinese)) if is_number else found[0]
    return str(_roman(roman)) if roman else str(int(digits))


@lru_cache(_REMEMBERED)
def name(text: str) -> str:
    """A project's or company's name: 玉溪市红塔区云溪苑（一期） → 云溪苑1期."""
    words = _SIGNS.sub("", _plain(text))
    for spelling, usual in _SPELLINGS:
        words = words.replace(spelling, usual)
    words = _NUMBERED.sub(_in_digits, words)
    return words[_PLACES.match(words).end() :] or words


def phase(normalised: str) -> str:
    """The phase a normalised name speaks of: two phases of one estate are two projects."""
    found = _PHASE.findall(normalised)
    return found[-1] if found else ""


def address(text: str) -> str:
    return name(text)


@lru_cache(_REMEMBERED)
def number(text: str) -> str:
    """The number of a paper: brackets and dashes of one kind, without spaces and 第."""
    words = unicodedata.normalize("NFKC", text.translate(_BRACKETS)).upper()
    return re.sub(r"[\s第]+", "", _DASHES.sub("-", words))


@lru_cache(_REMEMBERED)
def code(text: str) -> str:
    """A project or credit code: its letters and digits alone."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).upper())
