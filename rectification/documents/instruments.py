"""An instrument as an official document: one description for the page, the .docx and the PDF."""

import re
from pathlib import PurePath
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.casework.models import Attachment
from airdefense.exchange.documents.content import (
    Block,
    Document,
    Facts,
    Heading,
    Paragraph,
    Table,
)
from airdefense.exchange.documents.filling import GAP
from airdefense.exchange.documents.words import chinese_day, chinese_ordinal, in_chinese
from rectification.models import Instrument, InstrumentKind
from rectification.parts import AT_ISSUE, VALUES, Part
from rectification.workflow import InstrumentStatus

# What stands where the number will stand.
UNNUMBERED = {
    InstrumentStatus.DRAFT: "（草稿，未经审批，未编号）",
    InstrumentStatus.APPROVED: "（待签发稿，未编号）",
    InstrumentStatus.VOID: "（已作废，未编号）",
}
SETTLED_AT_ISSUE = "（签发时确定）"
SEVERAL = re.compile(r"[、，,;；]")


def described(instrument: Instrument) -> Document:
    """What the document says. Only an issued one has a number, a day and an imprint."""
    with in_chinese():
        entry, issuer = instrument.kind_entry, instrument.issuer
        is_issued = instrument.issued_at is not None
        day = timezone.localdate(instrument.issued_at) if is_issued else None
        is_minutes = instrument.kind == InstrumentKind.MINUTES
        return Document(
            instrument.title,
            _blocks(instrument),
            head=entry.head.replace("{issuer}", issuer.name),
            number=instrument.number or UNNUMBERED[instrument.status],
            addressee="" if entry.is_form or is_minutes else instrument.unit.name,
            # A sheet says in its rows who urges and since when.
            signed_by="" if entry.is_form else issuer.name,
            signed_on=None if entry.is_form else day,
            enclosures=_enclosures(instrument),
            copies_to=_copies(instrument, is_minutes),
            printed_by=issuer.name if is_issued and not entry.is_form else "",
            printed_on=None if entry.is_form else day,
        )


def file_name(instrument: Instrument) -> str:
    return f"{instrument.number or _('Draft')}-{instrument.title}"


def blocks_of(document: Document) -> list[tuple[str, Block]]:
    """The blocks with the names by which a page tells them apart."""
    return [(type(block).__name__.lower(), block) for block in document.blocks]


def _blocks(instrument: Instrument) -> tuple[Block, ...]:
    blocks: list[Block] = []
    if instrument.kind_entry.is_held:
        blocks.append(_meeting(instrument))
    told = ((part, _words(instrument, part)) for part in instrument.kind_entry.parts)
    parts = [(part, words) for part, words in told if words]
    if instrument.kind_entry.is_form:
        blocks.append(_form(instrument, parts))
        parts = [(part, words) for part, words in parts if part.heads]
    for place, (part, words) in enumerate(parts, start=1):
        number = "" if instrument.kind_entry.is_form else f"{chinese_ordinal(place)}、"
        blocks.append(Heading(number + part.heading))
        blocks.append(_table(part, words) if part.heads else Paragraph(words))
    return tuple(blocks)


def _words(instrument: Instrument, part: Part) -> str:
    """The text of a part; a draft says what is still to be filled in."""
    text = instrument.text_of(part.key)
    return GAP.sub(_still_open, text) if instrument.issued_at is None else text


def _still_open(gap: re.Match) -> str:
    if gap[1] in AT_ISSUE:
        return SETTLED_AT_ISSUE
    return f"（待填：{_(VALUES.get(gap[1], gap[1]))}）"


def _meeting(instrument: Instrument) -> Facts:
    day, where = chinese_day(instrument.held_on), instrument.held_where
    return Facts([("时间", day, "地点", where), ("参加人员", instrument.present)])


def _form(instrument: Instrument, parts: Any) -> Facts:
    """The sheet's own rows between who urges and who has to act."""
    rows = [("承办单位", instrument.unit.name), ("督办单位", instrument.issuer.name)]
    rows += [(part.heading, words) for part, words in parts if not part.heads]
    if instrument.issued_at:
        rows.append(("签发日期", chinese_day(instrument.issued_at)))
    return Facts(rows)


def _table(part: Part, words: str) -> Table:
    return Table(part.heads, part.rows(words), widths=part.widths, right=part.right)


def _enclosures(instrument: Instrument) -> tuple[str, ...]:
    if instrument.pk is None:
        return ()
    names = Attachment.objects.of(instrument).current().values_list("name", flat=True)
    return tuple(PurePath(name).stem for name in names)


def _copies(instrument: Instrument, is_minutes: bool) -> tuple[str, ...]:
    named = [name.strip() for name in SEVERAL.split(instrument.copies_to) if name.strip()]
    return tuple(named or ([instrument.unit.name] if is_minutes else []))
