"""What a workbook is: of which kind, on which sheets, with which columns."""

from collections.abc import Iterable, Sequence
from typing import Any

from airdefense.exchange.importing.heads import (
    Head,
    assign,
    bare,
    best_head,
    candidates,
    likely_head,
    missing,
    names_of,
    unit_of,
    without_unit,
)
from airdefense.exchange.importing.kinds import KINDS, ImportKind
from airdefense.exchange.importing.problems import Refusal
from airdefense.exchange.importing.rows import left_out
from airdefense.exchange.importing.sheets import Book, Sheet
from airdefense.exchange.models import ColumnMapping

Remembered = dict[str, dict[str, str]]


def recognise(
    book: Book, chosen: ImportKind | None, kinds: Sequence[ImportKind], source: Any
) -> tuple[ImportKind, dict[str, Any]]:
    """The kind and the mapping of its columns; an empty mapping waits for a person.

    Raises Refusal for a file of another kind, an old template, or a file that says nothing.
    """
    if not book.sheets:
        raise Refusal("file_empty")
    chosen = by_signature(book, chosen, kinds)
    if chosen is not None:
        mapping = mapping_of(book, chosen, source)
        if not mapping:
            refuse_other(book, chosen, kinds, source)
        if not mapping and book.signature:
            refuse_missing(book, chosen)
        return chosen, mapping
    found = {kind: mapping for kind in kinds if (mapping := mapping_of(book, kind, source))}
    if not found:
        raise Refusal("file_of_no_kind")
    return max(found.items(), key=lambda pair: columns_in(pair[1]))


def columns_in(mapping: dict[str, Any]) -> int:
    return max(len(place["columns"]) for place in mapping["sheets"])


def by_signature(
    book: Book, chosen: ImportKind | None, kinds: Sequence[ImportKind]
) -> ImportKind | None:
    """The kind that the hidden sheet of a template names, when there is one."""
    if book.signature is None or book.signature.kind not in KINDS:
        return chosen
    signed = KINDS[book.signature.kind]
    if signed not in kinds or chosen not in (None, signed):
        wanted = chosen.label if chosen else "—"
        raise Refusal("file_of_other_kind", found=str(signed.label), chosen=str(wanted))
    if book.signature.version != signed.version:
        raise Refusal("old_template")
    return signed


def refuse_other(book: Book, chosen: ImportKind, kinds: Iterable[ImportKind], source: Any) -> None:
    """Say so when the file is clearly of another kind."""
    for kind in kinds:
        if kind is not chosen and mapping_of(book, kind, source):
            raise Refusal("file_of_other_kind", found=str(kind.label), chosen=str(chosen.label))


def refuse_missing(book: Book, kind: ImportKind) -> None:
    """Say which required columns were found on no sheet."""
    heads = [best_head(sheet, kind) for sheet in book.sheets]
    found = {key for head in heads if head for key in head.columns}
    raise Refusal("columns_missing", columns="、".join(missing(kind, found)))


def remembered_for(kind: ImportKind, source: Any) -> Remembered:
    """Assignments that clerks made before for files of this department: signature → columns."""
    rows = ColumnMapping.objects.filter(kind=kind.key, source=source)
    return dict(rows.values_list("signature", "columns"))


def mapping_of(book: Book, kind: ImportKind, source: Any) -> dict[str, Any]:
    """Where the sheets' columns lie, or {} when required ones are not recognised anywhere."""
    remembered, names = remembered_for(kind, source), names_of(kind)
    places, skipped = [], []
    for sheet in book.sheets:
        head = from_memory(sheet, kind, remembered) or best_head(sheet, kind, names)
        if head is None or missing(kind, head.columns):
            skipped.append({"name": sheet.name, "code": "sheet_without_head"})
        elif not sheet.is_visible:
            skipped.append({"name": sheet.name, "code": "sheet_hidden"})
        else:
            places.append(place_of(sheet, head))
    # The notes and lists of our own workbooks are not worth a word.
    named = [] if book.signature else skipped
    return {"sheets": places, "skipped": named} if places else {}


def place_of(sheet: Sheet, head: Head) -> dict[str, Any]:
    return head.stored() | {"left_out": left_out(sheet, head.last)}


def from_memory(sheet: Sheet, kind: ImportKind, remembered: Remembered) -> Head | None:
    """The head that a person assigned before, found by its words."""
    if not remembered:
        return None
    for head in candidates(sheet):
        if (columns := remembered.get(head.signature)) is not None:
            assign_all(sheet, head, kind, {bare(text): key for text, key in columns.items()})
            return head
    return None


def assign_all(sheet: Sheet, head: Head, kind: ImportKind, keys: dict[str, str]) -> None:
    """Give the columns the fields that a person chose for their words."""
    sheet_unit = unit_of(sheet, head.first)
    for column, text in head.texts.items():
        key = keys.get(bare(text), "")
        if key in kind.by_key and key not in head.columns:
            assign(head, kind, key, column, without_unit(text)[1], sheet_unit)


def asked_head(sheet: Sheet, kind: ImportKind, names: dict[str, str]) -> Head | None:
    """The head where something was recognised; a single word of it may stand there by chance."""
    found = best_head(sheet, kind, names)
    return found if found and len(found.columns) > 1 else likely_head(sheet)


def head_to_assign(book: Book, kind: ImportKind) -> tuple[Sheet, Head]:
    """The sheet and head that a person is asked about: where most was recognised or stands."""
    visible = [sheet for sheet in book.sheets if sheet.is_visible] or book.sheets
    names = names_of(kind)
    pairs = [(sheet, asked_head(sheet, kind, names)) for sheet in visible]
    found = [(sheet, head) for sheet, head in pairs if head is not None]
    if not found:
        raise Refusal("file_empty")
    return max(found, key=lambda pair: (len(pair[1].columns), pair[0].filled))
