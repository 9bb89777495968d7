"""Small cells: a county with one lead names a person to whoever knows the county (domain §3.7).

Pure: numbers in, numbers or None (not shown) out.
"""

from collections.abc import Mapping

SMALLEST_SHOWN = 3


def shown(cells: Mapping[str, int]) -> dict[str, int | None]:
    """The cells with the small ones left out, and others with them where the sum of what is left
    out would still give a cell away: one cell alone, or several that can have one value only."""
    hidden = {name for name, count in cells.items() if count < SMALLEST_SHOWN}
    rest = sorted((count, name) for name, count in cells.items() if name not in hidden)
    while hidden and rest and _is_given_away([cells[name] for name in hidden]):
        hidden.add(rest.pop(0)[1])
    return {name: None if name in hidden else count for name, count in cells.items()}


def _is_given_away(counts: list[int]) -> bool:
    return len(counts) == 1 or sum(counts) in (0, len(counts) * (SMALLEST_SHOWN - 1))
