"""Restore a backup: the database into an empty one, the files into the storage, both verified."""

import sys
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from psycopg2.extensions import parse_dsn

from airdefense.casework.backups.archive import Archive, newest
from airdefense.casework.backups.drilling import prove
from airdefense.casework.backups.programs import BackupError, url_of
from airdefense.casework.backups.restoring import check_files, restore_database
from airdefense.casework.backups.telling import recorded
from airdefense.casework.models import BackupKind


class Command(BaseCommand):
    help = (
        "Restores a backup (the newest of BACKUP_DIR by default) into the database of "
        "DATABASE_OWNER_URL and its files into the storage, then verifies rows, seal, hashes "
        "and the wall. Stop web, worker and beat first."
    )
    requires_migrations_checks = False
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("backup", nargs="?", type=Path, help="the directory of one backup")
        parser.add_argument(
            "--replace", action="store_true", help="lose what the database holds now"
        )

    def handle(self, *, backup, replace, **options):
        if replace and sys.stdin.isatty():
            said = input("Everything in the database will be lost. Type the word replace: ")
            if said.strip() != "replace":
                raise CommandError("Nothing was touched.")
        try:
            archive = Archive(backup.resolve()) if backup else newest(Path(settings.BACKUP_DIR))
            told = self.restore(archive, replace=replace)
            # Written into the restored database, which has the table by now.
            run = recorded(BackupKind.RESTORE, lambda: told, at=timezone.now())
        except BackupError as trouble:
            raise CommandError(str(trouble)) from trouble
        if not run.is_well:
            raise CommandError(f"{archive.name} is restored, but: {run.words}")
        self.stdout.write(f"{archive.name} is restored: {run.tables} tables and all files.")
        self.stdout.write("Run migrate if this release is newer than the backup, then start.")

    def restore(self, archive, *, replace):
        owner = url_of("DATABASE_OWNER_URL")
        archive.check_sums()
        manifest = archive.manifest()
        self.stdout.write(f"Restoring {archive.name}, made at {manifest.made_at} …")
        restore_database(archive, manifest, owner, replace=replace)
        check_files(archive, manifest, keep=True)
        found = prove(archive, manifest, parse_dsn(owner)["dbname"])
        return {
            "is_well": found.is_well,
            "archive": archive.name,
            "size": archive.size,
            "tables": found.findings.tables,
            "words": found.words(),
        }
