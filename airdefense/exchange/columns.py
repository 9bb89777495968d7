"""One column of a list: where its value comes from, and how page and workbook show it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from html import escape
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from airdefense.casework.templatetags.casework import badge, due, due_tone, money, sqm

DASH = mark_safe('<span class="mute">—</span>')

# No badge: a dash under its heading, nothing on a phone, where there is no heading.
UNMARKED = mark_safe('<span class="mute sm-hide">—</span>')


@dataclass(frozen=True, slots=True)
class Column:
    """`Column("developer.name", _("Developer"))`, or with `value=` a function of the row.

    kind: text, long, number, money, area, date, moment, due, status, badge or yes_no. A `long` text
    is cut on the page and whole in the workbook; a `badge` is a pair (tone, words). `phone` is the
    place on a narrow screen: "o0" name, "o1" status at the right, "wide" a line of its own, "hide".
    `sort` names the order field that the head of the column sorts by. An optional column is off
    until somebody chooses it.
    """

    name: str
    label: Any
    kind: str = "text"
    value: Callable[[Any], Any] | None = None
    link: bool = False
    optional: bool = False
    phone: str = ""
    sort: str = ""
    export: bool = True

    @property
    def key(self) -> str:
        """The column's name in URLs and preferences."""
        return self.name.replace(".", "-")

    @property
    def is_right(self) -> bool:
        return self.kind in {"money", "number", "area"}

    @property
    def is_labelled(self) -> bool:
        """Whether its cells repeat the label on a narrow screen, where there is no head."""
        speaks_for_itself = self.link or self.kind in {"status", "badge"}
        return not speaks_for_itself and self.phone not in {"o0", "o1", "hide"}

    @property
    def css(self) -> str:
        """The classes of its cells."""
        classes = [
            "money" if self.is_right else "",
            "num" if self.kind in {"date", "moment", "due"} else "",
            "sm-hide" if self.phone == "hide" else self.phone,
            "ell" if self.link and self.phone == "o0" else "",
        ]
        return " ".join(filter(None, classes))

    def owner(self, row: Any) -> Any:
        """The object that holds the value: the row, or a related one along the path."""
        for step in self.name.split(".")[:-1]:
            row = _get(row, step)
        return row

    def raw(self, row: Any) -> Any:
        """The value itself; a choice as its words."""
        if self.value is not None:
            return self.value(row)
        owner, last = self.owner(row), self.name.rsplit(".", 1)[-1]
        words = getattr(owner, f"get_{last}_display", None)
        return words() if words is not None else _get(owner, last)

    def html(self, row: Any) -> str:
        """The value as the page shows it."""
        if self.kind == "status" and self.value is None:
            owner = self.owner(row)
            return DASH if owner is None else badge(owner)
        value = self.raw(row)
        if value is None or value == "":
            return UNMARKED if self.kind == "badge" else DASH
        return FORMATS[self.kind](value)

    def cell(self, row: Any, url: str = "") -> SafeString:
        """The value for a template, linked to the row (at `url`) where the column says so."""
        text = self.html(row)
        if self.link and text is not DASH:
            text = f'<a class="b" href="{escape(url or row.get_absolute_url())}">{text}</a>'
        return mark_safe(text)  # noqa: S308

    def plain(self, row: Any) -> Any:
        """The value for a workbook: a number, a date or text."""
        value = self.raw(row)
        if self.kind == "badge" and value is not None:
            return str(value[1])
        return plain(value)


def plain(value: Any) -> Any:
    """A number, a date or text."""
    if isinstance(value, bool):
        return _yes_no(value)
    return value if isinstance(value, int | float | Decimal | date | None) else str(value)


def _get(owner: Any, name: str) -> Any:
    """An attribute (called when callable); None where the way breaks off."""
    if owner is None:
        return None
    try:
        value = getattr(owner, name)
    except ObjectDoesNotExist:
        return None
    return value() if callable(value) else value


def _text(value: Any) -> str:
    return escape(str(value))


def _long(value: Any) -> str:
    """What is cut off shows when one points at it, and at the row's glance."""
    words = escape(str(value))
    return f'<span class="long" title="{words}">{words}</span>'


def _number(value: Any) -> str:
    return f"{value:,}"


def _money(value: Decimal) -> str:
    return f'<span class="mute">{money(value)}</span>' if value == 0 else money(value)


def _date(value: date) -> str:
    return f"{value:%Y-%m-%d}"


def _moment(value: datetime) -> str:
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"


def _due(value: date) -> str:
    return f'<span class="{due_tone(value)}" title="{value:%Y-%m-%d}">{escape(due(value))}</span>'


def _badge(value: tuple[str, Any]) -> str:
    tone, words = value
    return f'<span class="st {escape(tone)}">{escape(str(words))}</span>'


def _yes_no(value: bool) -> str:
    return _("yes") if value else _("no")


FORMATS: dict[str, Callable[[Any], str]] = {
    "text": _text,
    "long": _long,
    "status": _text,
    "number": _number,
    "money": _money,
    "area": sqm,
    "date": _date,
    "moment": _moment,
    "due": _due,
    "badge": _badge,
    "yes_no": _yes_no,
}
