"""Over random histories of a city: a number is what its rows add up to, split and whole, on every
day, and what happens later changes nothing that was reported.

Examples are drawn anew at every run; with CI set, hypothesis draws the same ones every time.
"""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from airdefense.reports.figures import FIGURES, Figure, percent
from tests.worlds.settled import settle
from tests.worlds.world import DAY, World, history

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SEEDS = st.integers(min_value=0, max_value=2**32)
LENGTH, CUT = 150, 120
QUICKLY = settings(
    max_examples=3, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True
)
FIGURES_OF_ROWS = {code: one for code, one in FIGURES.items() if isinstance(one, Figure)}
RATIOS = {code: one for code, one in FIGURES.items() if one.is_ratio}


@pytest.fixture(scope="module")
def city(django_db_setup, django_db_blocker):
    """The city before anything happened, made once."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield settle()
        transaction.set_rollback(True)


def taken(day, scope=None):
    """Every figure of rows on that day: code → its rows as they are frozen."""
    return {code: one.each(day, scope=scope) for code, one in FIGURES_OF_ROWS.items()}


def sums(rows, is_money):
    """What rows add up to, and by region key."""
    totals = defaultdict(Decimal if is_money else int)
    for _key, region, *amount in rows:
        totals[region] += amount[0] if amount else 1
    return totals


@QUICKLY
@given(seed=SEEDS)
def test_every_number_of_every_day_is_what_its_rows_add_up_to(city, seed):
    with transaction.atomic():
        world, acts = World(city), history(seed, LENGTH)
        for act in acts[:CUT]:
            world.act(*act)
        reported_on = world.today
        before = taken(reported_on)
        world.now += DAY
        for act in acts[CUT:]:
            world.act(*act)

        assert taken(reported_on) == before
        for day in (reported_on, world.today):
            check_numbers(city, day)
            check_invariants(day)
        check_after_the_last_day(world)
        transaction.set_rollback(True)


def check_numbers(city, day):
    """Value, split and scope of every figure are the sums of the same rows."""
    homes = [region.home for region in city.regions]
    for code, figure in FIGURES_OF_ROWS.items():
        rows = figure.each(day)
        totals = sums(rows, figure.is_money)
        value, split = figure.value(day), figure.by_region(day)

        assert len({key for key, *_rest in rows}) == len(rows), code
        assert value == sum(totals.values()), code
        assert sum(split.values()) == value, code
        assert {home.code for home in homes} <= split.keys(), code
        assert {c: n for c, n in split.items() if n} == {
            home.code: totals[home.pk] for home in homes if totals[home.pk]
        }, code
        for home in homes:
            below = [one.pk for one in homes if one.path.startswith(home.path)]
            assert figure.value(day, scope=home) == sum(totals[pk] for pk in below), code
    for code, ratio in RATIOS.items():
        top, bottom = FIGURES[ratio.numerator].value(day), FIGURES[ratio.denominator].value(day)
        assert ratio.value(day) == percent(top, bottom), code


def keys(code, day):
    return {key for key, *_rest in FIGURES[code].each(day)}


def check_invariants(day):
    """What must hold between figures (domain §5.2), or a warning names the rows."""
    value = {code: one.value(day) for code, one in FIGURES_OF_ROWS.items()}

    assert keys("M08", day) <= keys("M07", day)
    assert keys("M11a", day) <= keys("M10", day)
    assert keys("M08", day).isdisjoint(keys("W05", day))
    assert value["M13"] <= value["M12"] or value["W04"]
    assert value["S06"] >= value["M12"] - value["M13"]
    assert (value["S06"] == value["M12"] - value["M13"]) == (not value["W04"])
    assert keys("M16", day) | keys("M17", day) == keys("M15", day)
    assert keys("M16", day).isdisjoint(keys("M17", day))
    assert keys("M18", day) <= keys("M17", day)
    assert value["M19"] - value["W01"] >= value["M20"] or value["M20"] <= value["M19"]
    assert keys("M21", day).isdisjoint(keys("M22", day))
    assert keys("W02", day) <= keys("M21", day)
    assert value["M21"] <= value["M20"] + value["W02"]
    assert value["M23"] <= value["M20"] + value["W03"]
    assert keys("M25b", day) | keys("M25c", day) <= keys("M25a", day)


def check_after_the_last_day(world):
    """When nothing more happens, what was done stays; only what runs out of time moves on."""
    later = world.today + timedelta(days=400)
    for code in ("M01", "M02", "M03", "M05", "M07", "M08", "M12", "M13", "S06", "M19", "M25a"):
        assert FIGURES[code].each(later) == FIGURES[code].each(world.today), code
