"""The mail of a morning: how many of what, and where; never what a case is about."""

from dataclasses import dataclass

import css_inline
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from airdefense.casework.models import ReminderDigest
from airdefense.casework.reminding.digest import lines_of


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    html: str
    text: str


def letter(digest: ReminderDigest) -> Letter:
    """Write a digest as a mail, in the language of the city."""
    with translation.override(settings.LANGUAGE_CODE):
        total = sum(item["count"] for item in digest.items)
        late = sum(item["count"] for item in digest.items if item["is_late"])
        subject = _("Reminders %(day)s: %(total)s waiting, %(late)s of them overdue") % {
            "day": f"{digest.day:%m-%d}",
            "total": total,
            "late": late,
        }
        context = {
            "title": subject,
            "digest": digest,
            "lines": lines_of(digest.items),
            "site_url": settings.SITE_URL,
            "demo_mode": settings.DEMO_MODE,
        }
        html = css_inline.inline(render_to_string("casework/reminder_mail.html", context))
        text = render_to_string("casework/reminder_mail.txt", context)
    lines = [line.strip() for line in text.splitlines()]
    kept = [line for n, line in enumerate(lines) if line or (n and lines[n - 1])]
    return Letter(subject, html, "\n".join(kept).strip() + "\n")
