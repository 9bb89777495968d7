"""Which rate and which adjustment is in force on a day."""

from datetime import date
from decimal import Decimal

import pytest

from projects.tariff import Adjustment, NoRate, Rate, Tariff, overlaps

FIRST, LAST = date(2015, 1, 1), date(2020, 12, 31)


def rate(yuan, first, last=None, region="530402", grade="G6"):
    return Rate(region, grade, Decimal(yuan), first, last, f"示例价{yuan}号")


OLD = rate("800", date(2003, 1, 1), date(2014, 12, 31))
NEW = rate("1500", FIRST, LAST)
TARIFF = Tariff([NEW, OLD, rate("300", FIRST, grade="G6B")])


def price(on, region="530402", grade="G6", tariff=TARIFF):
    return tariff.rate(region, grade, on).yuan_per_sqm


@pytest.mark.parametrize(
    ("on", "yuan"),
    [
        (date(2003, 1, 1), 800),
        (date(2014, 12, 31), 800),
        (date(2015, 1, 1), 1500),
        (date(2020, 12, 31), 1500),
    ],
)
def test_a_rate_holds_from_its_first_day_to_its_last(on, yuan):
    assert price(on) == yuan


@pytest.mark.parametrize(
    ("region", "grade", "on"),
    [
        ("530402", "G6", date(2002, 12, 31)),
        ("530402", "G6", date(2021, 1, 1)),
        ("530402", "G6B", date(2014, 12, 31)),
        ("530423", "G6", FIRST),
    ],
)
def test_a_missing_rate_names_region_grade_and_day(region, grade, on):
    with pytest.raises(NoRate) as missing:
        price(on, region, grade)

    assert str(missing.value) == f"no rate for {region}, {grade} on {on}: add one with its document"


def test_a_rate_without_a_last_day_stays_in_force():
    assert price(date(2999, 1, 1), grade="G6B") == 300


def test_a_rate_is_not_stretched_over_a_gap():
    gappy = Tariff([rate("1", FIRST, FIRST), rate("2", date(2015, 1, 3))])

    with pytest.raises(NoRate):
        price(date(2015, 1, 2), tariff=gappy)


def adjustment(factor, first=FIRST, last=LAST, region=""):
    return Adjustment(Decimal(factor), first, last, "示例降费1号", region)


GENERAL = (adjustment("0.8"),)


def factor(on, region="530402", rows=GENERAL):
    found = Tariff([], rows).adjustment(region, on)
    return found and found.factor


def test_an_adjustment_holds_from_its_first_day_to_its_last():
    days = [date(2014, 12, 31), FIRST, LAST, date(2021, 1, 1)]

    assert [factor(on) for on in days] == [None, Decimal("0.8"), Decimal("0.8"), None]


def test_a_region_s_own_adjustment_goes_before_the_general_one():
    rows = [adjustment("0.8"), adjustment("0.5", last=FIRST, region="530402")]

    found = [
        factor(FIRST, rows=rows),
        factor(LAST, rows=rows),
        factor(FIRST, region="530423", rows=rows),
    ]

    assert found == [Decimal("0.5"), Decimal("0.8"), Decimal("0.8")]


def test_no_adjustment_is_none():
    assert factor(FIRST, rows=()) is None


def by_place(rate):
    return rate.region, rate.grade


@pytest.mark.parametrize(
    ("first", "second", "share_a_day"),
    [
        ((FIRST, LAST), (date(2021, 1, 1), None), False),
        ((FIRST, LAST), (LAST, None), True),
        ((FIRST, None), (date(2999, 1, 1), None), True),
        ((FIRST, FIRST), (FIRST, None), True),
    ],
)
def test_periods_overlap_when_they_share_a_day(first, second, share_a_day):
    rows = [rate("1", *first), rate("2", *second)]

    assert overlaps(rows, by_place) == ([tuple(rows)] if share_a_day else [])


def test_rates_are_put_in_order_before_they_are_compared():
    later, earlier = rate("2", LAST), rate("1", FIRST, LAST)

    assert overlaps([later, earlier], by_place) == [(earlier, later)]


def test_periods_of_other_regions_and_grades_do_not_overlap():
    rows = [rate("1", FIRST), rate("2", FIRST, region="530423"), rate("3", FIRST, grade="G6B")]

    assert overlaps(rows, by_place) == []
