from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airdefense.casework import clock
from airdefense.casework.calendar import (
    due_on,
    is_published,
    is_working_day,
    previous_working_day,
)
from airdefense.casework.models import CalendarDay, TimeLimit
from airdefense.casework.workflow import NotPossible
from tests.factories.accounts import OrganisationFactory


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2020, 9, 30), True),
        (date(2020, 10, 1), False),  # National Day and Mid-Autumn
        (date(2020, 10, 8), False),
        (date(2020, 10, 10), True),  # a Saturday made up for (调休)
        (date(2020, 10, 11), False),
        (date(2020, 9, 27), True),  # a Sunday made up for
        (date(2026, 2, 17), False),  # Spring Festival
    ],
)
def test_working_days_follow_the_published_holidays(day, working):
    assert is_working_day(day, {}) is working


def test_published_override_beats_the_packaged_calendar():
    assert is_working_day(date(2020, 10, 1), {date(2020, 10, 1): True}) is True


def test_unpublished_year_falls_back_to_weekdays_and_says_so():
    saturday = date(2031, 10, 4)

    assert (is_working_day(saturday, {}), is_published(2031, {})) == (False, False)
    assert is_published(2031, {date(2031, 1, 1): False}) is True


@pytest.mark.parametrize(
    ("noticed", "days", "working", "due"),
    [
        (date(2020, 9, 28), 15, True, date(2020, 10, 26)),
        (date(2020, 9, 28), 15, False, date(2020, 10, 13)),
        (date(2020, 11, 6), 1, True, date(2020, 11, 9)),
        (date(2020, 11, 6), 0, True, date(2020, 11, 6)),
    ],
)
def test_due_day_is_counted_from_the_day_after_notice(noticed, days, working, due):
    assert due_on(noticed, days, working=working, overrides={}) == due


@given(
    noticed=st.dates(date(2019, 1, 1), date(2026, 6, 30)),
    days=st.integers(min_value=1, max_value=90),
)
def test_due_day_is_a_working_day_with_exactly_so_many_between(noticed, days):
    due = due_on(noticed, days, working=True, overrides={})

    passed = [noticed + timedelta(days=n) for n in range(1, (due - noticed).days + 1)]
    assert is_working_day(due, {})
    assert sum(is_working_day(day, {}) for day in passed) == days


def test_previous_working_day_jumps_the_holiday():
    assert previous_working_day(date(2020, 10, 9), {}) == date(2020, 9, 30)


@pytest.mark.django_db
def test_limit_of_the_organisation_beats_the_general_one_and_the_newest_in_force_counts():
    county, other = OrganisationFactory(), OrganisationFactory()
    TimeLimit.objects.create(
        step="task.rectify", days=60, basis="old", effective_on=date(2019, 1, 1)
    )
    TimeLimit.objects.create(
        step="task.rectify", days=30, basis="new", effective_on=date(2020, 1, 1)
    )
    TimeLimit.objects.create(
        step="task.rectify",
        days=5,
        is_working_days=True,
        basis="own",
        effective_on=date(2020, 1, 1),
        organisation=county,
    )

    def due(day, organisation):
        return clock.due_on("task.rectify", noticed_on=day, organisation=organisation)

    assert due(date(2019, 6, 3), other) == date(2019, 8, 2)
    assert due(date(2020, 6, 1), other) == date(2020, 7, 1)
    assert due(date(2020, 6, 1), county) == date(2020, 6, 8)


@pytest.mark.django_db
def test_missing_limit_says_what_to_enter():
    with pytest.raises(NotPossible, match=r"No time limit for “lead\.propose” on 2020-11-02"):
        clock.due_on("lead.propose", noticed_on=date(2020, 11, 2))


@pytest.mark.django_db
def test_entered_calendar_day_reaches_the_clock():
    CalendarDay.objects.create(day=date(2020, 11, 2), is_working=False, document="模拟文件")

    assert clock.is_working_day(date(2020, 11, 2)) is False


def test_end_of_a_business_day_is_midnight_in_shanghai():
    assert clock.end_of(date(2020, 11, 2)).isoformat() == "2020-11-03T00:00:00+08:00"
