"""The mail of a report: one subject line, one screen of HTML with its styles inside, and text."""

from dataclasses import dataclass
from typing import Any

import css_inline
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from airdefense.reports import telling
from airdefense.reports.content import Paper
from airdefense.reports.models import Kind, Report


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    html: str
    text: str


def letter(report: Report, reader: Any) -> Letter:
    """Write the mail of a report for one recipient."""
    paper = Paper(report, reader)
    context = {
        "report": report,
        "paper": paper,
        "title": telling.titled(report),
        "cut_off": telling.cut_off_words(report),
        "sections": telling.sentences(paper),
        "attention": telling.attention(paper),
        "site_url": settings.SITE_URL,
        "demo_mode": settings.DEMO_MODE,
        "features": settings.FEATURES,
    }
    html = css_inline.inline(render_to_string("reports/mail.html", context))
    text = render_to_string("reports/mail.txt", context)
    return Letter(subject(paper), html, squeezed(text))


def subject(paper: Paper) -> str:
    """Numbers only: no names, and of leads no more than how many were disposed."""
    values = telling.Values(paper) | {"day": f"{paper.report.day:%m-%d}"}
    lines = {
        Kind.DAILY: _daily(paper),
        Kind.RECTIFICATION: _(
            "Rectification daily %(day)s | rectified %(M08)s/%(M07)s (%(M08_delta)s) | overdue "
            "%(S01)s | due in 3 days %(S02)s"
        ),
        Kind.FEE_RECOVERY: _(
            "Fee recovery daily %(day)s | recovered %(M13)s × 10,000 (%(M13_delta)s) | rate "
            "%(M14)s%% | open %(S06)s × 10,000"
        ),
    }
    text = lines[Kind(paper.report.kind)] % values
    report = paper.report
    return text if report.is_of_city else f"{report.scope.short_name} · {text}"


def _daily(paper: Paper) -> str:
    """The subject of the daily report, with the parts that this installation has."""
    parts = [
        ("M08", _("rectified %(M08)s/%(M07)s")),
        ("M16", _("leads %(M16)s")),
        ("M13", _("recovered %(M13)s × 10,000 (%(M13_delta)s)")),
    ]
    told = [words for code, words in parts if code in paper]
    return " | ".join([_("Civil air defence daily %(day)s"), *told])


def squeezed(text: str) -> str:
    """Plain text without the blank lines that template tags leave."""
    lines = [line.strip() for line in text.splitlines()]
    kept = [line for n, line in enumerate(lines) if line or (n and lines[n - 1])]
    return "\n".join(kept).strip() + "\n"
