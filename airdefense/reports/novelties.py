"""What a mail and a bulletin tell besides the report: figures restated since, open instructions.

Told within what their reader may see: nothing of leads where the figure hides them.
"""

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from airdefense.reports import words
from airdefense.reports.content import Paper
from airdefense.reports.figures import FIGURES
from airdefense.reports.models import Instruction, Report, Restatement

LINES = 5


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    words: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """The first of the open instructions, and how many there are."""

    lines: list[Line]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.lines)


def restatements_of(paper: Paper) -> list[Line]:
    """The figures of earlier reports that this report tells anew, of those its reader may see."""
    found = Restatement.objects.filter(told_in=paper.report, figure__code__in=FIGURES)
    lines = []
    for one in found.select_related("figure__report").order_by("pk"):
        about = one.figure.definition
        if paper.hides(about):
            continue
        unit = about.unit
        told = {
            "before": words.number(one.value_before, unit),
            "now": words.number(one.value_now, unit),
            "unit": words.unit_words(unit),
        }
        name = _("%(label)s of %(day)s") % {
            "label": about.label,
            "day": f"{one.figure.report.day:%m-%d}",
        }
        said = _("%(before)s → %(now)s %(unit)s") % told
        lines.append(Line(name, said, one.figure.get_absolute_url()))
    return lines


def instructions_of(paper: Paper) -> Waiting | None:
    """The instructions that were open at the end of the report's day, the earliest due first."""
    report = paper.report
    found = Instruction.objects.visible_to(paper.reader).open_on(report.day)
    found = found.filter(region__path__startswith=report.scope.path)
    total = found.count()
    if not total:
        return None
    first = found.select_related("office").order_by("due_on", "pk")[:LINES]
    return Waiting([_line(one, report) for one in first], total)


def _line(one: Instruction, report: Report) -> Line:
    about = one.row_name or one.number
    told = {"office": one.office, "day": f"{one.due_on:%m-%d}"}
    said = _("%(office)s, answer by %(day)s") % told
    if one.due_on < report.day:
        said += _(" (overdue)")
    return Line(f"{one.number} {about}" if one.row_name else about, said, one.get_absolute_url())


def proof_url(report: Report) -> str:
    """Where the report is recomputed and its seal compared."""
    try:
        return reverse("reports:proof", args=[report.pk])
    except NoReverseMatch:
        return report.get_absolute_url()
