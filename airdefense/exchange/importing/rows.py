"""The rows below the recognised heads, and what they would do, said by their kind."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from airdefense.exchange.importing.kinds import Tick, no_tick
from airdefense.exchange.importing.normalise import comparable, half_width, is_blank
from airdefense.exchange.importing.scan import column_letters
from airdefense.exchange.importing.sheets import Book, Sheet, stored
from airdefense.exchange.importing.values import Reader
from airdefense.exchange.models import ImportBatch, ImportRow, Verdict

TOTALS = {"合计", "总计", "小计", "共计", "累计", "total", "sum"}
FOOTNOTE = re.compile(r"(填表|制表|审核|复核|负责|经办|填报|注|备注|说明)[^:：]{0,6}[:：]")
MOST_CELLS_OF_A_FOOTNOTE = 3
EXAMPLE = {"示例", "example"}


def rows_of(batch: ImportBatch, book: Book) -> Iterator[ImportRow]:
    """Every row of the mapped sheets that holds something; totals and footnotes are left out."""
    by_name = {sheet.name: sheet for sheet in book.sheets}
    for place in batch.mapping["sheets"]:
        for number, cells in data_rows(by_name[place["name"]], place["head"][1]):
            columns = place["columns"].items()
            picked = {key: stored(at(cells, column)) for key, column in columns}
            if any(not is_blank(cell) for cell in picked.values()):
                yield ImportRow(batch=batch, sheet=place["name"], number=number, cells=picked)


def has_rows(book: Book, mapping: dict[str, Any]) -> Iterator[bool]:
    """For each mapped sheet, whether any row of data stands below its head."""
    by_name = {sheet.name: sheet for sheet in book.sheets}
    for place in mapping["sheets"]:
        rows = data_rows(by_name[place["name"]], place["head"][1])
        columns = place["columns"].values()
        yield any(not is_blank(at(cells, column)) for _n, cells in rows for column in columns)


def data_rows(sheet: Sheet, last_of_head: int) -> Iterator[tuple[int, list[Any]]]:
    """(line number, cells) of the rows below the head that are rows of data."""
    for index in range(last_of_head + 1, len(sheet.rows)):
        if not is_beside_the_data(sheet.rows[index]):
            yield index + 1, sheet.rows[index]


def left_out(sheet: Sheet, last_of_head: int) -> list[int]:
    """The lines below the head that are totals, footnotes or examples."""
    lines = range(last_of_head + 1, len(sheet.rows))
    filled = (line for line in lines if any(not is_blank(cell) for cell in sheet.rows[line]))
    return [line + 1 for line in filled if is_beside_the_data(sheet.rows[line])]


def is_beside_the_data(cells: Sequence[Any]) -> bool:
    """Whether a row is a total, a footnote or the example of the template."""
    filled = [cell for cell in cells if not is_blank(cell)]
    if not filled or not isinstance(filled[0], str):
        return False
    first = comparable(filled[0])
    if first.rstrip(":") in TOTALS or first in EXAMPLE:
        return True
    is_footnote = FOOTNOTE.match(half_width(filled[0])) is not None
    return is_footnote and len(filled) <= MOST_CELLS_OF_A_FOOTNOTE


def at(cells: Sequence[Any], column: int) -> Any:
    return cells[column] if column < len(cells) else None


def units_by_sheet(batch: ImportBatch) -> dict[str, dict[str, int]]:
    return {place["name"]: place["units"] for place in batch.mapping["sheets"]}


def examine(
    batch: ImportBatch,
    rows: Sequence[ImportRow],
    *,
    user: Any,
    on: date,
    tick: Tick = no_tick,
) -> None:
    """Read the cells and let the kind say what each row would do; nothing is written."""
    kind, units = batch.import_kind, units_by_sheet(batch)
    reader = Reader(kind, on)
    for row in rows:
        row.forget()
        reader.read(row, units[row.sheet])
        row.group = kind.group(row)[:200]
    complain_of_repetitions(batch, rows)
    kind.examine(rows, user=user, region=batch.region, source=batch.source, on=on, tick=tick)
    if kind.is_grouped:
        complain_of_groups(rows)
    for row in rows:
        if row.is_faulty:
            row.verdict = Verdict.ERROR


def complain_of_groups(rows: Iterable[ImportRow]) -> None:
    """One faulty row stops the rows that make one case with it."""
    rows = [row for row in rows if row.group and not row.is_skipped]
    faulty = {row.group: row for row in reversed(rows) if row.is_faulty}
    for row in rows:
        if row.group in faulty and not row.is_faulty:
            other = faulty[row.group]
            row.complain("", "group_faulty", cell=f"{other.sheet}!{other.number}")


def complain_of_repetitions(batch: ImportBatch, rows: Iterable[ImportRow]) -> None:
    """The second row of the same identity is faulty; skipped rows do not count."""
    first: dict[str, ImportRow] = {}
    for row in rows:
        identity = "" if row.is_skipped else batch.import_kind.identity(row)
        if not identity:
            continue
        earlier = first.setdefault(identity, row)
        if earlier is not row:
            row.complain("", "repeated", cell=f"{earlier.sheet}!{earlier.number}")


def cell_name(batch: ImportBatch, row: ImportRow, key: str) -> str:
    """“Sheet1!F187”, or the row alone where no single cell is meant."""
    return f"{row.sheet}!{cell_in_sheet(batch.mapping, row, key)}"


def cell_in_sheet(mapping: dict[str, Any], row: ImportRow, key: str) -> str:
    place = next(place for place in mapping["sheets"] if place["name"] == row.sheet)
    column = place["columns"].get(key)
    return str(row.number) if column is None else f"{column_letters(column)}{row.number}"


def with_their_groups(batch: ImportBatch, row: ImportRow) -> list[ImportRow]:
    """The row and all others that have to be examined together with it, in the order of the
    file."""
    others = batch.rows.filter(group=row.group).exclude(pk=row.pk) if row.group else ()
    return sorted([row, *others], key=lambda one: one.pk)
