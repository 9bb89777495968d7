"""Reports that are not out by their time: written down once, told once, settled by the report."""

import logging
from collections import defaultdict
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from airdefense.accounts.models import User
from airdefense.accounts.roles import Role
from airdefense.reports.mail import squeezed
from airdefense.reports.models import MissedRun, Report
from airdefense.reports.watch.missing import missing_of_late_days

ALERTED = (Role.INSPECTION_OFFICE, Role.SYSTEM_ADMIN)
log = logging.getLogger(__name__)


def watch(*, at: datetime) -> list[MissedRun]:
    """Settle what came, write down what is late, and say it once; returns what is new."""
    settle(at=at)
    noticed = notice(at=at)
    tell(at=at)
    return noticed


def settle(*, at: datetime) -> int:
    """Close what is out by now; returns how many."""
    out = Report.objects.filter(kind=OuterRef("kind"), day=OuterRef("day"), scope=OuterRef("scope"))
    return MissedRun.objects.open().filter(Exists(out)).update(settled_at=at)


def notice(*, at: datetime) -> list[MissedRun]:
    """Write down what is late; run again, it is there once."""
    known = set(MissedRun.objects.open().values_list("kind", "day", "scope"))
    late = [
        MissedRun(kind=one.kind, day=one.day, scope=one.scope, due_at=one.due_at, noticed_at=at)
        for one in missing_of_late_days(at)
        if (one.kind, one.day, one.scope.pk) not in known
    ]
    return MissedRun.objects.bulk_create(late, ignore_conflicts=True)


def tell(*, at: datetime) -> int:
    """Mail to the inspection offices and system administrators concerned what nobody was told
    yet; returns how many reports were told of. Without a mail server the banner alone tells."""
    if not settings.EMAIL_URL:
        return 0
    with transaction.atomic():
        untold = MissedRun.objects.open().filter(told_at=None)
        runs = list(
            untold.select_for_update(of=("self",), skip_locked=True)
            .select_related("scope")
            .order_by("day", "scope__path", "kind")
        )
        told = send_alerts(runs, at)
        MissedRun.objects.filter(pk__in=told).update(told_at=at)
    return len(told)


def send_alerts(runs: list[MissedRun], at: datetime) -> set[int]:
    """One mail for all who answer for the same reports; returns the runs somebody was told of."""
    told: set[int] = set()
    groups = sorted(addressees(runs, at).items(), key=lambda pair: -len(pair[0]))
    for keys, addresses in groups:
        try:
            alert([run for run in runs if run.pk in keys], addresses).send()
        except OSError as refusal:  # tried again with the next look
            log.warning("missed reports not told: %s", refusal)
            break
        told |= keys
    return told


def addressees(runs: list[MissedRun], at: datetime) -> dict[frozenset[int], list[str]]:
    """Which addresses are told of which runs."""
    of_person: dict[str, set[int]] = defaultdict(set)
    on = timezone.localdate(at)
    for path in {run.scope.path for run in runs}:
        people = User.objects.holding(*ALERTED, path=path, on=on).exclude(email="")
        keys = {run.pk for run in runs if run.scope.path == path}
        for address in people.values_list("email", flat=True):
            of_person[address] |= keys
    groups: dict[frozenset[int], list[str]] = defaultdict(list)
    for address, keys in sorted(of_person.items()):
        groups[frozenset(keys)].append(address)
    return groups


def alert(runs: list[MissedRun], addresses: list[str]) -> EmailMultiAlternatives:
    """What is not out, and what to do; no case data."""
    with translation.override(settings.LANGUAGE_CODE):
        context = {"runs": runs, "site_url": settings.SITE_URL, "demo_mode": settings.DEMO_MODE}
        subject = _("Not out: %(count)s reports, the newest of %(day)s") % {
            "count": len(runs),
            "day": f"{max(run.day for run in runs):%m-%d}",
        }
        text = squeezed(render_to_string("reports/alert_mail.txt", context))
    keys = sorted(run.pk for run in runs)
    return EmailMultiAlternatives(
        subject=subject,
        body=text,
        bcc=addresses,
        connection=get_connection(),
        headers={
            "Message-ID": f"<missed-{keys[0]}-{keys[-1]}-{len(keys)}@airdefense>",
            "Auto-Submitted": "auto-generated",
        },
    )
