"""Which days a report covers, and which it is compared with."""

from datetime import date, timedelta

import pytest

from airdefense.reports.periods.rules import (
    Period,
    compared_with,
    first_day,
    last_ended,
    month_of,
    period_of,
    week_of,
)


def day(text):
    return date.fromisoformat(text)


def period(since, until):
    return Period(day(since), day(until))


def the_day_before(one):
    return one - timedelta(days=1)


@pytest.mark.parametrize("text", ["2020-11-23", "2020-11-26", "2020-11-29"])
def test_a_week_runs_from_monday_to_sunday(text):
    assert week_of(day(text)) == period("2020-11-23", "2020-11-29")


def test_a_week_crosses_the_year():
    assert week_of(day("2021-01-01")) == period("2020-12-28", "2021-01-03")


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("2020-02-10", "2020-02-01", "2020-02-29"),
        ("2021-02-28", "2021-02-01", "2021-02-28"),
        ("2020-12-31", "2020-12-01", "2020-12-31"),
        ("2020-11-01", "2020-11-01", "2020-11-30"),
    ],
)
def test_a_month_has_its_own_last_day(text, since, until):
    assert month_of(day(text)) == period(since, until)


@pytest.mark.parametrize("kind", ["daily", "rectification", "fee_recovery"])
def test_a_daily_report_covers_its_day(kind):
    assert period_of(kind, day("2020-11-28")) == period("2020-11-28", "2020-11-28")


@pytest.mark.parametrize(
    ("kind", "text", "since", "until"),
    [
        ("weekly", "2020-11-30", "2020-11-23", "2020-11-29"),
        ("weekly", "2020-11-29", "2020-11-16", "2020-11-22"),
        ("monthly", "2020-12-01", "2020-11-01", "2020-11-30"),
        ("monthly", "2020-11-30", "2020-10-01", "2020-10-31"),
        ("monthly", "2021-01-31", "2020-12-01", "2020-12-31"),
    ],
)
def test_the_last_period_is_the_one_that_was_over_before_the_day(kind, text, since, until):
    assert last_ended(kind, day(text)) == period(since, until)


@pytest.mark.parametrize(
    ("kind", "since", "until", "compared_on", "week_on"),
    [
        ("daily", "2020-11-28", "2020-11-28", "2020-11-27", "2020-11-21"),
        ("weekly", "2020-11-23", "2020-11-29", "2020-11-22", "2020-11-15"),
        ("monthly", "2020-03-01", "2020-03-31", "2020-02-29", "2020-01-31"),
        ("round", "2020-10-09", "2020-10-18", "2020-10-08", "2020-09-28"),
        ("round", "2020-10-09", "2020-10-09", "2020-10-08", "2020-10-07"),
    ],
)
def test_a_report_is_compared_with_the_last_day_before_and_one_period_earlier(
    kind, since, until, compared_on, week_on
):
    found = compared_with(kind, period(since, until), the_day_before)

    assert found == (day(compared_on), day(week_on))


def test_what_happened_counts_on_the_days_of_each_period():
    monthly = first_day("monthly", period("2020-03-01", "2020-03-31"))
    in_round = first_day("round", period("2020-10-09", "2020-10-18"))

    assert monthly(day("2020-03-31")) == day("2020-03-01")
    assert monthly(day("2020-02-29")) == day("2020-02-01")
    assert in_round(day("2020-10-18")) == day("2020-10-09")
    assert in_round(day("2020-10-08")) == day("2020-09-29")


def test_a_period_does_not_end_before_it_begins():
    with pytest.raises(ValueError, match="before it begins"):
        period("2020-11-28", "2020-11-27")
