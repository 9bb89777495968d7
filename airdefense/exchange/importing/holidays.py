"""A year's calendar of working days out of a workbook: one row is one day of the notice.

A file is one year and is taken in whole; it becomes a proposal, which a second person decides on.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from airdefense.casework import holidays, yearly
from airdefense.casework.actions.holidays import propose_year, take_calendar_step
from airdefense.casework.calendar_steps import KEEPERS, CalendarStatus
from airdefense.casework.models import CalendarDay, CalendarProposal
from airdefense.exchange.importing.fields import ImportField
from airdefense.exchange.importing.kinds import (
    ImportKind,
    Tick,
    import_kind,
    no_tick,
    not_taken_back,
)
from airdefense.exchange.importing.problems import Refusal, declare
from airdefense.exchange.models import Verdict

FREE, WORKED = "free", "worked"
KINDS = ((FREE, _("Day off")), (WORKED, _("Worked")))

declare(
    "calendar_other_year",
    _("lies outside of %(year)s, the year of most rows"),
    _("the days of one year"),
)
declare(
    "calendar_worked_weekday",
    _("falls on a weekday, which is worked anyway"),
    _("a Saturday or a Sunday for a worked day"),
)
declare(
    "calendar_plain_weekend",
    _("is a weekend day beside no holiday, which is free anyway"),
    _("the days of a holiday"),
)
declare("calendar_unnamed", _("does not say of which holiday"), _("the name of the holiday"))
declare("calendar_two_documents", _("names another document than %(cell)s"), _("one document"))
declare(
    "calendar_waits",
    _("A calendar of %(year)s is proposed already and waits for its decision."),
    _("a decision on it, or its withdrawal, first"),
)
declare(
    "calendar_in_part",
    _("A calendar is taken in as a whole: correct or skip the %(count)s faulty rows first."),
)
declare("calendar_decided", _("was decided on or taken back"))
declare("calendar_of_another", _("was proposed by another: only who proposed it takes it back"))
for festival in holidays.FESTIVALS:
    declare(
        f"calendar_lacks_{festival.code}",
        format_lazy(_("The year has no {festival}."), festival=festival.label),
        _("a row for every day off of the notice"),
    )


@import_kind
class CalendarRows(ImportKind):
    key = "calendar"
    label = _("Working calendar of a year")
    roles = KEEPERS
    has_source = False
    fields = (
        ImportField(
            key="day",
            label=_("Day of the calendar"),
            kind="day",
            required=True,
            least=date(2004, 1, 1),
            may_lie_ahead=True,
            aliases=("日期", "放假日期", "调休日期"),
            example="2026-10-01",
        ),
        ImportField(
            key="kind",
            label=_("Day off or worked"),
            kind="choice",
            required=True,
            choices=KINDS,
            aliases=("放假/上班", "放假或上班", "安排", "类型"),
            synonyms=(
                *(("放假", FREE), ("休", FREE), ("休息", FREE), ("调休", FREE)),
                *(("上班", WORKED), ("班", WORKED), ("补班", WORKED), ("调休上班", WORKED)),
            ),
            example="放假",
            hint=_("Worked: a Saturday or a Sunday that is worked for a holiday."),
        ),
        ImportField(
            key="name",
            label=_("Holiday"),
            most=60,
            aliases=("节日", "节假日", "节日名称", "假日"),
            example="国庆节",
        ),
        ImportField(
            key="document",
            label=_("Document of the calendar"),
            required=True,
            most=200,
            aliases=("文号", "依据文号", "通知文号", "依据", "文件"),
            example="国办发明电〔2025〕7号",
            hint=_("The notice of the State Council, the same in every row."),
        ),
    )

    def identity(self, row: Any) -> str:
        return str(row.values.get("day") or "")

    def group(self, row: Any) -> str:
        """A file is one year: a correction may mend what the others lack."""
        return "calendar"

    def examine(
        self,
        rows: Sequence[Any],
        *,
        user: Any,
        region: Any,
        source: Any,
        on: date,
        tick: Tick = no_tick,
    ) -> None:
        taken = [row for row in rows if not row.is_skipped]
        told = [(row, line) for row in taken if (line := line_of(row))]
        lines = [line for _row, line in told]
        year = holidays.year_of(lines)
        for row in rows:
            row.verdict = "create"
        if year is None:
            return
        judge_lines(told, year)
        judge_documents(taken)
        judge_year(taken, lines, year)
        tick(len(rows))

    def lock(self, rows: Sequence[Any]) -> None:
        """The database knows one open calendar of a year."""

    def apply(
        self, rows: Sequence[Any], *, batch: Any, by: Any, at: datetime, tick: Tick = no_tick
    ) -> None:
        if not rows:
            return
        faulty = batch.rows.filter(verdict=Verdict.ERROR).exclude(decision="skip").count()
        if faulty:
            raise Refusal("calendar_in_part", count=faulty)
        lines = [line for row in rows if (line := line_of(row))]
        year = holidays.year_of(lines) or at.year
        document = rows[0].values["document"]
        made = propose_year(year=year, lines=lines, document=document, by=by, at=at)
        for row in rows:
            row.target, row.after = made.pk, {"status": made.status}
        tick(len(rows))

    def blocked(self, rows: Sequence[Any], *, user: Any) -> dict[int, tuple[str, dict[str, Any]]]:
        waiting = CalendarStatus.PROPOSED
        return not_taken_back(
            rows, CalendarProposal.objects, user, waiting=waiting, about="calendar"
        )

    def undo(
        self, rows: Sequence[Any], *, batch: Any, by: Any, at: datetime, tick: Tick = no_tick
    ) -> None:
        """What was proposed is taken back; that it was proposed stays in the history."""
        made = CalendarProposal.objects.in_bulk({row.target for row in rows})
        for proposal in made.values():
            take_calendar_step(proposal, "withdraw", by=by, at=at)
        tick(len(rows))

    def export(self, user: Any, region: Any) -> Iterator[dict[str, Any]]:
        """The newest year in force."""
        newest = CalendarDay.objects.order_by("-day").first()
        rows = (
            CalendarDay.objects.of_year(newest.day.year) if newest else CalendarDay.objects.none()
        )
        for row in rows.order_by("day"):
            yield {
                "day": row.day,
                "kind": WORKED if row.is_working else FREE,
                "name": row.name,
                "document": row.document,
            }

    def target_url(self, pk: int) -> str:
        return reverse("casework:calendar_proposal_detail", args=[pk])


def line_of(row: Any) -> holidays.Line | None:
    """The row as a line of the notice, where its day and its kind can be read."""
    day, kind = row.values.get("day"), row.values.get("kind")
    if not day or not kind:
        return None
    return holidays.Line(day, kind == WORKED, row.values.get("name") or "")


def judge_lines(told: Sequence[tuple[Any, holidays.Line]], year: int) -> None:
    notice = holidays.Notice.of((line for _row, line in told), year)
    for row, line in told:
        for key, fault in notice.faults_of(line):
            row.complain(key, f"calendar_{fault}", year=year)


def judge_documents(rows: Sequence[Any]) -> None:
    """A year rests on one notice."""
    named = [row for row in rows if row.values.get("document")]
    for row in named:
        if row.values["document"] != named[0].values["document"]:
            row.complain(
                "document", "calendar_two_documents", cell=f"{named[0].sheet}!{named[0].number}"
            )


def judge_year(rows: Sequence[Any], lines: list[holidays.Line], year: int) -> None:
    """Said once, of the first row: what the year lacks, or that another one waits."""
    if is_in_force(rows, lines, year):
        for row in rows:
            row.verdict = "same"
        return
    for festival in holidays.lacking(lines, year):
        rows[0].complain("", f"calendar_lacks_{festival.code}")
    waiting = CalendarProposal.objects.open().filter(year=year, is_whole_year=True)
    if waiting.exists():
        rows[0].complain("", "calendar_waits", year=year)


def is_in_force(rows: Sequence[Any], lines: list[holidays.Line], year: int) -> bool:
    """Whether the file tells what is in force, to the day and the document."""
    documents = {row.values.get("document") for row in rows}
    entered = set(CalendarDay.objects.of_year(year).values_list("document", flat=True))
    told = sorted(lines, key=lambda line: line.day)
    return documents == entered and told == yearly.lines_in_force(year)
