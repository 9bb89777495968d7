"""What a person types and sends: drafts not yet sent, and forms that were sent once."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Draft(models.Model):
    """What a person has typed into a form and not yet sent."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    key = models.CharField(max_length=120)
    data = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_draft_per_person_and_form", fields=["user", "key"])
        ]

    def __str__(self):
        return f"{self.user}: {self.key}"


class SentForm(models.Model):
    """A form that was sent: the same form pressed twice finds here where the first one led."""

    key = models.UUIDField(primary_key=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    location = models.CharField(_("led to"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("sent form")
        verbose_name_plural = _("sent forms")
        indexes = [models.Index(name="sent_form_by_time", fields=["sent_at"])]

    def __str__(self):
        return str(self.key)
