"""The mail of a report: one subject line, one screen of HTML with its styles inside, and text."""

from dataclasses import dataclass
from typing import Any

import css_inline
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from airdefense.reports import telling
from airdefense.reports.attention import attention
from airdefense.reports.content import Paper
from airdefense.reports.instructions.open import open_instructions
from airdefense.reports.models import Kind, Report
from airdefense.reports.proof.restated import restated

# Of what changed, what needs a leader and which regions moved, so many fit on one screen.
CHANGES, REGIONS, ROWS = 6, 3, 3


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    html: str
    text: str
    is_quiet: bool


def letter(report: Report, reader: Any) -> Letter:
    """Write the mail of a report for one recipient."""
    paper = Paper(report, reader)
    is_quiet = quiet(paper)
    changed = weightiest_first(paper)
    context = {
        "report": report,
        "paper": paper,
        "is_quiet": is_quiet,
        "quiet_line": telling.quiet_line(paper) if is_quiet else "",
        "title": telling.titled(report),
        "cut_off": telling.cut_off_words(report),
        "changed": changed[:CHANGES],
        "more_changes": max(len(changed) - CHANGES, 0),
        "regions_named": f":{REGIONS}",
        "rows_named": f":{ROWS}",
        "sections": telling.sentences(paper),
        "attention": attention(paper),
        "restated": restated(paper),
        "waiting": len(open_instructions(paper)) if is_quiet else 0,
        "proof_url": proof_url(report),
        "site_url": settings.SITE_URL,
        "demo_mode": settings.DEMO_MODE,
        "features": settings.FEATURES,
    }
    html = css_inline.inline(render_to_string("reports/mail.html", context))
    text = render_to_string("reports/mail.txt", context)
    return Letter(subject(paper), html, squeezed(text), is_quiet)


def weightiest_first(paper: Paper) -> list[Any]:
    """What changed, the figures that head the report before the others."""
    first = {told.code: place for place, told in enumerate(paper.top)}
    return sorted(paper.changed, key=lambda told: (first.get(told.code, len(first)), told.code))


def quiet(paper: Paper) -> bool:
    """A day on which nothing moved and nothing is told anew takes one line."""
    is_told = paper.report.revision > 1 or bool(restated(paper))
    return telling.is_quiet(paper) and not is_told


def subject(paper: Paper) -> str:
    """Numbers only: no names, and of leads no more than how many were disposed."""
    report = paper.report
    values = telling.Values(paper) | {"day": f"{report.day:%m-%d}", "subject": report.subject}
    parts = [names()[Kind(report.kind)]]
    if report.revision > 1:
        parts[0] += _(" (corrected)")
    if quiet(paper):
        parts.append(_("no change"))
    parts += [words for code, words in tells(report.kind) if code in paper]
    text = " | ".join(parts) % values
    return text if report.is_of_city else f"{report.scope.short_name} · {text}"


def names() -> dict[str, str]:
    return {
        Kind.DAILY: _("Civil air defence daily %(day)s"),
        Kind.RECTIFICATION: _("Rectification daily %(day)s"),
        Kind.FEE_RECOVERY: _("Fee recovery daily %(day)s"),
        Kind.WEEKLY: _("Civil air defence weekly up to %(day)s"),
        Kind.MONTHLY: _("Civil air defence monthly up to %(day)s"),
        Kind.ROUND: _("End of round “%(subject)s” %(day)s"),
    }


def tells(kind: str) -> list[tuple[str, str]]:
    """What each kind tells in its subject: (figure it needs, words)."""
    rectified, recovered = (
        _("rectified %(M08)s/%(M07)s (%(M08_delta)s)"),
        _("recovered %(M13)s × 10,000 (%(M13_delta)s)"),
    )
    told = {
        Kind.RECTIFICATION: [
            ("M08", rectified),
            ("S01", _("overdue %(S01)s")),
            ("S02", _("due in 3 days %(S02)s")),
        ],
        Kind.FEE_RECOVERY: [
            ("M13", recovered),
            ("M14", _("rate %(M14)s%%")),
            ("S06", _("open %(S06)s × 10,000")),
        ],
    }
    general = [
        ("M08", _("rectified %(M08)s/%(M07)s")),
        ("M16", _("leads %(M16)s")),
        ("M13", recovered),
    ]
    return told.get(Kind(kind), general)


def squeezed(text: str) -> str:
    """Plain text without the blank lines that template tags leave."""
    lines = [line.strip() for line in text.splitlines()]
    kept = [line for n, line in enumerate(lines) if line or (n and lines[n - 1])]
    return "\n".join(kept).strip() + "\n"


def proof_url(report: Report) -> str:
    """Where the report is recomputed and its seal compared."""
    try:
        return reverse("reports:proof", args=[report.pk])
    except NoReverseMatch:
        return report.get_absolute_url()
