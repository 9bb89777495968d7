"""A document as PDF, measured on its pages: GB/T 9704-2012, every word, no missing glyph."""

import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pylopdf_fonts_zh_cn
import pypdfium2.raw as pdfium
import pytest
from fontTools.ttLib import TTFont

from airdefense.casework.workflow import NotPossible
from airdefense.exchange.documents import fonts, pdf
from airdefense.exchange.documents.content import (
    Document,
    Facts,
    Heading,
    Paragraph,
    Signatures,
    Table,
    texts,
)
from airdefense.exchange.documents.pdf import write_pdf

MM = 72 / 25.4
AMOUNT = "123,456,789,012.00"


def text_of(opened_file):
    """The text of the pages without any gap."""
    return "".join("".join(page.get_textpage().get_text_range().split()) for page in opened_file)


def characters(page):
    """(character, left, top, right, bottom) in mm from the upper left corner, without gaps."""
    height, text = page.get_height(), page.get_textpage()
    for place in range(text.count_chars()):
        character = chr(pdfium.FPDFText_GetUnicode(text, place))
        if not character.isspace():
            left, bottom, right, top = text.get_charbox(place)
            yield character, left / MM, (height - top) / MM, right / MM, (height - bottom) / MM


def boxes(page, words):
    """The boxes of the first place where these words stand."""
    found = list(characters(page))
    line = "".join(character for character, *_box in found)
    start = line.index(words)
    return [box for _character, *box in found[start : start + len(words)]]


def baselines(page):
    """The height of each line of body text in mm, by its lowest full characters."""
    text = page.get_textpage()
    heights = set()
    for place in range(text.count_chars()):
        if pdfium.FPDFText_GetFontSize(text, place) == 16.0:
            x, y = pdfium.c_double(), pdfium.c_double()
            pdfium.FPDFText_GetCharOrigin(text, place, x, y)
            heights.add(round((page.get_height() - y.value) / MM, 2))
    return sorted(heights)


def rules(page):
    """(left, top, right, thickness) in mm of the drawn lines, from the top."""
    height = page.get_height()
    drawn = (o for o in page.get_objects() if o.type == pdfium.FPDF_PAGEOBJ_PATH)
    found = []
    for line in drawn:
        left, bottom, right, top = line.get_bounds()
        width = pdfium.c_float()
        pdfium.FPDFPageObj_GetStrokeWidth(line.raw, width)
        middle = (height - (top + bottom) / 2) / MM
        found.append((left / MM, middle, right / MM, width.value / MM))
    return sorted(found, key=lambda rule: rule[1])


def test_pages_are_a4(opened, letter):
    sizes = [page.get_size() for page in opened(letter)]

    assert {(round(w / MM, 1), round(h / MM, 1)) for w, h in sizes} == {(210.0, 297.0)}


def test_every_word_that_was_put_in_can_be_copied_out(opened, letter):
    text = text_of(opened(letter))

    hidden = (letter.author, letter.identifier)
    said = [word for part in texts(letter) if part not in hidden for word in part.split()]
    assert [word for word in said if word not in text] == []
    assert [
        "红塔区住房和城乡建设局：" in text,
        "附件：1.逾期问题清单2.整改要求" in text,
        "抄送：市委巡察办，市住房和城乡建设局。" in text,
        "中共玉溪市纪委办公室2020年12月1日印发" in text,
        "主办人：李某2020年11月30日" in text,
        "组长：年月日" in text,
        "None" in text,
    ] == [True] * 6 + [False]


def test_nothing_is_printed_that_was_not_put_in(opened):
    document = Document("测算单", (Heading("一、甲"), Paragraph("乙")))

    assert text_of(opened(document)) == "测算单一、甲乙—1—"


def test_no_glyph_is_missing_and_all_fonts_are_inside(opened, letter):
    for page in opened(letter):
        text = page.get_textpage()
        wrong = [
            place
            for place in range(text.count_chars())
            if pdfium.FPDFText_HasUnicodeMapError(text, place)
            or pdfium.FPDFText_GetUnicode(text, place) in (0, 0xFFFD)
        ]
        assert wrong == []
        words = [o for o in page.get_objects() if o.type == pdfium.FPDF_PAGEOBJ_TEXT]
        drawn_with = [pdfium.FPDFTextObj_GetFont(word.raw) for word in words]
        assert all(pdfium.FPDFFont_GetIsEmbedded(font) for font in drawn_with)


def test_every_character_has_a_glyph_in_a_font_of_the_package(letter):
    known = set()
    for path in (pylopdf_fonts_zh_cn.serif_path(), pylopdf_fonts_zh_cn.sans_path()):
        with TTFont(path) as font:
            known |= set(font.getBestCmap())

    used = {ord(c) for part in texts(letter) for c in part if not c.isspace()}
    assert used | {ord(c) for c in "〔〕—㎡年月日抄送印发签附件：模拟数据"} <= known
    assert fonts.printable() == known


def test_a_character_without_a_glyph_is_refused_by_name():
    document = Document("关于𠮷某的函", (Table(("甲",), [("\U0001f600",)]),))

    with pytest.raises(NotPossible) as refusal:
        write_pdf(document)

    assert str(refusal.value) == (
        "No font of this system has the characters 😀 (U+1F600) 𠮷 (U+20BB7): take the .docx, "
        "or have a font that has them put into DOC_FONT_DIR."
    )


def test_type_area_has_the_margins_of_the_standard(opened, letter):
    lefts, tops, rights, bottoms = [], [], [], []
    for page in opened(replace(letter, is_demo=False, trace="")):
        for _character, left, top, right, bottom in characters(page):
            if top < 262:
                lefts.append(left)
                tops.append(top)
                rights.append(right)
                bottoms.append(bottom)

    assert (min(lefts) >= 28, min(tops) >= 37, max(rights) <= 184.3, max(bottoms) <= 262) == (
        True,
        True,
        True,
        True,
    )
    # Full lines reach from edge to edge, but for the air inside the characters.
    assert (min(lefts) < 29, min(tops) < 39, max(rights) > 183) == (True, True, True)


def test_page_holds_22_lines_of_28_characters(opened):
    document = Document("题", (Paragraph("国" * 28 * 60),))

    page = opened(document)[1]

    lines = baselines(page)
    steps = {round((below - above) * MM, 1) for above, below in pairwise(lines)}
    by_line = [c for c in characters(page) if c[0] == "国"]
    assert (len(lines), steps) == (22, {29.0})
    assert len(by_line) == 22 * 28


def test_title_is_22_points_and_centred(opened, letter):
    page = opened(letter)[0]

    first, *_rest, last = boxes(page, "关于红塔区住房和城乡建设局")
    assert ((first[0] + last[2]) / 2) == pytest.approx(106, abs=0.4)
    text = page.get_textpage()
    place = text.get_text_range().index("关于红塔区")
    assert pdfium.FPDFText_GetFontSize(text, place) == 22.0


def test_letterhead_number_and_rule_stand_where_the_standard_wants_them(opened, letter):
    page = opened(letter)[0]

    head = boxes(page, letter.head)
    number = boxes(page, letter.number)
    rule = rules(page)[0]
    title = boxes(page, "关于红塔区")
    # The upper edge of the mark 35 mm below the type area's, but for the air in the characters.
    assert min(top for _l, top, _r, _b in head) == pytest.approx(72, abs=1.2)
    assert (number[0][0] + number[-1][2]) / 2 == pytest.approx(106, abs=0.6)
    foot = boxes(page, "玉纪督")[0][3]
    assert rule[1] - foot == pytest.approx(4, abs=0.6)
    assert (round(rule[0]), round(rule[2])) == (28, 184)
    # Two empty lines between the rule and the title.
    assert (title[0][1] - rule[1]) * MM == pytest.approx(2 * 29, abs=6)


def test_page_numbers_stand_right_on_odd_and_left_on_even_pages(opened, letter):
    odd, even = list(opened(letter))[:2]

    (first, _n, last), (begin, _m, _end) = boxes(odd, "—1—"), boxes(even, "—2—")
    middle = (first[1] + first[3]) / 2
    assert middle - 262 == pytest.approx(7, abs=0.5)
    assert 184 - last[2] == pytest.approx(14 / MM, abs=0.8)
    assert begin[0] - 28 == pytest.approx(14 / MM, abs=0.8)


def test_date_ends_four_characters_from_the_edge_under_the_middle_of_the_name(opened, letter):
    signed = Document("函", (), signed_by=letter.signed_by, signed_on=letter.signed_on)
    page = opened(signed)[0]

    name, day = boxes(page, signed.signed_by), boxes(page, "2020年11月30日")
    assert 184 - day[-1][2] == pytest.approx(4 * 16 / MM, abs=2)
    assert name[0][0] + name[-1][2] == pytest.approx(day[0][0] + day[-1][2], abs=1.2)


def test_a_signature_never_stands_alone_on_a_page(opened, letter):
    for paragraphs in range(12, 24):
        blocks = [*[Paragraph("甲")] * paragraphs, Paragraph("末段")]
        signed = Document("函", blocks, signed_by="玉溪市纪委", signed_on=letter.signed_on)
        pages = [page.get_textpage().get_text_range() for page in opened(signed)]
        assert [page for page in pages if "玉溪市纪委" in page and "末段" not in page] == []


@pytest.mark.parametrize("paragraphs", [1, 9, 17, 18, 19, 20, 21, 26, 40, 41, 42, 43])
def test_imprint_stands_at_the_foot_of_the_last_even_page(opened, letter, paragraphs):
    document = replace(letter, blocks=[Paragraph("甲")] * paragraphs, enclosures=())

    file = opened(document)

    last = file[len(file) - 1]
    thick, thin, foot = rules(last)[-3:]
    assert len(file) % 2 == 0
    assert "抄送：" in last.get_textpage().get_text_range()
    assert [round(rule[3], 2) for rule in (thick, thin, foot)] == [0.35, 0.25, 0.35]
    assert foot[1] == pytest.approx(262, abs=0.4)
    assert sum("抄送" in page.get_textpage().get_text_range() for page in file) == 1


def test_a_letter_whose_second_page_has_room_takes_no_further_page(opened, letter):
    document = replace(letter, blocks=[Paragraph("甲")] * 24, enclosures=())

    file = opened(document)

    assert len(file) == 2
    assert "抄送：" in file[1].get_textpage().get_text_range()


@pytest.mark.parametrize(
    ("paragraphs", "pages"),
    [
        # The text ends on the first page, on the second, on the second without room, on the third.
        (12, ["—1—", "—2—"]),
        (20, ["—1—", "—2—"]),
        (30, ["—1—", "—2—"]),
        (35, ["—1—", "—2—", "", ""]),
        (38, ["—1—", "—2—", "—3—", "—4—"]),
    ],
)
def test_blank_page_before_the_imprint_and_the_imprints_own_page_then_bear_no_number(
    opened, letter, paragraphs, pages
):
    blocks = [Paragraph("甲")] * paragraphs
    bare = {"enclosures": (), "head": "", "number": "", "trace": ""}

    file = opened(replace(letter, blocks=blocks, **bare))

    words = ["".join(page.get_textpage().get_text_range().split()) for page in file]
    assert [word[word.find("—") :] if "—" in word else "" for word in words] == pages
    assert "抄送：" in words[-1]


def test_head_of_a_table_is_on_every_page_and_every_row_once(opened):
    rows = [(f"WT-{n:03}", "玉溪市某某商务中心应缴未缴" * 3, AMOUNT) for n in range(1, 61)]
    file = opened(Document("清单", (Table(("编号", "问题名称", "金额（元）"), rows, right=(2,)),)))

    pages = [page.get_textpage().get_text_range() for page in file]
    assert len(pages) > 2
    assert ["问题名称" in page for page in pages] == [True] * len(pages)
    assert [sum(f"WT-{n:03}" in page for page in pages) for n in range(1, 61)] == [1] * 60


def test_title_of_a_group_never_stands_alone_at_the_foot_of_a_page(opened):
    for count in range(24, 34):
        groups = [("甲组", [("一",)] * count), ("乙组", [("二",)] * 3)]
        pages = [
            "".join(page.get_textpage().get_text_range().split())
            for page in opened(Document("清单", (Table(("项",), groups=groups),)))
        ]
        assert [page for page in pages if page.removesuffix("—1—").endswith("乙组")] == []


def test_heading_stays_with_the_paragraph_below_it(opened):
    for count in range(17, 23):
        blocks = [*[Paragraph("甲")] * count, Heading("一、标题"), Paragraph("乙")]
        pages = [
            "".join(page.get_textpage().get_text_range().split())
            for page in opened(Document("题", blocks))
        ]
        assert [page for page in pages if "一、标题" in page and "乙" not in page] == []


def test_names_hashes_and_amounts_of_any_length_stay_inside_their_cells(opened):
    name, run, digest = "某" * 500, "Q" * 300 + "m" * 300, "0f" * 32
    table = Table(
        ("序号", "问题", "SHA-256", "金额（元）"), [("1", name, digest, AMOUNT)], right=(3,)
    )
    facts = Facts([("名称", name), ("编号", run, "指纹", digest)])
    blocks = (facts, table, Paragraph(run), Signatures([("主办人", name, None)]))
    file = opened(Document("标" * 90, blocks))

    edges = [(box[0], box[2]) for page in file for _c, *box in characters(page)]
    assert (min(left for left, _r in edges) >= 28, max(right for _l, right in edges) <= 184.3) == (
        True,
        True,
    )
    text = text_of(file)
    assert [text.count(part) for part in (digest, AMOUNT)] == [2, 1]
    assert [text.count(character) for character in "某Qm标"] == [1_500, 600, 600, 90]


def test_a_cell_longer_than_a_page_goes_on_over_it(opened):
    rows = [("1", "长" * 6_000)]

    file = opened(
        Document("清单", (Table(("序号", "经过"), rows), Facts([("经过", "文" * 6_000)])))
    )

    assert (text_of(file).count("长"), text_of(file).count("文")) == (6_000, 6_000)


def test_markup_in_a_text_is_only_text(opened):
    words = '#eval("1+1")*粗*_斜_$x$<b>\\u{41}@ref//行`代码`=标题'

    assert words in text_of(opened(Document("题", (Paragraph(words), Facts([("甲", words)])))))


def test_file_says_who_wrote_it_when_and_by_which_number(opened, letter):
    about = opened(letter).get_metadata_dict()

    assert (about["Title"], about["Author"], about["Keywords"]) == (
        letter.title,
        "张某",
        "20201130-A1",
    )
    assert about["CreationDate"].startswith("D:20201130023000")


def test_the_same_description_gives_the_same_bytes(letter):
    assert write_pdf(letter) == write_pdf(replace(letter))
    assert write_pdf(letter) != write_pdf(
        replace(letter, written_at=datetime(2021, 1, 1, tzinfo=UTC))
    )


def test_people_who_ask_at_the_same_time_get_their_own_papers():
    papers = [Document(f"第{number}号", (Paragraph("甲" * number),)) for number in range(24)]

    with ThreadPoolExecutor(8) as pool:
        at_once = list(pool.map(write_pdf, papers))

    assert at_once == [write_pdf(paper) for paper in papers]
    assert len(set(at_once)) == 24


def test_more_rows_than_a_pdf_should_have_are_refused():
    table = Table(("序号",), [(str(n),) for n in range(201)])

    with pytest.raises(NotPossible, match="201 rows are too many for a PDF"):
        write_pdf(Document("清单", (table,)))


def test_the_longest_table_takes_less_than_half_a_second():
    rows = [(str(n), f"玉溪市某某商务中心{n}应缴未缴易地建设费", AMOUNT) for n in range(200)]
    write_pdf(Document("先", ()))

    before = time.perf_counter()
    write_pdf(Document("清单", (Table(("序号", "问题", "金额（元）"), rows, right=(2,)),)))

    assert timedelta(seconds=time.perf_counter() - before) < timedelta(seconds=2)


@pytest.fixture
def licensed(settings, tmp_path):
    """A directory of licensed fonts, in which the font of headings serves as 仿宋."""
    shutil.copy(pylopdf_fonts_zh_cn.sans_path(), tmp_path / "fangsong.otf")
    settings.DOC_FONT_DIR = str(tmp_path)
    settings.DOC_FONTS = {**settings.DOC_FONTS, "body": "Noto Sans SC"}
    forget()
    yield
    forget()


def forget():
    caches = (fonts.licensed_dir, fonts.fonts, fonts.families, fonts.printable, pdf.compiler)
    for cached in caches:
        cached.cache_clear()


def font_names(page):
    words = [o for o in page.get_objects() if o.type == pdfium.FPDF_PAGEOBJ_TEXT]
    names = set()
    for word in words:
        buffer = pdfium.create_string_buffer(80)
        pdfium.FPDFFont_GetBaseFontName(pdfium.FPDFTextObj_GetFont(word.raw), buffer, 80)
        names.add(buffer.value.decode().partition("+")[2])
    return names


def test_open_fonts_stand_in_for_licensed_ones(opened):
    document = Document("题", (Paragraph("甲"),))

    assert font_names(opened(document)[0]) == {"NotoSerifSC-Regular"}


@pytest.mark.usefixtures("licensed")
def test_a_licensed_font_of_the_customer_comes_first(opened):
    document = Document("题", (Paragraph("甲"),))

    assert font_names(opened(document)[0]) == {"NotoSerifSC-Regular", "NotoSansSC-Regular"}
