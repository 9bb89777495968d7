"""What the pages of a report are filled with."""

from typing import Any

from django.utils.translation import gettext as _

from airdefense.reports import drawing, telling
from airdefense.reports.attention import attention
from airdefense.reports.content import Paper
from airdefense.reports.models import Kind, Report
from airdefense.reports.periods.forms import COMPILERS
from airdefense.reports.periods.measuring import left_out
from airdefense.reports.proof.restated import restated, restated_since


def report_page(report: Report, reader: Any) -> dict[str, Any]:
    paper = Paper(report, reader)
    told_anew = restated(paper)
    is_quiet = telling.is_quiet(paper) and not told_anew
    return {
        "report": report,
        "paper": paper,
        "title": telling.titled(report),
        "cut_off": telling.cut_off_words(report),
        "sections": telling.sentences(paper),
        "attention": attention(paper),
        "restated": told_anew,
        "by_now": restated_since(report, reader),
        "restated_title": _("Earlier reports, restated"),
        "quiet_line": telling.quiet_line(paper) if is_quiet else "",
        "week_title": telling.week_title(report),
        "left_out": left_out(report) if report.kind == Kind.ROUND else [],
        "may_compile": reader.has_role(*COMPILERS),
        "tiles": drawing.tiles(paper),
        "chart": drawing.trend(paper),
        **neighbours(report, reader),
    }


def neighbours(report: Report, reader: Any) -> dict[str, Any]:
    """The reports one may go to from here: revisions, days before and after, kinds, regions."""
    visible = Report.objects.visible_to(reader).select_related("scope")
    alike = visible.latest_revisions().filter(kind=report.kind, scope=report.scope)
    same_day = visible.latest_revisions().filter(day=report.day, subject_key=report.subject_key)
    of_its_days = visible.filter(kind=report.kind, day=report.day, subject_key=report.subject_key)
    return {
        "revisions": of_its_days.filter(scope=report.scope).order_by("revision"),
        "before": alike.filter(day__lt=report.day).order_by("-day").first(),
        "after": alike.filter(day__gt=report.day).order_by("day").first(),
        "kinds": other_kinds(visible, report),
        "scopes": same_day.filter(kind=report.kind).order_by("scope__path"),
    }


def other_kinds(visible: Any, report: Report) -> Any:
    """The other reports of this region that end on the same day."""
    found = visible.latest_revisions().filter(day=report.day, scope=report.scope)
    return found.order_by("kind", "pk")
