#!/usr/bin/env python3
"""How fast a workbook comes in: `python3 run.py python benchmarks/bench_import.py [--rows N]`.

Needs the demo city in the database; everything it writes is rolled back. It draws a workbook of
new projects from the ledger's own export, 40 columns wide, and takes it through check, taking in,
the same file again, and undo. README.md says what the limits are.
"""

import argparse
import os
import resource
import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HERE))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "airdefense.settings")

import django  # noqa: E402

django.setup()

import openpyxl  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.files.base import ContentFile  # noqa: E402
from django.core.files.storage import InMemoryStorage  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from airdefense.exchange.importing import actions, shell  # noqa: E402
from airdefense.exchange.importing.books import write_ledger  # noqa: E402
from airdefense.exchange.importing.guard import limits_of  # noqa: E402
from airdefense.exchange.importing.kinds import KINDS  # noqa: E402
from airdefense.exchange.models import ImportBatch  # noqa: E402
from projects.models import Building, Developer, Project  # noqa: E402

COLUMNS = 40
LIMITS = {"check": 8.0, "take in": 5.0}
LIMIT_MEGABYTES = 300
TABLES = (Project, Building, Developer)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rows", type=int, default=2_172)
    asked = options.parse_args()
    ImportBatch._meta.get_field("file").storage = InMemoryStorage()
    user, region = shell.who_and_where("", "")
    content = workbook(asked.rows, user, region)
    with transaction.atomic():
        is_kept = measure(content, user, region)
        transaction.set_rollback(True)
    say("every limit is kept" if is_kept else "a limit is exceeded")
    return 0 if is_kept else 1


def workbook(rows: int, user: Any, region: Any) -> bytes:
    """New projects in the shape of the old: the first rows of the ledger under other names."""
    out = BytesIO()
    write_ledger(out, KINDS["projects"], user, region)
    book = openpyxl.load_workbook(out)
    sheet = book.worksheets[0]
    sheet.delete_rows(rows + 2, sheet.max_row)
    place = {field.key: number for number, field in enumerate(KINDS["projects"].fields, start=2)}
    for line in range(2, sheet.max_row + 1):
        for key in ("name", "code", "permit_number"):
            cell = sheet.cell(line, place[key])
            cell.value = f"测{cell.value}" if cell.value else None
        for key in ("national_code", "version", "building_key"):
            sheet.cell(line, place[key]).value = None
    for column in range(sheet.max_column + 1, COLUMNS + 1):
        for line in range(1, sheet.max_row + 1):
            sheet.cell(line, column).value = f"备查{column}"
    out = BytesIO()
    book.save(out)
    say(f"{sheet.max_row - 1:,} rows of {sheet.max_column} columns, {out.tell() / 1e6:.1f} MB")
    return out.getvalue()


def measure(content: bytes, user: Any, region: Any) -> bool:
    at = timezone.now()
    on, limits = timezone.localtime(at).date(), limits_of(settings)
    before = state()

    def brought() -> ImportBatch:
        file = ContentFile(content, name="bench.xlsx")
        facts = {"kind": None, "kinds": list(KINDS.values()), "region": region, "source": None}
        batch = actions.upload(file, **facts, limits=limits, by=user, at=at)
        return actions.check(batch, limits=limits, by=user, at=at, on=on)

    batch, checking = timed("check", brought)
    say(f"  {counts(batch)}")
    batch, taking = timed(
        "take in", lambda: actions.apply(batch, by=user, at=at, on=on, skips_faulty=True)
    )
    again, _seconds = timed("the same file again", brought)
    say(f"  {counts(again)}")
    timed("undo", lambda: actions.undo(batch, by=user, at=at, note="measured"))
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    is_back = state() == before
    say(f"largest memory {megabytes:.0f} MB; tables are {'' if is_back else 'NOT '}as before")
    is_same = not again.count_of("create") and not again.count_of("update")
    is_quick = checking < LIMITS["check"] and taking < LIMITS["take in"]
    return is_quick and is_same and is_back and megabytes < LIMIT_MEGABYTES


def timed(name: str, act: Callable[[], Any]) -> tuple[Any, float]:
    queries: list[str] = []

    def count(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        queries.append(sql[:40])
        return execute(sql, params, many, context)

    start = time.perf_counter()
    with connection.execute_wrapper(count):
        result = act()
    seconds = time.perf_counter() - start
    limit = f", limit {LIMITS[name]:.0f} s" if name in LIMITS else ""
    say(f"{name:20} {seconds:6.2f} s, {len(queries)} statements{limit}")
    return result, seconds


def counts(batch: ImportBatch) -> str:
    batch.refresh_from_db()
    return ", ".join(f"{name} {count}" for name, count in sorted(batch.counts.items()))


def state() -> list[Any]:
    """A fingerprint of the tables: every row in full."""
    found = []
    with connection.cursor() as cursor:
        for model in TABLES:
            table = model._meta.db_table
            cursor.execute(f"select count(*), sum(hashtext(t::text)::bigint) from {table} t")  # noqa: S608
            found.append(cursor.fetchone())
    return found


def say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    raise SystemExit(main())
