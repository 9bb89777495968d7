"""A report as an official bulletin (简报) after GB/T 9704-2012, for .docx and PDF.

Every number comes from the frozen report as its reader sees it; what is missing there blocks the
bulletin instead of being printed empty.
"""

from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.exchange.documents.content import Block, Document, Heading, Paragraph, Table
from airdefense.exchange.documents.filling import Gap, Unfilled
from airdefense.exchange.documents.words import chinese_day, chinese_ordinal, in_chinese
from airdefense.reports import telling
from airdefense.reports.attention import attention as needs_of
from airdefense.reports.content import Paper
from airdefense.reports.figures import FIGURES
from airdefense.reports.models import Report
from airdefense.reports.novelties import instructions_of, restatements_of


def bulletin(report: Report, reader: Any) -> Document:
    """The bulletin of a report for one reader. Raises NotPossible naming what is missing."""
    missing = Unfilled(gaps())
    with in_chinese():
        paper = Paper(report, reader)
        require_figures(paper, missing)
        missing.refuse()
        return Document(
            headline(report),
            blocks(paper),
            author=settings.SITE_NAME,
            written_at=report.compiled_at,
            identifier=report.mark,
            head=telling.titled(report),
            number=issue(report),
            is_demo=settings.DEMO_MODE,
            trace=f"{report.mark} · SHA-256 {report.digest}",
        )


def gaps() -> dict[str, Gap]:
    """Every figure may be missing in a report that was frozen before the figure was defined."""
    where = _("the report as frozen")
    return {code.lower(): Gap(about.label, where) for code, about in FIGURES.items()}


def require_figures(paper: Paper, missing: Unfilled) -> None:
    """A figure without a value, or one that a sentence speaks of and that is not there. A rate
    with nothing to divide by is no gap: it is told by a dash."""
    for code, told in paper.figures.items():
        missing.require(code.lower(), told.about.is_ratio or told.frozen.value is not None)
    if not missing.names:
        try:
            telling.sentences(paper)
        except KeyError as unknown:
            missing.add(str(unknown.args[0]).partition("_")[0].lower())


def headline(report: Report) -> str:
    """What it is about, below the red head: the day or the period, and a correction as such."""
    day = chinese_day(report.day)
    period = day if report.since == report.day else f"{chinese_day(report.since)}至{day}"
    mark = "（更正）" if report.revision > 1 else ""
    about = report.subject or period
    return f"{about}情况{mark}"


def issue(report: Report) -> str:
    """〔2020〕第12期, a correction with its number."""
    mark = f"（更正第{report.revision - 1}次）" if report.revision > 1 else ""
    return f"〔{report.day.year}〕第{report.number}期{mark}"


def blocks(paper: Paper) -> list[Block]:
    """The sections of the report, the table of regions, what needs a leader, and the seal."""
    parts: list[tuple[str, list[Block]]] = [
        (title, [Paragraph(text)]) for title, text in telling.sentences(paper)
    ]
    if len(paper.table) > 1:
        parts.append((_("By region"), list(regions(paper))))
    attention = needs_of(paper)
    if attention:
        parts.append((_("For the leader's attention"), list(matters(attention))))
    if restated := restatements_of(paper):
        lines = [Paragraph(f"{line.name}：{line.words}") for line in restated]
        parts.append((_("Restated since"), lines))
    if waiting := instructions_of(paper):
        lines = [Paragraph(f"{line.name}：{line.words}") for line in waiting.lines]
        parts.append((_("Instructions open"), lines))
    parts.append((_("Definitions and seal"), [Paragraph(seal(paper.report))]))
    written: list[Block] = [Paragraph(compared(paper.report))]
    for place, (title, content) in enumerate(parts, start=1):
        written += [Heading(f"{chinese_ordinal(place)}、{title}"), *content]
    return written


def compared(report: Report) -> str:
    """Up to when facts count, what the differences are taken from, and the unit of money."""
    return (
        f"数据截至{chinese_day(report.day)}{telling.cut_off_words(report)}，"
        f"括号内为与{chinese_day(report.compared_on)}相比的变化；金额单位为万元。"
    )


def regions(paper: Paper) -> Any:
    """The table of regions; its last column is what moved since the day compared with."""
    heads = [_("Region"), *(str(told.head) for told in paper.heads)]
    if paper.moving:
        heads.append(_("Moved"))
    rows = [(line.name, *(cell.text for cell in line.cells)) for line in paper.table]
    yield Table(heads, rows, right=tuple(range(1, len(heads))))
    if paper.tells_steps:
        yield Paragraph(
            _(
                "Counts of leads by region are told in steps of three: 6+ stands for 6, 7 or 8, "
                "and <3 for fewer than three. A sum that would tell them is left out (*)."
            )
        )


def matters(attention: list[Any]) -> Any:
    for place, matter in enumerate(attention, start=1):
        yield Heading(f"（{chinese_ordinal(place)}）{matter.title}（{matter.total}）", 2)
        for number, row in enumerate(matter.rows, start=1):
            yield Paragraph(f"{number}.{row.name} {row.amount}".rstrip())


def seal(report: Report) -> str:
    """Where the definitions stand, and by which marks anybody finds the numbers again."""
    told = [
        "各项数据的口径见系统中本期报告的口径页。",
        f"快照编号{report.mark}，{chinese_day(report.compiled_at)}"
        f"{timezone.localtime(report.compiled_at):%H:%M}封存，校验值SHA-256 {report.digest}。",
    ]
    if report.reason:
        told.insert(1, f"本期为更正，更正原因：{report.reason}")
    if report.history:
        told.append(f"审计链根{report.history.root}。")
    return "\n".join(told)
