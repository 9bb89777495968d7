"""Twins of leads.actions: the way of a lead, its compartment, cases and what became of people."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from airdefense.casework.search import search_text
from demo.twins.books import Books, StoredFile
from leads.models import (
    Accountability,
    CasePerson,
    ClockKind,
    DisciplineCase,
    Lead,
    LeadClock,
    LeadContent,
    LeadMember,
    Outcome,
    Person,
    Reporter,
)

# The reasons of leads.actions, which has them translated.
OFFICER, LEADER = "Case officer of the lead", "Approving leader of the lead"


def transfer(
    books: Books,
    *,
    by: Any,
    at: datetime,
    source: str,
    region: Any,
    commission: Any,
    letter_number: str,
    content: Mapping[str, Any],
    persons: Iterable[Mapping[str, Any]] = (),
    reporter: Mapping[str, Any] | None = None,
    finding: Any = None,
    is_on_site: bool = False,
    files: Iterable[StoredFile] = (),
) -> tuple[Lead, list[Person]]:
    """The lead, and its persons, whom the story goes on with."""
    lead = books.make(
        Lead,
        source=source,
        region=region,
        commission=commission,
        letter_number=letter_number,
        finding=finding,
        project=finding.project if finding else None,
        is_on_site=is_on_site,
        transferred_at=at,
        transferred_by=by,
        search_text=search_text(letter_number),
    )
    books.make(LeadContent, lead=lead, **content)
    people = [books.make(Person, lead=lead, **entry) for entry in persons]
    if reporter:
        books.make(Reporter, lead=lead, **reporter)
    books.record(lead, "transfer", by=by, at=at, after=lead.status)
    for file in files:
        books.attach(lead, file, by=by, at=at)
    return lead, people


def receive(books: Books, *, lead: Lead, by: Any, at: datetime) -> Lead:
    today = timezone.localdate(at)
    number = official_number(books, lead.commission, "lead", "线索", today.year)
    start_clock(books, lead, ClockKind.PROPOSAL, today)
    books.advance(lead, "receive", by=by, at=at, number=number)
    lead.search_text = search_text(lead.number, lead.letter_number)
    return lead


def start_clock(books: Books, lead: Lead, kind: str, on: date) -> LeadClock:
    limit = books.limits[kind]
    begun = books.make(
        LeadClock,
        lead=lead,
        kind=kind,
        started_on=on,
        counted_from=on,
        due_on=books.due_on(kind, on),
        days=limit.days,
        is_working_days=limit.is_working_days,
        basis=limit.basis,
    )
    books.running[lead.pk, kind] = begun
    return begun


def stop_clock(books: Books, lead: Lead, kind: str, on: date) -> None:
    """Stop the clock that waits to be written with its lead."""
    if running := books.running.pop((lead.pk, kind), None):
        running.stopped_on = on


def official_number(books: Books, commission: Any, series: str, words: str, year: int) -> str:
    pattern = f"{commission.short_name}{words}〔{{year}}〕{{n}}号"
    return books.number(organisation=commission, series=series, year=year, pattern=pattern)


def assign(books: Books, *, lead: Lead, handler: Any, approver: Any, by: Any, at: datetime) -> Lead:
    books.advance(lead, "assign", by=by, at=at, handler=handler, approver=approver)
    admit(books, lead, handler, gettext(OFFICER), by=by, at=at)
    admit(books, lead, approver, gettext(LEADER), by=by, at=at)
    return lead


def admit(books: Books, lead: Lead, user: Any, reason: str, *, by: Any, at: datetime) -> None:
    books.make(
        LeadMember,
        lead=lead,
        user=user,
        reason=reason,
        valid_from=timezone.localdate(at),
        added_at=at,
        added_by=by,
    )
    detail = {"member": user, "expires_on": None}
    books.record(lead, "admit", by=by, at=at, note=reason, detail=detail)


def propose(books: Books, *, lead: Lead, method: str, opinion: str, by: Any, at: datetime) -> Lead:
    stop_clock(books, lead, ClockKind.PROPOSAL, timezone.localdate(at))
    return books.advance(lead, "propose", by=by, at=at, note=opinion, method=method, review_on=None)


def propose_case(
    books: Books, *, lead: Lead, matter: str, by: Any, at: datetime, persons: Iterable[Person]
) -> DisciplineCase:
    case = books.make(
        DisciplineCase,
        lead=lead,
        region=lead.region,
        handler=lead.handler,
        approver=lead.approver,
        matter=matter,
        proposed_at=at,
        proposed_by=by,
    )
    for person in persons:
        books.make(CasePerson, case=case, person=person)
    books.record(case, "propose", by=by, at=at, after=case.status)
    books.record(lead, "propose_case", by=by, at=at, detail={"case": case.pk})
    return case


def approve_filing(
    books: Books, *, case: DisciplineCase, by: Any, at: datetime, note: str
) -> DisciplineCase:
    year = timezone.localdate(at).year
    number = official_number(books, case.lead.commission, "case", "立案", year)
    return books.advance(case, "approve_filing", by=by, at=at, note=note, number=number)


def record_outcome(
    books: Books,
    *,
    person: Person,
    kind: str,
    measure: str,
    document: str,
    effective_on: date,
    by: Any,
    at: datetime,
    case: DisciplineCase | None = None,
) -> Outcome:
    lead = person.lead
    outcome = books.make(
        Outcome,
        person=person,
        case=case,
        region=lead.region,
        kind=kind,
        measure=measure,
        document=document,
        effective_on=effective_on,
        recorded_at=at,
        recorded_by=by,
    )
    books.record(lead, "record_outcome", by=by, at=at, detail={"outcome": outcome.pk})
    return outcome


def record_accountability(
    books: Books,
    *,
    lead: Lead,
    measure: str,
    document: str,
    effective_on: date,
    by: Any,
    at: datetime,
    organisation_name: str = "",
    person: Person | None = None,
) -> Accountability:
    decision = books.make(
        Accountability,
        lead=lead,
        region=lead.region,
        organisation_name=organisation_name,
        person=person,
        measure=measure,
        document=document,
        effective_on=effective_on,
        recorded_at=at,
        recorded_by=by,
    )
    detail = {"accountability": decision.pk}
    books.record(lead, "record_accountability", by=by, at=at, detail=detail)
    return decision
