#!/usr/bin/env python3
"""What screening costs at the very least: fetch every project, decide it once.

Decimals, an explanation for each hit, nothing kept. `python3 benchmarks/by_hand.py`, with the
project's Python, over the database of the environment; prints the processor seconds of both parts
and the number of the checks.
"""

import json
import os
import sys
from decimal import Decimal
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "airdefense.settings")

import django

django.setup()

from django.db import connection  # noqa: E402

from projects.screening import CHECKS  # noqa: E402

SQL = """select p.id, p.approved_on, p.built_g6_sqm + p.built_g6b_sqm, b.ground, a.payable,
    r.paid, g.open
from projects_project p
left join (select project_id, sum(first_floor_sqm) as ground
    from projects_building group by 1) b on b.project_id = p.id
left join (select project_id, sum(payable_yuan) as payable
    from projects_feeassessment group by 1) a on a.project_id = p.id
left join (select project_id, sum(amount_yuan) as paid
    from projects_receipt where voided_at is null group by 1) r on r.project_id = p.id
left join (select project_id, sum(amount_yuan) as open
    from projects_gap group by 1) g on g.project_id = p.id
order by p.id"""
PIECE, ZERO = 10_000, Decimal(0)


def main() -> int:
    fetched = decided_in = 0.0
    hits, begun = 0, process_time()
    with connection.cursor() as cursor:
        cursor.execute(SQL)
        while rows := cursor.fetchmany(PIECE):
            fetched += process_time() - begun
            begun = process_time()
            hits += sum(decided(row) is not None for row in rows)
            decided_in += process_time() - begun
            begun = process_time()
    told = {"fetch": fetched, "loop": decided_in, "checks": len(CHECKS), "hits": hits}
    sys.stdout.write(f"{json.dumps(told)}\n")
    return 0


def decided(row: tuple) -> dict[str, Decimal] | None:
    _pk, _day, built, ground, payable, paid, open_yuan = row
    owed = (payable or ZERO) - (paid or ZERO) - (open_yuan or ZERO)
    lacking = (ground or ZERO) - (built or ZERO)
    if owed <= ZERO and lacking <= ZERO:
        return None
    return {"payable": payable, "paid": paid, "owed": owed, "built": built, "lacking": lacking}


if __name__ == "__main__":
    sys.exit(main())
