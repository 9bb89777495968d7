"""What the reports tell of their own health: in /healthz, and on the page of the administrator."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.db.models import Max
from django.utils import timezone

from airdefense.casework.health import note
from airdefense.casework.measuring import Values, age, gauge
from airdefense.reports.models import (
    Delivery,
    DeliveryState,
    Kind,
    Report,
    ReportSchedule,
)
from airdefense.reports.watch.missing import missing

WAITING = (DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.FAILED)


def iso(moment: datetime | None) -> str | None:
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else None


@note("reports")
def reports_told() -> dict[str, Any]:
    """When a report was compiled and mailed last, and how many are late."""
    return {
        "last_compiled_at": iso(last_compiled_at()),
        "last_sent_at": iso(last_sent_at()),
        "missed": len(missing(timezone.now())),
    }


def last_compiled_at() -> datetime | None:
    return Report.objects.order_by("-pk").values_list("compiled_at", flat=True).first()


def last_sent_at() -> datetime | None:
    return Delivery.objects.aggregate(last=Max("sent_at"))["last"]


@dataclass(frozen=True, slots=True)
class LastOfKind:
    """A kind of report: when it comes, and the last one there is."""

    label: Any
    compile_at: time | None
    is_active: bool
    day: Any
    compiled_at: datetime | None


def last_reports() -> list[LastOfKind]:
    schedules = {schedule.kind: schedule for schedule in ReportSchedule.objects.all()}
    found = Report.objects.order_by("kind", "-pk").distinct("kind")
    last = {report.kind: report for report in found}
    return [
        LastOfKind(
            kind.label,
            schedules[kind].compile_at if kind in schedules else None,
            kind in schedules and schedules[kind].is_active,
            last[kind].day if kind in last else None,
            last[kind].compiled_at if kind in last else None,
        )
        for kind in Kind
        if kind in schedules or kind in last
    ]


@dataclass(frozen=True, slots=True)
class Queue:
    """The mails that should be on their way, the oldest of them, and those given up."""

    waiting: int
    oldest_at: datetime | None
    failed: int
    given_up: int


def mail_queue() -> Queue:
    waiting = Delivery.objects.filter(state__in=WAITING)
    oldest = waiting.order_by("recorded_at").values_list("recorded_at", flat=True).first()
    return Queue(
        waiting.count(),
        oldest,
        waiting.filter(state=DeliveryState.FAILED).count(),
        Delivery.objects.filter(state=DeliveryState.GIVEN_UP).count(),
    )


@gauge("last_report_age_seconds", "Age of the last report of each kind", "kind")
def reports_measured() -> Values:
    for report in Report.objects.order_by("kind", "-pk").distinct("kind"):
        yield (report.kind,), age(report.compiled_at)


@gauge("missed_reports", "Reports that should be out and are not")
def missed_measured() -> Values:
    yield (), float(len(missing(timezone.now())))


@gauge("mails", "Mails of the outbox", "state")
def mails_measured() -> Values:
    queue = mail_queue()
    yield ("waiting",), float(queue.waiting)
    yield ("failed",), float(queue.failed)
    yield ("given_up",), float(queue.given_up)


@gauge("oldest_mail_age_seconds", "Age of the mail that waits longest")
def oldest_mail_measured() -> Values:
    oldest_at = mail_queue().oldest_at
    if oldest_at:
        yield (), age(oldest_at)
