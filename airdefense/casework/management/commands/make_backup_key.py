from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from airdefense.casework.backups.programs import BackupError
from airdefense.casework.backups.vault import make_identity


class Command(BaseCommand):
    help = (
        "Makes the key that opens backups (as age-keygen does) and prints its public part for "
        "BACKUP_RECIPIENTS. Keep a copy of the file away from this machine: without it no "
        "backup can be opened."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *, file, **options):
        try:
            self.stdout.write(make_identity(file))
        except (BackupError, OSError) as trouble:
            raise CommandError(str(trouble)) from trouble
