"""Whatever is written past the journal is named; nothing else is."""

import json
import re
from contextlib import suppress
from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from airdefense.casework.journal.register import tracked
from airdefense.casework.journal.verification import verify
from airdefense.casework.models import HistorySeal, RowChange
from airdefense.casework.sealing import check_seals, seal_history
from projects.models import Developer, Project
from tests.casework.journal.tampering import tampered
from tests.factories.accounts import NOON
from tests.factories.leads import a_lead
from tests.factories.projects import ProjectFactory

pytestmark = pytest.mark.django_db


def told(**options):
    out = StringIO()
    with suppress(CommandError):
        call_command("verify_history", json=True, stdout=out, **options)
    return json.loads(out.getvalue())


def test_what_was_written_by_the_product_or_by_plain_sql_is_well():
    a_lead("registered")
    project = ProjectFactory()
    Project.objects.filter(pk=project.pk).update(name="Other")
    with connection.cursor() as cursor:
        cursor.execute("update projects_project set name = 'Third' where id = %s", [project.pk])
    Developer.objects.create(name="Gone").delete()
    seal = seal_history(at=NOON)

    assert told() == {"is_well": True, "root": seal.root, "first": None, "faults": []}


def test_an_altered_row_is_named_with_the_field_that_was():
    one, other = ProjectFactory(), ProjectFactory()
    Project.objects.filter(pk=other.pk).update(name="As it was")

    altering = "update projects_project set name = 'Altered' where id = %s"
    tampered("projects_project", altering, other.pk)
    found = told()
    with pytest.raises(CommandError, match="not what was written") as refused:
        call_command("verify_history", stdout=StringIO())

    assert refused.value.returncode == 1
    assert one.pk != other.pk
    assert found["is_well"] is False
    assert found["first"] == {
        "kind": "altered",
        "table": "projects_project",
        "key": str(other.pk),
        "fields": ["name"],
        "words": "The row was altered past the journal.",
    }


def test_rows_deleted_and_put_in_past_the_journal_are_named():
    gone, stays = Developer.objects.create(name="Gone"), Developer.objects.create(name="Stays")

    tampered("projects_developer", "delete from projects_developer where id = %s", gone.pk)
    copying = (
        "create temporary table copied on commit drop as select * from projects_developer;"
        "update copied set id = id + 1000; insert into projects_developer select * from copied"
    )
    tampered("projects_developer", copying)

    assert [(f.kind, f.key) for f in verify(table="projects_developer")] == [
        ("deleted", str(gone.pk)),
        ("inserted", str(stays.pk + 1000)),
    ]


def test_an_altered_event_is_named_and_breaks_its_seal():
    a_lead("registered")
    seal = seal_history(at=NOON)
    from_event = RowChange.objects.filter(table_name="casework_event").earliest("id")

    altering = "update casework_event set note = 'x' where id::text = %s"
    tampered("casework_event", altering, from_event.row_key)
    found = verify()

    assert [(f.kind, f.table, f.key) for f in found] == [
        ("altered", "casework_event", from_event.row_key),
        ("seal", "casework_historyseal", str(seal.pk)),
    ]


def test_an_altered_line_of_the_journal_is_named_and_breaks_its_seal():
    ProjectFactory()
    seal_history(at=NOON)
    line = RowChange.objects.filter(table_name="projects_project").earliest("id")

    altering = "update casework_rowchange set actor_id = 1 where id = %s"
    tampered("casework_rowchange", altering, line.pk)
    found = verify()

    assert [(f.kind, f.table, f.key) for f in found[:1]] == [
        ("line", "projects_project", line.row_key)
    ]
    assert f"#{line.pk}" in found[0].words
    assert (
        found[-1].words == "A change of a row was altered, removed or put in after it was sealed."
    )


def test_a_line_removed_with_its_row_is_found_by_the_seal():
    gone = Developer.objects.create(name="Gone")
    seal_history(at=NOON)

    tampered("projects_developer", "delete from projects_developer where id = %s", gone.pk)
    removing = (
        "delete from casework_rowchange where table_name = 'projects_developer' and row_key = %s"
    )
    tampered("casework_rowchange", removing, str(gone.pk))

    assert [fault.kind for fault in verify()] == ["seal"]


def test_an_altered_root_is_found_without_looking_at_what_it_covers():
    ProjectFactory()
    seal = seal_history(at=NOON)

    altering = "update casework_historyseal set root = repeat('0', 64)"
    tampered("casework_historyseal", altering)

    assert check_seals(NOON + timedelta(days=1)).seal == seal
    assert HistorySeal.objects.get().root == "0" * 64


def test_since_leaves_out_what_was_last_written_before():
    project = ProjectFactory()
    altering = "update projects_project set name = 'Altered' where id = %s"
    tampered("projects_project", altering, project.pk)

    assert [f.key for f in verify(timezone.now() - timedelta(hours=1))] == [str(project.pk)]
    assert verify(timezone.now() + timedelta(hours=1)) == []


def test_a_table_that_is_not_kept_is_refused():
    with pytest.raises(CommandError, match="does not keep") as refused:
        call_command("verify_history", table="django_session")

    assert refused.value.returncode == 2


def test_tables_of_another_release_are_no_answer():
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate; reset role")
        cursor.execute("alter table accounts_listpreference rename to elsewhere")
        cursor.execute(f"set role {settings.DATABASE_APP_ROLE}")

    with pytest.raises(CommandError, match="migrate first: accounts_listpreference") as refused:
        call_command("verify_history")

    assert refused.value.returncode == 2


def test_triggers_switched_off_are_named_though_no_row_is_altered():
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate; reset role")
        cursor.execute("alter table projects_developer disable trigger journal_update")
        cursor.execute(f"set role {settings.DATABASE_APP_ROLE}")

    assert [(fault.kind, fault.table) for fault in verify()] == [("trigger", "projects_developer")]


# One value of each kind of column, and another one.
SAMPLES = (
    (r"^(character|text)", "'x'", "'y'"),
    (r"^(bigint|integer|smallint|numeric|double)", "1", "2"),
    (r"^boolean", "false", "true"),
    (r"^date", "'2020-01-01'", "'2020-01-02'"),
    (r"^time ", "'10:00'", "'11:00'"),
    (r"^timestamp", "'2020-01-01 00:00+00'", "'2020-01-02 00:00+00'"),
    (r"^jsonb", "'{}'", "'[]'"),
    (r"^uuid", f"'{'0' * 31}1'", f"'{'0' * 31}2'"),
    (r"^inet", "'127.0.0.1'", "'127.0.0.2'"),
    (r"^bytea", "'a'", "'b'"),
    (r"^interval", "'1 day'", "'2 days'"),
    (r"\[\]$", "'{}'", None),
)
COLUMNS = """
select attname, format_type(atttypid, null) from pg_attribute
where attrelid = %s::regclass and attnum > 0 and not attisdropped and attgenerated = ''
"""
RULES = "select conname from pg_constraint where conrelid = %s::regclass and contype in ('c', 'f')"


def sample(kind):
    if kind.endswith("[]"):
        return SAMPLES[-1][1:]
    return next((one, other) for pattern, one, other in SAMPLES if re.match(pattern, kind))


def a_row_of(cursor, one):
    """A row of any table, rules aside; returns a statement that alters it."""
    cursor.execute(COLUMNS, [one.table])
    columns = {name: sample(kind) for name, kind in cursor.fetchall()}
    cursor.execute(RULES, [one.table])
    for (rule,) in cursor.fetchall():
        cursor.execute(f'alter table "{one.table}" drop constraint "{rule}"')
    names = ", ".join(f'"{name}"' for name in columns)
    values = ", ".join(value for value, _other in columns.values())
    cursor.execute(f'insert into "{one.table}" ({names}) values ({values})')  # noqa: S608
    name, other = next(
        (name, other) for name, (_value, other) in columns.items() if other and name != one.key
    )
    return f'update "{one.table}" set "{name}" = {other}'  # noqa: S608


@pytest.mark.slow
def test_a_row_of_every_table_altered_past_the_journal_is_named():
    found = {}

    for one in tracked():
        savepoint = transaction.savepoint()
        with connection.cursor() as cursor:
            cursor.execute(f'reset role; alter table "{one.table}" no force row level security')
            altering = a_row_of(cursor, one)
            cursor.execute(f'alter table "{one.table}" disable trigger user')
            cursor.execute(altering)
            cursor.execute(f"set role {settings.DATABASE_APP_ROLE}")
        found[one.table] = [f.table for f in verify(table=one.table) if f.kind != "trigger"]
        transaction.savepoint_rollback(savepoint)

    assert found == {one.table: [one.table] for one in tracked()}
