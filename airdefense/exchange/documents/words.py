"""How days, amounts and numbers are written in an official document."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone, translation


@contextmanager
def in_chinese() -> Iterator[None]:
    """The wording of an official document is Chinese, whatever language its reader works in."""
    with translation.override("zh-hans"):
        yield


def chinese_day(day: date | datetime | None) -> str:
    """2020年11月30日, of the business day; empty where there is none."""
    if day is None:
        return ""
    if isinstance(day, datetime):
        day = timezone.localtime(day).date()
    return f"{day.year}年{day.month}月{day.day}日"


def chinese_period(first: date, last: date) -> str:
    """2020年10月1日至12月31日: a year that both days share is said once."""
    end = chinese_day(last)
    return f"{chinese_day(first)}至{end.removeprefix(f'{first.year}年')}"


def yuan(amount: Decimal | None) -> str:
    """387,000.00 for a column of figures; empty where no amount was put on it."""
    return "" if amount is None else f"{amount:,.2f}"


CHINESE_DIGITS = "零一二三四五六七八九"


def chinese_ordinal(number: int) -> str:
    """一, 十, 十一, 二十 … for headings, up to 九十九."""
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else CHINESE_DIGITS[tens]) + "十" if tens else ""
    return head + (CHINESE_DIGITS[ones] if ones or not tens else "")
