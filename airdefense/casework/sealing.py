"""The seals of the history: SHA-256 over every event, chained, to be recomputed by anybody.

How a root is made, so that it can be made again outside PostgreSQL:

1. An event is eleven texts in this order: id, case_type, case_id, name, before, after, note,
   detail (the JSON text as PostgreSQL writes a jsonb), actor_id, happened_at, recorded_at (both
   in UTC as microseconds since 1970-01-01). Numbers are written in decimal.
2. Its canonical text is, for each of the eleven, the number of its UTF-8 bytes, a colon and the
   text: `2:71`, `18:leads.lead…`. No separator can be forged, since lengths say where texts end.
3. Its hash is the SHA-256 of the canonical text in UTF-8, 32 bytes.
4. The root of a seal is the SHA-256 over the root of the seal before as 64 hexadecimal digits
   (nothing for the first seal) followed by the hashes of its events in the order of their ids.

A seal covers the events with an id above the last one of the seal before, up to its own last.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.utils import OperationalError
from django.utils.translation import gettext as _

from airdefense import wall
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
# Hashed first and put into order afterwards: what is sorted is small.
HASHED = f"""
select e.id, sha256(convert_to({CANONICAL}, 'UTF8')) as hash from casework_event e
where e.id > {{after}} {{until}} offset 0
"""  # noqa: S608 - put together from the constants of this module
ROOT = """
count(*), min(h.id), max(h.id), encode(sha256(
  convert_to({before}, 'UTF8') || string_agg(h.hash, ''::bytea order by h.id)), 'hex')
"""
NEXT = f"""
select {ROOT.format(before="%(root)s")}
from ({HASHED.format(after="%(after)s", until="and e.id <= %(until)s")}) h
"""  # noqa: S608
# Every seal beside what its events say now; an event put between two seals is in the later one.
STANDING = f"""
select s.id, s.events, s.first_event, s.last_event, s.root, found.*
from casework_historyseal s
left join casework_historyseal p on p.id = s.previous_id
cross join lateral (
  select {ROOT.format(before="coalesce(p.root, '')")}
  from ({HASHED.format(after="coalesce(p.last_event, 0)", until="and e.id <= s.last_event")}) h
) found
{{only}}
order by s.id
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Broken:
    """A seal that does not hold, and what is wrong with it."""

    seal: HistorySeal
    words: str


def newest_seal() -> HistorySeal | None:
    return HistorySeal.objects.order_by("-pk").first()


def seal_history(*, at: datetime) -> HistorySeal | None:
    """Seal the events since the last seal and return the newest one.

    A run whose beginning is sealed already uses that seal. When a long writer keeps the table,
    the newest seal is returned as it is and the next run covers what is missing.
    """
    last = newest_seal()
    if last is not None and last.sealed_at >= at:
        return last
    try:
        end = _last_finished_event()
    except OperationalError as trouble:
        if getattr(trouble.__cause__, "pgcode", "") != LOCK_NOT_AVAILABLE:
            raise
        return last
    return _seal(end, at)


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
def _seal(end: int, at: datetime) -> HistorySeal | None:
    _alone()
    seal = newest_seal()
    after = seal.last_event if seal else 0
    while after < end:
        until = min(end, after + MOST_AT_ONCE)
        found = _root(seal.root if seal else "", after, until)
        # A stretch of numbers may be void: of writers that failed.
        if found["events"]:
            seal = HistorySeal.objects.create(previous=seal, sealed_at=at, **found)
        after = until
    return seal


def _alone() -> None:
    """Nobody else seals until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('casework.seal'))")


def _root(before: str, after: int, until: int) -> dict[str, Any]:
    """The root over these events, and which they are."""
    values: dict[str, str | int] = {"root": before, "after": after, "until": until}
    with wall.acting(wall.Purpose.UPKEEP), connection.cursor() as cursor:
        cursor.execute(NEXT, values)
        names = ("events", "first_event", "last_event", "root")
        return dict(zip(names, cursor.fetchone(), strict=True))


def check_seals() -> Broken | None:
    """Make every root again; returns the first seal that does not hold."""
    seals = HistorySeal.objects.in_bulk()
    before = None
    for pk, *line in _standing():
        seal = seals[pk]
        if seal.previous_id != (before.pk if before else None):
            return Broken(seal, _("It does not follow the seal before it."))
        if words := _trouble(*line):
            return Broken(seal, words)
        before = seal
    return None


def holds(seal: HistorySeal) -> bool:
    """Whether the events of this one seal are what was sealed."""
    return not any(_trouble(*line) for _pk, *line in _standing("where s.id = %s", seal.pk))


def _standing(only: str = "", *values: Any) -> list[tuple[Any, ...]]:
    with wall.acting(wall.Purpose.UPKEEP), connection.cursor() as cursor:
        cursor.execute(STANDING.format(only=only), values)
        return cursor.fetchall()


def _trouble(events, first, last, root, found, first_found, last_found, made) -> str:
    """What is wrong with a seal, or nothing."""
    if (found, first_found, last_found) != (events, first, last):
        told = {"events": events, "found": found}
        return _("%(events)s events were sealed and %(found)s are there.") % told
    if made != root:
        return _("An event was altered after it was sealed.")
    return ""
