from django.utils.translation import gettext_lazy as _

from airdefense.exchange.filters import ChoicesFilter, ListFilterSet
from airdefense.exchange.listing import Column, Listing, View
from airdefense.reports.models import Statement
from airdefense.reports.statement.workflow import DRAFTERS, StatementStatus


class StatementFilter(ListFilterSet):
    search_field = ""
    status = ChoicesFilter(label=_("Status"), choices=StatementStatus.choices)

    class Meta:
        model = Statement
        fields = ()


STATEMENTS = Listing(
    key="statements",
    title=_("Public statements"),
    filterset=StatementFilter,
    columns=(
        Column("number", _("Number"), link=True, phone="o0"),
        Column("title", _("Title"), kind="long", phone="wide"),
        Column("report.day", _("Figures of"), kind="date"),
        Column("drafted_by", _("Drafted by"), phone="hide"),
        Column("approved_at", _("Approved at"), kind="moment"),
        Column("status", _("Status"), kind="status", phone="o1"),
    ),
    order=("-drafted_at", "-pk"),
    new_url="reports:statement_new",
    new_label=_("Draft a statement"),
    new_roles=DRAFTERS,
    empty=_("Nothing was told to the public yet."),
    views=(
        View(_("All"), ""),
        View(_("Drafts"), "status=drafted"),
        View(_("Approved"), "status=approved"),
    ),
)
