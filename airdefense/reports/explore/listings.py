"""The rows of a figure on any day, as a list."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from airdefense.exchange.listing import Column, Listing
from airdefense.reports.explore.lens import Seen


def rows_listing(seen: Seen, filterset: type, more: tuple[Column, ...] = ()) -> Listing:
    """Of leads neither the size nor a workbook is given."""
    about = seen.about
    return Listing(
        key=f"live-{about.code}",
        title=about.label,
        filterset=filterset,
        columns=(*columns_of(about), *more),
        order=("pk",),
        count=not about.is_confidential,
        is_exportable=not about.is_confidential,
        empty=_("No row counts on that day, or none that you may see."),
        template="reports/live_figure.html",
        is_whole=True,
    )


def columns_of(about: Any) -> tuple[Column, ...]:
    """The columns of a figure's rows, with what each row counts for on that day."""
    if not about.amount or about.is_confidential:
        return about.columns
    amount = about.amount
    counted = Column(
        "counted", _("Counted (yuan)"), kind="money", value=lambda row: getattr(row, amount)
    )
    return (*about.columns, counted)
