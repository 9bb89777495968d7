"""The lists of this app: reports, the rows of a figure, one's own mail."""

from django.utils.translation import gettext_lazy as _

from airdefense.exchange.listing import Column, Listing, View
from airdefense.reports.filters import DeliveryFilter, ReportFilter, rows_filter
from airdefense.reports.models import DeliveryState, FrozenFigure, Kind
from airdefense.reports.workbook import columns_of

TONES = {
    DeliveryState.QUEUED: "warn",
    DeliveryState.SENDING: "run",
    DeliveryState.SENT: "ok",
    DeliveryState.FAILED: "bad",
    DeliveryState.KEPT: "",
}

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

OUTBOX = Listing(
    key="report-mails",
    title=_("Mail outbox"),
    filterset=DeliveryFilter,
    columns=(
        Column("subject", _("Subject line"), link=True, phone="o0"),
        Column("report.kind", _("Report"), phone="hide"),
        Column("report.day", _("Day"), kind="date"),
        Column("report.scope.name", _("Region")),
        Column(
            "state",
            _("State"),
            kind="badge",
            phone="o1",
            value=lambda mail: (TONES[mail.state], mail.get_state_display()),
        ),
        Column("attempts", _("Attempts"), kind="number", phone="hide"),
        Column("recorded_at", _("Written at"), kind="moment"),
        Column("sent_at", _("Sent at"), kind="moment", phone="hide"),
        Column("error", _("What the mail server said"), phone="hide", optional=True),
    ),
    order=("-recorded_at", "-pk"),
    empty=_("No mail yet. Reports come on the morning after each working day."),
    template="reports/outbox.html",
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
