"""The ledger's receipts and the treasury's lines do not agree."""

from collections import defaultdict
from decimal import Decimal

from projects.detection import Found
from projects.models import Receipt, TreasuryEntry
from projects.reconciliation.candidates import region_of
from projects.reconciliation.differences.registry import (
    KINDS,
    OF_ENTRIES,
    OF_PROJECTS,
    Department,
    Said,
    about_project,
    facts_of,
    finds,
)


def by_ledger(receipt: Receipt) -> Said:
    return Said(Department.AIR_DEFENCE, "paid_yuan", receipt.amount_yuan, receipt.number)


def by_treasury(entry: TreasuryEntry) -> Said:
    return Said(Department.TREASURY, "paid_yuan", entry.amount_yuan, entry.number)


@finds(KINDS.NOT_IN_TREASURY, OF_PROJECTS)
def receipts_the_treasury_does_not_know(records, context):
    """Only within the days that the region's treasury files reach."""
    for receipt in records.receipts:
        is_reached = context.coverage.reaches(receipt, records.project.region_id)
        if is_reached and receipt.pk not in records.entries:
            yield about_project(
                KINDS.NOT_IN_TREASURY,
                records,
                [by_ledger(receipt), Said(Department.TREASURY, "paid_yuan", None)],
                receipt.amount_yuan,
                subject=f"receipt:{receipt.pk}",
                links={"receipt_id": receipt.pk},
                paid_on=receipt.paid_on,
            )


@finds(KINDS.AMOUNT, OF_PROJECTS)
def amounts_that_differ(records, context):
    """A receipt and the lines one source has of it; paid back money may be netted there. A line
    that repeats an earlier one is told as such, not as an amount."""
    for receipt in records.receipts:
        sums: dict[int, Decimal] = defaultdict(Decimal)
        entries = [
            entry
            for entry in records.entries.get(receipt.pk, [])
            if entry.pk not in context.twins.entries
        ]
        for entry in entries:
            sums[entry.source_id] += entry.amount_yuan
        right = (receipt.amount_yuan, receipt.amount_yuan - receipt.refunded)
        off = [abs(total - receipt.amount_yuan) for total in sums.values() if total not in right]
        if off:
            yield about_project(
                KINDS.AMOUNT,
                records,
                [by_ledger(receipt), *map(by_treasury, entries)],
                max(off),
                subject=f"receipt:{receipt.pk}",
                links={"receipt_id": receipt.pk},
            )


@finds(KINDS.NOT_IN_LEDGER, OF_ENTRIES)
def treasury_lines_the_ledger_does_not_know(entry, context):
    yield about_entry(
        KINDS.NOT_IN_LEDGER,
        entry,
        [by_treasury(entry), Said(Department.AIR_DEFENCE, "paid_yuan", None)],
    )


def about_entry(kind: str, entry: TreasuryEntry, said: list[Said], project=None, **more) -> Found:
    """Of a line with a receipt it is the project's, of one without the supplying department's."""
    return Found(
        kind,
        f"entry:{entry.pk}",
        project.authority_id if project else entry.source_id,
        project.region_id if project else region_of(entry.source).pk,
        facts_of(said, paid_on=entry.paid_on, payer=entry.payer, name=entry.stated_name, **more),
        entry.amount_yuan,
        {"treasury_entry_id": entry.pk, "project_id": project.pk if project else None},
    )
