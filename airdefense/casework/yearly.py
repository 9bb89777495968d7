"""The calendar of one year as its page shows it, and which year is still waited for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from airdefense.casework import calendar, clock, holidays
from airdefense.casework.models import CalendarDay, CalendarProposal, TimeLimit
from airdefense.casework.reminding.ladder import Manner
from airdefense.casework.reminding.registry import kinds

EXPECTED = "calendar.expected"
# The notices of the last years came between late October and late November: from 1 December on
# the coming year is missed, until a time limit of this step says otherwise.
EXPECTED_DAYS = 31
ONE_DAY = timedelta(days=1)


def missing_years(today: date) -> list[int]:
    """This year and, from the day on which it should be known, the coming one, where nobody
    entered their holidays: until then mere weekdays count."""
    coming = today.year + 1
    years = [today.year, *([coming] if today >= expected_on(coming, today) else [])]
    return [year for year in years if not is_known(year)]


def expected_on(year: int, today: date) -> date:
    """From which day on the calendar of a year should be here."""
    begins = date(year, 1, 1)
    limit = TimeLimit.objects.in_force(EXPECTED, today)
    if limit is None or not limit.is_working_days:
        return begins - timedelta(days=limit.days if limit else EXPECTED_DAYS)
    for _day in range(limit.days):
        begins = clock.previous_working_day(begins)
    return begins


def is_known(year: int) -> bool:
    """Whether the holidays of the year are in force here, or come with the product."""
    return year in calendar.PUBLISHED_YEARS or not holidays.lacking(lines_in_force(year), year)


def lines_in_force(year: int) -> list[holidays.Line]:
    rows = CalendarDay.objects.of_year(year).order_by("day")
    return [holidays.Line(row.day, row.is_working, row.name) for row in rows]


def names_of(year: int) -> dict[date, Any]:
    """The days off of a year, and the days worked for them, with the name of the holiday."""
    known, entered = clock.overrides(), clock.names()
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    told = (
        (day, entered.get(day) or calendar.occasion_of(day, known))
        for day in days
        if day.year == year
    )
    return {day: clock.words_of(name) for day, name in told if name}


@dataclass(frozen=True, slots=True)
class Stretch:
    """A holiday from its first day off to its last."""

    name: Any
    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def stretches_of(months: list[holidays.Month]) -> Iterator[Stretch]:
    """The days off of the year, those that follow each other under one name together."""
    open_one: Stretch | None = None
    for cell in marked(months, "rest"):
        follows = open_one and cell.day - open_one.last == ONE_DAY and cell.name == open_one.name
        if open_one and follows:
            open_one = Stretch(open_one.name, open_one.first, cell.day)
            continue
        if open_one:
            yield open_one
        open_one = Stretch(cell.name, cell.day, cell.day)
    if open_one:
        yield open_one


def marked(months: list[holidays.Month], mark: str) -> list[holidays.Cell]:
    """The squares with this mark, in their order."""
    return [cell for m in months for week in m.weeks for cell in week if cell and cell.mark == mark]


@dataclass(frozen=True, slots=True)
class Source:
    """A document that days of the year in force rest on, and who put it in force."""

    document: str
    days: int
    proposal: CalendarProposal | None


def sources_of(year: int) -> list[Source]:
    """What the year in force rests on, by document; the largest part first."""
    people = ("proposal__proposed_by", "proposal__decided_by")
    found: dict[tuple[Any, ...], list[CalendarDay]] = {}
    for row in CalendarDay.objects.of_year(year).select_related(*people):
        found.setdefault((row.proposal_id, row.document), []).append(row)
    sources = [Source(rows[0].document, len(rows), rows[0].proposal) for rows in found.values()]
    return sorted(sources, key=lambda source: -source.days)


def effect_of(proposal: CalendarProposal) -> dict[str, Any]:
    """What a proposal would change, and what the year would hold that it does not name."""
    lines, removed, known = proposal.lines, proposal.removed(), clock.overrides()
    then = holidays.after(lines, removed, known)
    unnamed = holidays.told_otherwise(lines, proposal.year, then) if proposal.is_whole_year else []
    return {"changes": holidays.changes(lines, removed, known), "unnamed": unnamed}


def due_after(user: Any, first: date, today: date) -> list[tuple[Any, int]]:
    """What this person is reminded of and falls due on that day or later: kind, how many. What
    lies in a compartment is counted nowhere."""
    found = []
    for kind in kinds():
        if kind.manner is not Manner.DUE or kind.limit or kind.is_compartmented:
            continue
        levels = kind.levels_of(user)
        count = sum(
            kind.rows_at(level, user, today).filter(since__gte=first).count() for level in levels
        )
        if count:
            found.append((kind.label, count))
    return found
