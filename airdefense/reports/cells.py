"""Small cells: a county with one lead names a person to whoever knows the county (domain §3.7).

Outside the commission a county's count is told in steps of three. The step of a count depends on
nothing but the count, so the city's table, the county's own report, every revision and every day
tell the same, and there is nothing to subtract (docs/decisions/0031). Pure: numbers in, text out.
"""

from collections.abc import Iterable

SMALLEST_SHOWN = 3
SMALL = f"<{SMALLEST_SHOWN}"
# A sum left out need not be small itself, so it must not say that it is.
LEFT_OUT = "*"


def cell_text(count: int) -> str:
    """A county's count: "<3", or the step it stands on: "6+" for 6, 7 and 8."""
    return SMALL if count < SMALLEST_SHOWN else f"{count - _above_step(count):,}+"


def total_text(cells: Iterable[int]) -> str:
    """The sum of these counts, exact where it is neither small nor tells one of them."""
    counts = list(cells)
    total = sum(counts)
    if total < SMALLEST_SHOWN or len(counts) < 2:
        return cell_text(total)
    return LEFT_OUT if _gives_away(counts) else f"{total:,}"


def is_exact(cells: Iterable[int]) -> bool:
    """Whether the sum is told as a number."""
    return total_text(counts := list(cells)) == f"{sum(counts):,}"


def _gives_away(counts: list[int]) -> bool:
    """Whether the sum leaves the small ones one value only: all stand on the lowest number of
    their step or all on the highest. One below it is left out too, or leaving out would tell."""
    is_any_small = any(count < SMALLEST_SHOWN for count in counts)
    above = sum(_above_step(count) for count in counts)
    most = len(counts) * (SMALLEST_SHOWN - 1)
    return is_any_small and (above == 0 or above >= most - 1)


def _above_step(count: int) -> int:
    return count % SMALLEST_SHOWN
