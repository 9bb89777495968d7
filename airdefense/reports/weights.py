"""What a paper tells of the rows of its figures, chosen where they lie, in one statement.

A report may count 200,000 rows and differ from the days before by a hundred thousand, of which a
page names five.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import connection

from airdefense.reports.figures import FIGURES
from airdefense.reports.layout import RANKING
from airdefense.reports.models import Report, ReportSchedule

# The gap between what is owed and what was paid, of which the large ones are named.
GAPS = "S06"
MOST_LARGE = 32
# By which rows each figure changed, of either side how many and the heaviest.
CHANGED = """
    select 'changed', f.code, sides.came, sides.rows, side.key, side.amount, -abs(side.amount)
    from reports_frozenfigure f
    cross join lateral (
        select c.amount > 0 as came, count(*) as rows,
            array_agg(c.key) as keys, array_agg(c.amount) as amounts
        from unnest(f.{rows}_ids, f.{rows}_values) as c(key, amount) group by c.amount > 0
    ) as sides
    cross join lateral (
        select c.key, c.amount from unnest(sides.keys, sides.amounts) as c(key, amount)
        order by abs(c.amount) desc, c.key limit %(most)s
    ) as side
    where f.report_id = %(report)s
"""
# The first rows of what happened in the days of the report.
FIRST = """
    select 'first', f.code, true, cardinality(f.row_ids), r.key, null::numeric, r.place
    from reports_frozenfigure f
    cross join lateral unnest(f.row_ids[1:%(most)s]) with ordinality as r(key, place)
    where f.report_id = %(report)s and f.code = any(%(flows)s)
"""
# How many rows of what the counties are ranked by were counted in each region.
BY_REGION = """
    select 'by region', f.code, true, count(*), r.region, null, 0
    from reports_frozenfigure f
    cross join lateral unnest(f.row_regions) as r(region)
    where f.report_id = %(report)s and f.code = %(ranked)s group by f.code, r.region
"""
LIMIT = "(select s.large_gap_yuan from reports_reportschedule s where s.kind = %(kind)s)"
# What is above which gaps are put before the leader, and the largest of them.
LARGE = f"""
    (select 'large', f.code, true, count(*) over (), r.key, r.amount, -r.amount
    from reports_frozenfigure f
    cross join lateral unnest(f.row_ids, f.row_values) as r(key, amount)
    where f.report_id = %(report)s and f.code = '{GAPS}'
        and r.amount > coalesce({LIMIT}, %(usual)s)
    order by r.amount desc, r.key limit %(large)s)
    union all
    select 'limit', '', true, 0, 0, coalesce({LIMIT}, %(usual)s), 0
"""  # noqa: S608 - of constants alone
EVERYTHING = (FIRST, BY_REGION, LARGE)
IN_ORDER = " order by 1, 2, 3, 7, 5"


@dataclass(frozen=True, slots=True)
class Weights:
    """Of each figure and side (rows that came, rows that left): how many, and the heaviest."""

    counts: dict[tuple[str, bool], int] = field(default_factory=dict)
    heaviest: dict[tuple[str, bool], dict[int, Decimal]] = field(default_factory=dict)

    def count(self, code: str, *, came: bool) -> int:
        return self.counts.get((code, came), 0)

    def of(self, code: str, *, came: bool) -> dict[int, Decimal]:
        """Key → amount, the heaviest first."""
        return self.heaviest.get((code, came), {})


@dataclass(slots=True)
class Picked:
    """The rows a paper speaks of: those that changed its figures, and some for what they are."""

    changed: Weights = field(default_factory=Weights)
    first: dict[str, list[int]] = field(default_factory=dict)
    # How many rows of what the counties are ranked by stand in each region, by its key.
    by_region: dict[int, int] = field(default_factory=dict)
    # The gaps above the limit, the largest first, and how many there are.
    large: dict[int, Decimal] = field(default_factory=dict)
    large_total: int = 0
    limit: Decimal = Decimal(0)

    def add(self, part: str, code: str, came: bool, rows: int, key: int, amount: Any) -> None:
        if part == "changed":
            self.changed.counts[code, came] = rows
            self.changed.heaviest.setdefault((code, came), {})[key] = amount
        elif part == "first":
            self.first.setdefault(code, []).append(key)
        elif part == "by region":
            self.by_region[key] = rows
        elif part == "large":
            self.large[key], self.large_total = amount, rows
        else:
            self.limit = amount


def picked_rows(report: Report, most: int) -> Picked:
    """Everything that a paper asks of the rows of its figures, but for the earlier day."""
    ranking = FIGURES.get(RANKING[report.kind])
    values = {
        "kind": report.kind,
        "usual": ReportSchedule._meta.get_field("large_gap_yuan").default,
        "large": MOST_LARGE,
        "flows": [code for code, figure in FIGURES.items() if figure.is_flow],
        "ranked": ranking.denominator if ranking and report.is_of_city else "",
    }
    return _asked((CHANGED.format(rows="change"), *EVERYTHING), report, most, values)


def changed_in_a_week(report: Report, most: int) -> Weights:
    """By which rows the figures differ from the earlier of the two days compared with."""
    return _asked((CHANGED.format(rows="week_change"),), report, most, {}).changed


def _asked(parts: tuple[str, ...], report: Report, most: int, values: dict[str, Any]) -> Picked:
    picked = Picked()
    with connection.cursor() as cursor:
        cursor.execute(
            " union all ".join(parts) + IN_ORDER, {"report": report.pk, "most": most, **values}
        )
        for *row, _place in cursor.fetchall():
            picked.add(*row)
    return picked
