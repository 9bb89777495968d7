"""When two departments' facts count as different: beyond how measures and spellings vary."""

from datetime import date
from decimal import Decimal

from projects.reconciliation import names
from projects.reconciliation.scorer import alike

# Domain §6, X01: 1 % or 10 ㎡, whichever is more.
SHARE, LEAST_SQM = Decimal("0.01"), Decimal(10)
SAME_NAME = 0.85


def areas_differ(one: Decimal | None, other: Decimal | None) -> bool:
    """Never where one of the two says nothing."""
    if one is None or other is None:
        return False
    return abs(one - other) > max(LEAST_SQM, SHARE * max(one, other))


def names_differ(one: str, other: str) -> bool:
    """Another phase is another project; otherwise spellings may vary a little."""
    first, second = names.name(one), names.name(other)
    if not first or not second or first == second:
        return False
    phases = names.phase(first), names.phase(second)
    return (all(phases) and phases[0] != phases[1]) or alike(first, second) < SAME_NAME


def parties_differ(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Two (credit code, name): the codes decide where both are told."""
    codes = names.code(one[0]), names.code(other[0])
    if all(codes):
        return codes[0] != codes[1]
    return names_differ(one[1], other[1])


def is_out_of_order(earlier: date | None, later: date | None) -> bool:
    return bool(earlier and later and earlier > later)
