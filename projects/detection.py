"""Keeping what the machine found: the rows of today's findings laid against the stored ones, and
only what changed is touched.

A row appears, changes with its facts, lapses when the facts no longer say so, and stands again
when they do. What somebody settled comes back only when its facts changed.
"""

import json
from collections.abc import Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from hashlib import blake2b
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import QuerySet

from airdefense.casework.actions import advance
from airdefense.casework.models import Event

ZERO = Decimal("0.00")
# What the machine may change of a row; the subject and the class never change.
KEPT = ("authority_id", "region_id", "facts", "fingerprint", "is_standing", "amount_yuan")
# What tells a stored row from what was found: facts are compared by their fingerprint.
COMPARED = tuple(name for name in KEPT if name != "facts")
# A stored row as it is compared: its key, then these in their order, then its links.
Compared = tuple[Any, ...]
STANDING = 1 + COMPARED.index("is_standing")
IN_ORDER = DjangoJSONEncoder(sort_keys=True, ensure_ascii=False)
BATCH, PIECE = 1000, 10_000


@dataclass(frozen=True, slots=True)
class Found:
    """One thing found: its class, what it is about, whose it is, and the facts it rests on.

    `links` are the foreign keys of the row: {"project_id": 12}.
    """

    kind: str
    subject: str
    authority_id: int
    region_id: int
    facts: Mapping[str, Any]
    amount_yuan: Decimal = ZERO
    links: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str]:
        return (self.kind, self.subject)


@dataclass(slots=True)
class Tally:
    """What a run did: so many rows appeared, changed, stood again, lapsed, came back to a desk."""

    appeared: int = 0
    changed: int = 0
    lapsed: int = 0
    returned: int = 0
    same: int = 0

    def add(self, other: "Tally") -> None:
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def touched(self) -> int:
        return self.appeared + self.changed + self.lapsed


def as_json(facts: Mapping[str, Any]) -> Any:
    """Facts as the database keeps them: amounts and days as text, in any order the same."""
    return json.loads(json.dumps(facts, cls=DjangoJSONEncoder, sort_keys=True))


def fingerprint(facts: Any, amount: Decimal) -> str:
    """Of facts as the database keeps them, or of those they are kept from: both have the same."""
    text = IN_ORDER.encode([facts, str(amount)])
    return blake2b(text.encode(), digest_size=16).hexdigest()


@contextmanager
def alone(model: Any):
    """One run at a time over the rows of a model: read the facts and register them inside."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [model._meta.db_table])
        yield


def register(
    model: Any, class_field: str, found: Iterable[Found], *, stored: QuerySet, by: Any, at: datetime
) -> Tally:
    """Lay what was found against the stored rows of the same subjects; call it inside `alone`.

    `stored` are all rows, standing or not, that this run had to look at: those of them that were
    not found lapse. Rows that stay as they are were only compared, never made into objects.
    """
    wanted = {row.key: row for row in found}
    links = tuple(sorted({name for row in wanted.values() for name in row.links}))
    columns = (class_field, "subject", *COMPARED, *links)
    rows = _rows(stored, columns)
    if missing := [key for key in wanted if key not in rows]:
        rows |= _elsewhere(model, missing, columns)
    new, moved, tally = [], {}, Tally()
    for key, row in wanted.items():
        mine = rows.pop(key, None)
        if mine is None:
            new.append(model(**{class_field: row.kind, "subject": row.subject, **_values(row)}))
        elif mine[1:] != _comparable(row, links, mine):
            moved[mine[0]] = row
        else:
            tally.same += 1
    lapsed = sorted(mine[0] for mine in rows.values() if mine[STANDING])
    objects = model.objects.in_bulk([*moved, *lapsed])
    lapsing = [objects[pk] for pk in lapsed]
    changed = [(objects[pk], _values(row)) for pk, row in moved.items()]
    model.objects.bulk_create(new, batch_size=BATCH)
    events = [_event(row, "appear", by, at) for row in new]
    returning = _rewrite(model, changed, events, by, at)
    model.objects.filter(pk__in=lapsed).update(is_standing=False)
    events += [_event(row, "lapse", by, at) for row in lapsing]
    Event.objects.bulk_create(events, batch_size=BATCH)
    for row in returning:
        advance(row, "return", by=by, at=at)
    tally.appeared, tally.changed = len(new), len(changed)
    tally.lapsed, tally.returned = len(lapsing), len(returning)
    return tally


def _rows(stored: QuerySet, columns: tuple[str, ...]) -> dict[tuple[str, str], Compared]:
    """(class, subject) → the key of a row and what it is compared by."""
    rows = stored.order_by().values_list("pk", *columns)
    return {(kind, subject): (pk, *values) for pk, kind, subject, *values in rows.iterator(PIECE)}


def _comparable(row: Found, links: tuple[str, ...], mine: Compared) -> Compared:
    """What is found in the order of COMPARED; links that the finding does not speak of stay."""
    stays = zip(links, mine[1 + len(COMPARED) :], strict=True)
    linked = tuple([row.links.get(name, value) for name, value in stays])
    mark = fingerprint(row.facts, row.amount_yuan)
    return (row.authority_id, row.region_id, mark, True, row.amount_yuan, *linked)


def _values(row: Found) -> dict[str, Any]:
    """What is stored of a finding, facts first brought into the form the database keeps."""
    return {
        "authority_id": row.authority_id,
        "region_id": row.region_id,
        "facts": as_json(row.facts),
        "fingerprint": fingerprint(row.facts, row.amount_yuan),
        "is_standing": True,
        "amount_yuan": row.amount_yuan,
        **row.links,
    }


def _elsewhere(
    model: Any, keys: list[tuple[str, str]], columns: tuple[str, ...]
) -> dict[tuple[str, str], Compared]:
    """Stored rows of these subjects that the run did not look at, so that none is made twice."""
    asked = {
        f"{columns[0]}__in": {kind for kind, _subject in keys},
        "subject__in": {subject for _kind, subject in keys},
    }
    rows = _rows(model.objects.filter(**asked), columns)
    return {key: rows[key] for key in keys if key in rows}


def _rewrite(
    model: Any,
    changed: list[tuple[Any, dict[str, Any]]],
    events: list[Event],
    by: Any,
    at: datetime,
) -> list[Any]:
    """Store the new facts; answers the rows somebody had settled on other facts."""
    returning, fields = [], set(KEPT)
    for row, values in changed:
        is_other, had_lapsed = row.fingerprint != values["fingerprint"], not row.is_standing
        name = "change" if is_other else "stand_again"
        before = {"facts": row.facts, "amount_yuan": str(row.amount_yuan)} if is_other else {}
        for attribute, value in values.items():
            setattr(row, attribute, value)
        fields |= set(values)
        events.append(_event(row, name, by, at, {"before": before} if before else {}))
        transition = row.workflow["return"]
        # What is in hand comes back only after it had lapsed: something new has happened.
        is_settled = row.status in transition.sources
        if is_other and is_settled and (had_lapsed or row.status != row.in_hand):
            returning.append(row)
    names = [field.removesuffix("_id") for field in fields]
    model.objects.bulk_update([row for row, _values in changed], names, batch_size=BATCH)
    return returning


def _event(row: Any, name: str, by: Any, at: datetime, detail: Any = None) -> Event:
    return Event(
        case_type=row._meta.label_lower,
        case_id=row.pk,
        name=name,
        before="" if name == "appear" else row.status,
        after=row.status,
        detail=detail or {},
        actor=by,
        happened_at=at,
    )
