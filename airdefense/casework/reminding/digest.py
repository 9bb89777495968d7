"""What one person is told on one morning, derived from the cases as they stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from airdefense.casework import clock
from airdefense.casework.models import ReminderPreference, TimeLimit
from airdefense.casework.reminding.ladder import HOUSE_RULES, Ladder, Level, Manner, Morning, Span
from airdefense.casework.reminding.registry import REMINDERS, Reminder, kinds

# No holiday keeps the offices closed for longer.
LONGEST_REST = 14


def morning_of(day: date) -> Morning:
    """The morning of a day, with the rules the customer has entered by then."""
    limits = TimeLimit.objects.filter(
        step__in=HOUSE_RULES, organisation=None, effective_on__lte=day
    ).order_by("effective_on")
    entered = {limit.step: Span(limit.days, limit.is_working_days) for limit in limits}
    return Morning(day, clock.overrides(), Ladder(HOUSE_RULES | entered))


@dataclass(frozen=True, slots=True)
class Told:
    """So many rows of one kind, of one due day, told to one person at one level."""

    kind: Reminder
    level: Level
    # The day in the rows, and the day they are due; the same where no time limit lies between.
    since: date
    due_on: date
    rung: int
    count: int
    day: date

    @property
    def days_late(self) -> int:
        return (self.day - self.due_on).days

    @property
    def is_late(self) -> bool:
        return self.kind.manner in (Manner.DUE, Manner.WAITING) and self.days_late > 0

    @property
    def item(self) -> dict[str, Any]:
        """What a digest keeps of it: numbers and codes."""
        return {
            "kind": self.kind.code,
            "count": self.count,
            "due_on": f"{self.due_on}",
            "rung": self.rung,
            "days_late": self.days_late,
            "is_late": self.is_late,
            "level": self.level.value,
        }


def told(user: Any, morning: Morning) -> list[Told]:
    """Everything one person is told on a morning, the latest first."""
    found = [
        one
        for kind in kinds()
        for level in kind.levels_of(user)
        for one in _told_at(kind, level, user, morning)
    ]
    return sorted(found, key=lambda one: (-one.rung, one.kind.order, one.kind.code, one.due_on))


def _told_at(kind: Reminder, level: Level, user: Any, morning: Morning) -> Iterable[Told]:
    rows = kind.rows_at(level, user, morning.day).order_by()
    if level is not Level.PERSON:
        # Spares the rows that cannot be so late yet, a holiday's length included.
        first = morning.ladder.days(f"remind.{level.value}")
        rows = rows.filter(since__lte=morning.day - timedelta(days=max(first - LONGEST_REST, 0)))
    counts = rows.values_list("since").annotate(rows=Count("pk", distinct=True))
    for since, count in ((since, count) for since, count in counts if count):
        due_on = morning.due_on(since, kind.limit) if kind.limit else since
        rung = morning.rung(due_on, kind.manner)
        if rung is not None and morning.ladder.reaches(level, rung):
            yield Told(kind, level, since, due_on, rung, count, morning.day)


def rows_of(user: Any, one: Told) -> QuerySet:
    """The rows behind a count, as far as this user may see them now."""
    rows = one.kind.rows_at(one.level, user, one.day).filter(since=one.since)
    return rows.order_by("pk").distinct()


def preference_of(user: Any) -> ReminderPreference:
    """How this person wants to be reminded; by mail, every working morning, unless said."""
    return ReminderPreference.objects.filter(user=user).first() or ReminderPreference(user=user)


def wanted(items: Iterable[Told], preference: ReminderPreference) -> list[Told]:
    """What the person's preference leaves of it."""
    return [one for one in items if one.is_late or not preference.only_overdue]


def is_paused(preference: ReminderPreference, day: date) -> bool:
    return preference.paused_until is not None and day <= preference.paused_until


def is_mailed(preference: ReminderPreference, day: date) -> bool:
    return preference.by_mail and not is_paused(preference, day)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a digest in words: what, how many, since when or until when, and where."""

    words: str
    count: int
    stage: str
    url: str
    is_late: bool
    is_escalated: bool


def lines_of(items: Iterable[dict[str, Any]]) -> list[Line]:
    """A digest in words; what belongs to a compartment is one number without a name."""
    lines, secret = [], 0
    for item in items:
        kind = REMINDERS.get(item["kind"])
        if kind is None or kind.is_compartmented:
            secret += item["count"]
        else:
            lines.append(_line(kind, item))
    if secret:
        page = reverse("casework:reminders")
        lines.append(Line(_("Other matters"), secret, _("to be opened"), page, False, False))
    return lines


def _line(kind: Reminder, item: dict[str, Any]) -> Line:
    url = reverse(kind.url) + (f"?{kind.query}" if kind.query else "")
    is_escalated = item["level"] != Level.PERSON.value
    stage = stage_words(kind.manner, item["rung"], item["days_late"])
    return Line(str(kind.label), item["count"], stage, url, item["is_late"], is_escalated)


def stage_words(manner: Manner, rung: int, days_late: int) -> str:
    """How near or how late, in words."""
    if manner in (Manner.WAITING, Manner.ONCE) and rung == 0:
        return _("new since the last working day")
    if days_late > 0:
        text = (
            ngettext("waiting for %(days)d day", "waiting for %(days)d days", days_late)
            if manner is Manner.WAITING
            else ngettext("%(days)d day overdue", "%(days)d days overdue", days_late)
        )
        return text % {"days": days_late}
    if days_late == 0:
        return _("due today") if manner is Manner.DUE else _("ends today")
    text = (
        ngettext("ends in %(days)d day", "ends in %(days)d days", -days_late)
        if manner is Manner.ENDING
        else ngettext("due in %(days)d day", "due in %(days)d days", -days_late)
    )
    return text % {"days": -days_late}
