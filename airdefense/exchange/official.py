"""The page of an official document (GB/T 9704-2012) as a .docx: paper, margins, fonts, page number.

Fonts are named, never embedded: they are licensed, and the desks of the offices have them.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

BODY, TITLE, HEADING, PAGE_NUMBER = "仿宋_GB2312", "方正小标宋简体", "黑体", "宋体"
LATIN = "Times New Roman"
TOP, BOTTOM, LEFT, RIGHT = Mm(37), Mm(35), Mm(28), Mm(26)
BODY_SIZE, TITLE_SIZE, TABLE_SIZE, NUMBER_SIZE = Pt(16), Pt(22), Pt(10.5), Pt(14)
LINE_PITCH, CHARACTER = Pt(29), Pt(16)
# The page number stands 7 mm below the type area.
FOOTER = Mm(23)
# What XML cannot hold.
ILLEGAL = dict.fromkeys(
    (*range(9), 11, 12, *range(14, 32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF), ""
)


class OfficialDocument:
    """A document that grows from top to bottom."""

    def __init__(self, title: str, *, author: str, written_at: datetime, identifier: str) -> None:
        self._document = Document()
        self._set_page()
        self._set_fonts()
        about = self._document.core_properties
        about.title, about.author, about.identifier = title, author, identifier
        about.last_modified_by, about.comments = author, ""
        about.created = about.modified = written_at.replace(tzinfo=None)
        self._paragraph(title, TITLE, TITLE_SIZE, align=WD_ALIGN_PARAGRAPH.CENTER, after=Pt(14.5))

    def heading(self, words: str) -> None:
        self._paragraph(words, HEADING, BODY_SIZE, indent=2 * CHARACTER, keeps=True)

    def line(self, words: str) -> None:
        self._paragraph(words, BODY, BODY_SIZE, indent=2 * CHARACTER)

    def table(
        self,
        heads: Sequence[str],
        groups: Iterable[tuple[str, Iterable[Sequence[str]]]],
        widths: Sequence[int],
        *,
        right: Collection[int] = (),
    ) -> None:
        """A ruled table with a head that repeats on every page; a group of rows may have a title.

        Widths are in mm; `right` are the columns of figures.
        """
        table = self._document.add_table(rows=1, cols=len(heads), style="Table Grid")
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        self._fill(table.rows[0], heads, widths, font=HEADING, centred=range(len(heads)))
        _mark(table.rows[0]._tr.get_or_add_trPr(), "w:tblHeader")
        for title, rows in groups:
            if title:
                self._add_row(table, [title, *[""] * (len(heads) - 1)], widths, font=HEADING)
                table.rows[-1].cells[0].merge(table.rows[-1].cells[-1])
            for row in rows:
                self._add_row(table, row, widths, figures=right)

    def _add_row(self, table: Any, texts: Sequence[str], widths: Any, **look: Any) -> None:
        row = table.add_row()
        _mark(row._tr.get_or_add_trPr(), "w:cantSplit")
        self._fill(row, texts, widths, **look)

    def save(self, file: Any) -> None:
        self._document.save(file)

    def _fill(
        self,
        row: Any,
        texts: Sequence[str],
        widths: Sequence[int],
        *,
        font: str = BODY,
        figures: Collection[int] = (),
        centred: Collection[int] = (),
    ) -> None:
        for place, (cell, words, width) in enumerate(zip(row.cells, texts, widths, strict=True)):
            cell.width = Mm(width)
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
            if place in figures:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            elif place in centred:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            if words:
                _write(paragraph, words, font, TABLE_SIZE)

    def _paragraph(
        self,
        words: str,
        font: str,
        size: Pt,
        *,
        align: Any = None,
        indent: int = 0,
        after: Pt | None = None,
        keeps: bool = False,
    ) -> None:
        paragraph = self._document.add_paragraph()
        form = paragraph.paragraph_format
        form.alignment, form.first_line_indent = align, indent or None
        form.space_after, form.keep_with_next = after or Pt(0), keeps
        _write(paragraph, words, font, size)

    def _set_page(self) -> None:
        (section,) = self._document.sections
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = TOP, BOTTOM
        section.left_margin, section.right_margin = LEFT, RIGHT
        section.footer_distance = FOOTER
        self._document.settings.odd_and_even_pages_header_footer = True
        for footer, side in (
            (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
            (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
        ):
            paragraph = footer.paragraphs[0]
            paragraph.alignment = side
            indent = paragraph.paragraph_format
            # One character from the edge: odd pages at the right, even ones at the left.
            indent.left_indent = indent.right_indent = NUMBER_SIZE
            _write(paragraph, "— ", PAGE_NUMBER, NUMBER_SIZE, latin=PAGE_NUMBER)
            _add_page_field(_write(paragraph, "", PAGE_NUMBER, NUMBER_SIZE, latin=PAGE_NUMBER))
            _write(paragraph, " —", PAGE_NUMBER, NUMBER_SIZE, latin=PAGE_NUMBER)

    def _set_fonts(self) -> None:
        style = self._document.styles["Normal"]
        _name_font(style, BODY, LATIN)
        style.font.size = BODY_SIZE
        form = style.paragraph_format
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, LINE_PITCH
        form.space_before = form.space_after = Pt(0)


def _write(paragraph: Any, words: str, font: str, size: Pt, *, latin: str = LATIN) -> Any:
    run = paragraph.add_run(words.translate(ILLEGAL))
    _name_font(run, font, latin)
    run.font.size = size
    return run


def _name_font(styled: Any, chinese: str, latin: str) -> None:
    styled.font.name = latin
    styled.element.get_or_add_rPr().rFonts.set(qn("w:eastAsia"), chinese)


def _add_page_field(run: Any) -> None:
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)


def _mark(properties: Any, name: str) -> None:
    properties.append(OxmlElement(name))
