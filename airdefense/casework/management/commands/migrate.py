"""Django's migrate, and after it the triggers of the journal on every table there is now."""

from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS

from airdefense.casework.journal import tracking


class Command(migrate.Command):
    def handle(self, *args, **options):
        super().handle(*args, **options)
        is_look = options["plan"] or options["check_unapplied"] or options["prune"]
        if is_look or options["database"] != DEFAULT_DB_ALIAS:
            return
        tables = tracking.install()
        if tables and options["verbosity"] >= 1:
            self.stdout.write(f"The journal keeps {len(tables)} more tables, or other columns.")
