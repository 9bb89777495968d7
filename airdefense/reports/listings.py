"""The lists of this app: reports, the rows of a figure, one's own mail."""

from django.utils.translation import gettext_lazy as _

from airdefense.exchange.listing import Column, Listing, View
from airdefense.reports.filters import ReportFilter, rows_filter
from airdefense.reports.models import FrozenFigure, Kind
from airdefense.reports.workbook import columns_of

REPORTS = Listing(
    key="reports",
    title=_("Daily reports"),
    filterset=ReportFilter,
    columns=(
        Column("day", _("Day"), kind="date", link=True, phone="o0"),
        Column("kind", _("Report")),
        Column("scope.name", _("Region")),
        Column("number", _("Issue no."), kind="number"),
        Column("revision", _("Revision"), kind="number"),
        Column("reason", _("Reason of the correction"), phone="hide"),
        Column("compiled_at", _("Compiled at"), kind="moment", phone="hide"),
        Column("mark", _("Snapshot"), phone="hide", optional=True),
    ),
    order=("-day", "-pk"),
    views=(
        View(_("All"), ""),
        View(Kind.DAILY.label, "kind=daily"),
        View(Kind.RECTIFICATION.label, "kind=rectification"),
        View(Kind.FEE_RECOVERY.label, "kind=fee_recovery"),
    ),
    empty=_("No report yet: the first is compiled on the morning after a working day."),
    template="reports/list.html",
)

def rows_of(frozen: FrozenFigure, regions) -> Listing:
    """The rows of one figure as a list. Of leads neither the size nor a workbook is given."""
    about = frozen.definition
    return Listing(
        key=f"figure-{frozen.code}",
        title=about.label,
        filterset=rows_filter(frozen, regions),
        columns=columns_of(frozen),
        order=("pk",),
        count=not about.is_confidential,
        is_exportable=not about.is_confidential,
        empty=_("No row counted on that day, or none that you may see."),
        template="reports/figure.html",
    )
