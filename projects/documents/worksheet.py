"""The worksheet of an assessment as a workbook and as an official document.

Each file names who took it, when, under which number; the taking stands in the project's history.
"""

import tempfile
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import xlsxwriter
from django.http import FileResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.casework.pace import count_export
from airdefense.exchange.documents.content import Document, Heading, Paragraph, Table
from airdefense.exchange.documents.delivery import deliver, send
from airdefense.exchange.export import ILLEGAL, TYPE, trace_number, write_notes
from projects.models import FeeAssessment
from projects.wording import (
    Step,
    circumstances,
    fixed_steps,
    flags_in_words,
    steps_of_snapshot,
    with_remark,
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet with all that stands around its lines."""

    assessment: FeeAssessment
    taken_by: Any
    taken_at: datetime
    trace: str

    @property
    def title(self) -> str:
        return _("Worksheet of the off-site construction fee")

    @property
    def facts(self) -> list[tuple[str, str]]:
        """Of what, by which paper, by which rules."""
        assessment, project = self.assessment, self.assessment.project
        return [
            (_("Project"), with_remark(project.name, project.code)),
            (_("Region"), str(project.region)),
            (_("Developer"), str(project.developer)),
            (_("Assessment"), with_remark(assessment.document, assessment.assessed_on)),
            *circumstances(assessment),
            *((_("Note"), str(words)) for words in flags_in_words(assessment.snapshot)),
        ]

    @property
    def notes(self) -> list[tuple[str, str]]:
        user = self.taken_by
        return [
            (
                _("Taken by"),
                _("; ").join([with_remark(user, user.username), str(user.organisation)]),
            ),
            (_("Taken at"), f"{timezone.localtime(self.taken_at):%Y-%m-%d %H:%M:%S}"),
            (_("Trace number"), self.trace),
            (_("Use"), _("A copy: the assessment in the system counts.")),
            (_("Secrecy"), _("No state secrets. Pass on only to those whose work needs it.")),
        ]

    @property
    def parts(self) -> list[tuple[str, list[Step]]]:
        law, fixed = steps_of_snapshot(self.assessment.snapshot), fixed_steps(self.assessment)
        titled = [(_("What the law demands"), law), (_("What the authority fixed"), fixed)]
        return [(title, steps) for title, steps in titled if steps]

    @property
    def buildings(self) -> list[list[str]]:
        return [
            [
                building["name"],
                str(building["floors"]),
                str(building["foundation_depth_m"]),
                str(building["first_floor_sqm"]),
                str(building["above_ground_sqm"]),
                ", ".join(building["claims"]),
            ]
            for building in self.assessment.snapshot.get("buildings", ())
        ]


def building_heads() -> list[str]:
    return [
        _("Building"),
        _("Floors"),
        _("Depth (m)"),
        _("First floor (㎡)"),
        _("Above ground (㎡)"),
        _("Claims"),
    ]


def as_workbook(request: Any, assessment: FeeAssessment) -> FileResponse:
    """A download; the taking is written into the history of the project."""
    count_export(request.user)
    sheet = _taken(request, assessment)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    _write_workbook(file, sheet)
    name = f"{_name(assessment)}.xlsx"
    return send(
        file,
        about=assessment.project,
        by=request.user,
        name=name,
        content_type=TYPE,
        at=sheet.taken_at,
        trace=sheet.trace,
        detail=_told(assessment, "xlsx"),
    )


def as_document(request: Any, assessment: FeeAssessment, format: str) -> FileResponse:
    """The worksheet as an official document."""
    sheet = _taken(request, assessment)
    told = _told(assessment, format)
    return deliver(
        request,
        described(sheet),
        about=assessment.project,
        name=_name(assessment),
        format=format,
        detail=told,
    )


def _taken(request: Any, assessment: FeeAssessment) -> Sheet:
    now = timezone.now()
    return Sheet(assessment, request.user, now, trace_number(now))


def _name(assessment: FeeAssessment) -> str:
    return f"{_('Worksheet')}-{assessment.project.code}-{assessment.assessed_on}"


def _told(assessment: FeeAssessment, ending: str) -> dict[str, str]:
    return {"assessment": str(assessment), "format": ending}


def _write_workbook(file: Any, sheet: Sheet) -> None:
    book = xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": sheet.title, "comments": sheet.trace})
    head = book.add_format({"bold": True, "bg_color": "#EEF2F7", "bottom": 1, "text_wrap": True})
    wrapped = {"text_wrap": True, "valign": "top", "num_format": "@", "quote_prefix": True}
    text, bold = book.add_format(wrapped), book.add_format(wrapped | {"bold": True})
    number = {"num_format": "#,##0.00", "valign": "top"}
    plain, total = book.add_format(number), book.add_format(number | {"bold": True})
    page = book.add_worksheet(_("Worksheet"))
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_footer("&C&P / &N")
    heads = (
        (_("Step"), 26),
        (_("How"), 34),
        (_("Formula"), 26),
        (_("Rule"), 36),
        (_("Article"), 30),
        (_("Basis document"), 30),
        (_("Rounding"), 16),
        (_("Result"), 18),
        (_("Unit"), 6),
    )
    for place, (words, width) in enumerate(heads):
        page.set_column(place, place, width)
        page.write_string(0, place, words, head)
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    line = 0
    for title, steps in sheet.parts:
        line += 1
        page.merge_range(line, 0, line, len(heads) - 1, title, bold)
        for step in steps:
            line += 1
            for place, words in enumerate(_cells(step)):
                page.write_string(line, place, words.translate(ILLEGAL), text)
            if step.amount is None:
                page.write_string(line, 7, str(step.result), text)
            else:
                page.write_number(line, 7, step.amount, total if step.is_sum else plain)
            page.write_string(line, 8, str(step.unit), text)
    _write_buildings(book, sheet, head, text)
    write_notes(book, [*sheet.facts, *sheet.notes], head)
    book.close()


def _write_buildings(book: Any, sheet: Sheet, head: Any, text: Any) -> None:
    if not sheet.buildings:
        return
    page = book.add_worksheet(_("Buildings"))
    page.set_column(0, 5, 18)
    page.write_row(0, 0, building_heads(), head)
    for line, row in enumerate(sheet.buildings, start=1):
        for place, words in enumerate(row):
            page.write_string(line, place, words.translate(ILLEGAL), text)


def _cells(step: Step) -> list[str]:
    words = (
        step.title,
        step.figures,
        step.formula,
        _rule(step),
        step.article,
        step.document,
        step.rounding,
    )
    return [str(word) for word in words]


def _rule(step: Step) -> str:
    if step.is_lawful is None:
        return str(step.rule)
    verdict = _("lawful") if step.is_lawful else _("no legal basis")
    return with_remark(step.rule, verdict)


def described(sheet: Sheet) -> Document:
    """The worksheet as an official document says it."""
    heads = (_("Step"), _("How"), _("Rule and article"), _("Basis document"), _("Result"))
    groups = [(title, [_row(step) for step in steps]) for title, steps in sheet.parts]
    steps = Table(heads, groups=groups, widths=(28, 40, 40, 24, 24), right=(4,))
    return Document(
        sheet.title,
        (
            Heading(_("1. Subject")),
            Paragraph(_pairs(sheet.facts)),
            *_buildings(sheet),
            Heading(_("2. Computation")),
            steps,
            Heading(_("3. Origin")),
            Paragraph(_pairs(sheet.notes)),
        ),
        written_at=sheet.taken_at,
        trace=sheet.trace,
    )


def _buildings(sheet: Sheet) -> list[Table]:
    if not sheet.buildings:
        return []
    widths = (46, 16, 20, 28, 28, 18)
    return [Table(building_heads(), sheet.buildings, widths=widths, right=range(1, 5))]


def _pairs(pairs: list[tuple[str, str]]) -> str:
    """Each pair as a line of its own."""
    lines = [_("%(name)s: %(words)s") % {"name": name, "words": words} for name, words in pairs]
    return "\n".join(line.replace("\n", " ") for line in lines)


def _row(step: Step) -> tuple[str, ...]:
    return (
        str(step.title),
        _lines(step.figures, step.formula, step.rounding),
        _lines(_rule(step), step.article),
        str(step.document),
        f"{step.result} {step.unit}",
    )


def _lines(*words: Any) -> str:
    return "\n".join(str(word) for word in words if word)
