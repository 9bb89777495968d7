"""The mail of a morning: how many of what, and where; never what a case is about."""

from dataclasses import dataclass

import css_inline
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from airdefense.casework.models import ReminderDigest
from airdefense.casework.reminding.asides import lines_besides
from airdefense.casework.reminding.digest import lines_of


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    html: str
    text: str


def letter(digest: ReminderDigest) -> Letter:
    """Write a digest as a mail, in the language of the city."""
    with translation.override(settings.LANGUAGE_CODE):
        subject = subject_of(digest)
        context = {
            "title": subject,
            "digest": digest,
            "lines": lines_of(digest.items),
            "besides": lines_besides(digest.asides),
            "site_url": settings.SITE_URL,
            "demo_mode": settings.DEMO_MODE,
        }
        html = css_inline.inline(render_to_string("casework/reminder_mail.html", context))
        text = render_to_string("casework/reminder_mail.txt", context)
    lines = [line.strip() for line in text.splitlines()]
    kept = [line for n, line in enumerate(lines) if line or (n and lines[n - 1])]
    return Letter(subject, html, "\n".join(kept).strip() + "\n")


def subject_of(digest: ReminderDigest) -> str:
    """How much waits; where nothing does, of how many views it tells."""
    day = f"{digest.day:%m-%d}"
    if not digest.items:
        text = ngettext(
            "Views I follow %(day)s: %(count)d view",
            "Views I follow %(day)s: %(count)d views",
            len(digest.asides),
        )
        return text % {"day": day, "count": len(digest.asides)}
    total = sum(item["count"] for item in digest.items)
    late = sum(item["count"] for item in digest.items if item["is_late"])
    return _("Reminders %(day)s: %(total)s waiting, %(late)s of them overdue") % {
        "day": day,
        "total": total,
        "late": late,
    }
