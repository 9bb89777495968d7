"""What the morning message tells beside reminders: modules that stand above register it in their
module `reminders`, as they do with the kinds of reminder.

    @aside(people=lambda: Following.objects.values("user"))
    def views_followed(user, day):
        return Aside(items=[...], keep=...)

The function writes nothing: `keep` is called once, in the transaction that writes the digest.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from airdefense.casework.models import ReminderDigest

# An item: words, count, the count told before (or None), the day of that, the address.
Item = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Aside:
    """What one person is told besides on one morning, and how it is remembered as told."""

    items: list[Item]
    keep: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Teller:
    people: Callable[[], QuerySet]
    tells: Callable[[Any, date], Aside]


TELLERS: list[Teller] = []


def aside(*, people: Callable[[], QuerySet]) -> Callable:
    """Register a function `user, day -> Aside`; `people` are the keys of those it may speak to."""

    def register(tells: Callable[[Any, date], Aside]) -> Callable[[Any, date], Aside]:
        TELLERS.append(Teller(people, tells))
        return tells

    return register


def everybody() -> Q:
    """Whoever may be told something besides."""
    found = Q(pk__in=[])
    for teller in TELLERS:
        found |= Q(pk__in=teller.people())
    return found


def asides_for(user: Any, day: date) -> list[Aside]:
    return [teller.tells(user, day) for teller in TELLERS]


@dataclass(frozen=True, slots=True)
class Line:
    """One list followed, in words."""

    words: str
    count: int
    difference: str
    url: str


def lines_besides(items: list[Item]) -> list[Line]:
    return [Line(one["words"], one["count"], _difference(one), one["url"]) for one in items]


def _difference(item: Item) -> str:
    """By how many it differs from what was told before; nothing on the first morning."""
    before, day = item["before"], parse_date(item["before_on"] or "")
    if before is None or day is None:
        return ""
    change = item["count"] - before
    sign = "+" if change > 0 else "\N{MINUS SIGN}" if change < 0 else "±"
    return _("%(change)s since %(day)s") % {
        "change": f"{sign}{abs(change):,}",
        "day": f"{day:%m-%d}",
    }


def latest_besides(user: Any) -> tuple[date, list[Line]] | None:
    """What the person was told besides last, and on which morning."""
    told = ReminderDigest.objects.filter(~Q(asides=[]), user=user).order_by("-day").first()
    return (told.day, lines_besides(told.asides)) if told else None
