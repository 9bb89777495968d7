"""What people write into cells, and what it means."""

import unicodedata
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airdefense.exchange.importing import normalise
from airdefense.exchange.importing.normalise import Broken, Faulty
from airdefense.exchange.importing.problems import SENTENCES

MONEY, AREA = normalise.MONEY_UNITS, normalise.AREA_UNITS
YUAN_WAN = Decimal(10_000)


def outcome(read, *args, **kwargs):
    """The value, or the code of the sentence."""
    try:
        return read(*args, **kwargs)
    except Faulty as faulty:
        return faulty.code


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("1234.50", "1234.50"),
        ("1,234.50元", "1234.50"),
        ("１２,３４５.６０元", "12345.60"),
        ("12.3万元", "123000.00"),
        ("¥1,000", "1000.00"),
        ("人民币500元整", "500.00"),
        ("12 000", "12000.00"),
        (" 7\u200b ", "7.00"),
        (1234.5, "1234.50"),
        (0.1 + 0.2, "0.30"),
        (12345.678, "12345.68"),
        ("—", None),
        ("无", None),
        ("", None),
        (None, None),
    ],
)
def test_amounts_are_read_as_they_are_meant(cell, expected):
    assert normalise.amount(cell, units=MONEY) == (expected and Decimal(expected))


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("12,3OO", "letter_o"),
        ("l2345", "letter_l"),
        ("12,34", "wrong_grouping"),
        ("1.234.5", "wrong_grouping"),
        ("12 34", "wrong_grouping"),
        ("abc", "not_number"),
        ("12 people", "not_number"),
        ("12.345", "too_precise"),
        ("-5", "negative"),
        ("(1,234.50)", "negative"),
        (-5, "negative"),
        (True, "not_number"),
        (date(2020, 1, 5), "not_number"),
        (1e300, "too_large"),
        ("9" * 500, "too_large"),
        (Broken("#REF!"), "excel_error"),
        (Broken("", is_formula=True), "formula_never_run"),
    ],
)
def test_amounts_that_cannot_be_meant_get_a_sentence(cell, code):
    assert outcome(normalise.amount, cell, units=MONEY) == code


def test_the_unit_of_the_head_counts_unless_the_cell_names_its_own():
    def read(cell):
        return normalise.amount(cell, units=MONEY, factor=YUAN_WAN)

    assert [read("1.5"), read(1.5), read("15000元"), read("1.5万元")] == [Decimal(15_000)] * 4


def test_areas_know_their_units():
    assert normalise.amount("1.2万㎡", units=AREA) == Decimal(12_000)
    assert normalise.amount("860.5平方米", units=AREA) == Decimal("860.5")
    assert outcome(normalise.amount, "860元", units=AREA) == "not_number"


@pytest.mark.parametrize(
    "cell",
    [
        *("2020-1-5", "2020/1/5", "2020.01.05", "2020年1月5日", "20200105", "２０２０-０１-０５"),
        *("2020-01-05 00:00:00", 20200105, 43835, 43835.0, "43835"),
        *(date(2020, 1, 5), datetime(2020, 1, 5, 13, 30)),  # noqa: DTZ001
    ],
)
def test_days_are_read_in_every_usual_spelling(cell):
    assert normalise.day(cell) == date(2020, 1, 5)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("2020-13-01", "no_such_day"),
        ("20200230", "no_such_day"),
        ("2020年1月", "day_incomplete"),
        ("2020", "day_incomplete"),
        ("202001", "day_incomplete"),
        ("1/5/2020", "not_day"),
        ("2O20-01-05", "letter_o"),
        ("soon", "not_day"),
        (True, "not_day"),
        (7, "not_day"),
        ("1900-01-01", "too_early"),
        ("2027-01-01", "in_future"),
        (Broken("#N/A"), "excel_error"),
    ],
)
def test_days_that_do_not_exist_get_a_sentence(cell, code):
    assert outcome(normalise.day, cell, latest=date(2026, 11, 22)) == code


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("91530400MA6K12345X", "91530400MA6K12345X"),
        ("９１５３０４００ＭＡ６Ｋ１２３４５Ｘ", "91530400MA6K12345X"),
        (" 9153 0400 MA6K12345X ", "91530400MA6K12345X"),
        ("'007", "007"),
        (123.0, "123"),
        (123, "123"),
        (None, None),
    ],
)
def test_codes_stay_text(cell, expected):
    assert normalise.code(cell, most=18) == expected


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (9.15304e17, "digits_lost"),
        ("9.15304E+17", "digits_lost"),
        (12.5, "not_code"),
        (-3, "not_code"),
        (date(2020, 1, 5), "not_code"),
        ("123", "wrong_length"),
    ],
)
def test_codes_that_lost_their_digits_are_errors_and_no_values(cell, code):
    assert outcome(normalise.code, cell, most=18, digits=18) == code


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        *(("是", True), ("√", True), ("Y", True), (1, True), (True, True), ("否", False)),
        *(("×", False), (0, False), ("no", False), ("", None), ("maybe", "not_yes_no")),
    ],
)
def test_yes_and_no_have_many_words(cell, expected):
    assert outcome(normalise.yes_no, cell) == expected


def test_choices_are_found_by_code_or_words_whatever_their_width():
    known = {"g6": "G6", "6级": "G6", "g6b": "G6B"}

    assert [normalise.choice(cell, known) for cell in ("G6", "６级", " g6b ", None)] == [
        *("G6", "G6", "G6B"),
        None,
    ]
    assert normalise.choices("6级、G6B, g6", known) == ["G6", "G6B"]
    assert outcome(normalise.choice, "7级", known) == "no_choice"


def test_text_keeps_what_its_writer_chose_and_loses_what_nobody_sees():
    assert normalise.text("  玉溪Ａ小区（一期）\ufeff\x07 ", most=100) == "玉溪Ａ小区（一期）"
    assert normalise.text(12.0, most=10) == "12"
    assert outcome(normalise.text, "long", most=3) == "too_long"


CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.datetimes(),
    st.text(),
    st.text("0123456789.,-/年月日万元OoIl() ￥％Ｅ+E", max_size=20),
    st.builds(Broken, st.text(max_size=8), st.booleans()),
)
READERS = (
    lambda cell: normalise.amount(cell, units=MONEY),
    lambda cell: normalise.amount(cell, units=AREA, factor=YUAN_WAN),
    normalise.whole,
    lambda cell: normalise.day(cell, latest=date(2026, 11, 22)),
    lambda cell: normalise.code(cell, most=18),
    lambda cell: normalise.text(cell, most=50),
    normalise.yes_no,
    lambda cell: normalise.choice(cell, {"a": "A"}),
    lambda cell: normalise.choices(cell, {"a": "A"}),
)


def told(read, cell):
    """What a reader says of a cell in words; "" for a value."""
    try:
        read(cell)
    except Faulty as faulty:
        sentence = SENTENCES[faulty.code]
        return str(sentence.found) % faulty.params + str(sentence.expected) % faulty.params
    return ""


@given(CELLS)
def test_any_cell_is_a_value_or_a_declared_sentence(cell):
    assert all("%(" not in told(read, cell) for read in READERS)


@given(st.decimals(0, 999_999_999_999, places=2))
def test_an_amount_written_by_us_is_read_as_itself(value):
    for words in (f"{value}", f"{value:,}元", f"{value:,}"):
        assert normalise.amount(words, units=MONEY) == value


@given(st.dates(date(1950, 1, 1), date(2090, 1, 1)))
def test_a_day_written_by_us_is_read_as_itself(value):
    for words in (
        f"{value:%Y-%m-%d}",
        f"{value.year}年{value.month}月{value.day}日",
        f"{value:%Y%m%d}",
    ):
        assert normalise.day(words) == value


SIGNS = st.text(
    st.one_of(
        st.sampled_from(" \t\r\n\x00\x1f\x7f\xad\u200b\u200f\u2060\ufeff\u3000\xa0\u2028一Ａ１㎡"),
        st.characters(codec="utf-8"),
    ),
    max_size=8,
)


@given(SIGNS)
def test_the_short_way_to_visible_and_half_width_text_leads_to_the_same(text):
    clean = text.translate(normalise.INVISIBLE)
    clean = clean.replace("\r\n", "\n").replace("\r", "\n").strip()

    assert normalise.visible(text) == clean
    assert normalise.half_width(text) == unicodedata.normalize("NFKC", clean).strip()
    assert normalise.is_blank(text) == (not clean)
