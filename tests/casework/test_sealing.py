"""The seals of the history: made again outside PostgreSQL, and broken by whatever is tampered."""

import hashlib
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import TextField
from django.db.models.functions import Cast

from airdefense.casework.actions import record
from airdefense.casework.models import Event, HistorySeal, RowChange
from airdefense.casework.sealing import check_seals, holds, seal_history
from tests.factories.accounts import NOON, UserFactory
from tests.factories.leads import a_lead
from tests.factories.projects import ProjectFactory

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def events(count, note="收到：“甲”\n第二行"):
    project, by = ProjectFactory(), UserFactory()
    detail = {"金额": "12.50", "b": [1, None], "a": True}
    return [
        record(project, "edit", by=by, at=NOON, note=f"{note} {n}", detail=detail)
        for n in range(count)
    ]


def canonical(event):
    """The text of an event as the module's docstring says, without PostgreSQL."""

    def micros(moment):
        return str(round(moment.timestamp() * 1_000_000))

    fields = (
        str(event.pk),
        event.case_type,
        str(event.case_id),
        event.name,
        event.before,
        event.after,
        event.note,
        event.detail_text,
        str(event.actor_id),
        micros(event.happened_at),
        micros(event.recorded_at),
    )
    return b"".join(b"%d:%b" % (len(f.encode()), f.encode()) for f in fields)


CHANGE_TEXTS = (
    *("id", "table_name", "row_key", "operation", "recorded_at", "transaction", "actor_id"),
    *("database_role", "reason", "request_id", "changed", "detail", "row_digest", "is_closed"),
)


def canonical_change(change):
    fields = {name: getattr(change, name) for name in CHANGE_TEXTS}
    fields["recorded_at"] = round(change.recorded_at.timestamp() * 1_000_000)
    fields["detail"] = change.detail_text
    fields["row_digest"] = bytes(change.row_digest).hex() if change.row_digest else None
    fields["is_closed"] = "true" if change.is_closed else "false"
    texts = ["" if value is None else str(value) for value in fields.values()]
    return b"".join(b"%d:%b" % (len(t.encode()), t.encode()) for t in texts)


def digest_of(texts):
    return hashlib.sha256(b"".join(hashlib.sha256(text).digest() for text in texts)).hexdigest()


def root_of(before, rows, after=0):
    """The root as the module's docstring says, over the changes after that number as well."""
    told = RowChange.objects.annotate(detail_text=Cast("detail", TextField()))
    changes = list(told.filter(pk__gt=after).order_by("pk"))
    parts = [
        digest_of(canonical(row) for row in rows if row.case_type.startswith("leads.") is closed)
        for closed in (False, True)
    ] + [
        digest_of(canonical_change(change) for change in changes if change.is_closed is closed)
        for closed in (False, True)
    ]
    return hashlib.sha256((before + "".join(parts)).encode()).hexdigest()


def in_order():
    return Event.objects.annotate(detail_text=Cast("detail", TextField())).order_by("pk")


def tampered(table, sql, *values):
    """What somebody who owns the tables does, the triggers switched off."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate; reset role")
        cursor.execute(f"alter table {table} disable trigger user")
        cursor.execute(sql, values)
        cursor.execute(f"alter table {table} enable trigger user")
        cursor.execute(f"set role {settings.DATABASE_APP_ROLE}")


def test_without_events_there_is_nothing_to_seal():
    assert seal_history(at=NOON) is None
    assert check_seals() is None


def test_a_root_is_made_again_without_postgresql():
    events(3)
    a_lead("registered")

    seal = seal_history(at=NOON)

    rows = list(in_order())
    assert {row.case_type.partition(".")[0] for row in rows} >= {"leads", "projects"}
    assert (seal.events, seal.first_event, seal.last_event) == (
        len(rows),
        rows[0].pk,
        rows[-1].pk,
    )
    assert seal.root == root_of("", rows)


def test_the_next_seal_covers_what_came_since_and_is_chained():
    events(2)
    first = seal_history(at=NOON)
    added = events(3)

    second = seal_history(at=NOON + HOUR)

    rows = list(in_order().filter(pk__gt=first.last_event))
    assert (second.previous, second.last_event) == (first, added[-1].pk)
    assert second.root == root_of(first.root, rows, first.last_change)
    assert check_seals() is None


def test_a_run_that_is_sealed_uses_its_seal_and_nothing_new_needs_none():
    events(1)
    first = seal_history(at=NOON)
    events(1)

    assert seal_history(at=NOON) == first
    second = seal_history(at=NOON + HOUR)
    assert seal_history(at=NOON + 2 * HOUR) == second
    assert HistorySeal.objects.count() == 2


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("update casework_event set note = note || '改' where id = %s", "altered"),
        ("update casework_event set detail = '{}' where id = %s", "altered"),
        ("delete from casework_event where id = %s", "6 events were sealed and 5 are there"),
    ],
)
def test_a_tampered_event_breaks_its_seal_and_is_named_first(sql, words):
    events(2)
    seal_history(at=NOON)
    target = events(5)[2]
    second = seal_history(at=NOON + HOUR)
    events(2)
    third = seal_history(at=NOON + 2 * HOUR)

    tampered("casework_event", sql, target.pk)

    found = check_seals()
    assert found.seal == second
    assert words in found.words
    assert (holds(second), holds(third)) == (False, True)


def test_an_altered_root_is_named():
    events(2)
    first = seal_history(at=NOON)
    events(2)
    seal_history(at=NOON + HOUR)

    altering = "update casework_historyseal set root = repeat('0', 64) where id = %s"
    tampered("casework_historyseal", altering, first.pk)

    assert check_seals().seal == first


def test_a_seal_of_before_the_journal_still_holds():
    rows = list(in_order().filter(pk__in=[event.pk for event in events(3)]))
    hashes = b"".join(hashlib.sha256(canonical(row)).digest() for row in in_order())
    every = list(in_order())
    old = HistorySeal.objects.create(
        first_event=every[0].pk,
        last_event=every[-1].pk,
        events=len(every),
        root=hashlib.sha256(hashes).hexdigest(),
        sealed_at=NOON,
    )

    assert holds(old)
    tampered("casework_event", "update casework_event set note = 'x' where id = %s", rows[0].pk)

    assert check_seals().words == "An event was altered after it was sealed."
