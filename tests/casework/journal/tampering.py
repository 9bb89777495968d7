"""What somebody who owns the tables does, the triggers switched off."""

from django.conf import settings
from django.db import connection

BEHIND_WALLS = """
select relname from pg_class where relforcerowsecurity and relnamespace = 'public'::regnamespace
"""


def tampered(table, sql, *values):
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate; reset role")
        cursor.execute(BEHIND_WALLS)
        walled = [name for (name,) in cursor.fetchall()]
        for name in walled:
            cursor.execute(f'alter table "{name}" no force row level security')
        cursor.execute(f'alter table "{table}" disable trigger user')
        cursor.execute(sql, values or None)
        cursor.execute(f'alter table "{table}" enable trigger user')
        for name in walled:
            cursor.execute(f'alter table "{name}" force row level security')
        cursor.execute(f"set role {settings.DATABASE_APP_ROLE}")
