"""While a release is installed, the one before still works (docs/upgrading.md)."""

import pytest
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader

OURS = {"accounts", "casework", "exchange", "reports", "projects", "inspections", "leads", "people"}
OURS |= {"rectification", "demo"}
# Tables of millions of rows in a large city: an index is built beside the writing.
BIG = {
    "event",
    "attachment",
    "project",
    "building",
    "finding",
    "feeassessment",
    "receipt",
    "suspicion",
    "rowchange",
}
# What a later release takes away, and the release since which nothing uses it any more:
# {"leads.0007_drop_old_name": "0.2.0"}.
CONTRACTED: dict[str, str] = {}
TAKEN_AWAY = (
    migrations.RemoveField,
    migrations.RenameField,
    migrations.DeleteModel,
    migrations.RenameModel,
    migrations.AlterModelTable,
)
LATER = sorted(
    key
    for key in MigrationLoader(None).disk_migrations
    if key[0] in OURS and not key[1].startswith("0001_")
)


def flattened(operations):
    for operation in operations:
        yield operation
        yield from flattened(getattr(operation, "database_operations", []))


def objection(operation, app, made):
    """Why a running release would not bear this operation; "" where it does."""
    if isinstance(operation, TAKEN_AWAY):
        return f"{operation.describe()}: the release before still uses it"
    if isinstance(operation, migrations.AddField):
        if operation.model_name.lower() in made:
            return ""
        field = operation.field
        is_filled = field.null or field.many_to_many or field.has_default() or has_db_default(field)
        if not is_filled:
            return f"{operation.describe()}: rows of the release before have no value"
        if not field.null and not field.many_to_many and not has_db_default(field):
            return f"{operation.describe()}: the release before writes none; db_default does"
    is_beside = isinstance(operation, AddIndexConcurrently)
    if isinstance(operation, migrations.AddIndex) and not is_beside:
        name = operation.model_name.lower()
        if name in BIG and name not in made:
            return f"{operation.describe()}: AddIndexConcurrently, or nobody writes meanwhile"
    return ""


def has_db_default(field):
    return field.db_default is not models.NOT_PROVIDED


def objections(operations, app):
    made, found = set(), []
    for operation in flattened(operations):
        if isinstance(operation, migrations.CreateModel):
            made.add(operation.name.lower())
        if words := objection(operation, app, made):
            found.append(words)
    return found


@pytest.mark.parametrize("key", LATER, ids=".".join)
def test_release_before_goes_on_working_while_this_migration_runs(key):
    app, name = key
    module = MigrationLoader(None).disk_migrations[key]

    if f"{app}.{name}" not in CONTRACTED:
        assert objections(module.operations, app) == []


def test_taking_away_is_told_from_adding():
    field = models.CharField(max_length=5)
    added = models.CharField(max_length=5, default="")
    kept = models.CharField(max_length=5, default="", db_default="")
    index = models.Index(fields=["code"], name="x")
    operations = [
        migrations.RemoveField("project", "code"),
        migrations.RenameField("project", "code", "number"),
        migrations.AddField("project", "a", field),
        migrations.AddField("project", "b", added),
        migrations.AddField("project", "c", kept),
        migrations.AddField("project", "d", models.CharField(max_length=5, null=True)),
        migrations.AddIndex("project", index),
        AddIndexConcurrently("project", index),
        migrations.CreateModel("event", [("id", models.BigAutoField(primary_key=True))]),
        migrations.AddIndex("event", index),
    ]

    refused = [words.split(":")[1].strip() for words in objections(operations, "projects")]

    assert refused == [
        "the release before still uses it",
        "the release before still uses it",
        "rows of the release before have no value",
        "the release before writes none; db_default does",
        "AddIndexConcurrently, or nobody writes meanwhile",
    ]


def test_whatever_is_allowed_is_a_migration_that_exists():
    known = {".".join(key) for key in LATER}

    assert set(CONTRACTED) <= known
