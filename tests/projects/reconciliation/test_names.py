import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.reconciliation import names


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("云溪苑（一期）", "云溪苑1期"),
        ("云溪苑(I期)", "云溪苑第一期"),
        ("云溪苑Ⅱ期", "云溪苑 ２ 期"),
        ("云溪苑十二期", "云溪苑12期"),
        ("玉溪市红塔区云溪苑", "云溪苑"),
        ("云南省玉溪市通海县秀山路12号", "秀山路12号"),
        ("新平彝族傣族自治县人民医院", "人民医院"),
        ("云溪房地产开发有限责任公司", "云溪房地产有限公司"),
        ("ＡＢＣ广场", "abc广场"),
    ],
)
def test_two_spellings_of_one_name_are_equal(one, other):
    assert names.name(one) == names.name(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("云溪苑一期", "云溪苑二期"),
        ("红塔小区", "小区"),
        ("老城市场改造", "场改造"),
        ("大城市花园", "花园"),
        ("红塔区", ""),
    ],
)
def test_names_of_two_things_stay_different(one, other):
    assert names.name(one) != names.name(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("模许〔2019〕12号", "模许[2019]12 号"),
        ("建字第５３０４０２号", "建字530402号"),
        ("530402—2019", "530402-2019"),
    ],
)
def test_two_spellings_of_one_number_are_equal(one, other):
    assert names.number(one) == names.number(other)


def test_a_project_code_is_compared_without_its_hyphens():
    assert names.code("2019-530402-47-03-000123") == "201953040247030" + "00123"


def test_the_phase_is_read_from_the_name():
    assert [names.phase(names.name(text)) for text in ("云溪苑（二期）", "云溪苑")] == ["2", ""]


@given(st.text(max_size=30))
def test_no_text_breaks_the_normalisation(text):
    for normalise in (names.name, names.address, names.number, names.code):
        assert isinstance(normalise(text), str)


@given(st.text("建字模许第号〔〕（）[]－—-０１2019 ａBi期一二十", max_size=30))
def test_what_is_normal_stays_itself(text):
    assert names.number(names.number(text)) == names.number(text)
    assert names.code(names.code(text)) == names.code(text)
