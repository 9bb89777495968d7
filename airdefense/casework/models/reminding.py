"""What a person is reminded of each morning, and how the person wants to hear of it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ReminderPreference(models.Model):
    """How one person wants to be reminded; no row means: by mail, every working morning."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminder_preference"
    )
    by_mail = models.BooleanField(_("by mail"), default=True)
    only_overdue = models.BooleanField(_("only what is overdue"), default=False)
    paused_until = models.DateField(_("paused until"), null=True, blank=True)

    class Meta:
        verbose_name = _("reminder preference")
        verbose_name_plural = _("reminder preferences")

    def __str__(self):
        return str(self.user)


class ReminderDigest(models.Model):
    """The one message of a person on a morning: counts and links, never what a case is about."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="reminder_digests"
    )
    day = models.DateField(_("day"))
    items = models.JSONField(_("counted"), default=list)
    # Lists the person follows: no reminders, so they are in no sum (casework/reminding/asides.py).
    asides = models.JSONField(_("told besides"), default=list)
    recorded_at = models.DateTimeField(_("made at"))
    # Nothing to send, or sent: no next attempt. Every attempt carries the same Message-ID.
    next_attempt_at = models.DateTimeField(_("next attempt at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    message_id = models.CharField(max_length=120, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    error = models.CharField(_("what the mail server said"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("reminder digest")
        verbose_name_plural = _("reminder digests")
        constraints = [
            models.UniqueConstraint(name="one_digest_per_person_and_day", fields=["user", "day"])
        ]
        indexes = [models.Index(name="digest_to_send", fields=["next_attempt_at"])]

    def __str__(self):
        return f"{self.user} · {self.day}"
