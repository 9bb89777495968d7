"""Which readings of a lead are unusual: small rules over what is on record, without a database.

A flag is no reproach: the keeper of the compartment looks into it and writes down what it was.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

HOUR = timedelta(hours=1)
PRINTS = ("print", "export")
# What opens content; a search shows a register entry at most.
OPENINGS = ("read", "open", "open_file", "open_seal", *PRINTS)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From where a reading is unusual; the one table of them."""

    day_begins: time = time(7, 30)
    day_ends: time = time(20, 0)
    leads_an_hour: int = 10
    others_a_day: int = 4
    days_after_disposal: int = 30
    prints_an_hour: int = 3


THRESHOLDS = Thresholds()


@dataclass(frozen=True, slots=True)
class Reading:
    """One opening: by whom, of what kind, when by the clock on the wall."""

    reader: int
    name: str
    at: datetime
    leads_in_hour: int = 0


@dataclass(frozen=True, slots=True)
class Lookout:
    """What the rules know of a lead: who works on it, whether it is disposed, its readings."""

    workers: frozenset[int]
    disposed_on: date | None
    readings: tuple[Reading, ...]
    is_working_day: Callable[[date], bool]
    thresholds: Thresholds = THRESHOLDS

    def count(self, names: Iterable[str], reader: int, since: datetime, until: datetime) -> int:
        """How often this person did one of these from one moment until another, both included."""
        return sum(
            one.reader == reader and one.name in names and since <= one.at <= until
            for one in self.readings
        )


def outside_working_hours(reading: Reading, known: Lookout) -> bool:
    hours = known.thresholds
    is_by_day = hours.day_begins <= reading.at.time() < hours.day_ends
    return not is_by_day or not known.is_working_day(reading.at.date())


def many_leads_within_the_hour(reading: Reading, known: Lookout) -> bool:
    return reading.leads_in_hour >= known.thresholds.leads_an_hour


def often_by_somebody_who_does_not_work_on_it(reading: Reading, known: Lookout) -> bool:
    if reading.reader in known.workers:
        return False
    morning = reading.at.replace(hour=0, minute=0, second=0, microsecond=0)
    today = known.count(OPENINGS, reading.reader, morning, reading.at)
    return today >= known.thresholds.others_a_day


def long_after_disposal(reading: Reading, known: Lookout) -> bool:
    if known.disposed_on is None:
        return False
    limit = timedelta(days=known.thresholds.days_after_disposal)
    return reading.at.date() - known.disposed_on > limit


def burst_of_prints(reading: Reading, known: Lookout) -> bool:
    if reading.name not in PRINTS:
        return False
    printed = known.count(PRINTS, reading.reader, reading.at - HOUR, reading.at)
    return printed >= known.thresholds.prints_an_hour


@dataclass(frozen=True, slots=True)
class Rule:
    """What is unusual, in words, and on what account it is asked about."""

    title: Any
    citation: Any
    is_met: Callable[[Reading, Lookout], bool]

    @property
    def code(self) -> str:
        return self.is_met.__name__


AUDIT = _("GB/T 22239-2019, 8.1.4: security audit")
LEAKS = _("Supervision Law, Art. 74: handling leads without authority, leaking them")
NEED_TO_KNOW = _("Supervision Law, Art. 40: leads are handled by those charged with them")

RULES = (
    Rule(_("Outside working hours"), AUDIT, outside_working_hours),
    Rule(_("Many leads within an hour"), LEAKS, many_leads_within_the_hour),
    Rule(
        _("Often, by somebody who does not work on it"),
        NEED_TO_KNOW,
        often_by_somebody_who_does_not_work_on_it,
    ),
    Rule(_("Long after the disposal"), NEED_TO_KNOW, long_after_disposal),
    Rule(_("Printed several times within an hour"), LEAKS, burst_of_prints),
)


@dataclass(frozen=True, slots=True)
class Unusual:
    """How often one person's readings met one rule, and when the last time."""

    rule: Rule
    reader: int
    count: int
    last_at: datetime


def unusual(known: Lookout) -> list[Unusual]:
    """The flags of a lead by rule and person, the latest first."""
    met: dict[tuple[str, int], list[Reading]] = {}
    rules = {rule.code: rule for rule in RULES}
    openings = [one for one in known.readings if one.name in OPENINGS]
    for rule in RULES:
        for reading in openings:
            if rule.is_met(reading, known):
                met.setdefault((rule.code, reading.reader), []).append(reading)
    flags = (
        Unusual(rules[code], reader, len(found), max(one.at for one in found))
        for (code, reader), found in met.items()
    )
    return sorted(flags, key=lambda flag: flag.last_at, reverse=True)
