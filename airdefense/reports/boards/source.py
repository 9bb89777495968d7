"""Which report a board is drawn from: the newest daily one of a region, up to a day."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404

from airdefense.accounts.models import Organisation
from airdefense.reports.boards.registry import Board
from airdefense.reports.models import Kind, Report


@dataclass(frozen=True, slots=True)
class Source:
    """The report, or None before the first, and the regions whose boards are within reach."""

    report: Report | None
    region: Organisation | None
    regions: list[Organisation]


def daily_reports(user: Any) -> Any:
    return Report.objects.visible_to(user).filter(kind=Kind.DAILY)


def source_of(board: Board, user: Any, code: str, on: date | None) -> Source:
    """By what the address asks for; a region out of reach is not found."""
    found = daily_reports(user).latest_revisions()
    regions = list(
        Organisation.objects.filter(kind__in=board.kinds, pk__in=found.values("scope")).order_by(
            "path"
        )
    )
    region = next((one for one in regions if code in ("", one.code)), None)
    if code and region is None:
        raise Http404
    reports = found.filter(scope=region) if on is None else found.filter(scope=region, day__lte=on)
    report = reports.select_related("scope", "compiled_by").order_by("-day").first()
    return Source(report, region, regions)
