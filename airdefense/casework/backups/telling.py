"""What was backed up and drilled when, and whether that is too long ago."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from django.conf import settings
from django.utils import timezone

from airdefense.casework.backups.programs import BackupError
from airdefense.casework.health import note
from airdefense.casework.models import BackupKind, BackupRun

# A daily backup and a weekly drill, each with some room.
LATE_AFTER = {BackupKind.BACKUP: timedelta(hours=30), BackupKind.DRILL: timedelta(days=8)}


@dataclass(frozen=True, slots=True)
class LastRuns:
    """The last run of a kind, and the last one that was well."""

    kind: BackupKind
    last: BackupRun | None
    last_well: BackupRun | None
    is_late: bool


def recorded(kind: BackupKind, work: Callable[[], dict[str, Any]], *, at: datetime) -> BackupRun:
    """Do the work and write down how it ended; what it raises is written down and raised on."""
    began = monotonic()
    try:
        told = work()
    except BackupError as trouble:
        _write(kind, began, at, is_well=False, words=str(trouble))
        raise
    return _write(kind, began, at, **{"is_well": True} | told)


def _write(kind: BackupKind, began: float, at: datetime, **told: Any) -> BackupRun:
    seconds = int(monotonic() - began)
    return BackupRun.objects.create(
        kind=kind, happened_at=at + timedelta(seconds=seconds), seconds=seconds, **told
    )


def last_runs(kind: BackupKind, *, at: datetime) -> LastRuns:
    runs = BackupRun.objects.filter(kind=kind)
    last, last_well = runs.first(), runs.filter(is_well=True).first()
    return LastRuns(kind, last, last_well, _is_late(kind, last, last_well, at))


def _is_late(
    kind: BackupKind, last: BackupRun | None, last_well: BackupRun | None, at: datetime
) -> bool:
    if last is None and settings.IS_LOCAL:
        # A trial on one's own machine owes nobody a backup.
        return False
    return last_well is None or last_well.happened_at < at - LATE_AFTER[kind]


def late_kinds(*, at: datetime) -> list[LastRuns]:
    """The kinds whose last good run is too long ago."""
    return [runs for kind in LATE_AFTER if (runs := last_runs(kind, at=at)).is_late]


@note("backups")
def backups_told() -> dict[str, Any]:
    """When a backup and a drill last went well, and which of them is overdue."""
    runs = {kind: last_runs(kind, at=timezone.now()) for kind in LATE_AFTER}
    well = {kind: one.last_well for kind, one in runs.items()}
    return {
        f"last_{kind}_at": timezone.localtime(run.happened_at).isoformat(timespec="seconds")
        if run
        else None
        for kind, run in well.items()
    } | {"late": [str(kind) for kind, one in runs.items() if one.is_late]}
