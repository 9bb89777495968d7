"""Instructions: given from a row, answered with files, asked again, settled or taken back."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.accounts.models import Organisation
from airdefense.casework import calendar, clock, numbering
from airdefense.casework.actions import advance, attach, record, sniff
from airdefense.casework.models import AttachmentKind, TimeLimit
from airdefense.casework.notices import notify_after_commit
from airdefense.casework.search import search_text
from airdefense.casework.workflow import NotAllowed, NotPossible
from airdefense.reports.instructions.topics import (
    Topic,
    refuse_leads,
    require_giver,
    require_office,
)
from airdefense.reports.models import (
    Instruction,
    InstructionAnswer,
    InstructionDueMove,
    InstructionKind,
)

LIMIT = "instruction"
# Working days to answer, until the customer enters a limit of its own.
HOUSE_DAYS = 3
MARKS = {InstructionKind.DIRECTION: "PS", InstructionKind.URGE: "CB"}


def usual_due_day(on: date, region: Organisation | None = None) -> date:
    """By when an instruction given on a day is to be answered."""
    limit = TimeLimit.objects.in_force(LIMIT, on, region)
    days, working = (limit.days, limit.is_working_days) if limit else (HOUSE_DAYS, True)
    return calendar.due_on(on, days, working=working, overrides=clock.overrides())


@transaction.atomic
def give(
    *,
    topic: Topic,
    kind: str,
    text: str,
    office: Organisation,
    by: Any,
    at: datetime,
    due_on: date | None = None,
    letter: bool = False,
) -> Instruction:
    """Ask an office about what a report shows, with the draft of an urging letter where wanted.
    Raises NotAllowed, NotPossible."""
    refuse_leads(topic.figure, topic.row)
    require_giver(by, topic.region)
    require_office(topic, office)
    on = timezone.localdate(at)
    due_on = _coming(due_on or usual_due_day(on, topic.region), on)
    if not text.strip():
        raise NotPossible(_("Say what is asked for."))
    mark, home = MARKS[InstructionKind(kind)], by.organisation.home_region or topic.region
    number = numbering.take(
        organisation=home,
        series=f"instruction-{mark}",
        year=on.year,
        pattern=mark + "-{code}-{year}-{n:04d}",
    )
    instruction = Instruction.objects.create(
        number=number,
        kind=kind,
        figure=topic.figure,
        row_model=topic.row_model,
        row_id=topic.row.pk if topic.row is not None else None,
        row_name=topic.name,
        region=topic.region,
        office=office,
        text=text.strip(),
        due_on=due_on,
        given_at=at,
        given_by=by,
        search_text=search_text(topic.name, number, text, office.name),
    )
    event = record(
        instruction, "give", by=by, at=at, note=instruction.text, after=instruction.status
    )
    _tell_row(topic.row, number, by=by, at=at)
    if letter:
        _draft_letter(instruction, topic, by=by, at=at)
    notify_after_commit(instruction, event)
    return instruction


def _coming(day: date, on: date) -> date:
    if day <= on:
        raise NotPossible(_("Choose a day still to come."))
    return day


def _tell_row(row: Any, number: str, *, by: Any, at: datetime) -> None:
    """The number alone: who reads the row's history need not be who is asked."""
    if hasattr(row, "workflow"):
        record(row, "instruct", by=by, at=at, note=number)


def _draft_letter(instruction: Instruction, topic: Topic, *, by: Any, at: datetime) -> None:
    draft = topic.acting.draft_letter
    if draft is None or not topic.may_urge(timezone.localdate(at)):
        raise NotPossible(_("Nothing is overdue here: no urging letter is drafted."))
    letter = draft(topic.row, by=by, at=at)
    instruction.letter_model, instruction.letter_id = letter._meta.label_lower, letter.pk
    instruction.save(update_fields=["letter_model", "letter_id"])
    record(instruction, "draft_letter", by=by, at=at, note=str(letter))
    record(letter, "instruct", by=by, at=at, note=instruction.number)


def tell_of_letter(letter: Any, name: str, *, by: Any, at: datetime, note: str = "") -> None:
    """What became of an urging letter stands with the instruction it was drafted for; who gave
    that is told of the reply."""
    model = letter._meta.label_lower
    for instruction in Instruction.objects.filter(letter_model=model, letter_id=letter.pk):
        event = record(instruction, name, by=by, at=at, note=note or str(letter))
        notify_after_commit(instruction, event)


def _locked(instruction: Instruction) -> Instruction:
    return Instruction.objects.select_for_update(of=("self",)).get(pk=instruction.pk)


@transaction.atomic
def answer(
    *, instruction: Instruction, text: str, by: Any, at: datetime, files: Any = ()
) -> Instruction:
    """Answer for the office, with files."""
    instruction, text = _locked(instruction), text.strip()
    # Refused with the reason before a file is stored for nothing.
    instruction.workflow.check(instruction, "answer", by, text)
    for file in files:
        sniff(file)
    row = InstructionAnswer.objects.create(
        instruction=instruction, text=text, answered_at=at, answered_by=by
    )
    for file in files:
        attach(row, file, by=by, at=at, kind=AttachmentKind.PROOF)
    return advance(instruction, "answer", by=by, at=at, note=text)


@transaction.atomic
def ask_again(
    *, instruction: Instruction, note: str, by: Any, at: datetime, due_on: date | None = None
) -> Instruction:
    """The answer will not do: say why, and by when another one is expected."""
    instruction, on = _locked(instruction), timezone.localdate(at)
    instruction.workflow.check(instruction, "ask_again", by, note)
    due = _coming(due_on or usual_due_day(on, instruction.region), on)
    standing = instruction.answers.filter(refused_at=None)
    standing.update(refused_at=at, refused_by=by, reason=note.strip())
    _keep_move(instruction, due, note, by=by, at=at)
    changes = {"due_on": due, "answered_at": None, "answered_by": None}
    return advance(instruction, "ask_again", by=by, at=at, note=note, **changes)


@transaction.atomic
def move_due(
    *, instruction: Instruction, due_on: date, reason: str, by: Any, at: datetime
) -> Instruction:
    """Give the office more time, or less; by whoever may take the instruction back."""
    instruction = _locked(instruction)
    if not may_move_due(instruction, by):
        raise NotAllowed(_("Only who gave the instruction moves the day."))
    if not reason.strip():
        raise NotPossible(_("Say why."))
    _coming(due_on, timezone.localdate(at))
    before = instruction.due_on
    if due_on == before:
        return instruction
    _keep_move(instruction, due_on, reason, by=by, at=at)
    instruction.due_on = due_on
    instruction.save(update_fields=["due_on"])
    moved = {"due_on": [str(before), str(due_on)]}
    event = record(instruction, "move_due", by=by, at=at, note=reason.strip(), detail=moved)
    notify_after_commit(instruction, event)
    return instruction


def may_move_due(instruction: Instruction, user: Any) -> bool:
    """Whoever may take it back, as long as it waits for its answer."""
    return any(t.name == "withdraw" for t in instruction.workflow.available(instruction, user))


def _keep_move(
    instruction: Instruction, due_on: date, reason: str, *, by: Any, at: datetime
) -> None:
    InstructionDueMove.objects.create(
        instruction=instruction,
        previous_due_on=instruction.due_on,
        due_on=due_on,
        reason=reason.strip(),
        moved_at=at,
        moved_by=by,
    )


def take_step(
    instruction: Instruction, name: str, *, by: Any, at: datetime, note: str = "", **data: Any
) -> Instruction:
    """One step by its name, with what it needs besides a note."""
    if name == "answer":
        return answer(instruction=instruction, text=note, by=by, at=at, **data)
    if name == "ask_again":
        return ask_again(instruction=instruction, note=note, by=by, at=at, **data)
    return advance(instruction, name, by=by, at=at, note=note)
