"""The closed list R1–R8: each the day before, of and after its change; the largest counts."""

from datetime import date
from decimal import Decimal

import pytest

from projects.reductions import CODES, REDUCTIONS, lawful
from tests.projects.rules.building_blocks import day

HALF, ALL, NOTHING = Decimal("0.5"), Decimal(1), None


def share(*claims, on, is_rebuild=False, is_area_increased=False):
    found = lawful(claims, on, is_rebuild=is_rebuild, is_area_increased=is_area_increased)
    return found and found.share


@pytest.mark.parametrize(
    ("claim", "on", "expected"),
    [
        ("R1", "2003-01-01", HALF),
        ("R1", "2007-08-06", HALF),
        ("R1", "2007-08-07", ALL),
        ("R1", "2026-01-01", ALL),
        ("R2", "2003-01-01", HALF),
        ("R2", "2026-01-01", HALF),
        ("R3", "2003-01-01", ALL),
        ("R3", "2026-01-01", ALL),
        ("R4", "2003-01-01", ALL),
        ("R4", "2026-01-01", ALL),
        ("R5N", "2014-12-31", NOTHING),
        ("R5N", "2015-01-01", ALL),
        ("R5N", "2026-01-01", ALL),
        ("R5P", "2014-12-31", NOTHING),
        ("R5P", "2015-01-01", HALF),
        ("R5P", "2026-01-01", HALF),
        ("R6", "2019-06-30", NOTHING),
        ("R6", "2019-07-01", ALL),
        ("R6", "2026-01-01", ALL),
        ("R7", "2019-05-31", NOTHING),
        ("R7", "2019-06-01", ALL),
        ("R7", "2025-12-31", ALL),
        ("R7", "2026-01-01", NOTHING),
        ("R8", "2003-01-01", ALL),
        ("R8", "2026-01-01", ALL),
    ],
)
def test_ground_counts_from_its_first_day_to_its_last(claim, on, expected):
    assert share(claim, on=day(on)) == expected


ON = date(2019, 7, 1)


def test_the_largest_ground_counts_and_none_is_stacked():
    assert (share("R2", "R5P", on=ON), share("R2", "R4", on=ON)) == (HALF, ALL)


def test_a_ground_that_has_ended_leaves_the_others():
    assert share("R7", "R2", on=date(2026, 1, 1)) == HALF


@pytest.mark.parametrize(
    ("is_rebuild", "is_area_increased", "expected"),
    [(True, False, ALL), (True, True, NOTHING), (False, True, ALL), (False, False, ALL)],
)
def test_a_rebuild_that_grows_loses_its_exemption(is_rebuild, is_area_increased, expected):
    found = share("R3", on=ON, is_rebuild=is_rebuild, is_area_increased=is_area_increased)

    assert found == expected


def test_growth_takes_no_other_ground():
    assert share("R3", "R2", on=ON, is_rebuild=True, is_area_increased=True) == HALF


def test_whatever_is_not_in_the_list_reduces_nothing():
    assert (share("招商引资", on=ON), share(on=ON)) == (NOTHING, NOTHING)


def test_the_list_is_closed_and_every_ground_cited():
    assert CODES == ("R1", "R2", "R3", "R4", "R5N", "R5P", "R6", "R7", "R8")
    assert all(reduction.title and reduction.basis for reduction in REDUCTIONS)


def test_no_ground_has_two_effects_on_one_day():
    days = [date(2007, 8, 6), date(2007, 8, 7), date(2014, 12, 31), date(2019, 6, 1), ON]

    valid = [[r.code for r in REDUCTIONS if r.is_valid(on)] for on in days]

    assert all(len(codes) == len(set(codes)) for codes in valid)
