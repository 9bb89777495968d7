"""The second wall before the table that says which instruments came of which lead."""

from importlib import import_module

from django.conf import settings
from django.db import migrations

TABLE = "leads_instrument"
POLICIES = ("inside", "reading", "adding", "changing", "deleting")


def raise_wall(apps, schema_editor):
    role = settings.DATABASE_APP_ROLE
    wall = import_module("leads.migrations.0002_wall")
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(wall.policies_of(TABLE, wall.INNER, role))


def lower_wall(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        dropped = ";".join(f"drop policy {name} on {TABLE}" for name in POLICIES)
        cursor.execute(
            f"{dropped}; alter table {TABLE} disable row level security, no force row level security"
        )


class Migration(migrations.Migration):
    dependencies = [("leads", "0002_wall"), ("rectification", "0001_initial")]

    operations = [migrations.RunPython(raise_wall, lower_wall)]
