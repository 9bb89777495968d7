"""The instructions that a report still waits for, as far as its reader may see them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from airdefense.reports.models import FrozenFigure, Instruction, InstructionAnswer

CODE = "S08"
MOST = 20


@dataclass(frozen=True, slots=True)
class Open:
    """One instruction as it stood on the day of the report."""

    number: str
    kind: str
    about: str
    office: str
    due_on: date
    days_late: int
    is_answered: bool
    url: str


def open_instructions(paper: Any, most: int = MOST) -> list[Open]:
    """The instructions frozen as open in the report of this paper, the latest due first; those of
    them that the paper's reader may see."""
    frozen = FrozenFigure.objects.filter(report=paper.report, code=CODE).first()
    if frozen is None:
        return []
    day = paper.report.day
    rows = Instruction.objects.visible_to(paper.reader).filter(pk__in=frozen.row_ids)
    rows = rows.with_due_then(day).select_related("office").order_by("due_then", "pk")[:most]
    answered = set(
        InstructionAnswer.objects.standing_on(day)
        .filter(instruction__in=[row.pk for row in rows])
        .values_list("instruction", flat=True)
    )
    return [_told(row, day, row.pk in answered) for row in rows]


def _told(row: Any, day: date, is_answered: bool) -> Open:
    late = 0 if is_answered else max((day - row.due_then).days, 0)
    return Open(
        number=row.number,
        kind=row.get_kind_display(),
        about=row.title,
        office=row.office.short_name,
        due_on=row.due_then,
        days_late=late,
        is_answered=is_answered,
        url=row.get_absolute_url(),
    )
