"""What every case shares: a step of its workflow, an edit, a line in its history."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from airdefense.casework.models import Event
from airdefense.casework.notices import notify_after_commit
from airdefense.casework.workflow import ChangedMeanwhile


def plain(value: Any) -> Any:
    """A field's value as JSON keeps it in history: decimals, dates and rows as text."""
    if isinstance(value, models.Model):
        return f"{value} #{value.pk}"
    if isinstance(value, Decimal | date | datetime):
        return str(value)
    return value


@transaction.atomic
def advance(case: Any, name: str, *, by: Any, at: datetime, note: str = "", **changes: Any) -> Any:
    """Lock the case, take one step of its workflow, and write the step into its history.

    The only function that changes a status. Raises NotAllowed, NotPossible.
    """
    case = type(case)._default_manager.select_for_update(of=("self",)).get(pk=case.pk)
    for field, value in changes.items():
        setattr(case, field, value)
    transition = case.workflow.check(case, name, by, note)
    if transition.stamp:
        stamps = {transition.stamp: at, transition.stamp.removesuffix("_at") + "_by": by}
        changes |= stamps
        for field, value in stamps.items():
            setattr(case, field, value)
    before, case.status = case.status, transition.target
    case.save(update_fields=["status", *changes])
    event = record(
        case, name, by=by, at=at, note=note, before=before, after=case.status, detail=changes
    )
    notify_after_commit(case, event)
    return case


def record(
    case: Any,
    name: str,
    *,
    by: Any,
    at: datetime,
    note: str = "",
    before: str = "",
    after: str = "",
    detail: Mapping[str, Any] | None = None,
) -> Event:
    """Write one line into the history of a case."""
    return Event.objects.create(
        case_type=case._meta.label_lower,
        case_id=case.pk,
        name=name,
        before=before,
        after=after,
        note=note,
        detail={field: plain(value) for field, value in (detail or {}).items()},
        actor=by,
        happened_at=at,
    )


def changed_fields(before: Any, after: Any, fields: Any) -> dict[str, list[Any]]:
    """What an edit changed: field → [old, new], for the history."""
    pairs = ((f, getattr(before, f), getattr(after, f)) for f in fields)
    return {field: [plain(old), plain(new)] for field, old, new in pairs if old != new}


@transaction.atomic
def save_edit(case: Any, *, by: Any, at: datetime, fields: Any, note: str = "") -> Any:
    """Save an edited case with its changed fields in the history; an edit of nothing is no event.

    `case` carries the new values. When it has a `version` the edit of an older copy is refused,
    so that nobody overwrites a colleague silently (pitfalls 54).
    """
    stored = type(case)._default_manager.select_for_update(of=("self",)).get(pk=case.pk)
    if stored.version != case.version or _was_moved(stored, case):
        sentence = _(
            "%(case)s was changed by somebody else meanwhile: open it again and repeat your edit."
        )
        raise ChangedMeanwhile(
            sentence % {"case": stored}, conflict=both_versions(stored, case, fields)
        )
    changes = changed_fields(stored, case, fields)
    if changes:
        case.version += 1
        case.save(update_fields=[*changes, "version"])
        record(case, "edit", by=by, at=at, note=note, detail=changes)
    return case


def both_versions(stored: Any, case: Any, fields: Any) -> dict[str, Any]:
    """What stands and what was sent, for whoever has to bring both together."""
    last = Event.objects.of(stored).order_by("-pk").first()
    return {
        "version": stored.version,
        "changed_by": str(last.actor) if last else "",
        "changed_at": last.happened_at.isoformat() if last else "",
        "fields": {
            name: {"theirs": theirs, "yours": yours}
            for name, (theirs, yours) in changed_fields(stored, case, fields).items()
        },
    }


def _was_moved(stored: Any, case: Any) -> bool:
    """Whether a step was taken since the edited copy was read: what the edit relied on is gone."""
    return getattr(stored, "status", None) != getattr(case, "status", None)
