"""What the pages of a report are filled with."""

from typing import Any

from django.utils.translation import gettext as _

from airdefense.reports import drawing, telling
from airdefense.reports.around import around
from airdefense.reports.attention import attention
from airdefense.reports.content import Paper
from airdefense.reports.models import Kind, Report
from airdefense.reports.periods.forms import COMPILERS
from airdefense.reports.periods.measuring import left_out
from airdefense.reports.proof.restated import restated_around, told_with


def report_page(report: Report, reader: Any) -> dict[str, Any]:
    paper = Paper(report, reader)
    code, anew = paper.moving.code if paper.moving else "", told_with(report)
    near = around(report, reader, code, anew)
    told_anew, by_now = restated_around(paper, anew if near.is_restated else anew.none())
    is_quiet = telling.is_quiet(paper) and not told_anew
    return {
        "report": report,
        "paper": paper,
        "title": telling.titled(report),
        "cut_off": telling.cut_off_words(report),
        "sections": telling.sentences(paper),
        "attention": attention(paper),
        "restated": told_anew,
        "by_now": by_now,
        "restated_title": _("Earlier reports, restated"),
        "quiet_line": telling.quiet_line(paper) if is_quiet else "",
        "week_title": telling.week_title(report),
        "left_out": left_out(report) if report.kind == Kind.ROUND else [],
        "may_compile": reader.has_role(*COMPILERS),
        "tiles": drawing.tiles(paper),
        "chart": drawing.trend(paper, [(one.day, one.drawn) for one in near.earlier]),
        **near.places,
    }


def week_page(report: Report, reader: Any) -> dict[str, Any]:
    return {
        "report": report,
        "paper": Paper(report, reader),
        "week_title": telling.week_title(report),
    }
