"""Where titles break and how wide columns are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airdefense.exchange.documents.content import Table, clean
from airdefense.exchange.documents.layout import (
    BREAK,
    CELL_MM,
    TABLE_PT,
    TITLE_CHARACTERS,
    columns,
    ems,
    head_size,
    is_even,
    mm,
    signature_box,
    soft,
    title_lines,
)
from airdefense.exchange.documents.words import chinese_ordinal


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("督办函", ["督办函"]),
        (
            "关于红塔区住房和城乡建设局人防工程易地建设费追缴整改情况的督办函",
            ["关于红塔区住房和城乡建设局", "人防工程易地建设费追缴整改情况的督办函"],
        ),
        (
            "关于对《玉溪市人民防空工程建设管理办法》执行情况开展专项监督检查的通知",
            ["关于对《玉溪市人民防空工程建设管理办法》", "执行情况开展专项监督检查的通知"],
        ),
        ("第一行\n第二行", ["第一行", "第二行"]),
        ("Worksheet of the off-site construction fee", None),
    ],
)
def test_a_title_breaks_where_the_sense_allows(title, lines):
    assert title_lines(title) == (lines or [title])


WORDS = st.sampled_from(
    ["关于", "玉溪市", "住房和城乡建设局", "人防工程", "《办法》", "的", "、", "2020年", "通知"]
)


@given(st.lists(WORDS, min_size=1, max_size=18).map("".join))
def test_title_lines_hold_the_whole_title_and_fit(title):
    lines = title_lines(title)

    assert "".join(lines) == title
    assert max(map(ems, lines)) <= TITLE_CHARACTERS or len(lines) == 1
    assert all(line[0] not in "的、》" for line in lines[1:])


def test_lines_of_a_long_title_have_no_waist():
    lines = title_lines(
        "关于进一步做好玉溪市人民防空工程易地建设费征收管理突出问题专项治理和整改落实情况监督检查工作的通知"
    )

    lengths = list(map(ems, lines))
    assert len(lines) == 3
    assert not lengths[1] < min(lengths[0], lengths[2])


def a_table(**facts):
    rows = [("1", "杞麓湖商务中心" * 9, "123,456,789,012.00"), ("2", "名" * 500, "1.00")]
    return Table(("序号", "问题", "金额（元）"), rows, right=(2,), **facts)


@pytest.mark.parametrize("widths", [(), (52, 52, 52), (10, 140, 6)])
def test_columns_fill_the_type_area_and_hold_their_figures(widths):
    found = columns(a_table(widths=widths))

    assert sum(found) == pytest.approx(156, abs=0.05)
    assert found[2] >= mm("123,456,789,012.00") + CELL_MM - 0.05
    assert found[0] >= mm("序号") + CELL_MM - 0.05


@given(
    st.lists(st.tuples(*[st.text(alphabet="甲A1,.- ", max_size=90)] * 4), min_size=1, max_size=6)
)
def test_columns_of_any_texts_fill_the_type_area(rows):
    found = columns(Table(("甲", "乙", "丙", "丁"), rows, right=(3,)))

    assert sum(found) == pytest.approx(156, abs=0.05)
    assert min(found) > 0


@given(st.text(alphabet="甲乙AmW1.-", max_size=300), st.floats(min_value=12, max_value=156))
def test_softened_text_is_the_same_text_and_no_run_is_wider_than_its_cell(text, width):
    softened = soft(text, width)

    assert softened.replace(BREAK, "") == text
    room = (width - CELL_MM) / mm("甲", TABLE_PT)
    runs = [run for part in softened.split(BREAK) for run in part.replace("乙", "甲").split("甲")]
    assert all(ems(run) <= room or len(run) == 1 for run in runs)


def test_a_run_keeps_the_brackets_that_hold_it():
    rows = [("玉人防费核〔2020〕3号（2020-05-05）", "x")]

    narrow, _wide = columns(Table(("甲", "乙"), rows, widths=(5, 151)))

    assert narrow >= mm("（2020-05-05）") + CELL_MM - 0.05


def test_lines_are_even_unless_a_long_run_would_tear_them():
    assert is_even("共减免482,160.00元，依据计价格〔2000〕474号")
    assert not is_even("项目：玉溪市敬老院综合楼（XM-530400-0475）")


def test_letterhead_is_as_large_as_one_line_allows():
    assert head_size("玉溪市纪委文件") == 46
    assert head_size("中共玉溪市委巡察工作领导小组办公室文件") == pytest.approx(
        442.2 / 19, abs=0.05
    )


def test_name_stands_over_the_date_where_it_fits():
    assert signature_box("玉溪市纪委", "2020年11月30日") == pytest.approx(8 + 3 + 8 * 0.57)
    assert signature_box("玉溪市" * 6, "2020年11月30日") == 0


def test_headings_are_counted_in_chinese():
    numbers = [chinese_ordinal(number) for number in (1, 9, 10, 11, 20, 34, 99)]

    assert numbers == ["一", "九", "十", "十一", "二十", "三十四", "九十九"]


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("甲\x00乙\u200b\ufeff", "甲乙"),
        ("甲\r\n乙\u2028丙", "甲\n乙\n丙"),
        ("甲\t乙\u00a0丙　丁", "甲 乙 丙　丁"),
        ("\u202e甲\ufe0f", "甲"),
        ("plain", "plain"),
    ],
)
def test_what_has_no_shape_is_not_printed(typed, printed):
    assert clean(typed) == printed
