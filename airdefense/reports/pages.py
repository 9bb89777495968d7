"""What the pages of a report are filled with."""

from itertools import groupby
from typing import Any

from django.http import Http404, HttpResponse

from airdefense.exchange.export import TYPE
from airdefense.reports import drawing, telling
from airdefense.reports.attention import attention
from airdefense.reports.content import Paper
from airdefense.reports.figures import FIGURES, Section
from airdefense.reports.models import FrozenFigure, Report


def report_page(report: Report, reader: Any) -> dict[str, Any]:
    paper = Paper(report, reader)
    return {
        "report": report,
        "paper": paper,
        "title": telling.titled(report),
        "cut_off": telling.cut_off_words(report),
        "sections": telling.sentences(paper),
        "attention": attention(paper),
        "tiles": drawing.tiles(paper),
        "chart": drawing.trend(paper),
        **neighbours(report, reader),
    }


def neighbours(report: Report, reader: Any) -> dict[str, Any]:
    """The reports one may go to from here: revisions, days before and after, kinds, regions."""
    visible = Report.objects.visible_to(reader).select_related("scope")
    alike = visible.latest_revisions().filter(kind=report.kind, scope=report.scope)
    same_day = visible.latest_revisions().filter(day=report.day)
    return {
        "revisions": visible.filter(kind=report.kind, scope=report.scope, day=report.day).order_by(
            "revision"
        ),
        "before": alike.filter(day__lt=report.day).order_by("-day").first(),
        "after": alike.filter(day__gt=report.day).order_by("day").first(),
        "kinds": same_day.filter(scope=report.scope).order_by("kind"),
        "scopes": same_day.filter(kind=report.kind).order_by("scope__path"),
    }


def figure_page(paper: Paper, frozen: FrozenFigure, code: str) -> dict[str, Any]:
    """One figure; `code` names a region or nothing. A region not in the report is not found."""
    region = next((one for one in paper.regions if one.code == code), None)
    if code and region is None:
        raise Http404
    told = paper[frozen.code]
    about = FIGURES[frozen.code]
    parts = [paper[part] for part in (about.numerator, about.denominator)] if about.is_ratio else []
    return {
        "report": paper.report,
        "told": told,
        "region": region,
        "text": paper.by_region(frozen.code)[code] if code else told.text,
        "parts": parts,
        "is_closed": paper.hides(about),
        "has_rows": not about.is_ratio and not paper.hides(about),
    }


def completeness(frozen: FrozenFigure, rows: Any, region: Any) -> dict[str, Any]:
    """How many of the counted rows this person may open; of leads nothing is said."""
    if frozen.definition.is_confidential:
        return {"counted": None, "open": None}
    ids = frozen.ids_of(region.pk if region else None)
    found = rows.filter(pk__in=ids) if region else rows
    return {"counted": len(ids), "open": found.order_by().count()}


def definitions() -> list[tuple[Any, list[Any]]]:
    """Every figure by section, in the order of the report."""
    order = list(Section)
    found = sorted(FIGURES.values(), key=lambda f: (order.index(Section(f.section)), f.code))
    return [
        (Section(section).label, list(figures))
        for section, figures in groupby(found, key=lambda f: f.section)
    ]


def download(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
