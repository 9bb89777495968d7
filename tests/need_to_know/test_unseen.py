"""What no search for words finds: mail, and answers that differ by a lead not one's own."""

import difflib

from django.conf import settings
from django.core import mail
from django.test import TestCase

from airdefense.accounts.roles import Role
from airdefense.celery import app
from airdefense.reports.models import Delivery
from tests.factories.accounts import person
from tests.factories.reports import DeliveryFactory, ReportFactory
from tests.need_to_know.reading import leaked, unpacked


def written(message) -> str:
    """A mail with its other form and what is attached to it."""
    parts = [message.subject, message.body, *(str(part[0]) for part in message.alternatives)]
    for name, content, _kind in message.attachments:
        parts += [name, unpacked(content if isinstance(content, bytes) else content.encode())]
    return " ".join([*parts, str(message.extra_headers)])


def test_no_job_mails_more_than_counts_and_links(secret, mode, monkeypatch):
    """Every job of the timetable is run; the leadership and all the people of the lead get mail."""
    person(Role.LEADERSHIP, secret.office.city, email="leader@example.org")
    DeliveryFactory(report=ReportFactory(scope=secret.office.city))
    words = [*secret.content, *(word for word in secret.header if "/" not in word)]

    with TestCase.captureOnCommitCallbacks(execute=True):
        for job in settings.CELERY_BEAT_SCHEDULE.values():
            app.tasks[job["task"]].apply(kwargs=job.get("kwargs", {}), throw=True)

    kept = " ".join(f"{one.subject} {one.html} {one.text}" for one in Delivery.objects.all())
    assert kept
    assert leaked(kept, words) == []
    assert [leaks for letter in mail.outbox if (leaks := leaked(written(letter), words))] == []


def test_answers_to_outsiders_are_the_same_with_and_without_the_lead(secret, db):
    """Lists with their counts, related panels, forms and boards, word by word."""
    before, after = secret.answers
    changed = {
        path: [line for line in difflib.ndiff(text.split(), after[path].split()) if line[0] in "+-"]
        for path, text in before.items()
        if after[path] != text
    }

    assert changed == {}
