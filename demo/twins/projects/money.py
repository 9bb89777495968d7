"""Twins of the actions on money: the fee assessed, demanded, put off, paid and recovered."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from demo.twins.books import Books
from projects.actions.checks import exact, positive
from projects.actions.money import SUMS, yuan
from projects.models import (
    Allocation,
    Deferral,
    DemandNotice,
    FeeAssessment,
    FeeReduction,
    Gap,
    Project,
    Receipt,
    Refund,
    Remittance,
    WriteOff,
)


def assess(
    books: Books,
    *,
    project: Project,
    by: Any,
    at: datetime,
    document: str,
    assessed_on: date,
    gross_yuan: Decimal,
    legal_payable_yuan: Decimal,
    rate_document: str,
    required_g6_sqm: Decimal = Decimal(0),
    required_g6b_sqm: Decimal = Decimal(0),
    reductions: Iterable[Mapping[str, Any]] = (),
    snapshot: Mapping[str, Any],
) -> FeeAssessment:
    reductions = [row | {"amount_yuan": positive(row["amount_yuan"])} for row in reductions]
    gross_yuan, legal_payable_yuan = exact(gross_yuan), exact(legal_payable_yuan)
    reduced = sum((row["amount_yuan"] for row in reductions), Decimal(0))
    assessment = books.make(
        FeeAssessment,
        project=project,
        document=document,
        assessed_on=assessed_on,
        required_g6_sqm=required_g6_sqm,
        required_g6b_sqm=required_g6b_sqm,
        gross_yuan=gross_yuan,
        reduction_yuan=reduced,
        payable_yuan=gross_yuan - reduced,
        legal_payable_yuan=legal_payable_yuan,
        rate_document=rate_document,
        snapshot=dict(snapshot),
        recorded_at=at,
        recorded_by=by,
    )
    for row in reductions:
        books.make(FeeReduction, assessment=assessment, **row)
    books.record(
        project,
        "assess",
        by=by,
        at=at,
        note=f"{document} · {yuan(assessment.payable_yuan)}",
        detail={name: getattr(assessment, name) for name in SUMS},
    )
    return assessment


def demand(
    books: Books,
    *,
    project: Project,
    assessment: FeeAssessment,
    number: str,
    issued_on: date,
    due_on: date,
    amount_yuan: Decimal,
    by: Any,
    at: datetime,
) -> DemandNotice:
    amount_yuan = positive(amount_yuan)
    notice = books.make(
        DemandNotice,
        project=project,
        assessment=assessment,
        number=number,
        issued_on=issued_on,
        due_on=due_on,
        amount_yuan=amount_yuan,
        recorded_at=at,
        recorded_by=by,
    )
    facts = {"issued_on": issued_on, "due_on": due_on}
    note_money(books, project, "demand", amount_yuan, number, by=by, at=at, **facts)
    return notice


def defer(
    books: Books,
    *,
    project: Project,
    document: str,
    granted_on: date,
    amount_yuan: Decimal,
    by: Any,
    at: datetime,
    until_on: date | None = None,
    basis: str = "",
) -> Deferral:
    amount_yuan = positive(amount_yuan)
    deferral = books.make(
        Deferral,
        project=project,
        document=document,
        granted_on=granted_on,
        until_on=until_on,
        amount_yuan=amount_yuan,
        basis=basis,
        recorded_at=at,
        recorded_by=by,
    )
    facts = {"granted_on": granted_on, "until_on": until_on, "basis": basis}
    note_money(books, project, "defer", amount_yuan, document, by=by, at=at, **facts)
    return deferral


def record_receipt(
    books: Books,
    *,
    project: Project,
    number: str,
    paid_on: date,
    amount_yuan: Decimal,
    payer: str,
    by: Any,
    at: datetime,
) -> Receipt:
    amount_yuan = positive(amount_yuan)
    receipt = books.make(
        Receipt,
        project=project,
        number=number,
        paid_on=paid_on,
        amount_yuan=amount_yuan,
        payer=payer,
        recorded_at=at,
        recorded_by=by,
    )
    note_money(books, project, "record_receipt", amount_yuan, number, by=by, at=at, paid_on=paid_on)
    return receipt


def note_money(
    books: Books,
    project: Project,
    name: str,
    amount: Decimal,
    words: str,
    *,
    by: Any,
    at: datetime,
    **facts: Any,
) -> None:
    books.record(
        project,
        name,
        by=by,
        at=at,
        note=f"{words} · {yuan(amount)}",
        detail={"amount_yuan": amount, **facts},
    )


def record_remittance(
    books: Books,
    *,
    receipt: Receipt,
    amount_yuan: Decimal,
    remitted_on: date,
    by: Any,
    at: datetime,
) -> Remittance:
    amount_yuan = positive(amount_yuan)
    remittance = books.make(
        Remittance, receipt=receipt, amount_yuan=amount_yuan, remitted_on=remitted_on
    )
    facts = {"by": by, "at": at, "remitted_on": remitted_on}
    note_money(books, receipt.project, "remit", amount_yuan, receipt.number, **facts)
    return remittance


def refund(
    books: Books,
    *,
    receipt: Receipt,
    amount_yuan: Decimal,
    refunded_on: date,
    reason: str,
    document: str,
    by: Any,
    at: datetime,
) -> Refund:
    """Money of a receipt that no gap was given: the demonstration pays nothing else back."""
    amount_yuan = positive(amount_yuan)
    paid_back = books.make(
        Refund,
        receipt=receipt,
        amount_yuan=amount_yuan,
        refunded_on=refunded_on,
        reason=reason,
        document=document,
    )
    words = f"{receipt.number} · {reason}"
    facts = {"by": by, "at": at, "document": document}
    note_money(books, receipt.project, "refund", amount_yuan, words, **facts)
    return paid_back


def open_gap(
    books: Books,
    *,
    project: Project,
    kind: str,
    amount_yuan: Decimal,
    opened_on: date,
    basis: str,
    by: Any,
    at: datetime,
) -> Gap:
    amount_yuan = positive(amount_yuan)
    gap = books.make(
        Gap,
        project=project,
        kind=kind,
        amount_yuan=amount_yuan,
        opened_on=opened_on,
        basis=basis,
        opened_by=by,
    )
    facts = {"by": by, "at": at, "kind": kind, "gap": gap.pk}
    note_money(books, project, "open_gap", amount_yuan, basis, **facts)
    return gap


def allocate(
    books: Books,
    *,
    gap: Gap,
    receipt: Receipt,
    amount_yuan: Decimal,
    allocated_on: date,
    by: Any,
    at: datetime,
) -> Allocation:
    amount_yuan = positive(amount_yuan)
    allocation = books.make(
        Allocation,
        gap=gap,
        receipt=receipt,
        amount_yuan=amount_yuan,
        allocated_on=allocated_on,
        recorded_at=at,
        recorded_by=by,
    )
    facts = {"by": by, "at": at, "gap": gap.pk}
    note_money(books, gap.project, "allocate", amount_yuan, receipt.number, **facts)
    return allocation


def write_off(
    books: Books,
    *,
    gap: Gap,
    amount_yuan: Decimal,
    written_off_on: date,
    basis: str,
    by: Any,
    at: datetime,
) -> WriteOff:
    amount_yuan = positive(amount_yuan)
    given_up = books.make(
        WriteOff,
        gap=gap,
        amount_yuan=amount_yuan,
        written_off_on=written_off_on,
        basis=basis,
        recorded_at=at,
        recorded_by=by,
    )
    facts = {"by": by, "at": at, "gap": gap.pk}
    note_money(books, gap.project, "write_off", amount_yuan, basis, **facts)
    return given_up
