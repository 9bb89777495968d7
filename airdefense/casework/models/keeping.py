"""What was done to keep the data: backups, drills of restoring them, and restores."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from airdefense.casework.triggers import append_only


class BackupKind(models.TextChoices):
    BACKUP = "backup", _("Backup")
    DRILL = "drill", _("Restore drill")
    RESTORE = "restore", _("Restore")


class BackupRun(models.Model):
    """One run and how it ended; written once. Nothing here counts rows or files of a case."""

    kind = models.CharField(_("kind"), max_length=10, choices=BackupKind)
    happened_at = models.DateTimeField(_("happened at"))
    is_well = models.BooleanField(_("well"))
    archive = models.CharField(_("backup"), max_length=100, blank=True)
    words = models.TextField(_("what was found"), blank=True)
    tables = models.PositiveIntegerField(_("tables"), default=0)
    size = models.PositiveBigIntegerField(_("bytes"), default=0)
    seconds = models.PositiveIntegerField(_("seconds"), default=0)

    class Meta:
        verbose_name = _("run of a backup or drill")
        verbose_name_plural = _("runs of backups and drills")
        ordering = ("-pk",)
        indexes = [models.Index(fields=["kind", "happened_at"], name="backup_run_by_kind")]
        triggers = [append_only("backup_run_is_append_only")]

    def __str__(self):
        return f"#{self.pk} {self.get_kind_display()} {self.archive}".rstrip()
