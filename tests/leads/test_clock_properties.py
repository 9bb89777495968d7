"""Limits over nine years of holidays and make-up days: what holds whatever the days."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from airdefense.casework import calendar, clock
from airdefense.casework.workflow import NotPossible
from leads.actions import clocks
from leads.actions.extensions import ask_extension, extension_step
from leads.models import ClockKind, LeadClock
from tests.factories.accounts import NOON, TODAY
from tests.factories.handling_clocks import (
    a_clock,
    a_limit,
    granted_rest,
    granted_time,
    runs_again,
)
from tests.factories.leads import a_lead

FIRST, LAST = date(2019, 1, 1), date(2027, 12, 31)
DAYS = st.dates(FIRST, LAST)
LENGTHS = st.integers(1, 120)
WORKING = st.booleans()
DAY = timedelta(days=1)
on_rows = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def due(start, days, working):
    return calendar.due_on(start, days, working=working, overrides={})


def rested(due_on, since, until, working):
    return clocks.shifted(due_on, since=since, until=until, working=working, overrides={})


# What the State Council published: the last working day before a holiday, and the first after it.
SPRING_AND_NATIONAL = [
    (date(2019, 2, 3), date(2019, 2, 11)),
    (date(2019, 9, 30), date(2019, 10, 8)),
    (date(2020, 1, 23), date(2020, 2, 3)),
    (date(2020, 9, 30), date(2020, 10, 9)),
    (date(2021, 2, 10), date(2021, 2, 18)),
    (date(2021, 9, 30), date(2021, 10, 8)),
    (date(2022, 1, 30), date(2022, 2, 7)),
    (date(2022, 9, 30), date(2022, 10, 8)),
    (date(2023, 1, 20), date(2023, 1, 28)),
    (date(2023, 9, 28), date(2023, 10, 7)),
    (date(2024, 2, 9), date(2024, 2, 18)),
    (date(2024, 9, 30), date(2024, 10, 8)),
    (date(2025, 1, 27), date(2025, 2, 5)),
    (date(2025, 9, 30), date(2025, 10, 9)),
]


@pytest.mark.parametrize(("before", "after"), SPRING_AND_NATIONAL)
def test_one_working_day_reaches_over_the_holiday(before, after):
    assert due(before, 1, working=True) == after
    assert due(before, 1, working=False) == before + DAY


@pytest.mark.parametrize("make_up", [date(2019, 2, 2), date(2020, 10, 10), date(2024, 2, 18)])
def test_a_make_up_day_at_a_weekend_counts(make_up):
    assert make_up.weekday() >= 5
    assert due(make_up - DAY, 1, working=True) == make_up


@given(start=DAYS, days=LENGTHS)
def test_working_limit_ends_on_its_last_working_day(start, days):
    end = due(start, days, working=True)

    assert calendar.is_working_day(end, {})
    assert calendar.working_days(start, end, {}) == days


@given(start=DAYS, days=LENGTHS)
def test_calendar_limit_asks_no_calendar(start, days):
    assert due(start, days, working=False) == start + days * DAY


@given(start=DAYS, later=st.integers(0, 60), days=LENGTHS, more=st.integers(0, 30), working=WORKING)
def test_who_begins_later_or_has_more_days_never_ends_earlier(start, later, days, more, working):
    end = due(start, days, working)

    assert due(start + later * DAY, days, working) >= end
    assert due(start, days + more, working) >= end
    assert end > start


@given(due_on=DAYS, before=st.integers(0, 60), rest=st.integers(0, 90), working=WORKING)
def test_a_rest_moves_the_last_day_by_the_days_it_lasted(due_on, before, rest, working):
    since = due_on - before * DAY
    until = since + rest * DAY
    moved = rested(due_on, since, until, working)

    assert moved >= due_on
    if working:
        days = calendar.working_days(since, until, {})
        assert calendar.working_days(due_on, moved, {}) == days
    else:
        assert moved - due_on == until - since


@given(due_on=DAYS, parts=st.tuples(*[st.integers(0, 40)] * 3), working=WORKING)
def test_two_rests_on_end_are_one(due_on, parts, working):
    since = due_on - parts[0] * DAY
    middle = since + parts[1] * DAY
    until = middle + parts[2] * DAY

    at_once = rested(due_on, since, until, working)

    assert rested(rested(due_on, since, middle, working), middle, until, working) == at_once


@given(start=st.dates(date(2027, 1, 1), LAST), days=st.integers(1, 30))
@pytest.mark.django_db
def test_a_year_without_published_holidays_warns(start, days):
    end = min(start + days * DAY, LAST)

    why = clock.explain(due_on=end, noticed_on=start)

    assert why.unpublished == (2027,)
    assert "the holidays of 2027 are not known here yet" in why.sentence


@given(start=st.dates(FIRST, date(2025, 12, 1)), days=st.integers(1, 30))
@pytest.mark.django_db
def test_a_published_year_does_not_warn(start, days):
    assert clock.explain(due_on=start + days * DAY, noticed_on=start).unpublished == ()


@pytest.fixture
def lead(db):
    return a_lead("in_disposal")


@on_rows
@given(days=st.integers(5, 60), rest=st.integers(0, 40), working=WORKING, late=st.integers(0, 4))
def test_a_day_of_the_past_keeps_its_own_limit(lead, days, rest, working, late):
    LeadClock.objects.filter(lead=lead).update(stopped_on=TODAY)
    running = a_clock(lead, days=days, working=working)
    since, until = TODAY + late * DAY, TODAY + (late + rest) * DAY
    before = {day: standing(day) for day in (TODAY, since - DAY)}

    granted_rest(running, at=NOON + late * DAY)
    during = standing(since)
    runs_again(running, at=NOON + (late + rest) * DAY)

    expected = clocks.shifted(
        running.due_on, since=since, until=until, working=working, overrides={}
    )
    assert standing(until) == {running.pk: expected}
    assert during == {running.pk: None}
    if rest:
        assert standing(until - DAY) == {running.pk: None}
    if late:
        assert {day: standing(day) for day in (TODAY, since - DAY)} == before
    assert not LeadClock.objects.overdue_on(expected).exists()
    assert LeadClock.objects.overdue_on(expected + DAY).get() == running


def standing(day):
    """The last day of what runs at the end of a day."""
    return dict(LeadClock.objects.running_on(day).with_due(day).values_list("pk", "due_by"))


@on_rows
@given(days=st.integers(5, 60), offset=st.integers(-40, 60), most=st.integers(1, 40))
def test_an_extension_ends_later_and_within_what_the_limits_allow(lead, days, offset, most):
    LeadClock.objects.filter(lead=lead).update(stopped_on=TODAY)
    running = a_clock(lead, days=days)
    a_limit(extension_step(ClockKind.TALK_LETTER, 1), most)
    until = running.due_on + offset * DAY
    facts = {"until": until, "reason": "witness abroad", "basis": "Art. 9"}

    if 0 < offset <= most:
        granted_time(running, until, at=NOON + DAY)
        assert standing(TODAY) == {running.pk: running.due_on}
        assert standing(TODAY + DAY) == {running.pk: until}
    else:
        with pytest.raises(NotPossible):
            ask_extension(running, by=lead.office.officer, at=NOON, **facts)
        assert not running.moves.exists()
