"""What is wrong with a year of holidays, and what it changes. No database."""

from datetime import date

import chinese_calendar
import pytest

from airdefense.casework.calendar import PUBLISHED_YEARS
from airdefense.casework.holidays import (
    Change,
    Line,
    Notice,
    changes,
    lacking,
    months_of,
    told_otherwise,
    year_of,
)
from tests.factories.holidays import YEAR, a_year

WEDNESDAY, SATURDAY, SUNDAY = date(2027, 3, 10), date(2027, 3, 13), date(2027, 3, 14)


def published(year):
    known = chinese_calendar.constants
    pairs = ((known.holidays, False), (known.workdays, True))
    return [
        Line(day, is_working, name)
        for days, is_working in pairs
        for day, name in days.items()
        if day.year == year
    ]


def faults(*lines):
    notice = Notice.of([*a_year(), *lines], YEAR)
    return [fault for line in lines for fault in notice.faults_of(line)]


@pytest.mark.parametrize("year", sorted(PUBLISHED_YEARS))
def test_every_year_that_was_ever_published_is_believed(year):
    assert lacking(published(year), year) == []


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("元旦", ["new_year"]),
        ("春节", ["spring"]),
        ("清明节", ["tombs"]),
        ("劳动节", ["labour"]),
        ("端午节", ["boats"]),
        ("中秋节", ["autumn"]),
        ("国庆节", ["autumn", "national"]),
    ],
)
def test_year_without_one_of_its_festivals_is_not_believed(name, codes):
    assert lacking(a_year(), YEAR) == []
    assert [one.code for one in lacking(a_year(without=name), YEAR)] == codes


def test_before_2008_three_festivals_were_no_days_off():
    years = {2007: [], 2008: ["tombs", "boats", "autumn"]}
    old = published(2007)

    for year, codes in years.items():
        moved = [Line(line.day.replace(year=year), line.is_working, line.name) for line in old]
        assert [one.code for one in lacking(moved, year)] == codes


def test_no_line_of_a_sound_year_is_faulty():
    notice = Notice.of(a_year(), YEAR)

    assert [fault for line in a_year() for fault in notice.faults_of(line)] == []


def test_worked_day_falls_on_a_weekend_and_a_day_off_has_its_holiday():
    assert faults(Line(WEDNESDAY, True, "春节")) == [("kind", "worked_weekday")]
    assert faults(Line(SATURDAY, True)) == []
    assert faults(Line(WEDNESDAY, False)) == [("name", "unnamed")]


def test_plain_weekend_day_is_no_day_off_of_a_holiday_that_has_others():
    assert faults(Line(SATURDAY, False, "春节")) == [("day", "plain_weekend")]
    assert faults(Line(SUNDAY, False, "春节"), Line(date(2027, 3, 15), False, "春节")) == []


def test_festival_that_itself_falls_on_a_sunday_is_accepted():
    assert faults(Line(SUNDAY, False, "某节")) == []


def test_last_week_of_december_belongs_to_the_notice_of_the_next_year():
    assert faults(Line(date(2026, 12, 31), False, "元旦")) == []
    assert faults(Line(date(2026, 12, 24), False, "元旦")) == [("day", "other_year")]
    assert faults(Line(date(2028, 1, 3), False, "元旦")) == [("day", "other_year")]


def test_year_is_that_of_most_days():
    assert year_of([Line(date(2026, 12, 31), False), *a_year()]) == YEAR
    assert year_of([]) is None


def test_only_days_that_count_otherwise_than_before_are_changes():
    known = {date(2027, 2, 5): False, date(2027, 3, 10): False}
    lines = [Line(date(2027, 2, 5), False, "春节"), Line(date(2027, 2, 13), True, "春节")]

    found = changes(lines, [date(2027, 3, 10)], known)

    assert found == [
        Change(date(2027, 2, 13), True, "春节"),
        Change(date(2027, 3, 10), True, ""),
    ]


def test_what_the_packaged_calendar_knows_and_the_proposal_leaves_out_is_named():
    lines = [line for line in published(2026) if line.day != date(2026, 10, 1)]

    assert told_otherwise(lines, 2026, {}) == [date(2026, 10, 1)]


def test_twelve_months_mark_days_off_and_worked_weekends_and_nothing_else():
    known = {line.day: line.is_working for line in a_year()}
    names = {line.day: line.name for line in a_year()}

    months = months_of(YEAR, known, names)

    cells = [cell for month in months for week in month.weeks for cell in week if cell]
    assert [month.first.month for month in months] == list(range(1, 13))
    assert len(cells) == 365
    assert {cell.day: cell.mark for cell in cells if cell.mark} == {
        line.day: "work" if line.is_working else "rest" for line in a_year()
    }
