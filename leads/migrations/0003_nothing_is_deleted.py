"""Nothing of a lead is deleted (domain §3.8): the database refuses it aloud, whoever asks.

Row security lets a delete that may not be find no row and pass in silence; a trigger of the
statement is asked before any row is looked for. The upkeep's own binding passes it: no code of the
product deletes with it.
"""

from importlib import import_module

from django.db import migrations

FUNCTION = """
create function wall.refuse_delete() returns trigger language plpgsql as $$
begin
  if coalesce(wall.purpose(), '') <> 'upkeep' then
    raise exception 'Nothing of a lead is deleted: void it with a reason.'
      using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end $$
"""


def tables() -> list[str]:
    wall = import_module("leads.migrations.0002_wall")
    return [table for table in wall.TABLES if table.startswith("leads_")]


def refuse(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(FUNCTION)
        for table in tables():
            cursor.execute(
                f"create trigger nothing_is_deleted before delete on {table} "
                "for each statement execute function wall.refuse_delete()"
            )


def allow(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        for table in tables():
            cursor.execute(f"drop trigger nothing_is_deleted on {table}")
        cursor.execute("drop function wall.refuse_delete()")


class Migration(migrations.Migration):
    dependencies = [("leads", "0002_wall")]

    operations = [migrations.RunPython(refuse, allow)]
