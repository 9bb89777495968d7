"""Pieces bound into one PDF: cover, index, papers and evidence, their pages numbered as a whole and
every page marked with who took it, when, and under which trace number."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any

from airdefense.exchange.documents import fonts
from airdefense.exchange.documents.content import Document, clean
from airdefense.exchange.documents.pdf import write_pdf
from airdefense.lazily import Lazily
from leads.dossier.rows import DASH, tables

typst, pypdf = Lazily("typst"), Lazily("pypdf")

STAMP = Path(__file__).with_name("stamp.typ")
HEADS = ("序号", "名称", "日期", "页码", "SHA-256 或说明")
# Laying the overlays out for more pages at once would take too much memory.
PAGES_AT_ONCE = 400
# Pages of evidence may have any size; what a typesetter takes as one has limits.
LEAST_POINTS, MOST_POINTS = 72.0, 14_000.0


@dataclass(frozen=True, slots=True)
class Piece:
    """One entry of the index with its pages; without pages it says why."""

    name: str
    day: str = ""
    pdf: bytes = b""
    sha256: str = ""
    note: str = ""
    # Where the original lies in the package.
    member: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a piece stands in the bound file."""

    piece: Piece
    first_page: int
    pages: int

    @property
    def span(self) -> str:
        if not self.pages:
            return DASH
        last = self.first_page + self.pages - 1
        return str(self.first_page) if last == self.first_page else f"{self.first_page}-{last}"


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands on every page."""

    title: str
    mark: str
    line: str


def count_of(pdf: bytes) -> int:
    return len(pypdf.PdfReader(BytesIO(pdf)).pages) if pdf else 0


def joined(parts: Iterable[bytes]) -> bytes:
    writer = pypdf.PdfWriter()
    for part in parts:
        if part:
            writer.append(BytesIO(part), import_outline=False)
    made = BytesIO()
    writer.write(made)
    return made.getvalue()


def bind(
    pieces: list[Piece],
    cover: Callable[[int], Document],
    marks: Marks,
    *,
    tick: Callable[[int], None] = lambda done: None,
) -> tuple[bytes, list[Entry]]:
    """The bound file and where each piece stands in it."""
    front, entries = _front(pieces, cover)
    whole = joined([front, *(piece.pdf for piece in pieces)])
    writer = pypdf.PdfWriter(clone_from=BytesIO(whole))
    total = len(writer.pages)
    for first in range(0, total, PAGES_AT_ONCE):
        pages = writer.pages[first : first + PAGES_AT_ONCE]
        overlays = pypdf.PdfReader(BytesIO(_overlays(pages, first, total, marks))).pages
        for page, overlay in zip(pages, overlays, strict=True):
            box = page.mediabox
            page.merge_translated_page(overlay, float(box.left), float(box.bottom))
        tick(min(first + PAGES_AT_ONCE, total))
    _outline(writer, entries)
    writer.add_metadata({"/Title": marks.title, "/Keywords": marks.line, "/Creator": "airdefense"})
    writer.compress_identical_objects()
    made = BytesIO()
    writer.write(made)
    return made.getvalue(), entries


def _front(pieces: list[Piece], cover: Callable[[int], Document]) -> tuple[bytes, list[Entry]]:
    """Cover and index: how many pages they take decides where the pieces begin."""
    counts = [count_of(piece.pdf) for piece in pieces]
    taken = 2
    while True:
        entries, page = [], taken + 1
        for piece, pages in zip(pieces, counts, strict=True):
            entries.append(Entry(piece, page, pages))
            page += pages
        front = joined(
            write_pdf(replace(document, is_bound=True))
            for document in (cover(page - 1), *index(entries))
        )
        # Page numbers only grow wider, so that this comes to an end.
        if count_of(front) <= taken:
            return _padded(front, taken), entries
        taken = count_of(front)


def _padded(front: bytes, pages: int) -> bytes:
    writer = pypdf.PdfWriter(clone_from=BytesIO(front))
    while len(writer.pages) < pages:
        writer.add_blank_page()
    made = BytesIO()
    writer.write(made)
    return made.getvalue()


def index(entries: list[Entry]) -> Iterable[Document]:
    rows = [
        (
            str(place),
            entry.piece.name,
            entry.piece.day or DASH,
            entry.span,
            entry.piece.note or entry.piece.sha256 or DASH,
        )
        for place, entry in enumerate(entries, start=1)
    ]
    return tables("卷内文件目录", HEADS, rows, widths=(12, 44, 32, 18, 50))


def _outline(writer: Any, entries: list[Entry]) -> None:
    for entry in entries:
        if entry.pages:
            writer.add_outline_item(title=entry.piece.name, page_number=entry.first_page - 1)


def _overlays(pages: Any, first: int, total: int, marks: Marks) -> bytes:
    data = {
        "title": clean(marks.title),
        "mark": clean(marks.mark),
        "line": clean(marks.line),
        "fonts": list(fonts.families("body")),
        "sizes": [[_points(page.mediabox.width), _points(page.mediabox.height)] for page in pages],
        "numbers": [f"第 {first + n} 页 共 {total} 页" for n in range(1, len(pages) + 1)],
    }
    return typst.compile(
        str(STAMP),
        format="pdf",
        font_paths=[str(path) for path in fonts.font_dirs()],
        ignore_system_fonts=True,
        sys_inputs={"stamp": json.dumps(data, ensure_ascii=False)},
    )


def _points(length: Any) -> float:
    return min(max(float(length), LEAST_POINTS), MOST_POINTS)
