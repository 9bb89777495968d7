"""The list of reports."""

from django.utils.translation import gettext_lazy as _

from airdefense.exchange.listing import Column, Listing, View
from airdefense.reports.filters import ReportFilter
from airdefense.reports.models import Kind
from airdefense.reports.periods.forms import COMPILERS

REPORTS = Listing(
    key="reports",
    title=_("Reports"),
    filterset=ReportFilter,
    columns=(
        Column("day", _("Day"), kind="date", link=True, phone="o0"),
        Column("kind", _("Report")),
        Column("scope.name", _("Region")),
        Column("subject", _("About"), phone="hide"),
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
        View(Kind.WEEKLY.label, "kind=weekly"),
        View(Kind.MONTHLY.label, "kind=monthly"),
        View(Kind.ROUND.label, "kind=round"),
    ),
    new_url="reports:compile_now",
    new_label=_("Compile now"),
    new_roles=COMPILERS,
    empty=_("No report yet: the first is compiled on the morning after a working day."),
    template="reports/list.html",
)
