"""The rows of a frozen figure as a list, with what each of them counted for."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from airdefense.exchange.listing import Column, Listing
from airdefense.reports.opening.filters import rows_filter
from airdefense.reports.opening.turning import turning
from airdefense.reports.rows import Chosen

COUNTED = "counted_then"


def listing_of(
    chosen: Chosen,
    regions: list[Any],
    open_rows: int | None,
    reader: Any,
    more: tuple[Column, ...] = (),
) -> Listing:
    """Of leads neither the size nor a workbook is given."""
    about = chosen.frozen.definition
    return Listing(
        key=f"figure-{about.code}",
        title=about.label,
        filterset=rows_filter(regions),
        columns=(*about.columns, *amount_columns(chosen), *more),
        order=("pk",),
        count=not about.is_confidential,
        total=open_rows,
        is_exportable=not about.is_confidential,
        is_whole=True,
        prepare=counting(chosen),
        paginate=turning(chosen, reader),
        empty=_("No row counted on that day, or none that you may see."),
        template="reports/figure.html",
    )


def amount_columns(chosen: Chosen) -> tuple[Column, ...]:
    """What the rows counted for when the report was made, where not each is simply one."""
    about = chosen.frozen.definition
    if about.is_confidential or (chosen.change is None and not about.is_money):
        return ()
    label = _("Counted (yuan)") if about.is_money else _("Changed by")
    if about.is_money and chosen.change is not None:
        label = _("Changed by (yuan)")
    kind = "money" if about.is_money else "number"
    return (Column("counted", label, kind=kind, value=lambda row: getattr(row, COUNTED, None)),)


def counting(chosen: Chosen) -> Callable[[list[Any]], None] | None:
    """Fetches the amounts of the rows that are shown, of these alone."""
    if not amount_columns(chosen):
        return None

    def prepare(rows: list[Any]) -> None:
        amounts = chosen.amounts(row.pk for row in rows)
        for row in rows:
            amount = amounts.get(row.pk)
            is_plain = amount is None or chosen.frozen.definition.is_money
            setattr(row, COUNTED, amount if is_plain else int(amount))

    return prepare
