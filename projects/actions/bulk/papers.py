"""Many papers of the departments and lines of the treasury, recorded, corrected, taken back."""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from airdefense.casework.actions import changed_fields
from airdefense.casework.search import search_text
from airdefense.exchange.importing.writing import insert, rewrite
from projects.actions.after import look_again
from projects.actions.bulk.undo import remove_machine_rows
from projects.actions.bulk.writing import (
    event,
    hold_projects,
    kept,
    put_back,
    record_events,
)
from projects.models import Permit, TreasuryEntry

STATED = (
    "stated_name",
    "stated_developer",
    "stated_credit_code",
    "stated_code",
    "stated_address",
    "stated_use",
)
PAPER_FIELDS = ("issued_on", "issued_by", "area_sqm", "basement_sqm", *STATED)
ENTRY_FIELDS = ("payer", "stated_name")
TOLD = ("kind", "number", "issued_on", "area_sqm", "basement_sqm")


@dataclass(slots=True, eq=False)
class PaperEdit:
    """What is to change of a paper; `before` is filled when it is written."""

    permit: Permit
    fields: dict[str, Any]
    before: dict[str, Any] = field(default_factory=dict)


def case_of(permit: Permit) -> Any:
    """Whose history tells of the paper: its project's, or its own while it waits for one."""
    return permit.project or permit


def look_again_at(permits: Iterable[Permit]) -> None:
    permits = list(permits)
    look_again(
        (permit.project_id for permit in permits if permit.project_id),
        permit_ids=(permit.pk for permit in permits),
    )


def look_again_at_lines(entries: Iterable[TreasuryEntry]) -> None:
    entries = list(entries)
    look_again(
        (entry.receipt.project_id for entry in entries if entry.receipt),
        entry_ids=(entry.pk for entry in entries),
    )


@transaction.atomic
def record_papers(facts: Sequence[Mapping[str, Any]], *, by: Any, at: datetime) -> list[Permit]:
    """Record many papers, each with its project or waiting for one."""
    hold_projects(row["project"] for row in facts)
    permits = [
        Permit(search_text=search_text(row["number"]), recorded_at=at, recorded_by=by, **row)
        for row in facts
    ]
    insert(permits)
    events = []
    for permit, row in zip(permits, facts, strict=True):
        stated = {name: row[name] for name in STATED if name in row}
        detail = {name: getattr(permit, name) for name in TOLD} | stated
        told = {"by": by, "at": at, "note": permit.number, "detail": detail}
        events.append(event(case_of(permit), "record_permit", **told))
    record_events(events)
    look_again_at(permits)
    return permits


@transaction.atomic
def edit_papers(edits: Sequence[PaperEdit], *, by: Any, at: datetime, note: str = "") -> None:
    """Correct what departments said anew of papers that are recorded already."""
    events = []
    for edit in edits:
        stored = copy(edit.permit)
        for name, value in edit.fields.items():
            setattr(edit.permit, name, value)
        changes = changed_fields(stored, edit.permit, PAPER_FIELDS)
        edit.before = kept(stored, changes)
        told = {"by": by, "at": at, "note": f"{edit.permit.number} · {note}", "detail": changes}
        events.append(event(case_of(edit.permit), "edit_permit", **told))
    rewrite([edit.permit for edit in edits], PAPER_FIELDS)
    record_events(events)
    look_again_at(edit.permit for edit in edits)


@transaction.atomic
def restore_papers(
    pairs: Sequence[tuple[Permit, Mapping[str, Any]]], *, by: Any, at: datetime, note: str
) -> None:
    """Give papers back what they said before a file changed them."""
    events = []
    issuers = {values["issued_by_id"] for _p, values in pairs if "issued_by_id" in values}
    links = {"issued_by_id": Permit.issued_by.field.related_model._base_manager.in_bulk(issuers)}
    for permit, values in pairs:
        stored = copy(permit)
        put_back(permit, values, links)
        changes = changed_fields(stored, permit, PAPER_FIELDS)
        told = {"by": by, "at": at, "note": f"{permit.number} · {note}", "detail": changes}
        events.append(event(case_of(permit), "edit_permit", **told))
    rewrite([permit for permit, _values in pairs], PAPER_FIELDS)
    record_events(events)
    look_again_at(permit for permit, _values in pairs)


@transaction.atomic
def remove_papers(permits: Sequence[Permit], *, by: Any, at: datetime, note: str) -> None:
    """Take papers back that a file brought."""
    events = [
        event(case_of(permit), "undo_permit", by=by, at=at, note=f"{permit.number} · {note}")
        for permit in permits
    ]
    pks = [permit.pk for permit in permits]
    remove_machine_rows(Permit, pks)
    Permit.objects.filter(pk__in=pks).delete()
    record_events(events)
    look_again(permit.project_id for permit in permits if permit.project_id)


@transaction.atomic
def record_entries(
    facts: Sequence[Mapping[str, Any]], *, by: Any, at: datetime
) -> list[TreasuryEntry]:
    """Keep lines of the treasury's file, each with its receipt where number and amount agree."""
    entries = [TreasuryEntry(recorded_at=at, recorded_by=by, **row) for row in facts]
    insert(entries)
    look_again_at_lines(entries)
    return entries


@transaction.atomic
def rewrite_entries(entries: Sequence[TreasuryEntry]) -> None:
    """Keep what the treasury says anew of lines that it sent before."""
    rewrite(entries, ENTRY_FIELDS)
    look_again_at_lines(entries)


@transaction.atomic
def remove_entries(pks: Sequence[int]) -> None:
    """Take lines back that a file brought; their receipts stand without them."""
    joined = TreasuryEntry.objects.filter(pk__in=pks).exclude(receipt=None)
    projects = set(joined.values_list("receipt__project", flat=True))
    remove_machine_rows(TreasuryEntry, pks)
    TreasuryEntry.objects.filter(pk__in=pks).delete()
    look_again(projects)
