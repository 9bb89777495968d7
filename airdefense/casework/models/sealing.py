"""The seals of the history: each covers what was written since the one before, under one root."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from airdefense.casework.triggers import append_only


class HistorySeal(models.Model):
    """SHA-256 over a stretch of events and changes, chained to the seal before; it stays.

    What is altered, removed or put in changes the root of its seal and of every later one.
    """

    first_event = models.BigIntegerField(_("first event"))
    last_event = models.BigIntegerField(_("last event"))
    events = models.PositiveBigIntegerField(_("events"))
    root = models.CharField("SHA-256", max_length=64, unique=True)
    previous = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="following"
    )
    # The changes of rows it covers, and the digests its root is made of; the oldest seals, which
    # cover events alone, have none.
    first_change = models.BigIntegerField(_("first change"), null=True)
    last_change = models.BigIntegerField(_("last change"), null=True)
    parts = models.JSONField(_("digests"), null=True)
    sealed_at = models.DateTimeField(_("sealed at"))

    class Meta:
        verbose_name = _("seal of the history")
        verbose_name_plural = _("seals of the history")
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                name="seal_covers_forward", condition=Q(last_event__gte=F("first_event"))
            ),
            # The chain has one beginning.
            models.UniqueConstraint(
                name="history_is_sealed_from_one_seal",
                fields=["previous"],
                condition=Q(previous=None),
                nulls_distinct=False,
            ),
        ]
        triggers = [append_only("history_seal_is_append_only")]

    def __str__(self):
        return f"#{self.pk} {self.root[:12]}"
