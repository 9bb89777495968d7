"""The changes of rows: what the database itself writes down of every write (docs/history.md)."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from airdefense.casework.journal.readers import readable
from airdefense.casework.triggers import append_only


class Operation(models.TextChoices):
    INSERT = "I", _("Entered")
    UPDATE = "U", _("Changed")
    DELETE = "D", _("Deleted")
    BASELINE = "B", _("Taken stock of")


class RowChangeQuerySet(models.QuerySet):
    def visible_to(self, user, table: str = ""):
        """Of the system to auditors, of the rows they may open to examiners; of one table where
        one is named."""
        return self.filter(readable(user, table))


class RowChange(models.Model):
    """One row of one table as one statement left it. Written by triggers, never by the product.

    It names its row without a foreign key and its person without a constraint, so that history
    outlives both. The table is partitioned by month; the months stand in the schema `history`,
    where only this table leads to.
    """

    table_name = models.CharField(_("table"), max_length=63)
    row_key = models.CharField(_("row"), max_length=64)
    operation = models.CharField(_("what happened"), max_length=1, choices=Operation)
    recorded_at = models.DateTimeField(_("at"))
    transaction = models.BigIntegerField(_("transaction"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
        verbose_name=_("person"),
    )
    database_role = models.CharField(_("role of the database"), max_length=63)
    reason = models.CharField(_("reason"), max_length=120, blank=True)
    request_id = models.CharField(_("request"), max_length=120, blank=True)
    # Names of columns, joined by commas.
    changed = models.TextField(_("fields"), blank=True)
    # Column → [old, new]; nothing where only names are kept.
    detail = models.JSONField(null=True)
    # SHA-256 of the whole row after the change; nothing for a row that is gone.
    row_digest = models.BinaryField(null=True)
    # Of leads, persons and other things that outsiders must not even count.
    is_closed = models.BooleanField(default=False)
    # SHA-256 of all the above, as airdefense/casework/sealing.py says.
    digest = models.BinaryField()

    objects = RowChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of a row")
        verbose_name_plural = _("changes of rows")
        indexes = [
            models.Index(name="change_of_row", fields=["table_name", "row_key", "id"]),
            models.Index(name="change_by_time", fields=["recorded_at", "table_name", "row_key"]),
            models.Index(
                name="change_of_person",
                fields=["actor", "recorded_at"],
                condition=models.Q(actor__isnull=False),
            ),
            models.Index(
                name="change_of_request",
                fields=["request_id"],
                condition=~models.Q(request_id=""),
            ),
        ]
        triggers = [append_only("row_change_is_append_only")]

    def __str__(self):
        return f"{self.operation} {self.table_name} {self.row_key} · #{self.pk}"

    def get_absolute_url(self):
        return reverse("exchange:change_detail", args=[self.pk])
