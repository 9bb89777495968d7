"""What the kinds of the ledger share: rows in groups, values compared, reasons told."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from hashlib import blake2b
from typing import Any

from django.db import connection
from django.utils import timezone

from airdefense.casework.models import Event
from airdefense.exchange.importing.kinds import CHUNK, Tick
from airdefense.exchange.importing.normalise import comparable, visible
from projects.imports.likeness import Suggestion
from projects.imports.sentences import in_sentences

LONGEST_KEY = 150


def in_groups(rows: Iterable[Any], tick: Tick) -> Iterator[list[list[Any]]]:
    """Parts of about five hundred rows, each a list of whole groups in the order of the file."""
    groups: dict[str, list[Any]] = {}
    for row in rows:
        groups.setdefault(row.group or f"{row.sheet}!{row.number}", []).append(row)
    part: list[list[Any]] = []
    size = done = 0
    for group in groups.values():
        part.append(group)
        size += len(group)
        if size >= CHUNK:
            yield part
            done += size
            part, size = [], 0
            tick(done)
    if part:
        yield part
        tick(done + size)


def key_of(*words: Any) -> str:
    """One key out of several words, short enough to be stored with a row."""
    key = "|".join(comparable(str(word)) for word in words)
    if len(key) <= LONGEST_KEY:
        return key
    return key[:80] + blake2b(key.encode(), digest_size=16).hexdigest()


def cell_of(row: Any) -> str:
    return f"{row.sheet}!{row.number}"


def plain(value: Any) -> Any:
    """A value as the page of the check shows it."""
    if value is None:
        return ""
    if isinstance(value, Decimal | date):
        return str(value)
    if isinstance(value, list | tuple):
        return "、".join(value)
    return value


def is_equal(old: Any, new: Any, *, exactly: bool = True) -> bool:
    """Whether a cell says what the ledger has. Other than `exactly`, width and case are spelling:
    departments write one name in several ways."""
    if isinstance(old, str) and isinstance(new, str):
        return visible(old) == new or (not exactly and comparable(old) == comparable(new))
    if isinstance(old, list) and isinstance(new, list):
        return sorted(old) == sorted(new)
    return bool(old == new)


def suggest(row: Any, suggestions: Iterable[Suggestion]) -> None:
    for one in suggestions:
        row.suggest(one.pk, one.words, one.points, *in_sentences(one.reasons))


def alone(name: str) -> None:
    """One file at a time: the second of two clerks sees what the first has written."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [name])


def last_editors(model: Any, pks: Sequence[int]) -> dict[int, tuple[str, dict[str, Any]]]:
    """Who edited these cases last and when, as the reason why they cannot be taken back."""
    events = (
        Event.objects.filter(case_type=model._meta.label_lower, case_id__in=pks)
        .order_by("case_id", "-happened_at", "-pk")
        .distinct("case_id")
        .select_related("actor")
    )
    return {
        event.case_id: (
            "edited_since",
            {"person": str(event.actor), "day": day_of(event.happened_at)},
        )
        for event in events
    }


def day_of(moment: datetime) -> str:
    return timezone.localdate(moment).isoformat()
