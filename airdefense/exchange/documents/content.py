"""What an official document says, apart from how it is written: one description, two writers.

A letter that leaves the house, built inside `in_chinese()` because its wording is Chinese always:

    with in_chinese():
        letter = Document(
            "关于易地建设费追缴整改的督办函",
            (
                Paragraph("经查，你局负责整改的下列问题已逾期："),
                Heading("一、逾期问题"),
                Table(("编号", "问题", "未收回（元）"), [("WT-1", "应缴未缴", "387,000.00")],
                      widths=(40, 76, 40), right=(2,)),
                Heading("二、整改要求"),
                Paragraph("请于2020年12月31日前完成整改并书面反馈。"),
            ),
            head="中共玉溪市纪律检查委员会文件",
            number="玉纪督〔2020〕12号",
            addressee="红塔区住房和城乡建设局",
            signed_by="中共玉溪市纪律检查委员会",
            signed_on=date(2020, 11, 30),
            enclosures=("逾期问题清单",),
            copies_to=("市委巡察办",),
            printed_by="中共玉溪市纪委办公室",
            printed_on=date(2020, 12, 1),
        )

An inner paper leaves `head`, `number` and what stands at its end empty, and has `Facts` and
`Signatures` instead. `render(letter, "pdf")` gives its bytes; `deliver(request, letter, about=case,
name="督办函-…", format="pdf")` sends it as a download, numbered and recorded in the case's history.
Sentences with values that may be missing go through `filling.fill`.
"""

import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import KW_ONLY, dataclass, fields, is_dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Heading:
    """一、 of the first level in 黑体, （一） of the second in 楷体; the text brings its number."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Body text; every line of it is a paragraph of its own, indented by two characters."""

    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote of the page, behind the words before it."""

    text: str


@dataclass(frozen=True, slots=True)
class Noted:
    """One paragraph of body text with footnotes: `Noted(("核查", "1797", Note("按…"), "个。"))`."""

    parts: Sequence[str | Note]


@dataclass(frozen=True, slots=True)
class Facts:
    """A ruled table of labels and values: rows of (label, value), or of two such pairs."""

    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table whose head repeats on every page; its rows may come in groups with titles.

    `widths` are wishes in mm (else they follow from the texts); `right` are columns of figures,
    which never break.
    """

    heads: Sequence[str]
    rows: Sequence[Sequence[str]] = ()
    _: KW_ONLY
    groups: Sequence[tuple[str, Sequence[Sequence[str]]]] = ()
    widths: Sequence[float] = ()
    right: Collection[int] = ()

    @property
    def parts(self) -> list[tuple[str, Sequence[Sequence[str]]]]:
        return [*([("", self.rows)] if self.rows else []), *self.groups]

    @property
    def every_row(self) -> list[Sequence[str]]:
        return [row for _title, rows in self.parts for row in rows]


@dataclass(frozen=True, slots=True)
class Signatures:
    """Who signed in which role, and when: rows of (role, name, day); empty is an open line."""

    rows: Sequence[tuple[str, str, date | None]]


Block = Heading | Paragraph | Noted | Facts | Table | Signatures


@dataclass(frozen=True, slots=True)
class Document:
    """An official document after GB/T 9704-2012; what is empty is not printed.

    `deliver` fills in author, moment, identifier and trace number, and marks demonstration data.
    """

    title: str
    blocks: Sequence[Block]
    _: KW_ONLY
    author: str = ""
    written_at: datetime | None = None
    identifier: str = ""
    # The red letterhead (发文机关标志), and the document number with its year in 〔 〕.
    head: str = ""
    number: str = ""
    # Who signs a document that goes upward (签发人): the number then stands at the left.
    signatory: str = ""
    addressee: str = ""
    signed_by: str = ""
    signed_on: date | None = None
    enclosures: Sequence[str] = ()
    copies_to: Sequence[str] = ()
    printed_by: str = ""
    printed_on: date | None = None
    is_demo: bool = False
    trace: str = ""
    # Bound into a file whose pages are numbered as a whole: no page number of its own.
    is_bound: bool = False
    # A bulletin of one page: smaller type on a closer pitch.
    is_compact: bool = False

    @property
    def row_count(self) -> int:
        return sum(len(block.every_row) for block in self.blocks if isinstance(block, Table))

    @property
    def has_imprint(self) -> bool:
        return bool(self.copies_to or self.printed_by)


def texts(part: Any) -> Iterator[str]:
    """Every text of a document, for whoever has to know its characters."""
    if isinstance(part, str):
        yield part
    elif is_dataclass(part):
        for field in fields(part):
            yield from texts(getattr(part, field.name))
    elif isinstance(part, list | tuple):
        for item in part:
            yield from texts(item)


# Marks that have no shape of their own and may not decide how a document reads.
_SHAPELESS = {"Cc", "Cf", "Cs", "Co", "Cn"}


def clean(text: str) -> str:
    """A text without what cannot be printed: control marks, text direction, variants of shape."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_cleaned(character) for character in text.replace("\r\n", "\n"))


def _cleaned(character: str) -> str:
    if character in "\n\r\u2028\u2029":
        return "\n"
    if character == "\t" or unicodedata.category(character) == "Zs":
        # The space of a full character is kept: it sets names apart.
        return "\u3000" if character == "\u3000" else " "
    is_variant = "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"
    return "" if is_variant or unicodedata.category(character) in _SHAPELESS else character
