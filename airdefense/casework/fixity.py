"""Whether the files kept are still what they were when they arrived.

The hash is taken again each time a file is sent out, and of all files every night; what differs
or is gone is written once into the history of its case.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from airdefense import wall
from airdefense.casework.actions import record
from airdefense.casework.models import Attachment, Event
from airdefense.casework.storage import EVIDENCE_FOLDER

DAMAGED_EVENT = "file_damaged"
CHUNK_BYTES = 1024 * 1024
# A file is written before its row: what came this lately may still be waiting for it.
SETTLED_AFTER = timedelta(hours=1)


class Condition(StrEnum):
    INTACT = "intact"
    CHANGED = "changed"
    MISSING = "missing"


WORDS = {
    Condition.CHANGED: _("The content of the file is no longer what arrived."),
    Condition.MISSING: _("The file is gone from the storage."),
}


@dataclass(slots=True)
class Outcome:
    """What a check of many files found."""

    checked: int = 0
    changed: list[int] = field(default_factory=list)
    missing: list[int] = field(default_factory=list)
    orphans: list[str] = field(default_factory=list)
    last: int = 0

    @property
    def is_well(self) -> bool:
        return not (self.changed or self.missing)

    def as_json(self) -> dict[str, Any]:
        return {
            "checked": self.checked,
            "intact": self.checked - len(self.changed) - len(self.missing),
            "changed": self.changed,
            "missing": self.missing,
            "orphans": self.orphans,
        }


def condition_of(attachment: Attachment) -> Condition:
    """Take the hash anew, in pieces."""
    digest = hashlib.sha256()
    try:
        with attachment.file.open("rb") as stored:
            while piece := stored.read(CHUNK_BYTES):
                digest.update(piece)
    except OSError:
        return Condition.MISSING
    return Condition.INTACT if digest.hexdigest() == attachment.sha256 else Condition.CHANGED


def case_of(attachment: Attachment) -> Any:
    """The case a file belongs to."""
    return apps.get_model(attachment.case_type)._default_manager.get(pk=attachment.case_id)


def tell(attachment: Attachment, condition: Condition, *, by: Any, at: datetime) -> None:
    """Write the damage into the history of the case, once for each file and condition."""
    detail = {"file": attachment.name, "attachment": attachment.pk, "condition": str(condition)}
    told = Event.objects.filter(
        case_type=attachment.case_type,
        case_id=attachment.case_id,
        name=DAMAGED_EVENT,
        detail__contains={"attachment": attachment.pk, "condition": str(condition)},
    )
    if not told.exists():
        record(case_of(attachment), DAMAGED_EVENT, by=by, at=at, detail=detail)


@wall.acting(wall.Purpose.UPKEEP)
def check(*, after: int = 0, at_most: int | None = None, by: Any, at: datetime) -> Outcome:
    """Check the files that follow `after`, at most so many; damage goes into the history."""
    outcome, files = Outcome(last=after), Attachment.objects.filter(pk__gt=after).order_by("pk")
    for attachment in files[:at_most].iterator(chunk_size=500):
        condition = condition_of(attachment)
        outcome.checked, outcome.last = outcome.checked + 1, attachment.pk
        if condition is not Condition.INTACT:
            getattr(outcome, condition).append(attachment.pk)
            tell(attachment, condition, by=by, at=at)
    return outcome


def files_on_disk(folder: str = EVIDENCE_FOLDER) -> Iterator[str]:
    try:
        folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}/{name}" for name in sorted(names))
    for inner in sorted(folders):
        yield from files_on_disk(f"{folder}/{inner}")


@wall.acting(wall.Purpose.UPKEEP)
def orphans(at: datetime) -> list[str]:
    """Files that no row names: left behind by something that broke off halfway."""
    found = [path for path in files_on_disk() if is_settled(path, at)]
    known = set(Attachment.objects.filter(file__in=found).values_list("file", flat=True))
    return [path for path in found if path not in known]


def is_settled(path: str, at: datetime) -> bool:
    written = default_storage.get_modified_time(path)
    return written < timezone.localtime(at) - SETTLED_AFTER
