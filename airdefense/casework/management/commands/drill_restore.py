"""Prove that the newest backup can be restored; the result is kept and told."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from airdefense.casework.backups.archive import Archive, newest
from airdefense.casework.backups.drilling import drill
from airdefense.casework.backups.programs import BackupError
from airdefense.casework.backups.telling import recorded
from airdefense.casework.models import BackupKind


class Command(BaseCommand):
    help = (
        "Restores a backup (the newest of BACKUP_DIR by default) into a scratch database, "
        "compares rows, seal and hashes with its manifest, verifies wall and history there, and "
        "drops it again. Exits with 1 when anything differs."
    )

    def add_arguments(self, parser):
        parser.add_argument("backup", nargs="?", type=Path, help="the directory of one backup")
        parser.add_argument("--json", action="store_true", help="JSON on standard output, alone")

    def handle(self, *, backup, **options):
        at = timezone.now()
        self.told: dict[str, Any] = {}
        try:
            run = recorded(BackupKind.DRILL, lambda: self.drill(backup, at), at=at)
        except BackupError as trouble:
            self.say({"is_well": False, "words": str(trouble)}, options["json"])
            raise CommandError(str(trouble)) from trouble
        self.say({**self.told, "seconds": run.seconds}, options["json"])
        if not run.is_well:
            raise CommandError(f"{run.archive} does not restore whole: {run.words}")

    def drill(self, backup, at):
        archive = Archive(backup.resolve()) if backup else newest(Path(settings.BACKUP_DIR))
        found = drill(archive, at=at)
        self.told = found.as_json()
        return {
            "is_well": found.is_well,
            "archive": archive.name,
            "size": archive.size,
            "tables": found.findings.tables,
            "words": found.words(),
        }

    def say(self, told, as_json):
        if as_json:
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
            return
        for name, value in told.items():
            self.stdout.write(f"{name:20} {value}")
