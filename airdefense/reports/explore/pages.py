"""What the pages of live figures are filled with."""

from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.utils import timezone

from airdefense.accounts.models import Organisation
from airdefense.exchange.filters import chips, complaints
from airdefense.reports.explore.lens import Lens, Seen
from airdefense.reports.figures import Section
from airdefense.reports.models import FrozenFigure, Kind

DAY = timedelta(days=1)


def overview(request: Any, lens: Lens, filterset: type) -> dict[str, Any]:
    filters = filterset(request.GET, queryset=Organisation.objects.none(), request=request)
    sections = [
        (Section(section).label, list(found))
        for section, found in groupby(lens.figures, key=lambda seen: seen.about.section)
    ]
    return {
        "lens": lens,
        "filters": filters,
        "chips": chips(filters, request.GET),
        "complaints": complaints(filters),
        "sections": sections,
        **days(lens),
    }


def days(lens: Lens) -> dict[str, Any]:
    """The ways to the day before and after."""
    following = lens.day + DAY
    return {
        "before_url": lens.query(on=lens.day - DAY),
        "after_url": lens.query(on=following) if following <= timezone.localdate() else "",
        "is_today": lens.day == timezone.localdate(),
    }


def figure_context(request: Any, seen: Seen, filterset: type) -> dict[str, Any]:
    lens = seen.lens
    filters = filterset(request.GET, queryset=Organisation.objects.none(), request=request)
    return {
        "seen": seen,
        "lens": lens,
        "filters": filters,
        "complaints": complaints(filters),
        "reported": reported(seen, lens.day),
        **completeness(seen),
        **days(lens),
    }


def reported(seen: Seen, day: date) -> FrozenFigure | None:
    """The same figure in the daily report of that day, where this person reads one."""
    lens = seen.lens
    if not lens.reads_reports or lens.organisation is not None:
        return None
    found = FrozenFigure.objects.visible_to(lens.user).without_rows()
    found = found.filter(code=seen.code, report__kind=Kind.DAILY, report__day=day)
    return (
        found.filter(report__scope=lens.scope)
        .select_related("report__scope")
        .order_by("-report__revision")
        .first()
    )


def completeness(seen: Seen) -> dict[str, Any]:
    """How many of the rows this person may open; of leads nothing is said."""
    if seen.about.is_confidential or seen.about.is_ratio:
        return {"counted": None, "open": None}
    counted = seen.count()
    return {"counted": counted, "open": seen.rows.order_by().count()}
