"""What the pages of a report are filled with."""

from itertools import groupby
from typing import Any

from airdefense.reports import drawing, telling
from airdefense.reports.attention import attention
from airdefense.reports.content import Paper
from airdefense.reports.figures import FIGURES, Section
from airdefense.reports.models import Report


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


def definitions() -> list[tuple[Any, list[Any]]]:
    """Every figure by section, in the order of the report."""
    order = list(Section)
    found = sorted(FIGURES.values(), key=lambda f: (order.index(Section(f.section)), f.code))
    return [
        (Section(section).label, list(figures))
        for section, figures in groupby(found, key=lambda f: f.section)
    ]
