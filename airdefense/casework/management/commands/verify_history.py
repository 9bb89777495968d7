"""Say whether the history and every row are what was written, and name the first that is not."""

import json
from datetime import datetime

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from airdefense.casework.journal.register import tracked
from airdefense.casework.journal.verification import NotReady, verify
from airdefense.casework.sealing import newest_seal

# Nothing was found out: the question or the database was not right.
UNASKED = 2


def moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if timezone.is_aware(found) else timezone.make_aware(found)


class Command(BaseCommand):
    help = (
        "Makes every seal of the history again, and compares every row of every table with what "
        "the journal last wrote down of it. Exits with 1 and names what was altered, deleted or "
        "put in past the journal, by whomever, triggers switched off or not."
    )

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="JSON on standard output, alone")
        parser.add_argument("--since", type=moment, help="only what changed since this moment")
        parser.add_argument("--table", default="", help="only the rows of one table")

    def handle(self, *, since, table, **options):
        if table and table not in {one.table for one in tracked()}:
            raise CommandError(f"The journal does not keep a table {table}.", returncode=UNASKED)
        try:
            faults, seal = verify(since, table), newest_seal()
        except NotReady as trouble:
            raise CommandError(f"Run migrate first: {trouble}.", returncode=UNASKED) from trouble
        except DatabaseError as trouble:
            raise CommandError(f"The database: {trouble}", returncode=UNASKED) from trouble
        if options["json"]:
            told = {
                "is_well": not faults,
                "root": seal.root if seal else "",
                "first": faults[0].as_json() if faults else None,
                "faults": [fault.as_json() for fault in faults],
            }
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
        else:
            for fault in faults:
                fields = f" ({', '.join(fault.fields)})" if fault.fields else ""
                self.stdout.write(f"{fault.table} {fault.key}{fields}: {fault.words}")
            root = seal.root if seal else "none yet"
            self.stdout.write(f"Root of the newest seal: {root}")
        if faults:
            raise CommandError("The history is not what was written.", returncode=1)
