import pytest
from hypothesis import given
from hypothesis import strategies as st

from airdefense.reports.cells import SMALLEST_SHOWN, shown

REGIONS = [f"5304{n:02}" for n in range(10)]


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ({"a": 12, "b": 7, "c": 5}, set()),
        ({"a": 12, "b": 7, "c": 1}, {"b", "c"}),
        ({"a": 12, "b": 1, "c": 1}, {"b", "c"}),
        ({"a": 12, "b": 2, "c": 2}, {"a", "b", "c"}),
        ({"a": 12, "b": 0, "c": 0}, {"a", "b", "c"}),
        ({"a": 9, "b": 3, "c": 2, "d": 7}, {"b", "c"}),
    ],
)
def test_small_cells_are_hidden_with_others_where_the_total_would_tell(counts, hidden):
    assert {name for name, count in shown(counts).items() if count is None} == hidden


@given(st.dictionaries(st.sampled_from(REGIONS), st.integers(0, 8), min_size=2))
def test_no_hidden_small_cell_follows_from_the_total(counts):
    kept = shown(counts)
    hidden = [counts[name] for name, count in kept.items() if count is None]

    assert all(count is None or count >= SMALLEST_SHOWN for count in kept.values())
    assert len(hidden) != 1
    assert len(hidden) in (0, len(counts)) or sum(hidden) != len(hidden) * (SMALLEST_SHOWN - 1)
