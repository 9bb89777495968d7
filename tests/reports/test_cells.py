from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airdefense.reports.cells import (
    LEFT_OUT,
    SMALLEST_SHOWN,
    cell_text,
    is_exact,
    total_text,
)

COUNTIES = st.lists(st.integers(0, 9), min_size=1, max_size=5)


def meant_by(text, highest=12):
    """The counts that somebody who knows the rules takes a text for."""
    return [count for count in range(highest) if cell_text(count) == text]


def fitting(counts):
    """Every way to fill a table of counties that tells what this one tells."""
    cells, total = [cell_text(count) for count in counts], total_text(counts)
    ways = product(*(meant_by(text) for text in cells))
    return [way for way in ways if total_text(way) == total]


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "<3"), (2, "<3"), (3, "3+"), (5, "3+"), (6, "6+"), (68, "66+"), (1205, "1,203+")],
)
def test_a_count_of_a_county_is_told_by_its_step(count, text):
    assert cell_text(count) == text


@pytest.mark.parametrize(
    ("counts", "text"),
    [
        ([12, 7, 5], "24"),
        ([12, 7, 1], "20"),
        ([1, 1, 0], "<3"),
        ([0, 0, 0], "<3"),
        ([3, 0], LEFT_OUT),
        ([5, 2], LEFT_OUT),
        ([9, 3, 6], "18"),
        ([7], "6+"),
        ([2], "<3"),
    ],
)
def test_a_sum_is_exact_unless_it_is_small_or_tells_a_county(counts, text):
    assert (total_text(counts), is_exact(counts)) == (text, text.isdigit())


@given(COUNTIES)
def test_no_small_count_follows_from_the_table_of_a_day(counts):
    """Whoever knows the rules and adds up all that is told is left with a choice."""
    ways = fitting(counts)

    assert tuple(counts) in ways
    for place, count in enumerate(counts):
        if count < SMALLEST_SHOWN:
            assert len({way[place] for way in ways}) > 1


@given(COUNTIES, st.data())
def test_no_small_count_follows_from_two_days_and_their_difference(before, data):
    """Neighbouring days, each by itself, and the difference of the sums where it is told."""
    after = data.draw(st.lists(st.integers(0, 9), min_size=len(before), max_size=len(before)))
    is_told = is_exact(before) and is_exact(after)
    change = sum(after) - sum(before)

    pairs = [
        (one, two)
        for one, two in product(fitting(before), fitting(after))
        if not is_told or sum(two) - sum(one) == change
    ]

    for which, counts in enumerate((before, after)):
        for place, count in enumerate(counts):
            if count < SMALLEST_SHOWN:
                assert len({pair[which][place] for pair in pairs}) > 1


@given(st.integers(0, 30), st.integers(0, 30))
def test_a_count_made_of_two_others_tells_neither(disposed, in_hand):
    """Received is disposed and in hand: three figures of one county, each told by its step."""
    told = (cell_text(disposed), cell_text(in_hand), cell_text(disposed + in_hand))

    ways = [
        (one, two)
        for one, two in product(meant_by(told[0], 40), meant_by(told[1], 40))
        if cell_text(one + two) == told[2]
    ]

    for place, count in enumerate((disposed, in_hand)):
        if count < SMALLEST_SHOWN:
            assert len({way[place] for way in ways}) > 1
