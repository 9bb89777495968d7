"""The fee of a project: assessed, paid, remitted, refunded, and recovered against its gaps.

Every write holds the project, so that no two of them spend the same yuan.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max, Sum
from django.utils.translation import gettext as _

from airdefense.casework.actions import plain, record
from airdefense.casework.workflow import NotPossible
from projects.actions.checks import exact, lock, not_after, not_before, positive, said
from projects.actions.ledger import BUILDING_FIELDS
from projects.models import (
    Allocation,
    FeeAssessment,
    FeeReduction,
    Gap,
    Project,
    Receipt,
    Refund,
    Remittance,
    WriteOff,
)

# What the history says of an assessment.
SUMS = ("gross_yuan", "reduction_yuan", "payable_yuan", "legal_payable_yuan")


def yuan(amount: Decimal) -> str:
    return f"{amount:,.2f}"


@transaction.atomic
def assess(
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
    snapshot: Mapping[str, Any] | None = None,
) -> FeeAssessment:
    """Record what an authority fixed as the fee; it supersedes the assessment in force."""
    project = lock(project)
    gross_yuan, granted = exact(gross_yuan), checked(reductions, at)
    reduced = sum((row["amount_yuan"] for row in granted), Decimal(0))
    if reduced > gross_yuan:
        raise NotPossible(
            _("The reductions of %(reduced)s yuan exceed the gross fee of %(gross)s yuan.")
            % {"reduced": yuan(reduced), "gross": yuan(gross_yuan)}
        )
    if min(required_g6_sqm, required_g6b_sqm) < 0:
        raise NotPossible(_("A required area is zero or more."))
    assessment = FeeAssessment.objects.create(
        project=project,
        document=said(document, _("Name the document of the assessment.")),
        assessed_on=not_after(assessed_on, at),
        required_g6_sqm=required_g6_sqm,
        required_g6b_sqm=required_g6b_sqm,
        gross_yuan=gross_yuan,
        reduction_yuan=reduced,
        payable_yuan=gross_yuan - reduced,
        legal_payable_yuan=exact(legal_payable_yuan),
        rate_document=said(rate_document, _("Name the document of the rate.")),
        snapshot=dict(snapshot or facts_of(project)),
        supersedes=project.assessment,
        recorded_at=at,
        recorded_by=by,
    )
    FeeReduction.objects.bulk_create(FeeReduction(assessment=assessment, **row) for row in granted)
    note = f"{assessment.document} · {yuan(assessment.payable_yuan)}"
    detail = {name: getattr(assessment, name) for name in SUMS}
    record(project, "assess", by=by, at=at, note=note, detail=detail)
    return assessment


def checked(reductions: Iterable[Mapping[str, Any]], at: datetime) -> list[dict[str, Any]]:
    """The reductions with exact amounts, each granted by a document on a day that has come."""
    granted = [{**row, "amount_yuan": positive(row["amount_yuan"])} for row in reductions]
    for row in granted:
        said(row["document"], _("Name the document of every reduction."))
        not_after(row["approved_on"], at)
    return granted


def facts_of(project: Project) -> dict[str, Any]:
    """The facts an assessment rests on, kept with it: buildings and accepted areas of that day."""
    return {
        "approved_on": str(project.approved_on),
        "is_offsite_approved": project.is_offsite_approved,
        "built_g6_sqm": str(project.built_g6_sqm),
        "built_g6b_sqm": str(project.built_g6b_sqm),
        "buildings": [
            {field: plain(getattr(building, field)) for field in BUILDING_FIELDS}
            for building in project.buildings.all()
        ],
    }


@transaction.atomic
def record_receipt(
    *,
    project: Project,
    number: str,
    paid_on: date,
    amount_yuan: Decimal,
    payer: str,
    by: Any,
    at: datetime,
) -> Receipt:
    """Record a payment of the fee with its non-tax receipt."""
    project = lock(project)
    number = said(number, _("Enter the number of the receipt."))
    amount_yuan, paid_on = positive(amount_yuan), not_after(paid_on, at)
    if Receipt.objects.valid().filter(number=number).exists():
        raise NotPossible(
            _("The receipt %(number)s is recorded already: check the number.") % {"number": number}
        )
    receipt = Receipt.objects.create(
        project=project,
        number=number,
        paid_on=paid_on,
        amount_yuan=amount_yuan,
        payer=said(payer, _("Name the payer.")),
        recorded_at=at,
        recorded_by=by,
    )
    note_money(project, "record_receipt", amount_yuan, number, by=by, at=at, paid_on=paid_on)
    return receipt


def note_money(
    project: Project, name: str, amount: Decimal, words: str, *, by: Any, at: datetime, **facts: Any
) -> None:
    record(
        project,
        name,
        by=by,
        at=at,
        note=f"{words} · {yuan(amount)}",
        detail={"amount_yuan": amount, **facts},
    )


def held(receipt: Receipt) -> Receipt:
    """The receipt as it stands, held; a void one moves no money."""
    receipt = Receipt.objects.select_for_update(of=("self",)).get(pk=receipt.pk)
    if receipt.voided_at:
        raise NotPossible(
            _("The receipt %(number)s is void: use a valid one.") % {"number": receipt.number}
        )
    return receipt


@transaction.atomic
def void_receipt(*, receipt: Receipt, reason: str, by: Any, at: datetime) -> Receipt:
    """Void a receipt that was recorded wrongly; money that moved on is paid back instead."""
    project = lock(receipt.project)
    receipt = held(receipt)
    reason = said(reason, _("Say why the receipt is void."))
    if any(standing(rows).exists() for rows in moved(receipt)):
        raise NotPossible(
            _(
                "The receipt %(number)s was allocated, remitted or refunded: it stays; "
                "record a refund instead."
            )
            % {"number": receipt.number}
        )
    receipt.voided_at, receipt.voided_by, receipt.void_reason = at, by, reason
    receipt.save(update_fields=["voided_at", "voided_by", "void_reason"])
    words = f"{receipt.number} · {reason}"
    note_money(project, "void_receipt", receipt.amount_yuan, words, by=by, at=at)
    return receipt


def moved(receipt: Receipt) -> tuple[Any, ...]:
    return receipt.allocations.all(), receipt.refunds.all(), receipt.remittances.all()


def standing(rows: Any) -> Any:
    """The rows that no counter-entry took back."""
    return rows.filter(cancels=None, cancelled_by=None)


@transaction.atomic
def record_remittance(
    *, receipt: Receipt, amount_yuan: Decimal, remitted_on: date, by: Any, at: datetime
) -> Remittance:
    """Record that money of a receipt went on to the treasury."""
    project = lock(receipt.project)
    receipt = held(receipt)
    amount_yuan = positive(amount_yuan)
    not_before(not_after(remitted_on, at), receipt.paid_on)
    if amount_yuan > receipt.unremitted_yuan:
        raise NotPossible(
            _("At most %(rest)s yuan of the receipt %(number)s are left to remit.")
            % {"rest": yuan(receipt.unremitted_yuan), "number": receipt.number}
        )
    remittance = Remittance.objects.create(
        receipt=receipt, amount_yuan=amount_yuan, remitted_on=remitted_on
    )
    note_money(project, "remit", amount_yuan, receipt.number, by=by, at=at, remitted_on=remitted_on)
    return remittance


@transaction.atomic
def refund(
    *,
    receipt: Receipt,
    amount_yuan: Decimal,
    refunded_on: date,
    reason: str,
    document: str,
    by: Any,
    at: datetime,
) -> Refund:
    """Record money paid back to the payer; what was allocated of it is counted back."""
    project = lock(receipt.project)
    receipt = held(receipt)
    amount_yuan = positive(amount_yuan)
    not_before(not_after(refunded_on, at), receipt.paid_on)
    rest, unallocated = receipt.amount_yuan - receipt.refunded_yuan, receipt.unallocated_yuan
    if amount_yuan > rest:
        raise NotPossible(
            _("At most %(rest)s yuan of the receipt %(number)s are left to refund.")
            % {"rest": yuan(rest), "number": receipt.number}
        )
    paid_back = Refund.objects.create(
        receipt=receipt,
        amount_yuan=amount_yuan,
        refunded_on=refunded_on,
        reason=said(reason, _("Say why the money is refunded.")),
        document=said(document, _("Name the document of the refund.")),
    )
    count_back(paid_back, amount_yuan - unallocated, by=by, at=at)
    words = f"{receipt.number} · {paid_back.reason}"
    note_money(project, "refund", amount_yuan, words, by=by, at=at, document=paid_back.document)
    return paid_back


def count_back(paid_back: Refund, amount: Decimal, *, by: Any, at: datetime) -> None:
    """Take refunded money off the gaps it had been allocated to, the latest allocation first."""
    counted = (
        paid_back.receipt.allocations.order_by()
        .values_list("gap")
        .annotate(total=Sum("amount_yuan"), latest=Max("pk"), last_on=Max("allocated_on"))
        .filter(total__gt=0)
        .order_by("-latest")
    )
    for gap, total, _latest, last_on in counted:
        if amount <= 0:
            return
        part = min(amount, total)
        Allocation.objects.create(
            gap_id=gap,
            receipt=paid_back.receipt,
            refund=paid_back,
            amount_yuan=-part,
            # Never before it was counted: no balance of a day in between exceeds its gap.
            allocated_on=max(paid_back.refunded_on, last_on),
            reason=paid_back.reason,
            recorded_at=at,
            recorded_by=by,
        )
        amount -= part


@transaction.atomic
def open_gap(
    *,
    project: Project,
    kind: str,
    amount_yuan: Decimal,
    opened_on: date,
    basis: str,
    by: Any,
    at: datetime,
) -> Gap:
    """Open a gap: an amount of the fee that should have come in and did not."""
    project = lock(project)
    gap = Gap.objects.create(
        project=project,
        kind=kind,
        amount_yuan=positive(amount_yuan),
        opened_on=not_after(opened_on, at),
        basis=said(basis, _("Name the basis of the gap.")),
        opened_by=by,
    )
    note_money(project, "open_gap", gap.amount_yuan, gap.basis, by=by, at=at, kind=kind, gap=gap.pk)
    return gap


@transaction.atomic
def allocate(
    *,
    gap: Gap,
    receipt: Receipt,
    amount_yuan: Decimal,
    allocated_on: date,
    by: Any,
    at: datetime,
) -> Allocation:
    """Count part of a receipt against a gap of the same project."""
    project = lock(gap.project)
    receipt, gap = held(receipt), Gap.objects.select_for_update(of=("self",)).get(pk=gap.pk)
    amount_yuan = positive(amount_yuan)
    if receipt.project_id != gap.project_id:
        raise NotPossible(_("Receipt and gap belong to different projects: choose one of each."))
    not_before(not_after(allocated_on, at), receipt.paid_on)
    not_before_gap(allocated_on, gap)
    if amount_yuan > receipt.unallocated_yuan:
        raise NotPossible(
            _("At most %(rest)s yuan of the receipt %(number)s are left to allocate.")
            % {"rest": yuan(receipt.unallocated_yuan), "number": receipt.number}
        )
    check_balance(gap, amount_yuan)
    allocation = Allocation.objects.create(
        gap=gap,
        receipt=receipt,
        amount_yuan=amount_yuan,
        allocated_on=allocated_on,
        recorded_at=at,
        recorded_by=by,
    )
    note_money(project, "allocate", amount_yuan, receipt.number, by=by, at=at, gap=gap.pk)
    return allocation


def not_before_gap(day: date, gap: Gap) -> None:
    if day < gap.opened_on:
        raise NotPossible(
            _("%(day)s lies before %(earliest)s, the day the gap was opened: enter a later day.")
            % {"day": day, "earliest": gap.opened_on}
        )


def check_balance(gap: Gap, amount: Decimal) -> None:
    if amount > (balance := gap.balance):
        raise NotPossible(
            _("Only %(balance)s yuan of this gap are open: enter at most that amount.")
            % {"balance": yuan(balance)}
        )


@transaction.atomic
def write_off(
    *,
    gap: Gap,
    amount_yuan: Decimal,
    written_off_on: date,
    basis: str,
    by: Any,
    at: datetime,
) -> WriteOff:
    """Give up part of a gap on a legal basis."""
    project = lock(gap.project)
    gap = Gap.objects.select_for_update(of=("self",)).get(pk=gap.pk)
    amount_yuan = positive(amount_yuan)
    not_before_gap(not_after(written_off_on, at), gap)
    check_balance(gap, amount_yuan)
    given_up = WriteOff.objects.create(
        gap=gap,
        amount_yuan=amount_yuan,
        written_off_on=written_off_on,
        basis=said(basis, _("Name the legal basis of the write-off.")),
        recorded_at=at,
        recorded_by=by,
    )
    note_money(project, "write_off", amount_yuan, given_up.basis, by=by, at=at, gap=gap.pk)
    return given_up
