"""The page of an official document: GB/T 9704-2012."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from airdefense.exchange.official import OfficialDocument

AT = datetime(2026, 11, 22, 2, 30, tzinfo=UTC)


@pytest.fixture
def written():
    document = OfficialDocument("测算单", author="张某", written_at=AT, identifier="20261122-A1")
    document.heading("一、基本情况")
    document.line("项目：杞麓湖\x00商务中心")
    document.table(["步骤", "结果"], [("", [["应建面积", "860.00 ㎡"]])], [100, 50], right={1})
    document.table(["步骤", "结果"], [("依法测算", [["甲", "1"]]), ("核定", [])], [100, 50])
    file = BytesIO()
    document.save(file)
    return Document(file)


def mm(length):
    return round(length / Mm(1), 1)


def fonts(paragraph):
    run = paragraph.runs[0]
    return run._r.rPr.rFonts.get(qn("w:eastAsia")), run.font.size


def test_paper_and_margins(written):
    (section,) = written.sections

    sizes = (section.page_width, section.page_height, section.top_margin, section.bottom_margin)
    assert [mm(size) for size in sizes] == [210.0, 297.0, 37.0, 35.0]
    assert [mm(section.left_margin), mm(section.right_margin)] == [28.0, 26.0]


def test_type_area_holds_22_lines_of_28_characters(written):
    (section,) = written.sections
    height = section.page_height - section.top_margin - section.bottom_margin
    width = section.page_width - section.left_margin - section.right_margin
    pitch = written.styles["Normal"].paragraph_format.line_spacing

    # The last line needs no pitch below its characters; 28 characters overhang by half of one.
    assert (round(height / pitch), round(width / Pt(16))) == (22, 28)


def test_fonts_of_title_heading_and_text(written):
    title, heading, text = written.paragraphs

    assert [fonts(title), fonts(heading), fonts(text)] == [
        ("方正小标宋简体", Pt(22)),
        ("黑体", Pt(16)),
        ("仿宋_GB2312", Pt(16)),
    ]
    assert title.alignment == WD_ALIGN_PARAGRAPH.CENTER
    assert text.paragraph_format.first_line_indent == Pt(32)


def test_page_number_stands_right_on_odd_and_left_on_even_pages(written):
    (section,) = written.sections
    footers = [footer.paragraphs[0] for footer in (section.footer, section.even_page_footer)]

    assert written.settings.odd_and_even_pages_header_footer
    assert [paragraph.alignment for paragraph in footers] == [
        WD_ALIGN_PARAGRAPH.RIGHT,
        WD_ALIGN_PARAGRAPH.LEFT,
    ]
    assert [p._p.xpath("string(.)") for p in footers] == ["— PAGE —", "— PAGE —"]


def test_head_of_a_table_repeats_and_its_rows_stay_whole(written):
    table = written.tables[0]

    head, row = (row._tr.trPr for row in table.rows)
    assert (head.find(qn("w:tblHeader")) is not None, row.find(qn("w:cantSplit")) is not None) == (
        True,
        True,
    )
    assert table.rows[1].cells[1].paragraphs[0].alignment == WD_ALIGN_PARAGRAPH.RIGHT


def test_title_of_a_group_of_rows_spans_the_table(written):
    table = written.tables[1]

    spans = [len({cell._tc for cell in row.cells}) for row in table.rows]
    assert ([row.cells[0].text for row in table.rows], spans) == (
        ["步骤", "依法测算", "甲", "核定"],
        [2, 1, 2, 1],
    )


def test_what_xml_cannot_hold_is_left_out(written):
    assert written.paragraphs[2].text == "项目：杞麓湖商务中心"


def test_file_says_who_wrote_it_and_by_which_number(written):
    about = written.core_properties

    assert (about.title, about.author, about.identifier, about.comments) == (
        "测算单",
        "张某",
        "20261122-A1",
        "",
    )
