"""A file is brought, checked, corrected, taken in as a whole, and taken back as a whole."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, BinaryIO, cast

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Count

from airdefense.accounts.roles import SYSTEM
from airdefense.casework.actions import advance, record
from airdefense.casework.workflow import NotAllowed
from airdefense.collector import rarely_collected
from airdefense.exchange.export import sha256_of
from airdefense.exchange.importing import rows as examination
from airdefense.exchange.importing.guard import Limits
from airdefense.exchange.importing.heads import Head, bare, missing
from airdefense.exchange.importing.kinds import ImportKind, Tick, no_tick
from airdefense.exchange.importing.problems import Refusal
from airdefense.exchange.importing.recognise import (
    assign_all,
    place_of,
    recognise,
    refuse_missing,
)
from airdefense.exchange.importing.sheets import Book, Sheet, read
from airdefense.exchange.importing.values import shown
from airdefense.exchange.importing.writing import insert, rewrite
from airdefense.exchange.models import ColumnMapping, ImportBatch, ImportRow
from airdefense.exchange.workflow import BatchStatus

LONGEST_CORRECTION = 2_000
EXAMINED = ("group", "verdict", "problems", "changes", "suggestions", "target")
WRITTEN = (*EXAMINED, "before", "after", "is_applied")


@rarely_collected()
@transaction.atomic
def upload(
    file: Any,
    *,
    kind: ImportKind | None,
    kinds: Sequence[ImportKind],
    region: Any,
    source: Any,
    limits: Limits,
    by: Any,
    at: datetime,
    asks: bool = True,
) -> ImportBatch:
    """Keep a workbook that has passed the guard. Raises Refusal; then nothing is kept.

    Columns that nobody recognises are asked for on a page, unless there is nobody to ask.
    """
    book = read(file, file.name, limits)
    found, mapping = recognise(book, kind, kinds, source)
    if not mapping and not asks:
        refuse_missing(book, found)
    if mapping and not any(examination.has_rows(book, mapping)):
        raise Refusal("no_rows")
    batch = ImportBatch.objects.create(
        kind=found.key,
        region=region,
        source=source if found.has_source else None,
        file=file,
        name=file.name[:200],
        sha256=sha256_of(file),
        size_bytes=file.size,
        mapping=mapping,
        counts={"filled": sum(sheet.filled for sheet in book.sheets)},
        uploaded_at=at,
        uploaded_by=by,
    )
    batch.book = book
    detail = {"kind": found.key, "file": batch.name, "sha256": batch.sha256}
    record(batch, "upload", by=by, at=at, detail=detail)
    return batch


def book_of(batch: ImportBatch, limits: Limits) -> Book:
    """The batch's workbook, read anew from where it is kept."""
    try:
        with batch.file.open("rb") as file:
            return read(cast(BinaryIO, file), batch.name, limits)
    except FileNotFoundError as gone:
        raise Refusal("file_gone") from gone


def locked(batch: ImportBatch, by: Any) -> ImportBatch:
    """The batch, locked for a person who may take in files of its kind there."""
    batch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if by.roles_over(batch.scope_paths).isdisjoint({*batch.import_kind.roles, SYSTEM}):
        raise NotAllowed
    return batch


@transaction.atomic
def assign_columns(
    batch: ImportBatch, sheet: Sheet, head: Head, keys: dict[int, str], *, by: Any, at: datetime
) -> ImportBatch:
    """Keep which column holds what, as a person said, and remember it for the next file."""
    batch = locked(batch, by)
    if batch.status != BatchStatus.UPLOADED:
        raise Refusal("columns_settled")
    refuse_two_columns(batch.import_kind, keys)
    words = {bare(head.texts[column]): key for column, key in keys.items() if key}
    head.columns, head.units = {}, {}
    assign_all(sheet, head, batch.import_kind, words)
    if lacking := missing(batch.import_kind, head.columns):
        raise Refusal("columns_missing", columns="、".join(lacking))
    batch.mapping = {"sheets": [place_of(sheet, head)], "skipped": []}
    batch.save(update_fields=["mapping"])
    ColumnMapping.objects.update_or_create(
        kind=batch.kind,
        source=batch.source,
        signature=head.signature,
        defaults={"columns": words, "remembered_at": at, "remembered_by": by},
    )
    record(batch, "assign_columns", by=by, at=at, detail={"columns": words})
    return batch


def refuse_two_columns(kind: ImportKind, keys: dict[int, str]) -> None:
    seen: set[str] = set()
    for key in filter(None, keys.values()):
        if key in seen:
            raise Refusal("column_twice", column=str(kind.field(key).label))
        seen.add(key)


@rarely_collected()
@transaction.atomic
def check(
    batch: ImportBatch, *, limits: Limits, by: Any, at: datetime, on: date, tick: Tick = no_tick
) -> ImportBatch:
    """The dry run: say of every row what it would do. Corrections and choices are kept."""
    just_read, batch = batch.book, locked(batch, by)
    batch.workflow.check(batch, "check", by)
    kept = {
        (row.sheet, row.number): (row.corrections, row.decision)
        for row in batch.rows.only("sheet", "number", "corrections", "decision").iterator()
    }
    rows = list(examination.rows_of(batch, just_read or book_of(batch, limits)))
    if not rows:
        raise Refusal("no_rows")
    for row in rows:
        row.corrections, row.decision = kept.get((row.sheet, row.number), ({}, ""))
    examination.examine(batch, rows, user=by, on=on, tick=tick)
    batch.rows.all().delete()
    insert(rows)
    counts = {"filled": batch.count_of("filled"), **counts_of(batch)}
    return advance(batch, "check", by=by, at=at, counts=counts)


def counts_of(batch: ImportBatch) -> dict[str, int]:
    """How many rows would do what; skipped ones are counted apart."""
    pairs = batch.rows.exclude(decision="skip").values_list("verdict").annotate(Count("pk"))
    counts = dict(pairs.order_by())
    skipped = batch.rows.filter(decision="skip").count()
    return {**counts, "skip": skipped, "rows": sum(counts.values()) + skipped}


@transaction.atomic
def correct(
    row: ImportRow, key: str, text: str, *, by: Any, at: datetime, on: date
) -> list[ImportRow]:
    """Put another value in the place of a cell; the row and its group are examined again.

    The file itself stays as it is: what a person typed is kept beside it.
    """
    batch, row = open_row(row, by)
    if key not in batch.import_kind.by_key:
        raise Refusal("column_unknown")
    text = text.replace("\x00", "")[:LONGEST_CORRECTION]
    before = row.corrections.get(key, row.cells.get(key))
    concerned = {other.pk: other for other in examination.with_their_groups(batch, row)}
    row.corrections = row.corrections | {key: text}
    row.save(update_fields=["corrections"])
    cell = examination.cell_name(batch, row, key)
    record(batch, "correct", by=by, at=at, detail={cell: [shown(before), text]})
    return examine_again(batch, concerned | {row.pk: row}, by=by, on=on)


@transaction.atomic
def decide(row: ImportRow, decision: str, *, by: Any, at: datetime, on: date) -> list[ImportRow]:
    """Take one of the suggestions, take the row as new, skip it, or take the choice back."""
    batch, row = open_row(row, by)
    offered = {"", "skip", *(str(one["pk"]) for one in row.suggestions)}
    if row.suggestions and batch.import_kind.offers_new:
        offered.add("new")
    if decision not in offered:
        raise Refusal("no_such_decision")
    row.decision = decision
    row.save(update_fields=["decision"])
    detail = {"row": f"{row.sheet}!{row.number}", "choice": decision}
    record(batch, "decide", by=by, at=at, detail=detail)
    concerned = {other.pk: other for other in examination.with_their_groups(batch, row)}
    return examine_again(batch, concerned | {row.pk: row}, by=by, on=on)


def open_row(row: ImportRow, by: Any) -> tuple[ImportBatch, ImportRow]:
    """The row and its batch, locked, where rows may still be corrected."""
    batch = locked(row.batch, by)
    if batch.job:
        raise Refusal("busy")
    if batch.status != BatchStatus.CHECKED:
        raise Refusal("not_checked")
    row = batch.rows.get(pk=row.pk)
    row.batch = batch
    return batch, row


def examine_again(
    batch: ImportBatch, concerned: dict[int, ImportRow], *, by: Any, on: date
) -> list[ImportRow]:
    """Examine some rows, with those whose group they have just joined."""
    rows = sorted(concerned.values(), key=lambda row: row.pk)
    examination.examine(batch, rows, user=by, on=on)
    groups = {row.group for row in rows if row.group}
    joined = batch.rows.filter(group__in=groups).exclude(pk__in=concerned)
    if others := list(joined):
        rows = sorted([*rows, *others], key=lambda row: row.pk)
        examination.examine(batch, rows, user=by, on=on)
    rewrite(rows, EXAMINED)
    batch.counts = batch.counts | dict.fromkeys(VERDICTS, 0) | counts_of(batch)
    batch.save(update_fields=["counts"])
    return rows


VERDICTS = ("create", "update", "same", "error", "choose")


@rarely_collected()
@transaction.atomic
def apply(
    batch: ImportBatch,
    *,
    by: Any,
    at: datetime,
    on: date,
    tick: Tick = no_tick,
    **modes: Any,
) -> ImportBatch:
    """Take the file in: all chosen rows, or none of them."""
    batch = advance(locked(batch, by), "apply", by=by, at=at, **modes)
    kind, rows = batch.import_kind, chosen_rows(batch)
    kind.lock(rows)
    said = [verdict_of(row) for row in rows]
    examination.examine(batch, rows, user=by, on=on)
    changed = sum(before != verdict_of(row) for before, row in zip(said, rows, strict=True))
    if changed:
        raise Refusal("ledger_changed", count=changed)
    kind.apply(rows, batch=batch, by=by, at=at, tick=tick)
    for row in rows:
        row.is_applied = True
    rewrite(rows, WRITTEN)
    created = sum(row.verdict == "create" for row in rows)
    batch.counts = batch.counts | {
        "created": created,
        "updated": len(rows) - created,
        "left": batch.count_of("rows") - len(rows) - batch.count_of("same"),
    }
    batch.save(update_fields=["counts"])
    return batch


def chosen_rows(batch: ImportBatch) -> list[ImportRow]:
    """The rows that the chosen modes write, in the order of the file."""
    verdicts = [
        verdict
        for verdict, is_taken in (("create", batch.takes_creates), ("update", batch.takes_updates))
        if is_taken
    ]
    return list(batch.rows.filter(verdict__in=verdicts).exclude(decision="skip").order_by("pk"))


def verdict_of(row: ImportRow) -> tuple[Any, ...]:
    changes = json.dumps(row.changes, cls=DjangoJSONEncoder, sort_keys=True)
    return row.verdict, row.target, changes


@rarely_collected()
@transaction.atomic
def undo(
    batch: ImportBatch,
    *,
    by: Any,
    at: datetime,
    note: str,
    leaves_blocked: bool = False,
    tick: Tick = no_tick,
) -> ImportBatch:
    """Take the file back: every row that nothing stands on. The others stay only knowingly."""
    batch = advance(locked(batch, by), "undo", by=by, at=at, note=note)
    rows = applied_rows(batch)
    batch.import_kind.lock(rows)
    blocked = batch.import_kind.blocked(rows, user=by)
    if blocked and not leaves_blocked:
        raise Refusal("undo_blocked", count=len(blocked))
    free = [row for row in rows if row.pk not in blocked]
    batch.import_kind.undo(free, batch=batch, by=by, at=at, tick=tick)
    for row in free:
        row.is_undone = True
    rewrite(free, ["is_undone"])
    batch.counts = batch.counts | {"undone": len(free), "kept": len(blocked)}
    batch.save(update_fields=["counts"])
    return batch


def applied_rows(batch: ImportBatch) -> list[ImportRow]:
    return list(batch.rows.filter(is_applied=True, is_undone=False).order_by("pk"))


@transaction.atomic
def discard(batch: ImportBatch, *, by: Any, at: datetime) -> ImportBatch:
    """Put the file away: nothing was written, and neither rows nor workbook are kept."""
    batch = advance(locked(batch, by), "discard", by=by, at=at)
    batch.rows.all().delete()
    stored, storage = str(batch.file.name), batch.file.storage
    transaction.on_commit(lambda: storage.delete(stored))
    return batch
