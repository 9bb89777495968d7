"""Take in what was written without signal: once, however often and by whichever way it arrives."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.accounts.models import Organisation
from airdefense.casework import numbering
from airdefense.casework.actions import record
from airdefense.casework.actions.steps import plain
from airdefense.casework.locks import one_at_a_time
from airdefense.casework.models import Event
from airdefense.casework.workflow import NotPossible
from inspections.actions.findings import draft_finding, edit_finding, take_step
from inspections.models import FieldReceipt, Finding, ProjectCheck
from inspections.workflow import CheckStatus
from projects.workflow import SuspicionStatus

# What a person writes on the phone; the rest of a paper follows from its check.
WRITTEN = ("category", "method", "title", "description", "basis", "amount_yuan", "found_on")
NOTE = "field_note"


@dataclass(frozen=True, slots=True)
class Taken:
    """What the server answers: the receipt, or both versions of what was meant as one."""

    receipt: FieldReceipt | None
    is_conflict: bool = False
    is_note: bool = False


def digest_of(facts: Mapping[str, Any]) -> str:
    """The SHA-256 of what was written, the same for the same words."""
    values = {name: plain(value) for name, value in facts.items()}
    text = json.dumps(values, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def says(finding: Finding, facts: Mapping[str, Any]) -> bool:
    """Whether the paper reads as it was written on the phone."""
    return all(getattr(finding, name) == facts[name] for name in WRITTEN)


def _known(client_id: UUID, by: Any) -> FieldReceipt | None:
    """The receipt given before, while nobody else takes in the same. Raises NotPossible."""
    one_at_a_time(f"field {client_id}")
    receipts = FieldReceipt.objects.select_related("finding__round", "project_check")
    receipt = receipts.filter(pk=client_id).first()
    if receipt and receipt.received_by_id != by.pk:
        raise NotPossible(_("This entry cannot be taken under its number: write it once more."))
    return receipt


def _receipt(region: Organisation, *, by: Any, at: datetime, **fields: Any) -> FieldReceipt:
    number = numbering.take(
        organisation=region,
        series="HZ",
        year=timezone.localdate(at).year,
        pattern="HZ-{code}-{year}-{n:04}",
    )
    return FieldReceipt.objects.create(number=number, received_at=at, received_by=by, **fields)


@transaction.atomic
def take_in_finding(
    *,
    client_id: UUID,
    check: ProjectCheck,
    by: Any,
    at: datetime,
    suspicion: Any = None,
    power: Any = None,
    worksheet: Mapping[str, Any] | None = None,
    device_time: str = "",
    **facts: Any,
) -> Taken:
    """Draft the finding under the id its phone gave it, or find the receipt it has already.

    `facts` are those of WRITTEN. Raises NotAllowed, NotPossible.
    """
    digest = digest_of({**facts, "check": check.pk, "suspicion": suspicion and suspicion.pk})
    if receipt := _known(client_id, by):
        if receipt.finding is None:
            raise NotPossible(_("This entry cannot be taken under its number: write it once more."))
        is_same = receipt.payload_sha256 == digest or says(receipt.finding, facts)
        return Taken(receipt, is_conflict=not is_same)
    is_open = suspicion is not None and suspicion.status == SuspicionStatus.OPEN
    finding = draft_finding(
        round=check.round,
        project=check.project,
        by=by,
        at=at,
        suspicion=suspicion if is_open else None,
        power=power,
        worksheet=worksheet or {},
        **facts,
    )
    receipt = _receipt(
        finding.region,
        client_id=client_id,
        finding=finding,
        payload_sha256=digest,
        device_time=device_time,
        by=by,
        at=at,
    )
    return Taken(receipt)


@transaction.atomic
def merge_finding(
    *, receipt: FieldReceipt, version: int, by: Any, at: datetime, **facts: Any
) -> Taken:
    """Put what the person decided on into the draft; a paper no longer a draft keeps it as a note.

    Whoever decided on an older version is shown the newer one. Raises NotAllowed, NotPossible.
    """
    locked = Finding.objects.select_for_update(of=("self",)).select_related("round", "region")
    finding = locked.get(field_receipt=receipt)
    if says(finding, facts):
        return Taken(receipt)
    if not finding.is_editable:
        _keep_note(finding, _differing(finding, facts), by=by, at=at)
        return Taken(receipt, is_note=True)
    if finding.version != version:
        return Taken(receipt, is_conflict=True)
    edit_finding(finding=finding, by=by, at=at, version=version, **facts)
    return Taken(receipt)


def _differing(finding: Finding, facts: Mapping[str, Any]) -> str:
    """What the phone says otherwise, one line for each field."""
    lines = []
    for name in WRITTEN:
        if getattr(finding, name) != facts[name]:
            field: Any = Finding._meta.get_field(name)
            words = dict(field.flatchoices).get(facts[name], facts[name])
            lines.append(
                _("%(field)s: %(value)s")
                % {
                    "field": str(field.verbose_name).capitalize(),
                    "value": "—" if words is None else words,
                }
            )
    return "\n".join(lines)


def _keep_note(case: Any, note: str, *, by: Any, at: datetime) -> None:
    """Write a note into the history of a case, once."""
    if not Event.objects.of(case).filter(name=NOTE, note=note, actor=by).exists():
        record(case, NOTE, by=by, at=at, note=note)


@transaction.atomic
def take_in_completion(
    *, client_id: UUID, check: ProjectCheck, note: str, by: Any, at: datetime, device_time: str = ""
) -> Taken:
    """Complete the check under the id its phone gave it, or find the receipt it has already.

    What somebody completed otherwise meanwhile is a conflict. Raises NotAllowed, NotPossible.
    """
    digest = digest_of({"check": check.pk, "note": note})
    if receipt := _known(client_id, by):
        return Taken(receipt, is_conflict=receipt.payload_sha256 != digest)
    check = ProjectCheck.objects.select_for_update(of=("self",)).get(pk=check.pk)
    if check.status != CheckStatus.COMPLETED:
        take_step(check, "complete", by=by, at=at, note=note)
    elif check.completed_by_id != by.pk or note_of(check) != note or _has_receipt(check):
        return Taken(None, is_conflict=True)
    receipt = _receipt(
        check.project.region,
        client_id=client_id,
        project_check=check,
        payload_sha256=digest,
        device_time=device_time,
        by=by,
        at=at,
    )
    return Taken(receipt)


def _has_receipt(check: ProjectCheck) -> bool:
    return FieldReceipt.objects.filter(project_check=check).exists()


def note_of(check: ProjectCheck) -> str:
    """With which words the check was completed."""
    completed = Event.objects.of(check).filter(name="complete").order_by("-pk").first()
    return completed.note if completed else ""


@transaction.atomic
def note_completion(*, check: ProjectCheck, note: str, by: Any, at: datetime) -> Taken:
    """Keep the result found by a second person beside that of who completed the check."""
    if check.completed_at is None:
        raise NotPossible(_("The check is not completed: send it once more."))
    _keep_note(check, note, by=by, at=at)
    return Taken(None, is_note=True)
