"""A report as an official bulletin (简报) after GB/T 9704-2012, for .docx and PDF.

Every number comes from the frozen report as its reader sees it; what is missing there blocks the
bulletin instead of being printed empty.
"""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.exchange.documents import layout
from airdefense.exchange.documents.content import (
    Block,
    Document,
    Facts,
    Heading,
    Paragraph,
    Table,
)
from airdefense.exchange.documents.filling import Gap, Unfilled
from airdefense.exchange.documents.words import (
    chinese_day,
    chinese_ordinal,
    chinese_period,
    in_chinese,
)
from airdefense.reports import telling
from airdefense.reports.attention import Attention, attention
from airdefense.reports.content import Paper
from airdefense.reports.figures import FIGURES
from airdefense.reports.layout import COLUMNS, TOP
from airdefense.reports.models import Kind, Report
from airdefense.reports.proof.restated import Restated, restated

# A head and its cells.
Column = tuple[str, list[str]]
SPARE_MM = 0.4
# Of each matter for the leader so many rows are printed; the page has every one.
ROWS = 5
# What the figures of a report are about, by the figure that stands for it.
ABOUT = (("M07", "问题整改"), ("M15", "线索办理"), ("M12", "易地建设费清缴"))


def bulletin(report: Report, reader: Any) -> Document:
    """The bulletin of a report for one reader. Raises NotPossible naming what is missing."""
    missing = Unfilled(gaps())
    with in_chinese():
        paper = Paper(report, reader)
        require_figures(paper, missing)
        missing.refuse()
        return Document(
            headline(paper),
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
    """What the bulletin speaks of has to be there with its value. A rate with nothing to divide
    by is no gap: it is told by a dash."""
    kind = Kind(paper.report.kind)
    spoken = {code for code in (*TOP[kind], *COLUMNS[kind]) if code in FIGURES}
    for code in sorted(spoken | paper.figures.keys()):
        is_there = code in paper and (
            paper[code].about.is_ratio or paper[code].frozen.value is not None
        )
        missing.require(code.lower(), is_there)
    if not missing.names:
        try:
            telling.sentences(paper)
        except KeyError as unknown:
            missing.add(str(unknown.args[0]).partition("_")[0].lower())


def headline(paper: Paper) -> str:
    """What it is about, below the red head: the day or the period, and a correction as such."""
    report = paper.report
    day = chinese_day(report.day)
    period = day if report.since == report.day else chinese_period(report.since, report.day)
    about = "、".join(words for code, words in ABOUT if code in paper)
    mark = "（更正）" if report.revision > 1 else ""
    return f"{report.subject or period}{about}情况{mark}"


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
    if found := attention(paper):
        parts.append((_("For the leader's attention"), list(matters(found))))
    if anew := restated(paper):
        parts.append((_("Restated since"), [Paragraph(told_anew(one)) for one in anew]))
    parts.append((_("Definitions and seal"), list(seal(paper.report))))
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


def regions(paper: Paper) -> Iterator[Block]:
    """The table of regions; its last column is what moved since the day compared with. Leads
    stand in a table of their own: no figure may be broken over two lines."""
    parts: dict[bool, list[Column]] = {False: [], True: []}
    for place, told in enumerate(paper.heads):
        column = (str(told.head), [line.cells[place].text for line in paper.table])
        parts[told.about.is_confidential].append(column)
    if paper.moving:
        parts[False].append((_("Moved"), [line.cells[-1].text for line in paper.table]))
    for columns in filter(None, parts.values()):
        yield from tables([line.name for line in paper.table], columns)
    if paper.tells_steps:
        yield Paragraph(
            _(
                "Counts of leads by region are told in steps of three: 6+ stands for 6, 7 or 8, "
                "and <3 for fewer than three. A sum that would tell them is left out (*)."
            )
        )


def tables(names: list[str], columns: list[Column]) -> Iterator[Table]:
    """As many tables as the columns need, each with the names of the regions."""
    first = (_("Region"), names)
    parts: list[list[Column]] = [[first]]
    for column in columns:
        if sum(map(width, [*parts[-1], column])) > layout.WIDTH_MM:
            parts.append([first])
        parts[-1].append(column)
    for part in parts:
        yield Table(
            [head for head, _texts in part],
            list(zip(*(texts for _head, texts in part), strict=True)),
            widths=[width(column) for column in part],
            right=tuple(range(1, len(part))),
        )


def width(column: Column) -> float:
    """What a column needs in mm so that neither its head nor a figure breaks."""
    head, texts = column
    return max(layout.mm(text) for text in (head, *texts)) + layout.CELL_MM + SPARE_MM


def told_anew(one: Restated) -> str:
    """A figure of an earlier report that is another by now, with the rows that made it so."""
    return f"{one.sentence}：{one.rows}。" if one.rows else f"{one.sentence}。"


def matters(found: list[Attention]) -> Iterator[Block]:
    for place, matter in enumerate(found, start=1):
        yield Heading(f"（{chinese_ordinal(place)}）{matter.title}（{matter.total}）", 2)
        rows = matter.rows[:ROWS]
        for number, row in enumerate(rows, start=1):
            yield Paragraph(f"{number}.{row.name} {row.amount}".rstrip())
        if left := matter.total - len(rows):
            yield Paragraph(f"其余{left}项见报告页。")


def seal(report: Report) -> Iterator[Block]:
    """Where the definitions stand, and by which marks anybody finds the numbers again."""
    yield Paragraph("各项数据的口径，见系统中本期报告的口径页。")
    if report.reason:
        yield Paragraph(f"本期为更正，更正原因：{report.reason}")
    sealed = f"{chinese_day(report.compiled_at)}{timezone.localtime(report.compiled_at):%H:%M}"
    rows = [("快照编号", report.mark), ("封存时间", sealed), ("校验值", f"SHA-256 {report.digest}")]
    if report.history:
        rows.append(("审计链根", report.history.root))
    yield Facts(rows)
