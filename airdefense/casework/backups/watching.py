"""Telling the system administrators each day that a backup or a drill is overdue."""

import logging
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from airdefense.accounts.models import User
from airdefense.accounts.roles import Role
from airdefense.casework.backups.telling import LastRuns, late_kinds

log = logging.getLogger(__name__)


def tell_if_late(*, at: datetime) -> list[LastRuns]:
    """Write it into the log, and mail it where there is a mail server; returns what is late."""
    late = late_kinds(at=at)
    if not late:
        return []
    log.error("A backup or a restore drill is overdue: see the page of the system's health")
    if settings.EMAIL_URL:
        people = User.objects.holding(Role.SYSTEM_ADMIN, on=timezone.localdate(at))
        addresses = people.exclude(email="").values_list("email", flat=True)
        if addresses:
            _mail(late, sorted(set(addresses))).send()
    return late


def _mail(late: list[LastRuns], addresses: list[str]) -> EmailMultiAlternatives:
    with translation.override(settings.LANGUAGE_CODE):
        text = render_to_string(
            "casework/backup_late_mail.txt", {"late": late, "site_url": settings.SITE_URL}
        )
        subject = _("Backup or restore drill overdue")
    return EmailMultiAlternatives(
        subject=subject, body=text, bcc=addresses, headers={"Auto-Submitted": "auto-generated"}
    )
