"""A lead as one case file: gathered, blackened where asked, bound, packed with its originals."""

import hashlib
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePath
from typing import Any, BinaryIO

from django.conf import settings
from django.utils import timezone

from airdefense.exchange.documents.content import Document, Facts, Paragraph
from airdefense.exchange.documents.delivery import safe_name
from airdefense.exchange.documents.pdf import write_pdf
from airdefense.exchange.documents.words import in_chinese
from airdefense.exchange.export import trace_number
from airdefense.exchange.packages import MANIFEST, Package
from leads.dossier.binding import Entry, Marks, Piece, bind, count_of
from leads.dossier.evidence import bound, files_of
from leads.dossier.redaction import Plain, Redaction
from leads.dossier.registry import papers_of
from leads.dossier.rows import words

BOUND = "卷宗.pdf"
LEFT_OUT = "脱密卷不收入证据材料"
BLACKENED = (
    "本卷已隐去登记在案的涉及人员姓名、单位、职务和证件号码，以甲、乙、丙等代称；"
    "未登记为涉及人员的其他人员姓名不在隐去范围，对外提供前应当逐页核对。证据材料未收入本卷。"
)
WHOLE = "举报人信息不收入卷宗。不能装订的文件见目录说明，其原件收入卷宗包。"
FIRST_STEPS = 2


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be assembled, by whom, what for."""

    lead: Any
    by: Any
    at: datetime
    purpose: str
    is_redacted: bool = False


@dataclass(frozen=True, slots=True)
class Assembled:
    """What was made: the package is in the file given; here is what is kept of it."""

    trace: str
    pages: int
    sha256: str
    manifest: list[dict[str, Any]]


def assemble(order: Order, target: BinaryIO, tick: Callable[[int, int], None]) -> Assembled:
    """Write the package into `target`. Raises NotPossible for characters that no font has."""
    with in_chinese():
        return _assemble(order, target, tick)


def _assemble(order: Order, target: BinaryIO, tick: Callable[[int, int], None]) -> Assembled:
    lead, trace = order.lead, trace_number(order.at)
    names = Redaction(lead.persons.all()) if order.is_redacted else Plain()
    papers = [_paper(names.document(paper), order) for paper in papers_of(lead, order.by)]
    files = files_of(lead)
    total = FIRST_STEPS * len(files) + 1
    evidence, originals = _evidence(files, names, lambda done: tick(done, total))
    marks = _marks(order, trace)

    def cover(pages: int) -> Document:
        return names.document(_cover(order, trace, pages))

    pdf, entries = bind(papers + evidence, cover, marks)
    manifest = [_told(place, entry) for place, entry in enumerate(entries, start=1)]
    about = _about(order, trace, names.text(order.purpose), manifest)
    _pack(target, about, pdf, originals, lambda done: tick(done, total))
    target.seek(0)
    digest = hashlib.file_digest(target, "sha256").hexdigest()
    target.seek(0)
    tick(total, total)
    return Assembled(trace, count_of(pdf), digest, manifest)


def _paper(paper: Document, order: Order) -> Piece:
    bound_paper = replace(
        paper,
        author=str(order.by),
        written_at=order.at,
        is_demo=settings.DEMO_MODE,
        is_bound=True,
    )
    pdf = write_pdf(bound_paper)
    digest = hashlib.sha256(pdf).hexdigest()
    return Piece(paper.title, words(timezone.localdate(order.at)), pdf, digest)


def _evidence(files, names, tick) -> tuple[list[Piece], list[Any]]:
    """The pieces of the evidence, and the files that go into the package beside them."""
    if names.is_redacting:
        left = [Piece(f"证据材料（共{len(files)}件）", note=LEFT_OUT)] if files else []
        return left, []
    pieces, originals = [], []
    for place, found in enumerate(bound(files), start=1):
        member = f"证据/{place:03d}-{safe_name(found.file.name)}" if found.is_kept else ""
        pieces.append(
            Piece(
                found.file.name,
                words(timezone.localdate(found.file.uploaded_at)),
                found.pdf,
                found.file.sha256,
                found.why_not,
                member,
            )
        )
        if member:
            originals.append((member, found.file))
        tick(place)
    return pieces, originals


def _marks(order: Order, trace: str) -> Marks:
    moment = f"{timezone.localtime(order.at):%Y-%m-%d %H:%M}"
    office = order.by.organisation.short_name
    kind = "（脱密）" if order.is_redacted else ""
    return Marks(
        title=f"卷宗{kind} {order.lead}",
        mark=f"{order.by} {office} {moment} {trace}",
        line=f"{office} {order.by} {moment} 追踪号 {trace}",
    )


def _cover(order: Order, trace: str, pages: int) -> Document:
    lead = order.lead
    rows = [
        ("线索编号", str(lead)),
        ("线索来源", str(lead.get_source_display())),
        ("案件编号", "、".join(str(case) for case in lead.cases.order_by("pk"))),
        ("受理机关", str(lead.commission)),
        ("被反映单位", str(lead.content.subject_unit)),
        ("反映问题", lead.content.matter),
        ("承办人", str(lead.handler or "")),
        ("受理日期", words(lead.registered_at)),
        ("办结日期", words(lead.disposed_at)),
        ("装订用途", order.purpose),
        ("装订人和时间", f"{order.by} {timezone.localtime(order.at):%Y-%m-%d %H:%M}"),
        ("总页数", f"{pages}页"),
        ("追踪号", trace),
    ]
    return Document(
        "问题线索卷宗",
        (
            Facts([(label, text) for label, text in rows if text]),
            Paragraph(BLACKENED if order.is_redacted else WHOLE),
        ),
        author=str(order.by),
        written_at=order.at,
        is_demo=settings.DEMO_MODE,
    )


def _told(place: int, entry: Entry) -> dict[str, Any]:
    piece = entry.piece
    return {
        "no": place,
        "name": piece.name,
        "date": piece.day,
        "first_page": entry.first_page if entry.pages else None,
        "pages": entry.pages,
        "sha256": piece.sha256,
        "note": piece.note,
        "member": piece.member,
    }


def _about(order: Order, trace: str, purpose: str, manifest: list[dict[str, Any]]):
    return {
        "lead": str(order.lead),
        "trace": trace,
        "made_at": order.at.isoformat(),
        "made_by": str(order.by),
        "purpose": purpose,
        "is_redacted": order.is_redacted,
        "entries": manifest,
    }


def _pack(target: BinaryIO, about: dict[str, Any], pdf: bytes, originals: list[Any], tick) -> None:
    """The package: bound file, manifest, originals, and the sums that `sha256sum -c` reads."""
    with Package(target, zipfile.ZIP_STORED) as package:
        package.add(BOUND, pdf)
        package.add(MANIFEST, json.dumps(about, ensure_ascii=False, indent=1).encode())
        for place, (member, file) in enumerate(originals, start=1):
            with file.file.open("rb") as stored:
                package.copy(str(PurePath(member)), stored)
            tick(len(originals) + place)
