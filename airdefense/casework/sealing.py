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
HASHES = f"string_agg(sha256(convert_to({CANONICAL}, 'UTF8')), ''::bytea order by e.id)"
ROOT = f"encode(sha256(convert_to({{before}}, 'UTF8') || {HASHES}), 'hex')"

NEXT = f"""
select min(e.id), max(e.id), count(*), {ROOT.format(before="%(root)s")}
from (select * from casework_event where id > %(last)s order by id limit %(most)s) e
"""
# Every seal beside what its events say now; an event put between two seals is in the later one.
STANDING = f"""
select s.id, s.events, s.root, s.first_event, s.last_event, found.*
from casework_historyseal s
left join casework_historyseal p on p.id = s.previous_id
cross join lateral (
  select count(*), min(e.id), max(e.id), {ROOT.format(before="coalesce(p.root, '')")}
  from casework_event e where e.id > coalesce(p.last_event, 0) and e.id <= s.last_event
) found
{{only}}
order by s.id
"""


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
        with transaction.atomic():
            _wait_for_writers()
            return _seal(at)
    except OperationalError as trouble:
        if getattr(trouble.__cause__, "pgcode", "") != "55P03":  # lock_not_available
            raise
        return last


def _wait_for_writers() -> None:
    """Every number given to an event is seen or void from here on: no lower one comes later."""
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('lock_timeout')")
        usual = cursor.fetchone()[0]
        cursor.execute("select set_config('lock_timeout', %s, true)", [PATIENCE])
        cursor.execute("lock table casework_event in share row exclusive mode")
        cursor.execute("select set_config('lock_timeout', %s, true)", [usual])


def _seal(at: datetime) -> HistorySeal | None:
    seal = newest_seal()
    while True:
        first, last, events, root = _next(seal)
        if not events:
            return seal
        seal = HistorySeal.objects.create(
            first_event=first,
            last_event=last,
            events=events,
            root=root,
            previous=seal,
            sealed_at=at,
        )


def _next(seal: HistorySeal | None) -> tuple[Any, ...]:
    """First, last and number of the events not sealed yet, and the root over them."""
    values = {
        "root": seal.root if seal else "",
        "last": seal.last_event if seal else 0,
        "most": MOST_AT_ONCE,
    }
    with wall.acting(wall.Purpose.UPKEEP), connection.cursor() as cursor:
        cursor.execute(NEXT, values)
        return cursor.fetchone()


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


def _trouble(events, root, first, last, found, first_found, last_found, made) -> str:
    """What is wrong with a seal, or nothing."""
    if (found, first_found, last_found) != (events, first, last):
        told = {"events": events, "found": found}
        return _("%(events)s events were sealed and %(found)s are there.") % told
    if made != root:
        return _("An event was altered after it was sealed.")
    return ""
