"""Drawing by a recorded seed: whoever repeats it over the same frozen rows draws the same rows.

The rows are put in the order of SHA-256(seed + ":" + key of the row), and the first ones are taken.
Anybody can check that with the seed, the keys as frozen, and any tool that knows SHA-256.
"""

from decimal import ROUND_CEILING, Decimal
from typing import Any

from django.db import connection

from airdefense.reports.models import FrozenFigure
from airdefense.reports.rows import COUNTED, FROZEN

ORDER = "order by sha256(convert_to(%s || ':' || r.key, 'UTF8')), r.key limit %s"


def draw(
    frozen: FrozenFigure, seed: str, size: int, region: Any = None
) -> list[tuple[int, int, Decimal | None]]:
    """Key, region and amount of the rows drawn, in the order of the draw."""
    where, values = "where f.id = %s ", [frozen.pk]
    if region is not None:
        where, values = f"{where}and r.region = %s ", [*values, region.pk]
    with connection.cursor() as cursor:
        sql = f"select r.key, r.region, r.amount {FROZEN}{COUNTED}{where}{ORDER}"
        cursor.execute(sql, [*values, seed, size])
        return cursor.fetchall()


def share(population: int, percent: Decimal) -> int:
    """So many rows are that part of them, never fewer than one."""
    rows = (Decimal(population) * percent / 100).to_integral_value(ROUND_CEILING)
    return max(int(rows), 1)
