"""Write the history into a file that can be checked without this product."""

import gzip
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from airdefense.accounts.models import system_user
from airdefense.casework.actions import record
from airdefense.casework.journal.exporting import export
from airdefense.exchange.export import trace_number


class Command(BaseCommand):
    help = (
        "Writes events, changes, seals and the digests of all rows into one file (compressed when "
        "its name ends with .gz), leads left out. deploy/check_export.py checks it with Python "
        "alone. The taking is written into the history with the purpose."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--purpose", required=True, help="what the file is needed for")

    def handle(self, *, file, purpose, **options):
        if len(purpose.strip()) < 4:
            raise CommandError("Say what the file is needed for.")
        now = timezone.now()
        trace = trace_number(now)
        told = written(file, now, trace)
        user = system_user()
        detail = {"list": "history", "purpose": purpose.strip(), "trace": trace, **told}
        record(user, "export", by=user, at=now, detail=detail)
        counts = ", ".join(f"{name} {told[name]}" for name in ("event", "change", "seal", "row"))
        self.stdout.write(f"{file}: {counts}; trace number {trace}; SHA-256 {told['sha256']}")


def written(file, now, trace):
    """Write the export, wholly or not at all."""
    opened = gzip.open if file.suffix == ".gz" else open
    try:
        target = opened(file, "xb")
    except FileExistsError as trouble:
        raise CommandError(f"{file} is there already; nothing was written.") from trouble
    try:
        with target:
            return export(target, at=now, trace=trace)
    except BaseException:
        file.unlink()
        raise
