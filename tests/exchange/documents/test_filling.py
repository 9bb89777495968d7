"""Templates with gaps: what is missing is told at once, and nothing else is read into a text."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from airdefense.casework.workflow import NotPossible
from airdefense.exchange.documents.filling import GAP, Gap, Unfilled, fill, placeholders
from airdefense.exchange.documents.words import in_chinese

GAPS = {
    "unit": Gap("the unit", "the finding"),
    "deadline": Gap("the deadline", "the instrument"),
    "sum": Gap("the sum"),
}


@pytest.fixture
def missing():
    return Unfilled(GAPS)


def test_gaps_are_filled_with_what_they_name(missing):
    told = {"unit": "红塔区住建局", "deadline": "2020年12月31日"}

    text = fill("请{unit}于{deadline}前反馈，{unit}。", told, missing)

    assert text == "请红塔区住建局于2020年12月31日前反馈，红塔区住建局。"
    missing.refuse()


def test_placeholders_are_named_once_in_the_order_of_the_text():
    assert placeholders("{b}、{a}、{b}、{C}、{a b}、{}、{{a_1}}") == ("b", "a", "a_1")


def test_everything_missing_is_told_at_once_with_where_it_is_entered(missing):
    fill("{unit}于{deadline}前反馈{unit}。", {"unit": None, "deadline": " "}, missing)
    missing.need("sum", "")

    with pytest.raises(NotPossible) as refusal:
        missing.refuse()

    assert str(refusal.value) == (
        "The document cannot be made yet. Missing: the unit (enter it in: the finding); "
        "the deadline (enter it in: the instrument); the sum."
    )


def test_a_refusal_speaks_the_readers_language_whatever_the_documents_is():
    with translation.override("zh-hans"):
        missing = Unfilled({"unit": Gap("单位", "问题")})
    with in_chinese(), translation.override("en"):
        missing.need("unit", "")

    with pytest.raises(NotPossible, match="文书暂不能生成，缺少：单位（在“问题”中填写）。"):
        missing.refuse()


def test_a_zero_is_a_value(missing):
    assert missing.need("sum", 0) == "0"
    assert missing.names == []


def test_a_gap_outside_the_list_is_refused_by_name(missing):
    with pytest.raises(NotPossible) as refusal:
        fill("{unit}{password}", {"unit": "甲", "password": "x"}, missing)

    assert str(refusal.value) == (
        "There is no placeholder {password}. Known are: {unit}, {deadline}, {sum}."
    )


@pytest.mark.parametrize(
    "literal",
    [
        "{}",
        "{0}",
        "{unit.__class__}",
        "{unit!r}",
        "{unit:>9}",
        "{ unit }",
        "{Unit}",
        "{",
        "}",
        "%s",
    ],
)
def test_other_braces_are_characters_like_others(missing, literal):
    assert fill(f"甲{literal}乙", {"unit": "丙"}, missing) == f"甲{literal}乙"


def test_what_is_filled_in_is_never_read_again(missing):
    told = {"unit": "{deadline}", "deadline": "明天"}

    assert fill("{unit}", told, missing) == "{deadline}"


BRACES = st.text(alphabet=st.sampled_from("{}ab_1.!:unit 甲"), max_size=60)


@given(template=st.one_of(st.text(), BRACES), value=st.text(min_size=1))
def test_any_text_is_filled_whole_or_refused_in_words(template, value):
    missing = Unfilled({"unit": Gap("the unit"), "a": Gap("a"), "b": Gap("b")})
    told = dict.fromkeys(missing.gaps, value)

    try:
        text = fill(template, told, missing)
    except NotPossible:
        assert set(placeholders(template)) - set(missing.gaps)
        return

    parts = GAP.split(template)
    assert text == "".join(value if place % 2 else part for place, part in enumerate(parts))
    if not value.strip() and placeholders(template):
        with pytest.raises(NotPossible):
            missing.refuse()
    else:
        missing.refuse()
