"""Twins of leads.actions: the way of a lead, its compartment, cases and what became of people."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from airdefense.casework.search import search_text
from demo.twins.books import Books, StoredFile
from leads import rules
from leads.actions.disposal import BEGUN, OF_EXECUTION
from leads.duplicates import fingerprint
from leads.models import (
    DEFAULT_LEVELS,
    SANCTIONS,
    Accountability,
    ApprovalForm,
    ApprovalMatter,
    CasePerson,
    ClockKind,
    DisciplineCase,
    Lead,
    LeadClock,
    LeadContent,
    LeadMember,
    Opinion,
    Outcome,
    Person,
    Reporter,
    Verdict,
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
        books.make(Reporter, lead=lead, **reporter, identity_hash=fingerprint(**reporter))
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


def start_clock(
    books: Books, lead: Lead, kind: str, on: date, *, case: Any = None, outcome: Any = None
) -> None:
    limit = books.limits[kind]
    books.running[lead.pk, case and case.pk, outcome and outcome.pk, kind] = books.make(
        LeadClock,
        lead=lead,
        case=case,
        outcome=outcome,
        kind=kind,
        started_on=on,
        counted_from=on,
        due_on=books.due_on(kind, on),
        days=limit.days,
        is_working_days=limit.is_working_days,
        basis=limit.basis,
    )


def stop_clock(books: Books, lead: Lead, kind: str, on: date, *, case: Any = None) -> None:
    """Stop the clock that waits to be written with its lead."""
    if running := books.running.pop((lead.pk, case and case.pk, None, kind), None):
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
    books.advance(lead, "propose", by=by, at=at, note=opinion, method=method, review_on=None)
    stop_clock(books, lead, ClockKind.PROPOSAL, timezone.localdate(at))
    terms = {"method": method, "review_on": "", "before": ""}
    lay_before(books, lead, ApprovalMatter.DISPOSAL, terms, opinion, by=by, at=at)
    return lead


def lay_before(
    books: Books,
    lead: Lead,
    matter: str,
    terms: dict[str, Any],
    words: str,
    *,
    by: Any,
    at: datetime,
    case: DisciplineCase | None = None,
) -> None:
    """The form before the levels that sign where no route is entered."""
    form = books.make(
        ApprovalForm,
        lead=lead,
        case=case,
        matter=matter,
        terms=terms | {"opinion": words},
        levels=list(DEFAULT_LEVELS),
        opened_at=at,
        opened_by=by,
    )
    books.forms[lead.pk, matter] = form
    books.record(lead, "lay_before", by=by, at=at, detail={"matter": matter, "form": form.pk})


def sign(books: Books, lead: Lead, matter: str, words: str, *, by: Any, at: datetime) -> None:
    """The one signature that a form without a route waits for: it is granted."""
    form, level = books.forms.pop((lead.pk, matter)), DEFAULT_LEVELS[0]
    opinion = {"level": level, "words": words, "is_agreed": True}
    books.make(Opinion, form=form, lead=lead, signed_at=at, signed_by=by, **opinion)
    detail = {"matter": matter, "level": level, "form": form.pk}
    books.record(lead, "sign", by=by, at=at, detail=detail)
    form.verdict, form.concluded_at, form.concluded_by_id = Verdict.GRANTED, at, by.pk


def approve(books: Books, *, lead: Lead, by: Any, at: datetime, note: str) -> Lead:
    sign(books, lead, ApprovalMatter.DISPOSAL, note, by=by, at=at)
    books.advance(lead, "approve", by=by, at=at, note=note)
    if kind := BEGUN.get(lead.method):
        start_clock(books, lead, kind, timezone.localdate(at))
    return lead


def dispose(books: Books, *, lead: Lead, by: Any, at: datetime, note: str) -> Lead:
    books.advance(lead, "dispose", by=by, at=at, note=note)
    for kind in OF_EXECUTION:
        stop_clock(books, lead, kind, timezone.localdate(at))
    return lead


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
    terms = {"matter": matter, "basis": ""}
    lay_before(books, lead, ApprovalMatter.FILING, terms, matter, by=by, at=at, case=case)
    return case


def approve_filing(
    books: Books, *, case: DisciplineCase, by: Any, at: datetime, note: str
) -> DisciplineCase:
    year = timezone.localdate(at).year
    sign(books, case.lead, ApprovalMatter.FILING, note, by=by, at=at)
    number = official_number(books, case.lead.commission, "case", "立案", year)
    books.advance(case, "approve_filing", by=by, at=at, note=note, number=number)
    start_clock(books, case.lead, ClockKind.INVESTIGATION, timezone.localdate(at), case=case)
    return case


def conclude(
    books: Books, *, case: DisciplineCase, by: Any, at: datetime, note: str
) -> DisciplineCase:
    books.advance(case, "conclude", by=by, at=at, note=note)
    stop_clock(books, case.lead, ClockKind.INVESTIGATION, timezone.localdate(at), case=case)
    return case


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
    code: str = "",
    form: str = "",
) -> Outcome:
    lead = person.lead
    outcome = books.make(
        Outcome,
        person=person,
        case=case,
        region=lead.region,
        kind=kind,
        measure=measure,
        code=code,
        form=form,
        document=document,
        effective_on=effective_on,
        in_effect_until=rules.effect_until(code, effective_on),
        recorded_at=at,
        recorded_by=by,
    )
    if kind in SANCTIONS:
        start_clock(books, lead, ClockKind.ANNOUNCEMENT, effective_on, case=case, outcome=outcome)
    if code in rules.CHANGES_POST:
        start_clock(books, lead, ClockKind.EXECUTION, effective_on, case=case, outcome=outcome)
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
