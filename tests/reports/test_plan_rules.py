"""The plan between its marks is a line."""

from datetime import date
from decimal import Decimal

import pytest

from airdefense.reports.planning.rules import ONE, planned

MARKS = [
    (date(2020, 12, 31), Decimal("300.00")),
    (date(2020, 11, 1), Decimal("0.00")),
    (date(2020, 12, 1), Decimal("100.00")),
]


@pytest.mark.parametrize(
    ("day", "value"),
    [
        (date(2020, 10, 31), None),
        (date(2020, 11, 1), Decimal("0.00")),
        (date(2020, 11, 2), Decimal("3.33")),
        (date(2020, 11, 16), Decimal("50.00")),
        (date(2020, 12, 1), Decimal("100.00")),
        (date(2020, 12, 16), Decimal("200.00")),
        (date(2020, 12, 31), Decimal("300.00")),
        (date(2021, 5, 1), Decimal("300.00")),
    ],
)
def test_between_two_marks_the_plan_is_a_line(day, value):
    assert planned(MARKS, day) == value


def test_counts_are_planned_whole():
    assert planned(MARKS, date(2020, 11, 2), ONE) == Decimal(3)
    assert planned(
        [(date(2020, 11, 1), Decimal(0)), (date(2020, 11, 3), Decimal(1))], date(2020, 11, 2), ONE
    ) == Decimal(1)


def test_without_marks_nothing_is_planned():
    assert planned([], date(2020, 11, 2)) is None
