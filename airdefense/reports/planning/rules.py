"""What a plan asks for by a day. Pure: marks and a day in, a number out."""

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
ONE = Decimal(1)


def planned(
    marks: Iterable[tuple[date, Decimal]], day: date, step: Decimal = CENT
) -> Decimal | None:
    """The planned value of a day: on the line between the two marks around it, rounded to `step`.

    Before the first mark nothing is planned; after the last one it stays as it is.
    """
    known = sorted(marks)
    earlier = [mark for mark in known if mark[0] <= day]
    later = [mark for mark in known if mark[0] > day]
    if not earlier:
        return None
    start, low = earlier[-1]
    if not later:
        return low.quantize(step, ROUND_HALF_UP)
    end, high = later[0]
    share = Decimal((day - start).days) / Decimal((end - start).days)
    return (low + (high - low) * share).quantize(step, ROUND_HALF_UP)
