"""Many payments recorded at once, or taken back while nothing stands on them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from airdefense.exchange.importing.writing import insert
from projects.actions.after import look_again
from projects.actions.bulk.undo import remove_machine_rows
from projects.actions.bulk.writing import event, hold_projects, record_events
from projects.actions.money import yuan
from projects.models import Receipt


@transaction.atomic
def record_receipts(facts: Sequence[Mapping[str, Any]], *, by: Any, at: datetime) -> list[Receipt]:
    """Record many payments of the fee with their non-tax receipts."""
    hold_projects(row["project"] for row in facts)
    receipts = [Receipt(recorded_at=at, recorded_by=by, **row) for row in facts]
    insert(receipts)
    record_events(
        event(
            receipt.project,
            "record_receipt",
            by=by,
            at=at,
            note=told(receipt),
            detail={"amount_yuan": receipt.amount_yuan, "paid_on": receipt.paid_on},
        )
        for receipt in receipts
    )
    look_again(receipt.project_id for receipt in receipts)
    return receipts


def told(receipt: Receipt) -> str:
    return f"{receipt.number} · {yuan(receipt.amount_yuan)}"


@transaction.atomic
def remove_receipts(receipts: Sequence[Receipt], *, by: Any, at: datetime, note: str) -> None:
    """Take payments back that a file brought."""
    events = [
        event(receipt.project, "undo_receipt", by=by, at=at, note=f"{told(receipt)} · {note}")
        for receipt in receipts
    ]
    pks = [receipt.pk for receipt in receipts]
    lines = remove_machine_rows(Receipt, pks)
    Receipt.objects.filter(pk__in=pks).delete()
    record_events(events)
    look_again({receipt.project_id for receipt in receipts}, entry_ids=lines)
