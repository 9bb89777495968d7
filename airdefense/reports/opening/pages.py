"""What the page of a frozen figure is filled with."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from airdefense.reports import words
from airdefense.reports.content import Paper
from airdefense.reports.figures import FIGURES
from airdefense.reports.models import FrozenFigure
from airdefense.reports.rows import Change, Chosen


@dataclass(frozen=True, slots=True)
class Way:
    """A set of rows one may go to from here."""

    label: Any
    url: str
    is_current: bool
    count: str = ""


def region_of(paper: Paper, code: str) -> Any:
    """The region an address names. One that is not in the report is not found."""
    region = next((one for one in paper.regions if one.code == code), None)
    if code and region is None:
        raise Http404
    return region


def change_of(text: str) -> Change | None:
    return Change(text) if text in Change.values else None


def figure_page(paper: Paper, chosen: Chosen) -> dict[str, Any]:
    frozen, region = chosen.frozen, chosen.region
    told, about = paper[frozen.code], FIGURES[frozen.code]
    codes = (about.numerator, about.denominator) if about.is_ratio else ()
    query = f"?region={region.code}" if region else ""
    return {
        "report": paper.report,
        "told": told,
        "region": region,
        "change": chosen.change,
        "text": paper.by_region(frozen.code)[region.code] if region else told.text,
        "parts": [paper[code] for code in codes],
        "query": query,
        "is_closed": paper.hides(about),
        "has_rows": not about.is_ratio and not paper.hides(about),
        "live_url": live_url(paper, frozen, region),
    }


def live_url(paper: Paper, frozen: FrozenFigure, region: Any) -> str:
    """The same figure from the data as they stand now."""
    if paper.report.subject_key:
        return ""
    page = reverse("reports:live_figure", args=[frozen.code])
    code = region.code if region else ""
    if not code and paper.is_of_county:
        code = paper.report.scope.code
    return f"{page}?on={paper.report.day:%Y-%m-%d}" + (f"&region={code}" if code else "")


def ways(paper: Paper, chosen: Chosen) -> list[Way]:
    """All rows, and those by which the figure changed, with how many they are."""
    frozen = chosen.frozen
    if frozen.definition.is_confidential:
        return []
    days = {"day": f"{paper.report.compared_on:%m-%d}", "week": f"{paper.report.week_on:%m-%d}"}
    labels = {
        None: _("All rows counted"),
        Change.DAY: _("Changed since %(day)s") % days,
        Change.ENTERED: _("Came or grew since %(day)s") % days,
        Change.LEFT: _("Left or shrank since %(day)s") % days,
        Change.WEEK: _("Changed since %(week)s") % days,
    }
    region = f"region={chosen.region.code}" if chosen.region else ""
    found = []
    for change, label in labels.items():
        count = Chosen(frozen, chosen.region, change).count()
        query = "&".join(filter(None, (region, f"change={change.value}" if change else "")))
        found.append(Way(label, f"?{query}", change == chosen.change, f"{count:,}"))
    return found


def completeness(chosen: Chosen, rows: Any) -> dict[str, Any]:
    """How many of the rows this person may open; of leads nothing is said."""
    if chosen.frozen.definition.is_confidential:
        return {"counted": None, "open": None}
    return {"counted": chosen.count(), "open": rows.order_by().count()}


def moved_by(chosen: Chosen, paper: Paper) -> str:
    """By how much the rows on this page together changed the figure."""
    if chosen.change not in (Change.DAY, Change.WEEK) or chosen.frozen.definition.is_confidential:
        return ""
    frozen, unit = chosen.frozen, chosen.frozen.definition.unit
    which = "week" if chosen.change.is_of_week else "previous"
    if chosen.region is None:
        delta = frozen.week_delta if chosen.change.is_of_week else frozen.delta
        return words.difference(delta, unit)
    now = frozen.in_region(chosen.region.code) or 0
    before = frozen.in_region(chosen.region.code, f"{which}_by_region") or 0
    return words.difference(now - before, unit)
