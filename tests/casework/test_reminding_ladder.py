from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airdefense.casework import calendar
from airdefense.casework.reminding.ladder import (
    HOUSE_RULES,
    Ladder,
    Level,
    Manner,
    Morning,
    Span,
)

DAYS = st.dates(date(2019, 2, 1), date(2027, 10, 31))
DUE = date(2020, 11, 18)  # a Wednesday among ordinary weeks
HOUSE = Ladder(HOUSE_RULES)


def morning(day, ladder=HOUSE, overrides=None):
    return Morning(day, overrides or {}, ladder)


def told_on(due_on, manner, first, last):
    """Each day on which something due then is told, with its rung."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    rungs = ((day, morning(day).rung(due_on, manner)) for day in days)
    return {day: rung for day, rung in rungs if rung is not None}


def test_a_due_day_is_told_seven_three_one_and_no_days_before_and_then_weekly():
    told = told_on(DUE, Manner.DUE, date(2020, 11, 1), date(2020, 12, 10))

    assert told == {
        date(2020, 11, 11): -7,
        date(2020, 11, 13): -3,  # a Friday for the Sunday
        date(2020, 11, 17): -1,
        date(2020, 11, 18): 0,
        date(2020, 11, 25): 7,
        date(2020, 12, 2): 14,
        date(2020, 12, 9): 21,
    }


def test_the_rungs_within_a_holiday_are_told_once_on_the_working_day_before_it():
    in_the_holiday = date(2020, 10, 7)

    told = told_on(in_the_holiday, Manner.DUE, date(2020, 9, 20), date(2020, 10, 12))

    assert told == {date(2020, 9, 30): 0}


def test_a_make_up_saturday_is_a_morning_like_any_other():
    assert morning(date(2020, 10, 10)).rung(date(2020, 10, 10), Manner.DUE) == 0


def test_the_customers_calendar_closes_a_day():
    closed = {DUE: False}

    assert morning(DUE, overrides=closed).rung(DUE, Manner.DUE) is None
    assert morning(DUE - timedelta(days=1), overrides=closed).rung(DUE, Manner.DUE) == 0


@pytest.mark.parametrize(
    ("came_back", "told"),
    [
        (date(2020, 11, 18), date(2020, 11, 19)),
        (date(2020, 11, 20), date(2020, 11, 23)),  # on Friday: on Monday
        (date(2020, 11, 21), date(2020, 11, 23)),
        (date(2020, 9, 30), date(2020, 10, 9)),  # before the holiday: after it
    ],
)
def test_what_came_back_is_told_the_next_working_morning(came_back, told):
    last = told + timedelta(days=5)

    assert told_on(came_back, Manner.ONCE, came_back, last) == {told: 0}


def test_what_waits_is_told_the_next_morning_and_then_weekly():
    told = told_on(DUE, Manner.WAITING, DUE, date(2020, 12, 3))

    assert told == {date(2020, 11, 19): 0, date(2020, 11, 25): 7, date(2020, 12, 2): 14}


def test_what_ends_by_itself_is_never_overdue():
    told = told_on(DUE, Manner.ENDING, date(2020, 11, 1), date(2020, 12, 31))

    assert list(told.values()) == [-7, -3, -1, 0]


@pytest.mark.parametrize(
    ("days_late", "levels"),
    [
        (-3, [Level.PERSON]),
        (7, [Level.PERSON]),
        (14, [Level.PERSON, Level.OFFICE]),
        (21, [Level.PERSON, Level.OFFICE, Level.LEADERSHIP]),
        (70, [Level.PERSON, Level.OFFICE, Level.LEADERSHIP]),
    ],
)
def test_the_longer_it_is_overdue_the_higher_it_is_told(days_late, levels):
    assert [level for level in Level if HOUSE.reaches(level, days_late)] == levels


def test_the_customers_numbers_take_the_place_of_the_houses():
    ladder = Ladder(HOUSE_RULES | {"remind.first": Span(10), "remind.weekly": Span(5)})

    rungs = [n for n in range(-12, 13) if ladder.is_rung(n, Manner.DUE)]

    assert rungs == [-10, -3, -1, 0, 5, 10]


def test_a_signature_may_wait_three_working_days():
    assert morning(DUE).due_on(date(2020, 9, 29), "remind.sign") == date(2020, 10, 10)


@given(due_on=DAYS)
def test_every_due_day_is_told_on_a_working_day_no_later_than_itself(due_on):
    told = told_on(due_on, Manner.DUE, due_on - timedelta(days=22), due_on)

    assert all(calendar.is_working_day(day, {}) for day in told)
    assert 0 in told.values()


@given(due_on=DAYS, late=st.integers(-10, 60))
def test_no_rung_is_told_on_two_mornings(due_on, late):
    day = due_on + timedelta(days=late)
    following = calendar.next_working_day(day, {})

    rungs = (morning(day).rung(due_on, Manner.DUE), morning(following).rung(due_on, Manner.DUE))

    assert None in rungs or rungs[0] < rungs[1]
