"""What was read once is not read again, and means the same."""

from datetime import date
from types import SimpleNamespace

from hypothesis import given, settings
from hypothesis import strategies as st

from airdefense.exchange.importing.kinds import KINDS
from airdefense.exchange.importing.values import Reader

ON = date(2026, 11, 20)
PROJECTS = KINDS["projects"]
CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from(
        [0, 1, 1.0, 0.5, -1, 43617, "1", "１", "0", "是", "否", "无", " ", "住宅", "R1、R8", "R9"]
    ),
    st.sampled_from(["2019-06-01", "2019年6月", "12,3OO", "30万元", "1.2万㎡", "x" * 300]),
    st.sampled_from([{"broken": "#REF!", "is_formula": False}, {"broken": "", "is_formula": True}]),
)
KEYS = st.sampled_from(list(PROJECTS.by_key))
ROWS = st.lists(
    st.tuples(st.dictionaries(KEYS, CELLS), st.dictionaries(KEYS, st.text(max_size=5))), max_size=8
)


class Row(SimpleNamespace):
    def complain(self, key, code, **params):
        self.problems.append((key, code, params))


def row_of(cells, corrections):
    return Row(cells=cells, corrections=corrections, problems=[])


def told(row):
    """Values with their types, and problems."""
    return {key: (type(value), value) for key, value in row.values.items()}, row.problems


@settings(deadline=None)
@given(rows=ROWS, units=st.dictionaries(KEYS, st.sampled_from([1, 10_000])))
def test_a_reader_of_many_rows_answers_like_one_of_each_row(rows, units):
    reader = Reader(PROJECTS, ON)

    for cells, corrections in rows:
        row, alone = row_of(cells, corrections), row_of(cells, corrections)
        reader.read(row, units)
        Reader(PROJECTS, ON).read(alone, units)
        assert told(row) == told(alone)


def test_two_rows_with_one_list_of_codes_do_not_share_it():
    reader = Reader(PROJECTS, ON)
    first, second = row_of({"claims": "R1、R8"}, {}), row_of({"claims": "R1、R8"}, {})
    reader.read(first, {})
    reader.read(second, {})

    first.values["claims"].append("R2")

    assert second.values["claims"] == ["R1", "R8"]
