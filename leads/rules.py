"""Periods that statutes set in months for sanctions, detention and review: pure, each cited.

A decision may name another day: what is computed here is proposed, and can be corrected.
"""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

COMBINED_LIMIT_MONTHS = 48
COMBINED_BASIS = "政务处分法 Art. 15"


@dataclass(frozen=True, slots=True)
class Sanction:
    """How long a sanction has its effect (影响期), in months; none where it has no end."""

    code: str
    months: int | None
    basis: str


SANCTIONS: dict[str, Sanction] = {
    sanction.code: sanction
    for sanction in (
        Sanction("party_warning", 12, "党纪处分条例"),
        Sanction("party_serious_warning", 18, "党纪处分条例"),
        Sanction("party_post_removal", 24, "党纪处分条例"),
        # Counted from the end of the probation.
        Sanction("party_probation", 24, "党纪处分条例"),
        Sanction("party_expulsion", 60, "党纪处分条例"),
        Sanction("gov_warning", 6, "政务处分法 Art. 8"),
        Sanction("gov_demerit", 12, "政务处分法 Art. 8"),
        Sanction("gov_major_demerit", 18, "政务处分法 Art. 8"),
        Sanction("gov_demotion", 24, "政务处分法 Art. 8"),
        Sanction("gov_removal", 24, "政务处分法 Art. 8"),
        Sanction("gov_dismissal", None, "政务处分法 Art. 7"),
    )
}
PROBATION = "party_probation"
PROBATION_MONTHS = (12, 24)
# Sanctions after which post or pay has to be changed (政务处分法 Art. 54).
CHANGES_POST = frozenset(
    {"party_post_removal", "party_expulsion", "gov_demotion", "gov_removal", "gov_dismissal"}
)
# Which measures go with which kind of outcome.
MEASURES: dict[str, tuple[str, ...]] = {
    "party_sanction": tuple(code for code in SANCTIONS if code.startswith("party_")),
    "gov_sanction": tuple(code for code in SANCTIONS if code.startswith("gov_")),
    "first_form": ("reminder_talk", "criticism", "ordered_examination", "admonishment"),
    "org_handling": ("reassignment", "suspension"),
    "prosecution": ("prosecution",),
}
# The forms (四种形态) that go with a measure, the usual one first (domain §3.5).
FORMS: dict[str, tuple[str, ...]] = {
    "reminder_talk": ("F1",),
    "criticism": ("F1",),
    "ordered_examination": ("F1",),
    "admonishment": ("F1",),
    "party_warning": ("F2", "F3", "F4"),
    "party_serious_warning": ("F2", "F3", "F4"),
    "gov_warning": ("F2", "F3", "F4"),
    "gov_demerit": ("F2", "F3", "F4"),
    "gov_major_demerit": ("F2", "F3", "F4"),
    "gov_demotion": ("F2", "F3", "F4"),
    "reassignment": ("F2", "F3"),
    "suspension": ("F2", "F1", "F3"),
    "party_post_removal": ("F3", "F4"),
    "party_probation": ("F3", "F4"),
    "party_expulsion": ("F3", "F4"),
    "gov_removal": ("F3", "F4"),
    "gov_dismissal": ("F3", "F4"),
    "prosecution": ("F4",),
}


@dataclass(frozen=True, slots=True)
class DetentionPeriod:
    """The first period of a detention, or one of the extensions the statute knows."""

    code: str
    months: int
    basis: str
    # Open to organs of the province and above alone.
    is_provincial: bool = False


FIRST_DETENTION = DetentionPeriod("first", 3, "监察法 Art. 48")
EXTENSIONS: dict[str, DetentionPeriod] = {
    period.code: period
    for period in (
        DetentionPeriod("special", 3, "监察法 Art. 48"),
        DetentionPeriod("ten_years", 2, "监察法 Art. 48"),
        DetentionPeriod("restart", 3, "监察法 Art. 48", is_provincial=True),
    )
}

MAX_SUPPLEMENTS = 2  # 监察法 Art. 54
REVIEW_APPLICATION_MONTHS = 1  # 监察法 Art. 56, for review and reconsideration alike


def add_months(start: date, months: int) -> date:
    """The same day so many months later, or the last day of a shorter month."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def last_day_of(start: date, months: int) -> date:
    """The last day of a period of whole months that begins on `start`."""
    return add_months(start, months) - timedelta(days=1)


def effect_until(code: str, effective_on: date, probation_ends_on: date | None = None):
    """The last day on which a sanction has its effect; None where the statute sets none."""
    sanction = SANCTIONS.get(code)
    if sanction is None or sanction.months is None:
        return None
    if code == PROBATION:
        if probation_ends_on is None:
            return None
        return last_day_of(probation_ends_on + timedelta(days=1), sanction.months)
    return last_day_of(effective_on, sanction.months)


def combined_months(periods: list[tuple[date, date]]) -> int:
    """The months that government sanctions run together, from the first day to the last."""
    if not periods:
        return 0
    start, end = min(begun for begun, _end in periods), max(until for _begun, until in periods)
    months = 0
    while add_months(start, months) <= end:
        months += 1
    return months


def overlapping(periods: list[tuple[date, date]]) -> list[list[tuple[date, date]]]:
    """The periods, in their order, in runs that overlap."""
    runs: list[list[tuple[date, date]]] = []
    end = date.min
    for begun, until in sorted(periods):
        if runs and begun <= end:
            runs[-1].append((begun, until))
        else:
            runs.append([(begun, until)])
            end = until
        end = max(end, until)
    return runs
