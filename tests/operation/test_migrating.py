"""Tables made at once are the tables that were made step by step, and go as they came."""

import pytest
from django.conf import settings
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.db.migrations.writer import MigrationWriter
from pgtrigger import compiler
from pgtrigger.migrations import AddTrigger

from airdefense.migrating import CONTAINED, CreateModels, at_once
from tests.operation.test_migrations import OURS

KEY = ("id", models.BigAutoField(primary_key=True))
WRITTEN_ONCE = compiler.Trigger(
    name="sheet_is_written_once",
    sql=compiler.UpsertTriggerSql(
        execute="refuse_rewriting()",
        func="RETURN NULL;",
        hash="0" * 40,
        operation="UPDATE OR DELETE",
        pgid="pgtrigger_sheet_is_written_once_00000",
        table="sheets_sheet",
        when="BEFORE",
    ),
)


def steps():
    """A table and its part, with everything that may be added to them."""
    folder = models.ForeignKey("sheets.folder", models.PROTECT, related_name="sheets")
    front = models.OneToOneField("sheets.sheet", models.PROTECT, null=True)
    filled = models.CheckConstraint(condition=~models.Q(title=""), name="sheet_has_a_title")
    once = models.UniqueConstraint(fields=("folder", "title"), name="sheet_once")
    return [
        migrations.CreateModel("Folder", [KEY, ("name", models.CharField(max_length=9))]),
        migrations.CreateModel("Sheet", [KEY, ("title", models.CharField(max_length=9))]),
        migrations.AddField("sheet", "folder", folder),
        migrations.AddField("folder", "front", front),
        migrations.AddField("folder", "others", models.ManyToManyField("sheets.sheet")),
        migrations.AddIndex("sheet", models.Index(fields=["title"], name="sheet_title")),
        migrations.AddConstraint("sheet", filled),
        migrations.AddConstraint("sheet", once),
        AddTrigger("sheet", WRITTEN_ONCE),
    ]


def applied(operations):
    """The state after these operations, their tables being in the database now."""
    migration = migrations.Migration("0001_initial", "sheets")
    migration.operations = operations
    with connection.schema_editor() as editor:
        return migration.apply(ProjectState(), editor)


def taken_back(operations):
    migration = migrations.Migration("0001_initial", "sheets")
    migration.operations = operations
    with connection.schema_editor() as editor:
        migration.unapply(ProjectState(), editor)


def tables():
    """Columns in their order, constraints, indexes and triggers, as the database tells them."""
    with connection.cursor() as cursor:
        cursor.execute("""
            select attrelid::regclass::text, attnum::text, attname::text,
              format_type(atttypid, atttypmod), attnotnull::text
            from pg_attribute where attrelid::regclass::text like 'sheets_%' and attnum > 0
            union all select conrelid::regclass::text, conname, '', pg_get_constraintdef(oid), ''
            from pg_constraint where conrelid::regclass::text like 'sheets_%'
            union all select tablename, indexname, '', indexdef, ''
            from pg_indexes where tablename like 'sheets_%'
            union all select tgrelid::regclass::text, tgname, '', pg_get_triggerdef(oid), ''
            from pg_trigger where tgrelid::regclass::text like 'sheets_%' and not tgisinternal""")
        return sorted(cursor.fetchall())


@pytest.fixture
def as_owner(db):
    with connection.cursor() as cursor:
        cursor.execute("reset role")
        yield
        cursor.execute(f"set role {settings.DATABASE_APP_ROLE}")


@pytest.mark.usefixtures("as_owner")
def test_tables_are_the_same_as_step_by_step():
    stepped = applied(steps())
    expected = tables()
    taken_back(steps())

    [whole] = at_once(steps())
    made = applied([whole])

    assert len(expected) > 20
    assert tables() == expected
    assert made == stepped


@pytest.mark.usefixtures("as_owner")
def test_what_was_made_at_once_is_taken_back():
    applied(at_once(steps()))

    taken_back(at_once(steps()))

    assert tables() == []


def test_migrations_that_are_squashed_write_what_makes_the_same_tables():
    squashed = migrations.Migration("0001_squashed", "sheets")
    squashed.operations = at_once(steps())
    written = {}

    exec(MigrationWriter(squashed).as_string(), written)  # noqa: S102

    again = written["Migration"]("0001_squashed", "sheets")
    assert [type(one) for one in again.operations] == [CreateModels]
    assert again.mutate_state(ProjectState()) == squashed.mutate_state(ProjectState())


def test_steps_of_another_kind_stand_between_groups():
    function = migrations.RunSQL("select 1")
    older = migrations.AddField("report", "note", models.TextField(null=True))

    grouped = at_once([older, function, *steps(), function, *steps()[:1], older])

    kinds = [type(one).__name__ for one in grouped]
    assert kinds == ["AddField", "RunSQL", "CreateModels", "RunSQL", "CreateModels", "AddField"]


def test_a_change_of_another_table_is_not_lost_among_new_ones():
    older = migrations.AddField("report", "note", models.TextField(null=True))

    with pytest.raises(ValueError, match="Add field note to report"):
        CreateModels([*steps(), older])


def test_first_migrations_add_nothing_to_a_table_afterwards():
    loader = MigrationLoader(None)

    added = [
        f"{app}: {operation.describe()}"
        for (app, name), migration in loader.disk_migrations.items()
        if name == "0001_initial" and app in OURS
        for operation in migration.operations
        if isinstance(operation, (*CONTAINED, migrations.CreateModel))
    ]

    assert added == []
