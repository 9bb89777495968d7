"""Twins of rectification.actions: tasks, time, money counted against them, instruments."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from airdefense.casework.models import AttachmentKind
from airdefense.casework.search import search_text
from demo.twins import inspections, projects
from demo.twins.books import Books, StoredFile
from inspections.models import Finding
from projects.models import Gap, Receipt
from rectification.models import (
    Closure,
    DueCause,
    DueMove,
    Extension,
    Instrument,
    InstrumentReply,
    RectificationTask,
    Submission,
)
from rectification.models.instruments import ANSWERED, SERIES
from rectification.parts import KINDS


def issue_task(
    books: Books,
    *,
    finding: Finding,
    requirement: str,
    by: Any,
    at: datetime,
    due_on: date | None = None,
) -> RectificationTask:
    if finding.feedback_on is None:
        day = timezone.localdate(at)
        inspections.send_feedback(books, finding=finding, on=day, by=by, at=at)
    return _open(
        books,
        finding=finding,
        project=finding.project,
        region=finding.region,
        unit=finding.unit,
        title=finding.title,
        requirement=requirement,
        due_on=due_on,
        by=by,
        at=at,
    )


def issue_recovery_task(
    books: Books,
    *,
    gap: Gap,
    unit: Any,
    title: str,
    requirement: str,
    by: Any,
    at: datetime,
    due_on: date | None = None,
) -> RectificationTask:
    return _open(
        books,
        gap=gap,
        project=gap.project,
        region=gap.project.region,
        unit=unit,
        title=title,
        requirement=requirement,
        due_on=due_on,
        by=by,
        at=at,
    )


def _open(
    books: Books,
    *,
    region: Any,
    unit: Any,
    title: str,
    requirement: str,
    due_on: date | None,
    by: Any,
    at: datetime,
    project: Any,
    **origin: Any,
) -> RectificationTask:
    issued_on = timezone.localdate(at)
    due_on = due_on or books.due_on("task.rectify", issued_on)
    number = books.number(
        organisation=region, series="ZG", year=issued_on.year, pattern="ZG-{code}-{year}-{n:04}"
    )
    of_project = (project.code, project.name) if project else ()
    task = books.make(
        RectificationTask,
        number=number,
        region=region,
        unit=unit,
        project=project,
        title=title,
        requirement=requirement,
        issued_on=issued_on,
        due_on=due_on,
        plan_due_on=min(books.due_on("task.plan", issued_on), due_on),
        issued_at=at,
        issued_by=by,
        search_text=search_text(title, number, unit.name, *of_project),
        **origin,
    )
    books.record(task, "issue_task", by=by, at=at, after=task.status, detail={"due_on": due_on})
    return task


def submit_plan(
    books: Books,
    *,
    task: RectificationTask,
    plan: str,
    responsible_person: str,
    by: Any,
    at: datetime,
) -> RectificationTask:
    measures = {"plan": plan, "responsible_person": responsible_person}
    return books.advance(task, "submit_plan", by=by, at=at, **measures)


def submit(
    books: Books,
    *,
    task: RectificationTask,
    result: str,
    files: Iterable[StoredFile],
    by: Any,
    at: datetime,
) -> Submission:
    submission = books.make(Submission, task=task, result=result, submitted_at=at, submitted_by=by)
    for file in files:
        books.attach(submission, file, by=by, at=at, kind=AttachmentKind.PROOF)
    books.advance(task, "submit", by=by, at=at)
    return submission


def allocate_receipt(
    books: Books,
    *,
    task: RectificationTask,
    receipt: Receipt,
    amount_yuan: Decimal,
    allocated_on: date,
    by: Any,
    at: datetime,
) -> None:
    projects.allocate(
        books,
        gap=task.fee_gap,
        receipt=receipt,
        amount_yuan=amount_yuan,
        allocated_on=allocated_on,
        by=by,
        at=at,
    )
    paid = {"receipt": receipt.number, "amount_yuan": amount_yuan}
    note = f"{receipt.number} · {amount_yuan:,.2f}"
    books.record(task, "allocate", by=by, at=at, note=note, detail=paid)


def close(books: Books, *, task: RectificationTask, by: Any, at: datetime) -> RectificationTask:
    books.advance(task, "close", by=by, at=at)
    late = (timezone.localdate(at) - task.due_on).days
    books.make(Closure, task=task, due_on=task.due_on, days_late=late, closed_at=at, closed_by=by)
    return task


def request_extension(
    books: Books,
    *,
    task: RectificationTask,
    requested_until: date,
    reason: str,
    by: Any,
    at: datetime,
) -> Extension:
    extension = books.make(
        Extension,
        task=task,
        requested_until=requested_until,
        reason=reason,
        requested_at=at,
        requested_by=by,
        previous_due_on=task.due_on,
    )
    asked = {"due_on": [str(task.due_on), str(requested_until)]}
    facts = {"by": by, "at": at, "note": reason, "detail": asked}
    books.record(extension, "create", after=extension.status, **facts)
    books.record(task, "request_extension", **facts)
    return extension


def grant_extension(books: Books, *, extension: Extension, by: Any, at: datetime) -> Extension:
    task = extension.task
    books.advance(extension, "grant", by=by, at=at)
    moved = {"due_on": [str(task.due_on), str(extension.requested_until)]}
    books.make(
        DueMove,
        task=task,
        cause=DueCause.EXTENSION,
        previous_due_on=task.due_on,
        due_on=extension.requested_until,
        moved_at=at,
        moved_by=by,
    )
    task.due_on = extension.requested_until
    books.record(task, "extend", by=by, at=at, detail=moved)
    return extension


def draft_instrument(
    books: Books,
    *,
    kind: str,
    issuer: Any,
    unit: Any,
    title: str,
    parts: Mapping[str, str],
    by: Any,
    at: datetime,
    task: RectificationTask | None = None,
    **held: Any,
) -> Instrument:
    texts = {part.key: parts.get(part.key, "").strip() for part in KINDS[kind].parts}
    instrument = books.make(
        Instrument,
        kind=kind,
        issuer=issuer,
        region=unit.home_region,
        unit=unit,
        task=task,
        title=title,
        parts=texts,
        body=Instrument(kind=kind, parts=texts).composed(),
        drafted_at=at,
        drafted_by=by,
        **held,
    )
    books.record(instrument, "draft", by=by, at=at, after=instrument.status)
    return instrument


def issue(books: Books, *, instrument: Instrument, by: Any, at: datetime) -> Instrument:
    on = timezone.localdate(at)
    due = books.due_on("instrument.reply", on) if instrument.kind in ANSWERED else None
    number = books.number(
        organisation=instrument.issuer,
        series=instrument.kind,
        year=on.year,
        pattern=instrument.issuer.short_name + SERIES[instrument.kind] + "〔{year}〕{n}号",
    )
    instrument.reply_due_on = due
    instrument.parts = {key: instrument.text_of(key) for key in instrument.parts}
    instrument.body = instrument.composed()
    return books.advance(instrument, "issue", by=by, at=at, number=number, reply_due_on=due)


def reply(books: Books, *, instrument: Instrument, text: str, by: Any, at: datetime) -> Instrument:
    books.advance(instrument, "reply", by=by, at=at, note=text, reply=text)
    due = instrument.reply_due_on
    books.make(
        InstrumentReply,
        instrument=instrument,
        text=text,
        reply_due_on=due,
        replied_at=at,
        replied_by=by,
    )
    return instrument
