"""Runs of backups and drills, as the commands write them down."""

import factory

from airdefense.casework.models import BackupKind, BackupRun
from tests.factories.accounts import NOON


class BackupRunFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = BackupRun

    kind = BackupKind.BACKUP
    happened_at = NOON
    is_well = True
    archive = "airdefense-20201107T181000Z"
    tables, size, seconds = 47, 1_234_567, 12
