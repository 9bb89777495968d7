"""A document as .docx with the page of GB/T 9704-2012.

Fonts are named, never embedded: they are licensed, and the desks of the offices have them.
"""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import docx
from django.conf import settings
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.shared import Mm, Pt, RGBColor

from airdefense.exchange.documents import layout
from airdefense.exchange.documents.content import (
    Block,
    Document,
    Facts,
    Heading,
    Note,
    Noted,
    Paragraph,
    Signatures,
    Table,
    clean,
)
from airdefense.exchange.documents.ooxml import (
    THIN,
    Footnotes,
    add_page_field,
    border,
    float_at_foot,
    mark,
    name_font,
    rule,
    set_grid,
)
from airdefense.exchange.documents.words import chinese_day

LATIN = "Times New Roman"
TITLE, SMALL, IN_TABLE = Pt(layout.TITLE_PT), Pt(layout.SMALL_PT), Pt(layout.TABLE_PT)
RED = RGBColor(0xD9, 0x00, 0x1B)
# The foot of the page number's line, so that its dashes stand 7 mm below the type area.
FOOTER = Mm(25)
# The thickness of rules in eighths of a point, their distance from the text in points.
RED_RULE, FOUR_MM = 12, 11
CENTRE, RIGHT, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.LEFT


def write_docx(document: Document) -> bytes:
    file = BytesIO()
    Writer(document).written().save(file)
    return file.getvalue()


class Writer:
    """Writes one document from its head to its imprint."""

    def __init__(self, document: Document) -> None:
        self.content, self.file = document, docx.Document()
        self.fonts, self.notes = settings.DOC_FONTS, Footnotes()
        self.type = layout.COMPACT if document.is_compact else layout.FULL
        self.body, self.pitch = Pt(self.type.body_pt), Pt(self.type.pitch_pt)
        self.half = Pt(self.type.pitch_pt / 2)

    def written(self) -> Any:
        self._set_properties()
        self._set_page()
        self._set_fonts()
        self._write_head()
        for block in self.content.blocks:
            self._write_block(block)
        self._write_end()
        if self.content.has_imprint:
            self._write_imprint()
        self.notes.join(self.file)
        return self.file

    # --- Page -----------------------------------------------------------------------------------

    def _set_properties(self) -> None:
        about, content = self.file.core_properties, self.content
        moment = content.written_at or datetime(1980, 1, 1, tzinfo=UTC)
        about.title, about.author = clean(content.title).replace("\n", ""), clean(content.author)
        about.identifier, about.comments = content.identifier, ""
        about.last_modified_by = about.author
        about.created = about.modified = moment.astimezone(UTC).replace(tzinfo=None)

    def _set_page(self) -> None:
        (section,) = self.file.sections
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(layout.TOP_MM), Mm(layout.BOTTOM_MM)
        section.left_margin, section.right_margin = Mm(layout.LEFT_MM), Mm(layout.RIGHT_MM)
        section.header_distance, section.footer_distance = Mm(18), FOOTER
        set_grid(section, round(self.type.pitch_pt * 20), round(self.type.tracking_pt * 4096))
        self.file.settings.odd_and_even_pages_header_footer = True
        self._set_foot(section.footer, RIGHT)
        self._set_foot(section.even_page_footer, LEFT)
        if self.content.is_demo:
            for header in (section.header, section.even_page_header):
                line = header.paragraphs[0]
                line.alignment = RIGHT
                self._run(line, "模拟数据", "heading", SMALL).font.color.rgb = RED

    def _set_foot(self, footer: Any, side: Any) -> None:
        """The page number between its dashes, one character from the edge; odd pages at the right,
        even ones at the left; on the other side the trace number."""
        line = footer.paragraphs[0]
        form = line.paragraph_format
        form.line_spacing_rule = WD_LINE_SPACING.SINGLE
        form.alignment = LEFT
        form.tab_stops.clear_all()
        form.tab_stops.add_tab_stop(Mm(layout.WIDTH_MM) - SMALL, WD_TAB_ALIGNMENT.RIGHT)
        trace = clean(self.content.trace)
        if side is RIGHT:
            self._run(line, trace, "number", Pt(7.5))
            self._run(line, "\t", "number", SMALL)
            self._number(line)
        else:
            form.left_indent = SMALL
            self._number(line)
            self._run(line, "\t", "number", SMALL)
            self._run(line, trace, "number", Pt(7.5))

    def _number(self, line: Any) -> None:
        self._run(line, "— ", "number", SMALL, latin=self.fonts["number"])
        add_page_field(self._run(line, "", "number", SMALL, latin=self.fonts["number"]))
        self._run(line, " —", "number", SMALL, latin=self.fonts["number"])

    def _set_fonts(self) -> None:
        style = self.file.styles["Normal"]
        name_font(style, self.fonts["body"], LATIN)
        style.font.size = self.body
        form = style.paragraph_format
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, self.pitch
        form.space_before = form.space_after = Pt(0)
        form.widow_control = False

    # --- Head -----------------------------------------------------------------------------------

    def _write_head(self) -> None:
        content = self.content
        if content.head:
            self._write_letterhead()
        if content.number:
            self._write_number()
        words = "\n".join(layout.title_lines(clean(content.title)))
        title = self._paragraph(words, "title", TITLE, align=CENTRE, keeps=True, pitch=Pt(35))
        form = title.paragraph_format
        if content.head or content.number:
            form.space_before = 2 * self.pitch if content.head else self.pitch
        form.space_after = self.pitch if content.head or content.addressee else self.half
        if content.addressee:
            self._paragraph(f"{clean(content.addressee)}：")

    def _write_letterhead(self) -> None:
        """The upper edge of the mark stands 35 mm below the type area's."""
        size = Pt(round(layout.head_size(self.content.head) * 2) / 2)
        words = clean(self.content.head)
        line = self._paragraph(words, "title", size, align=CENTRE, pitch=Pt(size.pt * 1.2))
        line.paragraph_format.space_before = Mm(35)
        line.runs[0].font.color.rgb = RED
        line.paragraph_format.space_after = 2 * self.pitch

    def _write_number(self) -> None:
        content = self.content
        line = self._paragraph(clean(content.number), align=None if content.signatory else CENTRE)
        if content.signatory:
            form = line.paragraph_format
            form.left_indent = self.body
            edge = Mm(layout.WIDTH_MM) - self.body
            form.tab_stops.add_tab_stop(edge, WD_TAB_ALIGNMENT.RIGHT)
            self._run(line, "\t签发人：")
            self._run(line, clean(content.signatory), "kai")
        if content.head:
            rule(line, "bottom", RED_RULE, color="D9001B", space=FOUR_MM)

    # --- Blocks ---------------------------------------------------------------------------------

    def _write_block(self, block: Block) -> None:
        match block:
            case Heading(text, level):
                font = "heading" if level == 1 else "kai"
                self._paragraph(clean(text), font, indent=2 * self.body, keeps=True)
            case Paragraph(text):
                for words in filter(None, (line.strip() for line in clean(text).split("\n"))):
                    # Even lines, unless a long run of letters would leave one of them full of gaps.
                    side = None if layout.is_even(words) else LEFT
                    self._paragraph(words, indent=2 * self.body, align=side)
            case Noted(parts):
                self._write_noted(parts)
            case Facts(rows):
                self._write_facts(rows)
            case Table():
                self._write_table(block)
            case Signatures(rows):
                self._write_signatures(rows)

    def _write_noted(self, parts: Any) -> None:
        line = self._paragraph("", indent=2 * self.body)
        for part in parts:
            if isinstance(part, Note):
                style = {"chinese": self.fonts["body"], "latin": LATIN, "size_pt": layout.NOTE_PT}
                self.notes.add(self._run(line, ""), clean(part.text), **style)
            else:
                self._run(line, clean(part))

    def _write_facts(self, rows: Any) -> None:
        label = layout.LABEL_MM
        widths = (label, layout.WIDTH_MM / 2 - label) * 2
        table = self._table(4, widths)
        for texts in rows:
            row = table.add_row()
            if len(texts) == 2:
                row.cells[1].merge(row.cells[3])
            distinct = [row.cells[place] for place in range(2 if len(texts) == 2 else 4)]
            for place, (cell, text) in enumerate(zip(distinct, texts, strict=True)):
                font, align = ("body", LEFT) if place % 2 else ("heading", CENTRE)
                self._fill(cell, text, font, align)
        self._after_table()

    def _write_table(self, content: Table) -> None:
        widths, count = layout.columns(content), len(content.heads)
        table = self._table(count, widths)
        head = table.add_row()
        mark(head._tr.get_or_add_trPr(), "w:cantSplit")
        mark(head._tr.get_or_add_trPr(), "w:tblHeader")
        for cell, text in zip(head.cells, content.heads, strict=True):
            self._fill(cell, text, "heading", CENTRE)
        for title, rows in content.parts:
            if title:
                row = table.add_row()
                mark(row._tr.get_or_add_trPr(), "w:cantSplit")
                self._fill(row.cells[0].merge(row.cells[-1]), title, "heading", LEFT, keeps=True)
            for texts in rows:
                self._write_row(table, texts, content.right)
        self._after_table()

    def _write_row(self, table: Any, texts: Any, right: Any) -> None:
        row = table.add_row()
        mark(row._tr.get_or_add_trPr(), "w:cantSplit")
        for place, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            self._fill(cell, text, "body", RIGHT if place in right else LEFT)

    def _write_signatures(self, rows: Any) -> None:
        table = self._table(3, (44, 62, 50), style=None)
        for role, name, day in rows:
            row = table.add_row()
            mark(row._tr.get_or_add_trPr(), "w:cantSplit")
            row.height = Mm(12)
            dated = chinese_day(day) or "年　　月　　日"
            texts = ((f"{clean(role)}：", LEFT), (clean(name), CENTRE), (dated, RIGHT))
            for cell, (text, align) in zip(row.cells, texts, strict=True):
                cell.vertical_alignment = WD_ALIGN_VERTICAL.BOTTOM
                self._fill(cell, text, "body", align, size=SMALL, keeps=True)
            rule(row.cells[1].paragraphs[-1], "bottom", THIN, space=1)
        self._after_table()

    # --- End ------------------------------------------------------------------------------------

    def _write_end(self) -> None:
        self._write_enclosures()
        content, day = self.content, chinese_day(self.content.signed_on)
        box = layout.signature_box(content.signed_by, day)
        indent = Mm(layout.WIDTH_MM) - int(box * self.body) if box else 0
        lines = [clean(content.signed_by), day]
        for place, words in enumerate(filter(None, lines)):
            line = self._paragraph(words, align=CENTRE if box else RIGHT, keeps=place == 0)
            form = line.paragraph_format
            form.left_indent = indent
            form.space_before = self.type.signing_lines * self.pitch if place == 0 else Pt(0)
            if words == day and not box:
                form.right_indent = 4 * self.body

    def _write_enclosures(self) -> None:
        names = [clean(name) for name in self.content.enclosures]
        for place, name in enumerate(names):
            numbered = f"{place + 1}.{name}" if len(names) > 1 else name
            line = self._paragraph(("附件：" if place == 0 else "") + numbered)
            form = line.paragraph_format
            form.left_indent = 5 * self.body
            form.first_line_indent = -3 * self.body if place == 0 else 0
            form.space_before = self.pitch if place == 0 else Pt(0)

    def _write_imprint(self) -> None:
        """A table that floats at the foot of the type area of the last page."""
        content, rows = self.content, []
        if content.copies_to:
            rows.append(("抄送：" + "，".join(map(clean, content.copies_to)) + "。", ""))
        if content.printed_by:
            day = chinese_day(content.printed_on)
            rows.append((clean(content.printed_by), f"{day}印发" if day else ""))
        table = self._table(1, (layout.WIDTH_MM,), style=None)
        for left, right in rows:
            cell = table.add_row().cells[0]
            self._fill(cell, left, "body", LEFT, size=SMALL)
            form = cell.paragraphs[0].paragraph_format
            form.left_indent = SMALL
            if right:
                edge = Mm(layout.WIDTH_MM) - SMALL
                form.tab_stops.add_tab_stop(edge, WD_TAB_ALIGNMENT.RIGHT)
                self._run(cell.paragraphs[0], f"\t{right}", size=SMALL)
            elif len(rows) > 1 or left.startswith("抄送"):
                form.left_indent, form.first_line_indent = 4 * SMALL, -3 * SMALL
        border(table, len(rows))
        float_at_foot(table)
        self._paragraph("", size=Pt(1), pitch=Pt(1))

    # --- Pieces ---------------------------------------------------------------------------------

    def _paragraph(
        self,
        words: str,
        font: str = "body",
        size: Pt | None = None,
        *,
        align: Any = None,
        indent: int = 0,
        keeps: bool = False,
        pitch: Pt | None = None,
    ) -> Any:
        paragraph = self.file.add_paragraph()
        form = paragraph.paragraph_format
        form.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY if align is None else align
        form.first_line_indent, form.keep_with_next = indent or None, keeps
        if pitch:
            form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, pitch
        self._run(paragraph, words, font, size)
        return paragraph

    def _run(
        self,
        paragraph: Any,
        words: str,
        font: str = "body",
        size: Pt | None = None,
        *,
        latin: str = LATIN,
    ) -> Any:
        run = paragraph.add_run(words)
        name_font(run, self.fonts[font], latin)
        run.font.size = size or self.body
        return run

    def _table(self, count: int, widths: Any, style: str | None = "Table Grid") -> Any:
        table = self.file.add_table(rows=0, cols=count, style=style)
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        return table

    def _fill(
        self,
        cell: Any,
        text: str,
        font: str,
        align: Any,
        *,
        size: Pt = IN_TABLE,
        keeps: bool = False,
    ) -> None:
        cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
        paragraph = cell.paragraphs[0]
        form = paragraph.paragraph_format
        form.line_spacing_rule, form.alignment = WD_LINE_SPACING.SINGLE, align
        form.keep_with_next = keeps
        self._run(paragraph, clean(text), font, size)

    def _after_table(self) -> None:
        """Tables that follow each other would grow together in Word."""
        self._paragraph("", size=Pt(5), pitch=self.half)
