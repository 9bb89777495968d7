"""The seals of the history: SHA-256 over every event and change, chained, for anybody to recompute.

How a root is made, so that it can be made again outside PostgreSQL:

1. An event is eleven texts in this order: id, case_type, case_id, name, before, after, note,
   detail (the JSON text as PostgreSQL writes a jsonb), actor_id, happened_at, recorded_at (both
   in UTC as microseconds since 1970-01-01). Numbers are written in decimal. A change of a row is
   fourteen texts, in the order of `FIELDS` of airdefense/casework/journal/sql.py.
2. Its canonical text is, for each of them, the number of its UTF-8 bytes, a colon and the text:
   `2:71`, `18:leads.lead…`. No separator can be forged, since lengths say where texts end.
3. Its hash is the SHA-256 of the canonical text in UTF-8, 32 bytes.
4. The digest of a part of a seal is the SHA-256 over the hashes of its lines in the order of their
   ids. The parts are: events that are of no lead, events of leads, open changes, closed changes;
   so that the open ones can be proved to somebody who may not even count the others.
5. The root of a seal is the SHA-256 over the root of the seal before as 64 hexadecimal digits
   (nothing for the first seal) followed by the digests of the four parts, as digits likewise.

The oldest seals have no parts: their root is the SHA-256 over the root before and the hashes of
all their events. A seal covers the lines with an id above the last one of the seal before, up to
its own last.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.utils import OperationalError
from django.utils.translation import gettext as _

from airdefense import wall
from airdefense.casework.journal.sql import DIGEST
from airdefense.casework.models import HistorySeal

# Who waits longer than this for a long writer seals with the next run.
PATIENCE = "10s"
LOCK_NOT_AVAILABLE = "55P03"
# SHA-256 of more events than this does not fit into one value of PostgreSQL (1 GB).
MOST_AT_ONCE = 20_000_000

MICROSECONDS = "(extract(epoch from {0}) * 1000000)::bigint::text"
FIELDS = (
    "e.id::text",
    "e.case_type",
    "e.case_id::text",
    "e.name",
    "e.before",
    "e.after",
    "e.note",
    "e.detail::text",
    "e.actor_id::text",
    MICROSECONDS.format("e.happened_at"),
    MICROSECONDS.format("e.recorded_at"),
)
CANONICAL = " || ".join(f"octet_length({field}) || ':' || {field}" for field in FIELDS)
OF_LEADS = "e.case_type like 'leads.%%'"
# Hashed first and put into order afterwards: what is sorted is small.
EVENTS = f"""
select e.id, {OF_LEADS} as is_closed, sha256(convert_to({CANONICAL}, 'UTF8')) as hash
from casework_event e where e.id > %(after)s and e.id <= %(until)s offset 0
"""  # noqa: S608 - put together from the constants of this module
CHANGES = f"""
select id, is_closed, {DIGEST} as hash from casework_rowchange
where id > %(after)s and id <= %(until)s offset 0
"""  # noqa: S608
PART = """encode(sha256(coalesce(
  string_agg(h.hash, ''::bytea order by h.id) filter (where {only}), ''::bytea)), 'hex')"""
PARTS = f"""
select count(*), min(h.id), max(h.id), {PART.format(only="not h.is_closed")},
  {PART.format(only="h.is_closed")} from ({{lines}}) h
"""  # noqa: S608
WHOLE = f"""
select count(*), min(h.id), max(h.id), encode(sha256(
  convert_to(%(root)s, 'UTF8') || string_agg(h.hash, ''::bytea order by h.id)), 'hex')
from ({EVENTS}) h
"""  # noqa: S608
KINDS = {"events": EVENTS, "changes": CHANGES}
PART_NAMES = ("events_open", "events_closed", "changes_open", "changes_closed")


@dataclass(frozen=True, slots=True)
class Broken:
    """A seal that does not hold, and what is wrong with it."""

    seal: HistorySeal
    words: str


def newest_seal() -> HistorySeal | None:
    return HistorySeal.objects.order_by("-pk").first()


def seal_history(*, at: datetime) -> HistorySeal | None:
    """Seal what was written since the last seal and return the newest one.

    A run whose beginning is sealed already uses that seal. When a long writer keeps a table, the
    newest seal is returned as it is and the next run covers what is missing.
    """
    last = newest_seal()
    if last is not None and last.sealed_at >= at:
        return last
    try:
        ends = _last_finished_event(), _last_finished_change()
    except OperationalError as trouble:
        if getattr(trouble.__cause__, "pgcode", "") != LOCK_NOT_AVAILABLE:
            raise
        return last
    return _seal(*ends, at)


@transaction.atomic
def _last_finished_event() -> int:
    """The number below which no event comes any more: every writer before it has ended.

    The lock is kept for this one look; hashing holds nobody up.
    """
    with connection.cursor() as cursor, wall.acting(wall.Purpose.UPKEEP):
        cursor.execute("select current_setting('lock_timeout')")
        usual = cursor.fetchone()[0]
        cursor.execute("select set_config('lock_timeout', %s, true)", [PATIENCE])
        cursor.execute("lock table casework_event in share row exclusive mode")
        cursor.execute("select set_config('lock_timeout', %s, true)", [usual])
        cursor.execute("select coalesce(max(id), 0) from casework_event")
        return cursor.fetchone()[0]


@transaction.atomic
def _last_finished_change() -> int:
    """The same of the changes, which only their owner's function may lock."""
    with connection.cursor() as cursor:
        cursor.execute("select last_finished_change(%s)", [PATIENCE])
        return cursor.fetchone()[0]


@transaction.atomic
def _seal(last_event: int, last_change: int, at: datetime) -> HistorySeal | None:
    _alone()
    seal = newest_seal()
    after = {
        "events": seal.last_event if seal else 0,
        "changes": (seal.last_change if seal else 0) or 0,
    }
    ends = {"events": last_event, "changes": last_change}
    while any(after[kind] < ends[kind] for kind in KINDS):
        untils = {kind: min(ends[kind], after[kind] + MOST_AT_ONCE) for kind in KINDS}
        found = {kind: _stretch(kind, after[kind], untils[kind]) for kind in KINDS}
        # A stretch of numbers may be void: of writers that failed.
        if any(stretch.count for stretch in found.values()):
            seal = _made(seal, after, found, at)
        after = untils
    return seal


def _made(before: HistorySeal | None, after: Any, found: Any, at: datetime) -> HistorySeal:
    events, changes = found["events"], found["changes"]
    parts = _parts(events, changes)
    return HistorySeal.objects.create(
        previous=before,
        sealed_at=at,
        events=events.count,
        first_event=events.first or after["events"],
        last_event=events.last or after["events"],
        first_change=changes.first or after["changes"],
        last_change=changes.last or after["changes"],
        parts=parts,
        root=_root_of(before.root if before else "", parts),
    )


def _alone() -> None:
    """Nobody else seals until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('casework.seal'))")


@dataclass(frozen=True, slots=True)
class Stretch:
    """What stands between two numbers: how many, which, and the digests of the two parts."""

    count: int
    first: int | None
    last: int | None
    open: str
    closed: str


def _stretch(kind: str, after: int, until: int) -> Stretch:
    return Stretch(*_asked(PARTS.format(lines=KINDS[kind]), after=after, until=until))


def _parts(events: Stretch, changes: Stretch) -> dict[str, str]:
    digests = (events.open, events.closed, changes.open, changes.closed)
    return dict(zip(PART_NAMES, digests, strict=True))


def _root_of(before: str, parts: dict[str, str]) -> str:
    text = before + "".join(parts[name] for name in PART_NAMES)
    return hashlib.sha256(text.encode()).hexdigest()


def _asked(sql: str, **values: str | int) -> tuple[Any, ...]:
    with wall.acting(wall.Purpose.UPKEEP), connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()


def check_seals(since: datetime | None = None) -> Broken | None:
    """Make every root again; returns the first seal that does not hold. `since` leaves out the
    contents of what was sealed before, never the chain itself."""
    before = None
    for seal in HistorySeal.objects.order_by("pk").iterator():
        if seal.previous_id != (before.pk if before else None):
            return Broken(seal, _("It does not follow the seal before it."))
        is_asked = since is None or seal.sealed_at >= since
        if words := _trouble(seal, before, is_asked):
            return Broken(seal, words)
        before = seal
    return None


def holds(seal: HistorySeal) -> bool:
    """Whether what this one seal covers is what was sealed."""
    return not _trouble(seal, seal.previous, is_asked=True)


def _trouble(seal: HistorySeal, before: HistorySeal | None, is_asked: bool) -> str:
    """What is wrong with a seal, or nothing."""
    root, after = (before.root, before.last_event) if before else ("", 0)
    if seal.parts is None:
        return _trouble_of_old(seal, root, after) if is_asked else ""
    if is_asked and (words := _trouble_of_parts(seal, before)):
        return words
    return "" if _root_of(root, seal.parts) == seal.root else _("The seal itself was altered.")


def _trouble_of_old(seal: HistorySeal, root: str, after: int) -> str:
    count, first, last, made = _asked(WHOLE, root=root, after=after, until=seal.last_event)
    if (count, first, last) != (seal.events, seal.first_event, seal.last_event):
        return _count_words(seal, count)
    return "" if made == seal.root else _("An event was altered after it was sealed.")


def _trouble_of_parts(seal: HistorySeal, before: HistorySeal | None) -> str:
    events = _stretch("events", before.last_event if before else 0, seal.last_event)
    changed_after = (before.last_change if before else 0) or 0
    changes = _stretch("changes", changed_after, seal.last_change or changed_after)
    made, kept = _parts(events, changes), seal.parts or {}
    if events.count != seal.events:
        return _count_words(seal, events.count)
    if any(made[name] != kept.get(name) for name in PART_NAMES[:2]):
        return _("An event was altered after it was sealed.")
    if made != kept:
        return _("A change of a row was altered, removed or put in after it was sealed.")
    return ""


def _count_words(seal: HistorySeal, found: int) -> str:
    told = {"events": seal.events, "found": found}
    return _("%(events)s events were sealed and %(found)s are there.") % told
