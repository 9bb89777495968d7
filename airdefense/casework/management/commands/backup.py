"""Back up database and files into one encrypted directory, check it, and remove the oldest."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from airdefense.casework.backups.archive import prune
from airdefense.casework.backups.programs import BackupError
from airdefense.casework.backups.restoring import check_files
from airdefense.casework.backups.telling import recorded
from airdefense.casework.backups.vault import has_identity
from airdefense.casework.backups.writing import back_up
from airdefense.casework.models import BackupKind


class Command(BaseCommand):
    help = (
        "Backs up the database and all files of one moment, encrypted for BACKUP_RECIPIENTS, and "
        "reads it again; needs DATABASE_BACKUP_URL. Keeps the newest BACKUP_KEEP backups."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "directory",
            nargs="?",
            default=settings.BACKUP_DIR,
            help="where backups are kept (BACKUP_DIR)",
        )
        parser.add_argument("--keep", type=int, default=settings.BACKUP_KEEP, metavar="N")

    def handle(self, *, directory, keep, **options):
        if not directory:
            raise CommandError("Name a directory, or set BACKUP_DIR.")
        place, at = Path(directory), timezone.now()
        try:
            run = recorded(BackupKind.BACKUP, lambda: made(place, at), at=at)
        except BackupError as trouble:
            raise CommandError(str(trouble)) from trouble
        self.stdout.write(f"{place / run.archive}: {run.size >> 10} KiB in {run.seconds} s")
        if run.words:
            self.stderr.write(run.words)
        # Only after one more good backup is there.
        for name in prune(place, keep):
            self.stdout.write(f"removed {name}")


def made(place, at):
    """The backup and what is told of it; with the key at hand its files are compared at once."""
    archive = back_up(place, at=at)
    words, tables = "", 0
    if has_identity():
        manifest = archive.manifest()
        check_files(archive, manifest, keep=False)
        tables = len(manifest.tables)
        if manifest.files.missing or manifest.files.changed:
            words = "Some files were gone or damaged before the backup: run check_files."
    return {"archive": archive.name, "size": archive.size, "tables": tables, "words": words}
