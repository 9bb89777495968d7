"""When reports are compiled, who wants them, and what became of each mail."""

from datetime import time

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from airdefense.reports.models.frozen import Kind, Report

USER = settings.AUTH_USER_MODEL


class DeliveryState(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Not sent, to be repeated")
    KEPT = "kept", _("Kept here: no mail server")
    SKIPPED = "skipped", _("Not sent: nothing changed")
    WITHDRAWN = "withdrawn", _("Not sent: no longer a recipient")
    GIVEN_UP = "given_up", _("Not sent, given up")


# From these somebody may have it tried once more.
REPEATABLE = (DeliveryState.FAILED, DeliveryState.GIVEN_UP, DeliveryState.KEPT)


class DeliveryQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own mail alone, as long as one may read the report it is about."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(recipient=user, report__in=Report.objects.visible_to(user))

    def due(self, at):
        """What has to be sent now: waiting, to be repeated, or begun by a worker that died."""
        return self.filter(
            state__in=[DeliveryState.QUEUED, DeliveryState.FAILED, DeliveryState.SENDING],
            next_attempt_at__lte=at,
        )


class Delivery(models.Model):
    """One report to one person, once: the mail as written, and how far it got."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="deliveries")
    recipient = models.ForeignKey(
        USER, models.PROTECT, related_name="deliveries", verbose_name=_("recipient")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=DeliveryState, default=DeliveryState.QUEUED
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    recorded_at = models.DateTimeField(_("written at"))
    next_attempt_at = models.DateTimeField(_("next attempt at"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    error = models.CharField(_("what the mail server said"), max_length=300, blank=True)
    message_id = models.CharField(max_length=120, unique=True)
    subject = models.CharField(_("subject"), max_length=200)
    html = models.TextField()
    text = models.TextField()

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        constraints = [
            models.UniqueConstraint(
                name="one_mail_per_report_and_recipient", fields=["report", "recipient"]
            ),
            models.CheckConstraint(
                name="mail_sent_at_iff_sent",
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at=None)),
            ),
        ]
        indexes = [
            models.Index(name="mail_to_send", fields=["next_attempt_at"]),
            models.Index(name="mail_newest", fields=["recipient", "-recorded_at", "-id"]),
            models.Index(name="mail_sent_last", fields=["-sent_at"]),
        ]

    def __str__(self):
        return f"{self.subject} #{self.pk}"

    def get_absolute_url(self):
        return reverse("reports:mail_detail", args=[self.pk])


class ReportSchedule(models.Model):
    """When a kind of report is compiled, kept as a row so that the customer sets it."""

    kind = models.CharField(_("report"), max_length=20, choices=Kind, unique=True)
    compile_at = models.TimeField(_("compiled at"), default=time(8, 0))
    # After so many minutes without the report a banner and an alert say that it is not out.
    alarm_after_minutes = models.PositiveSmallIntegerField(_("alert after minutes"), default=10)
    working_days_only = models.BooleanField(_("of working days only"), default=True)
    is_active = models.BooleanField(_("in use"), default=True)
    large_gap_yuan = models.DecimalField(
        _("gaps above this amount are put before the leader (yuan)"),
        max_digits=14,
        decimal_places=2,
        default=1_000_000,
    )

    class Meta:
        verbose_name = _("report schedule")
        verbose_name_plural = _("report schedules")
        constraints = [
            models.CheckConstraint(name="large_gap_is_positive", condition=Q(large_gap_yuan__gt=0))
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.compile_at:%H:%M}"


class Attached(models.TextChoices):
    """The files a mail may carry beside its words."""

    XLSX = "xlsx", _("Workbook with the rows (XLSX)")
    DOCX = "docx", _("Official bulletin (DOCX)")
    PDF = "pdf", _("Official bulletin (PDF)")


def usual_files() -> list[str]:
    return [Attached.XLSX, Attached.DOCX]


class Subscription(models.Model):
    """How a person wants one kind of report by mail; no row means: as usual."""

    user = models.ForeignKey(USER, models.CASCADE, related_name="subscriptions")
    kind = models.CharField(_("report"), max_length=20, choices=Kind)
    # Empty: as is usual for the role. Leadership gets its reports, offices those they ask for.
    wants_mail = models.BooleanField(_("by mail"), null=True, blank=True)
    paused_until = models.DateField(_("paused until"), null=True, blank=True)
    files = ArrayField(
        models.CharField(max_length=10, choices=Attached),
        default=usual_files,
        blank=True,
        verbose_name=_("attached files"),
    )
    # A day on which nothing changed is one line; who wants not even that is left in peace.
    skips_quiet_days = models.BooleanField(_("no mail when nothing changed"), default=False)

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        constraints = [
            models.UniqueConstraint(
                name="one_subscription_per_person_and_kind", fields=["user", "kind"]
            )
        ]

    def __str__(self):
        return f"{self.user}: {self.kind}"
