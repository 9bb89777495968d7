"""Say whether row security on leads is on, forced, and holds against what is tried."""

import json

from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError, connection, transaction

from airdefense import wall
from leads.verification import checks

MARKS = {True: "ok    ", False: "FAILED", None: "-     "}


class Command(BaseCommand):
    help = (
        "Checks the second wall of this installation as the application's database role: the "
        "role, the policies of every table, the key, and what queries in nobody's, a member's, an "
        "administrator's and a forged name see. Exits with 1 when anything fails."
    )

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="JSON on standard output, alone")
        parser.add_argument(
            "--renew-key",
            action="store_true",
            help="after a change of SECRET_KEY, with the owner's DATABASE_URL: store its new key",
        )

    def handle(self, *, renew_key, **options):
        if renew_key:
            self.renew_key()
            return
        found = list(checks())
        is_well = all(check.is_well is not False for check in found)
        if options["json"]:
            told = {"is_well": is_well, "checks": [check.as_json() for check in found]}
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
        else:
            for check in found:
                self.stdout.write(f"{MARKS[check.is_well]}  {check.words}")
        if not is_well:
            raise CommandError("The second wall does not stand as it should.", returncode=1)

    def renew_key(self):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                wall.store_key(cursor)
        except ProgrammingError as refused:
            raise CommandError("Only the owner of the tables stores the key.") from refused
        self.stdout.write("The database knows the key of this SECRET_KEY.")
