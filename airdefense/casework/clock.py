"""The calendar and the time limits as the customer entered them, handed to the pure calendar.

The clock explains itself: `explain()` says in words how a due day came about.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from airdefense.casework import calendar
from airdefense.casework.models import CalendarDay, TimeLimit
from airdefense.casework.once import once
from airdefense.casework.workflow import NotPossible


def end_of(day: date) -> datetime:
    """The first moment after the business day in Asia/Shanghai."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def by_end_of(day: date, field: str) -> Q:
    """What had happened by the end of that day, by a moment's field."""
    return Q(**{f"{field}__lt": end_of(day)})


def not_by_end_of(day: date, field: str) -> Q:
    """What had not happened by the end of that day, whatever came after."""
    return Q(**{field: None}) | Q(**{f"{field}__gte": end_of(day)})


def overrides() -> dict[date, bool]:
    """The calendar in force; what is only proposed is in a table of its own and counts nowhere."""
    return once("calendar", _entered)[0]


def names() -> dict[date, str]:
    """What the calendar in force calls its days."""
    return once("calendar", _entered)[1]


def _entered() -> tuple[dict[date, bool], dict[date, str]]:
    rows = list(CalendarDay.objects.values_list("day", "is_working", "name"))
    return {day: works for day, works, _name in rows}, {day: name for day, _w, name in rows if name}


def is_working_day(day: date) -> bool:
    return calendar.is_working_day(day, overrides())


def previous_working_day(day: date) -> date:
    return calendar.previous_working_day(day, overrides())


def due_on(step: str, *, noticed_on: date, organisation=None) -> date:
    """When a step noticed on that day falls due. Raises NotPossible when no limit is entered."""
    due = due_if_limited(step, noticed_on=noticed_on, organisation=organisation)
    if due is None:
        raise NotPossible(
            _("No time limit for “%(step)s” on %(day)s: add one with its basis.")
            % {"step": step, "day": noticed_on}
        )
    return due


def due_if_limited(step: str, *, noticed_on: date, organisation=None) -> date | None:
    """When a step noticed on that day falls due; None where the customer entered no limit."""
    limit = TimeLimit.objects.in_force(step, noticed_on, organisation)
    return None if limit is None else last_day(limit, noticed_on)


def last_day(limit: Any, since: date) -> date:
    """The last day of a limit begun on a day; a limit is anything with days, is_working_days."""
    return calendar.due_on(since, limit.days, working=limit.is_working_days, overrides=overrides())


# The occasions by the names that the packaged calendar gives them.
OCCASIONS = {
    "New Year's Day": gettext_lazy("New Year's Day"),
    "Spring Festival": gettext_lazy("Spring Festival"),
    "Tomb-sweeping Day": gettext_lazy("Tomb-sweeping Day"),
    "Labour Day": gettext_lazy("Labour Day"),
    "Dragon Boat Festival": gettext_lazy("Dragon Boat Festival"),
    "National Day": gettext_lazy("National Day"),
    "Mid-autumn Festival": gettext_lazy("Mid-Autumn Festival"),
    "Anti-Fascist 70th Day": gettext_lazy("Victory commemoration"),
}
# As the notices write them.
OCCASIONS |= {
    "元旦": OCCASIONS["New Year's Day"],
    "春节": OCCASIONS["Spring Festival"],
    "清明节": OCCASIONS["Tomb-sweeping Day"],
    "劳动节": OCCASIONS["Labour Day"],
    "端午节": OCCASIONS["Dragon Boat Festival"],
    "中秋节": OCCASIONS["Mid-autumn Festival"],
    "国庆节": OCCASIONS["National Day"],
}


def words_of(occasion: str) -> Any:
    """An occasion in the reader's language, or as the notice writes it."""
    return OCCASIONS.get(occasion, occasion)


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a due day came about: the period, what of the calendar lies in it, and the basis."""

    due_on: date
    noticed_on: date | None = None
    # The limit: so many days, working or not, on this basis; None where somebody set the day.
    days: int | None = None
    is_working_days: bool = False
    basis: str = ""
    # What the limit alone gives; another day was set, or moved, where it is not the due day.
    computed_on: date | None = None
    special: tuple[calendar.SpecialDay, ...] = ()
    working_days: int | None = None
    is_due_on_rest: bool = False
    unpublished: tuple[int, ...] = ()

    @property
    def holidays(self) -> list[calendar.SpecialDay]:
        return [day for day in self.special if not day.is_working]

    @property
    def make_ups(self) -> list[calendar.SpecialDay]:
        return [day for day in self.special if day.is_working]

    @property
    def is_moved(self) -> bool:
        return self.computed_on is not None and self.computed_on != self.due_on

    @property
    def lines(self) -> list[str]:
        """The explanation in words, one thing a line."""
        return list(self._lines())

    @property
    def sentence(self) -> str:
        return _("Due %(day)s: %(why)s") % {
            "day": f"{self.due_on:%Y-%m-%d}",
            "why": _("; ").join(self._lines()) or _("set by hand"),
        }

    def _lines(self) -> Iterator[str]:
        if self.noticed_on is not None:
            yield self._period(self.noticed_on)
        if self.is_moved and self.computed_on:
            yield _("by the limit alone it would be %(day)s; it was set otherwise") % {
                "day": f"{self.computed_on:%Y-%m-%d}"
            }
        if self.holidays:
            yield _("holidays in between: %(days)s") % {"days": _stretches(self.holidays)}
        if self.make_ups:
            yield _("make-up working days in between: %(days)s") % {
                "days": _stretches(self.make_ups)
            }
        if self.is_due_on_rest:
            yield _("that day is not a working day")
        for year in self.unpublished:
            yield _("the holidays of %(year)s are not known here yet, so weekdays count") % {
                "year": year
            }
        if self.basis:
            yield _("basis: %(basis)s") % {"basis": self.basis}

    def _period(self, start: date) -> str:
        said = {"start": f"{start:%Y-%m-%d}"}
        if self.days is None:
            working = self.working_days or 0
            text = ngettext(
                "set by hand, %(days)d working day after %(start)s",
                "set by hand, %(days)d working days after %(start)s",
                working,
            )
            return text % (said | {"days": working})
        if self.is_working_days:
            text = ngettext(
                "%(days)d working day from the day after %(start)s",
                "%(days)d working days from the day after %(start)s",
                self.days,
            )
        else:
            text = ngettext(
                "%(days)d day from the day after %(start)s",
                "%(days)d days from the day after %(start)s",
                self.days,
            )
        return text % (said | {"days": self.days})


def _named(days: list[calendar.SpecialDay]) -> Iterator[calendar.SpecialDay]:
    """The days with the names that the calendar in force gives them."""
    known = names()
    return (replace(one, occasion=known.get(one.day) or one.occasion) for one in days)


def _stretches(days: list[calendar.SpecialDay]) -> str:
    """Days in words, those of one occasion together: “National Day (1 to 8 October)”."""
    groups: dict[str, list[date]] = {}
    for special in days:
        groups.setdefault(special.occasion, []).append(special.day)
    told = []
    for occasion, found in groups.items():
        words = _(", ").join(_runs(found))
        name = words_of(occasion)
        told.append(
            _("%(occasion)s (%(days)s)") % {"occasion": name, "days": words} if name else words
        )
    return _(", ").join(told)


def _runs(days: list[date]) -> Iterator[str]:
    """Neighbouring days as one stretch, with the weekend that lies within it."""
    first = last = days[0]
    for day in [*days[1:], None]:
        if day is not None and all(d.weekday() >= 5 for d in _between(last, day)):
            last = day
            continue
        ends = [date_format(end, _("F j")) for end in (first, last)]
        yield (
            ends[0]
            if first == last
            else _("%(first)s to %(last)s")
            % {
                "first": ends[0],
                "last": ends[1],
            }
        )
        if day is not None:
            first = last = day


def _between(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range(1, (last - first).days))


def explain(
    *,
    due_on: date,
    noticed_on: date | None = None,
    limit: Any = None,
    step: str = "",
    organisation: Any = None,
) -> Explanation:
    """How a due day came about: by a limit (or the one in force for a step), or set by hand.

    A limit is anything with days, is_working_days and basis.
    """
    known = overrides()
    if limit is None and step and noticed_on is not None:
        limit = TimeLimit.objects.in_force(step, noticed_on, organisation)
    is_counted = noticed_on is not None and noticed_on <= due_on
    start = noticed_on if is_counted and noticed_on is not None else due_on
    years = range(start.year, due_on.year + 1)
    facts: dict[str, Any] = {
        "due_on": due_on,
        "noticed_on": start if is_counted else None,
        "special": tuple(_named(calendar.special_days(start, due_on, known))),
        "working_days": calendar.working_days(start, due_on, known),
        "is_due_on_rest": not calendar.is_working_day(due_on, known),
        "unpublished": tuple(year for year in years if not calendar.is_published(year, known)),
    }
    if limit is not None and is_counted:
        facts |= {
            "days": limit.days,
            "is_working_days": limit.is_working_days,
            "basis": limit.basis,
            "computed_on": calendar.due_on(
                start, limit.days, working=limit.is_working_days, overrides=known
            ),
        }
    return Explanation(**facts)
