"""How figures are written: counts, 万元, percentages and differences."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext as _

from airdefense.reports.figures import CENT, Unit

DASH = "—"
MINUS = "\N{MINUS SIGN}"
TEN_THOUSAND = Decimal(10_000)


def wan(value: Decimal) -> Decimal:
    """Yuan as ten thousands of yuan, rounded once, from the yuan."""
    return (value / TEN_THOUSAND).quantize(CENT, ROUND_HALF_UP)


def number(value: Decimal | None, unit: str) -> str:
    """A figure without its unit: 1,797 · 14,567.95 (万元) · 90.06 (%)."""
    if value is None:
        return DASH
    if unit == Unit.YUAN:
        return f"{wan(value):,}"
    return f"{value:.2f}" if unit == Unit.PERCENT else f"{int(value):,}"


def unit_words(unit: Unit) -> Any:
    """The unit as the reader sees it: money is shown in ten thousands."""
    return _("× 10,000 yuan") if unit == Unit.YUAN else unit.label


def difference(value: Decimal | None, unit: str) -> str:
    """+36.20, −2, or 0: what changed."""
    if value is None:
        return DASH
    sign = "+" if value > 0 else MINUS if value < 0 else ""
    return sign + number(abs(value), unit)


def plain(value: Decimal | None, unit: str) -> str | None:
    """A figure for machines: whole counts, money and percentages with two decimals."""
    if value is None:
        return None
    value = Decimal(value)
    return str(value.quantize(CENT)) if unit in (Unit.YUAN, Unit.PERCENT) else str(int(value))
