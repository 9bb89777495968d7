"""By which rows the figures of a report changed, the heaviest of them, chosen where they lie.

A report may differ from the days before by a hundred thousand rows, of which a page names five.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from airdefense.reports.models import FrozenFigure, Report

CHANGED = """
    select code, came, rows, key, amount from (
        select f.code, c.amount > 0 as came, c.key, c.amount,
            count(*) over side as rows,
            row_number() over (partition by f.code, c.amount > 0
                               order by abs(c.amount) desc, c.key) as place
        from reports_frozenfigure f
        cross join lateral unnest(f.{rows}_ids, f.{rows}_values) as c(key, amount)
        where f.report_id = %s
        window side as (partition by f.code, c.amount > 0)
    ) as weighed where place <= %s order by code, came, place
"""
LARGEST = """
    select r.key, r.amount, count(*) over ()
    from reports_frozenfigure f
    cross join lateral unnest(f.row_ids, f.row_values) as r(key, amount)
    where f.id = %s and r.amount > %s order by r.amount desc, r.key limit %s
"""
ROWS_BY_REGION = """
    select o.code, count(*) from reports_frozenfigure f
    cross join lateral unnest(f.row_regions) as r(region)
    join accounts_organisation o on o.id = r.region
    where f.id = %s group by o.code
"""


@dataclass(frozen=True, slots=True)
class Weights:
    """Of each figure and side (rows that came, rows that left): how many, and the heaviest."""

    counts: dict[tuple[str, bool], int]
    heaviest: dict[tuple[str, bool], dict[int, Decimal]]

    def count(self, code: str, *, came: bool) -> int:
        return self.counts.get((code, came), 0)

    def of(self, code: str, *, came: bool) -> dict[int, Decimal]:
        """Key → amount, the heaviest first."""
        return self.heaviest.get((code, came), {})


def weights_of(report: Report, rows: str, most: int) -> Weights:
    """`rows` names the arrays: "change" or "week_change"."""
    counts: dict[tuple[str, bool], int] = {}
    heaviest: dict[tuple[str, bool], dict[int, Decimal]] = {}
    with connection.cursor() as cursor:
        cursor.execute(CHANGED.format(rows=rows), [report.pk, most])
        for code, came, count, key, amount in cursor.fetchall():
            counts[code, came] = count
            heaviest.setdefault((code, came), {})[key] = amount
    return Weights(counts, heaviest)


def largest(frozen: FrozenFigure, limit: Decimal, most: int) -> tuple[dict[int, Decimal], int]:
    """The rows that count for more than the limit, the largest first, and how many there are."""
    with connection.cursor() as cursor:
        cursor.execute(LARGEST, [frozen.pk, limit, most])
        found = cursor.fetchall()
    return {key: amount for key, amount, _total in found}, found[0][2] if found else 0


def rows_by_region(frozen: FrozenFigure) -> dict[str, int]:
    """How many rows were counted in each region."""
    with connection.cursor() as cursor:
        cursor.execute(ROWS_BY_REGION, [frozen.pk])
        return dict(cursor.fetchall())
