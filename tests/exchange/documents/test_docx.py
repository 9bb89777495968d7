"""A document as .docx, opened again: every word, and the page of GB/T 9704-2012."""

from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZipFile

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from airdefense.exchange.documents.content import Document, Heading, Paragraph, Table
from airdefense.exchange.documents.docx import write_docx

AT = datetime(2026, 11, 22, 2, 30, tzinfo=UTC)


def read(document):
    return docx.Document(BytesIO(write_docx(document)))


@pytest.fixture
def written():
    tables = [
        Table(("步骤", "结果"), [("应建面积", "860.00 ㎡")], widths=(100, 50), right={1}),
        Table(
            ("步骤", "结果"), groups=[("依法测算", [("甲", "1")]), ("核定", [])], widths=(100, 50)
        ),
    ]
    blocks = (Heading("一、基本情况"), Paragraph("项目：杞麓湖\x00商务\u200b中心"), *tables)
    document = Document("测算单", blocks, author="张某", written_at=AT, identifier="20261122-A1")
    return read(document)


@pytest.fixture
def sent(letter):
    return read(letter)


def mm(length):
    return round(length / Mm(1), 1)


def fonts(paragraph):
    run = paragraph.runs[0]
    return run._r.rPr.rFonts.get(qn("w:eastAsia")), run.font.size


def saying(document, words):
    return next(p for p in document.paragraphs if words in p.text)


def rules(element):
    """Side, eighths of a point and distance of the rules beside a paragraph or a table."""
    lines = element.iter(*(qn(f"w:{side}") for side in ("top", "bottom", "insideH")))
    return [
        (line.tag.rpartition("}")[2], line.get(qn("w:sz")), line.get(qn("w:space")))
        for line in lines
        if line.get(qn("w:sz"))
    ]


def test_paper_and_margins(written):
    (section,) = written.sections

    sizes = (section.page_width, section.page_height, section.top_margin, section.bottom_margin)
    assert [mm(size) for size in sizes] == [210.0, 297.0, 37.0, 35.0]
    assert [mm(section.left_margin), mm(section.right_margin)] == [28.0, 26.0]


def test_type_area_holds_22_lines_of_28_characters(written):
    (section,) = written.sections
    grid = section._sectPr.find(qn("w:docGrid"))
    height = section.page_height - section.top_margin - section.bottom_margin
    width = section.page_width - section.left_margin - section.right_margin
    pitch = written.styles["Normal"].paragraph_format.line_spacing
    character = Pt(16 + int(grid.get(qn("w:charSpace"))) / 4096)

    # The last line needs no pitch below its characters.
    assert ((height + pitch - Pt(16)) // pitch, width // character) == (22, 28)
    assert (grid.get(qn("w:type")), grid.get(qn("w:linePitch"))) == ("linesAndChars", "580")


def test_fonts_of_title_heading_and_text(written):
    title, heading, text = written.paragraphs[:3]

    assert [fonts(title), fonts(heading), fonts(text)] == [
        ("方正小标宋简体", Pt(22)),
        ("黑体", Pt(16)),
        ("仿宋_GB2312", Pt(16)),
    ]
    assert title.alignment == WD_ALIGN_PARAGRAPH.CENTER
    assert text.paragraph_format.first_line_indent == Pt(32)


def test_fonts_are_named_as_the_settings_say(settings, letter):
    settings.DOC_FONTS = {**settings.DOC_FONTS, "kai": "方正楷体_GBK"}

    sent = read(letter)

    assert fonts(saying(sent, "（一）应缴未缴")) == ("方正楷体_GBK", Pt(16))
    assert not [
        name for name in ZipFile(BytesIO(write_docx(letter))).namelist() if "/fonts" in name
    ]


def test_page_number_stands_right_on_odd_and_left_on_even_pages(sent):
    (section,) = sent.sections
    feet = [footer.paragraphs[0] for footer in (section.footer, section.even_page_footer)]

    assert sent.settings.odd_and_even_pages_header_footer
    assert [foot._p.xpath("string(.)") for foot in feet] == [
        "20201130-TRACE— PAGE —",
        "— PAGE —20201130-TRACE",
    ]
    (stop,) = feet[0].paragraph_format.tab_stops
    assert (mm(stop.position), mm(feet[1].paragraph_format.left_indent)) == (151.1, 4.9)


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


def test_what_cannot_be_printed_is_left_out(written):
    assert written.paragraphs[2].text == "项目：杞麓湖商务中心"


def test_file_says_who_wrote_it_and_by_which_number(written):
    about = written.core_properties

    assert (about.title, about.author, about.identifier, about.comments) == (
        "测算单",
        "张某",
        "20261122-A1",
        "",
    )


def test_every_word_of_a_letter_is_in_it_once(sent):
    cells = [cell.text for table in sent.tables for row in table.rows for cell in row.cells]
    lines = [paragraph.text.replace("\n", "") for paragraph in sent.paragraphs]

    expected = [
        "中共玉溪市纪律检查委员会文件",
        "玉纪督〔2020〕12号",
        "关于红塔区住房和城乡建设局人防工程易地建设费追缴整改情况的督办函",
        "红塔区住房和城乡建设局：",
        "附件：1.逾期问题清单",
        "2.整改要求",
        "中共玉溪市纪律检查委员会",
        "2020年11月30日",
    ]
    assert [words for words in expected if lines.count(words) != 1] == []
    expected = ["387,000.00", "123,456,789,012.00", "主办人：", "李某", "组长：", "年　　月　　日"]
    assert [words for words in expected if cells.count(words) != 1] == []
    assert cells[-2:] == [
        "抄送：市委巡察办，市住房和城乡建设局。",
        "中共玉溪市纪委办公室\t2020年12月1日印发",
    ]
    assert "None" not in "".join(lines + cells)


def test_letterhead_is_red_and_stands_35_mm_below_the_type_areas_edge(sent):
    head = sent.paragraphs[0]

    assert head.runs[0].font.color.rgb == RGBColor(0xD9, 0x00, 0x1B)
    assert (mm(head.paragraph_format.space_before), head.runs[0].font.size) == (35.0, Pt(31.5))


def test_red_rule_stands_4_mm_below_the_centred_number(sent):
    number = sent.paragraphs[1]

    assert number.alignment == WD_ALIGN_PARAGRAPH.CENTER
    assert rules(number._p.pPr) == [("bottom", "12", "11")]
    # 11 points are 3.9 mm, and Word takes whole points.
    assert mm(Pt(11)) == 3.9


def test_number_of_an_upward_document_stands_left_and_its_signatory_right():
    sent = read(
        Document("报告", (), head="玉溪市人防办", number="玉人防〔2020〕3号", signatory="王某")
    )

    number = sent.paragraphs[1]
    (stop,) = number.paragraph_format.tab_stops
    assert number.text == "玉人防〔2020〕3号\t签发人：王某"
    assert (number.alignment, mm(stop.position)) == (WD_ALIGN_PARAGRAPH.JUSTIFY, 150.4)


def test_name_stands_centred_over_the_date_which_ends_four_characters_from_the_edge(sent):
    name = next(p for p in sent.paragraphs[2:] if p.text == "中共玉溪市纪律检查委员会")
    day = saying(sent, "2020年11月30日")

    assert [p.alignment for p in (name, day)] == [WD_ALIGN_PARAGRAPH.CENTER] * 2
    assert name.paragraph_format.left_indent == day.paragraph_format.left_indent
    box = Mm(156) - name.paragraph_format.left_indent
    width_of_day = Pt(16) * (3 + 8 * 0.57)
    assert abs((box - width_of_day) / 2 - 4 * Pt(16)) < Pt(0.1)


def test_a_name_too_long_for_that_ends_at_the_edge():
    name = "玉溪市人民防空办公室玉溪市住房和城乡建设局玉溪市财政局"
    sent = read(Document("通知", (), signed_by=name, signed_on=AT.date()))

    *_rest, signature, day = sent.paragraphs
    assert [p.alignment for p in (signature, day)] == [WD_ALIGN_PARAGRAPH.RIGHT] * 2
    assert day.paragraph_format.right_indent == 4 * Pt(16)


def test_imprint_floats_at_the_foot_between_its_rules(sent):
    imprint = sent.tables[-1]

    place = imprint._tbl.tblPr.find(qn("w:tblpPr"))
    assert (place.get(qn("w:vertAnchor")), place.get(qn("w:tblpYSpec"))) == ("margin", "bottom")
    assert rules(imprint._tbl.tblPr) == [
        ("top", "8", "0"),
        ("bottom", "8", "0"),
        ("insideH", "6", "0"),
    ]


def test_demonstration_data_are_marked_on_every_page(sent, written):
    (section,), (plain,) = sent.sections, written.sections

    heads = (section.header, section.even_page_header)
    assert [head.paragraphs[0].text for head in heads] == ["模拟数据", "模拟数据"]
    assert plain.header.paragraphs[0].text == ""


def test_the_same_description_gives_the_same_words_and_moments(letter):
    once, again = read(letter), read(letter)

    assert once.element.xml == again.element.xml
    assert once.core_properties.created == again.core_properties.created == letter.written_at
