"""One's own mails, and how far the mails of each report got."""

from dataclasses import dataclass
from html import escape
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from airdefense.exchange.listing import Column, Listing, View
from airdefense.reports.models import DeliveryState
from airdefense.reports.outbox.filters import DeliveryFilter, MailedReportFilter

TONES = {
    DeliveryState.QUEUED: "warn",
    DeliveryState.SENDING: "run",
    DeliveryState.SENT: "ok",
    DeliveryState.FAILED: "bad",
    DeliveryState.KEPT: "",
    DeliveryState.SKIPPED: "",
    DeliveryState.WITHDRAWN: "",
    DeliveryState.GIVEN_UP: "bad",
}
WAITING = (DeliveryState.QUEUED, DeliveryState.SENDING)
FAILED = (DeliveryState.FAILED, DeliveryState.GIVEN_UP)
OTHER = (DeliveryState.KEPT, DeliveryState.SKIPPED, DeliveryState.WITHDRAWN)


def state_badge(mail: Any) -> tuple[str, Any]:
    return TONES[DeliveryState(mail.state)], mail.get_state_display()


OUTBOX = Listing(
    key="report-mails",
    title=_("Mail outbox"),
    filterset=DeliveryFilter,
    columns=(
        Column("subject", _("Subject line"), link=True, phone="o0"),
        Column("report.kind", _("Report"), phone="hide"),
        Column("report.day", _("Day"), kind="date"),
        Column("report.scope.name", _("Region")),
        Column("state", _("State"), kind="badge", phone="o1", value=state_badge),
        Column("attempts", _("Attempts"), kind="number", phone="hide"),
        Column("recorded_at", _("Written at"), kind="moment"),
        Column("sent_at", _("Sent at"), kind="moment", phone="hide"),
        Column("error", _("What the mail server said"), phone="hide", optional=True),
    ),
    order=("-recorded_at", "-pk"),
    empty=_("No mail yet. Reports come on the morning after each working day."),
    template="reports/outbox.html",
)


@dataclass(frozen=True, slots=True)
class DayColumn(Column):
    """The day of a report, with the way to its mails."""

    def html(self, row: Any) -> str:
        url = reverse("reports:delivery_detail", args=[row.pk])
        return f'<a class="b" href="{escape(url)}">{row.day:%Y-%m-%d}</a>'


def with_counts(reports: QuerySet) -> QuerySet:
    """Of each report how many mails went out, wait, failed, or were not to be sent."""

    def count(*states: str) -> Count:
        return Count("deliveries", filter=Q(deliveries__state__in=states))

    return reports.annotate(
        sent=count(DeliveryState.SENT),
        waiting=count(*WAITING),
        failed=count(*FAILED),
        other=count(*OTHER),
    )


def trouble(report: Any) -> tuple[str, Any] | None:
    if report.failed:
        return "bad", _("Failed")
    if report.waiting:
        return "warn", _("On its way")
    return ("ok", _("Sent")) if report.sent else None


DELIVERIES = Listing(
    key="report-deliveries",
    title=_("Delivery of the reports"),
    note=_("How far the mails of each report got; what they say is for their recipients."),
    filterset=MailedReportFilter,
    columns=(
        DayColumn("day", _("Day"), kind="date", phone="o0"),
        Column("kind", _("Report")),
        Column("scope.name", _("Region")),
        Column("number", _("Issue no."), kind="number", phone="hide"),
        Column("revision", _("Revision"), kind="number", phone="hide"),
        Column("state", _("State"), kind="badge", phone="o1", value=trouble),
        Column("sent", _("Sent"), kind="number"),
        Column("waiting", _("On its way"), kind="number"),
        Column("failed", _("Failed"), kind="number"),
        Column("other", _("Not to be sent"), kind="number"),
    ),
    order=("-day", "-pk"),
    views=(
        View(_("All"), ""),
        View(_("Failed"), "state=failed&state=given_up"),
        View(_("On its way"), "state=queued&state=sending"),
    ),
    empty=_("No report yet: the first is compiled on the morning after a working day."),
)
