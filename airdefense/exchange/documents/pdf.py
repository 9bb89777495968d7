"""A document as PDF/A by typst: the page is in letter.typ, and only data is handed to it."""

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, cast

from django.utils.translation import gettext as _

from airdefense.casework.workflow import NotPossible
from airdefense.exchange.documents import fonts, layout
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
    texts,
)
from airdefense.exchange.documents.words import chinese_day
from airdefense.lazily import Lazily

typst = Lazily("typst")

TEMPLATE = Path(__file__).with_name("letter.typ")
# A longer table is read on a screen, and laying it out would hold up everybody (pitfall 40).
MOST_ROWS = 200
# A cell with more characters than this may go on over the page.
LONG_CELL = 400
_one_at_a_time = Lock()


@cache
def compiler() -> Any:
    """One for the process: reading the fonts takes longer than a document."""
    found = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(folder) for folder in fonts.font_dirs()],
    )
    return typst.Compiler(
        str(TEMPLATE), root=str(TEMPLATE.parent), font_paths=found, ignore_system_fonts=True
    )


def write_pdf(document: Document) -> bytes:
    """Raises NotPossible for more rows than a PDF should have and for characters without a font."""
    if document.row_count > MOST_ROWS:
        raise NotPossible(
            _("%(count)d rows are too many for a PDF (at most %(most)d): take the .docx.")
            % {"count": document.row_count, "most": MOST_ROWS}
        )
    data = described(document)
    fonts.check(_strings(data))
    inputs = {"document": json.dumps(data, ensure_ascii=False)}
    moment = document.written_at or datetime(1980, 1, 1, tzinfo=UTC)
    with _one_at_a_time:
        made = compiler().compile(
            format="pdf", sys_inputs=inputs, timestamp=int(moment.timestamp()), pdf_standards="a-2u"
        )
    return cast(bytes, made)


def _strings(data: Any) -> list[str]:
    return [text.replace(layout.BREAK, "") for text in texts(list(_leaves(data)))]


def _leaves(data: Any) -> Any:
    if isinstance(data, dict):
        for value in data.values():
            yield from _leaves(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from _leaves(value)
    elif isinstance(data, str):
        yield data


def described(document: Document) -> dict[str, Any]:
    """The document as plain data, every text cleaned and every measure decided."""
    day = chinese_day(document.signed_on)
    kind = layout.COMPACT if document.is_compact else layout.FULL
    return {
        "title": clean(document.title).replace("\n", ""),
        "lines": layout.title_lines(clean(document.title)),
        "author": clean(document.author),
        "identifier": document.identifier,
        "head": clean(document.head),
        "head_size": layout.head_size(document.head),
        "number": clean(document.number),
        "signatory": clean(document.signatory),
        "addressee": clean(document.addressee),
        "blocks": [_block(block) for block in document.blocks],
        "signed_by": clean(document.signed_by),
        "signed_on": day,
        "signature_box": layout.signature_box(document.signed_by, day),
        "enclosures": [clean(name) for name in document.enclosures],
        "copies_to": "，".join(map(clean, document.copies_to)),
        "printed_by": clean(document.printed_by),
        "printed_on": chinese_day(document.printed_on),
        "has_imprint": document.has_imprint,
        "mark": "模拟数据" if document.is_demo else "",
        "trace": document.trace,
        "is_bound": document.is_bound,
        "tracking": kind.tracking_pt,
        "body": kind.body_pt,
        "pitch": kind.pitch_pt,
        "note": layout.NOTE_PT,
        "signing_lines": kind.signing_lines,
        "fonts": {role: list(fonts.families(role)) for role in fonts.SUBSTITUTES},
        # The open font is lighter than 小标宋, so its strokes are drawn a little wider.
        "embolden": fonts.is_substituted("title"),
    }


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Heading(text, level):
            return {"kind": "heading", "text": clean(text), "level": level}
        case Paragraph(text):
            lines = [line.strip() for line in clean(text).split("\n")]
            return {"kind": "paragraph", "lines": [_line(line) for line in lines if line]}
        case Noted(parts):
            return {"kind": "noted", "parts": [_part(part) for part in parts]}
        case Facts(rows):
            return {"kind": "facts", "rows": [_facts(row) for row in rows]}
        case Table():
            return _table(block)
        case Signatures(rows):
            signed = [[clean(role), clean(name), chinese_day(day)] for role, name, day in rows]
            return {"kind": "signatures", "rows": signed}
    raise TypeError(block)


def _part(part: str | Note) -> dict[str, str]:
    if isinstance(part, Note):
        return {"note": clean(part.text)}
    return {"text": clean(part)}


def _line(text: str) -> dict[str, Any]:
    softened = layout.soft(text, layout.WIDTH_MM, layout.BODY_PT)
    return {"text": softened, "even": layout.is_even(text)}


def _facts(row: Any) -> list[str]:
    width = layout.WIDTH_MM - layout.LABEL_MM
    if len(row) == 4:
        width = layout.WIDTH_MM / 2 - layout.LABEL_MM
    return [layout.soft(clean(text), width) for text in row]


def _table(table: Table) -> dict[str, Any]:
    widths = layout.columns(table)

    def cells(row: Any) -> list[str]:
        pairs = zip(row, widths, strict=True)
        return [layout.soft(clean(text), width) for text, width in pairs]

    parts = [
        {
            "title": clean(title),
            "rows": [{"cells": cells(row), "long": max(map(len, row)) > LONG_CELL} for row in rows],
        }
        for title, rows in table.parts
    ]
    return {
        "kind": "table",
        "heads": cells(table.heads),
        "parts": parts,
        "widths": widths,
        "right": sorted(table.right),
    }
