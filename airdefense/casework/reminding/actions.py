"""One digest per person and morning, written once and mailed once, however often the job fires."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from email.utils import make_msgid
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from airdefense import wall
from airdefense.accounts.models import RoleGrant, User
from airdefense.casework import clock
from airdefense.casework.models import ReminderDigest, ReminderPreference
from airdefense.casework.reminding.asides import Aside, asides_for, everybody
from airdefense.casework.reminding.digest import (
    Told,
    is_mailed,
    is_paused,
    morning_of,
    told,
    wanted,
)
from airdefense.casework.reminding.letter import letter
from airdefense.casework.reminding.registry import kinds

# A worker that has not come back by then is dead, and its mail goes to another.
LEASE = timedelta(minutes=10)
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
MOST_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Reminding:
    """What one person is told on a morning, and whether by mail."""

    user: User
    items: list[Told]
    preference: ReminderPreference
    asides: list[Aside] = field(default_factory=list)

    @property
    def besides(self) -> list[dict[str, Any]]:
        return [item for aside in self.asides for item in aside.items]

    def is_mailed(self, day: date) -> bool:
        is_anything = bool(self.items or self.besides)
        return bool(is_anything and self.user.email and is_mailed(self.preference, day))


def remindings(day: date, *, without_digest: bool = False) -> Iterator[Reminding]:
    """What everybody is told on a day, a person at a time; derived, nothing is written."""
    morning = morning_of(day)
    preferences = {p.user_id: p for p in ReminderPreference.objects.all()}
    for user in people(day, without_digest=without_digest):
        preference = preferences.get(user.pk) or ReminderPreference(user=user)
        with wall.bound_to(user):
            found = told(user, morning)
            # While somebody pauses nothing is told besides, so that it is told afterwards.
            asides = [] if is_paused(preference, day) else asides_for(user, day)
        yield Reminding(user, wanted(found, preference), preference, asides)


def people(day: date, *, without_digest: bool) -> list[User]:
    """The active people who hold a role that some kind speaks to, or who are told something
    besides, with their grants read."""
    roles: frozenset[str] = frozenset().union(*(kind.everybody for kind in kinds()))
    reminded = User.objects.holding(*roles, on=day)
    spoken_to = Q(pk__in=reminded.values("pk")) | everybody()
    found = User.objects.filter(spoken_to, is_active=True).order_by("pk")
    if without_digest:
        found = found.exclude(pk__in=ReminderDigest.objects.filter(day=day).values("user"))
    grants = defaultdict(list)
    in_force = RoleGrant.objects.in_force(day).filter(user__in=found).select_related("scope")
    for grant in in_force:
        grants[grant.user_id].append(grant)
    users = list(found)
    for user in users:
        # The cached property of the same name, filled for all of them by one query.
        user.__dict__["grants"] = grants[user.pk]
    return users


@transaction.atomic
def remind(*, day: date, at: datetime) -> list[ReminderDigest]:
    """Write the digests of a day for everybody who has none yet; returns those with something
    to tell. Nothing to tell is written as well, so that the day is known to be done."""
    _lock(day)
    found = list(remindings(day, without_digest=True))
    written = [_digest(one, day, at) for one in found]
    ReminderDigest.objects.bulk_create(written, ignore_conflicts=True, batch_size=500)
    for aside in (aside for one in found for aside in one.asides):
        aside.keep()
    return [digest for digest in written if digest.items or digest.asides]


def _lock(day: date) -> None:
    """Who comes second waits, and then finds that everybody has a digest."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtext('casework.remind'), %s)", [day.toordinal()]
        )


def _digest(one: Reminding, day: date, at: datetime) -> ReminderDigest:
    is_sendable = bool(settings.EMAIL_URL) and one.is_mailed(day)
    return ReminderDigest(
        user=one.user,
        day=day,
        items=[item.item for item in one.items],
        asides=one.besides,
        recorded_at=at,
        next_attempt_at=at if is_sendable else None,
        # Short enough to stay on one line of the head: a folded one is read back changed.
        message_id=make_msgid(domain="airdefense"),
    )


def deliver(*, day: date, at: datetime) -> int:
    """Mail the digests of a day that wait; returns how many went out. What could not be sent on
    its day is not sent later: the next morning tells it anew."""
    sent = 0
    for _turn in range(MOST_AT_ONCE):
        digest = _claim(day, at)
        if digest is None:
            break
        sent += _send(digest, at)
    return sent


@transaction.atomic
def _claim(day: date, at: datetime) -> ReminderDigest | None:
    """Take a digest out of everybody else's reach before a word goes to the mail server."""
    waiting = ReminderDigest.objects.filter(day=day, sent_at=None, next_attempt_at__lte=at)
    locked = waiting.select_for_update(of=("self",), skip_locked=True)
    digest = locked.select_related("user").order_by("pk").first()
    if digest is None:
        return None
    digest.attempts, digest.next_attempt_at = digest.attempts + 1, at + LEASE
    digest.save(update_fields=["attempts", "next_attempt_at"])
    return digest


def _send(digest: ReminderDigest, at: datetime) -> bool:
    """Hand one mail to the server; what it refuses is tried again later, ever more rarely."""
    try:
        message(digest).send()
    except OSError as refusal:  # smtplib's errors are OSErrors, like those of the network
        wait = WAITS[min(digest.attempts, len(WAITS)) - 1]
        error = f"{type(refusal).__name__}: {refusal}"[:300]
        changes: dict[str, Any] = {"next_attempt_at": at + wait, "error": error}
    else:
        changes = {"next_attempt_at": None, "sent_at": at, "error": ""}
    # Only while the claim still stands: a slow worker does not undo what a later one did.
    ours = Q(pk=digest.pk, sent_at=None, attempts=digest.attempts)
    ReminderDigest.objects.filter(ours).update(**changes)
    return "sent_at" in changes


def message(digest: ReminderDigest) -> EmailMultiAlternatives:
    """The mail as it goes out; every attempt carries the same Message-ID."""
    written = letter(digest)
    result = EmailMultiAlternatives(
        subject=written.subject,
        body=written.text,
        to=[digest.user.email],
        connection=get_connection(),
        headers={"Message-ID": digest.message_id, "Auto-Submitted": "auto-generated"},
    )
    result.attach_alternative(written.html, "text/html")
    return result


def remind_due(*, at: datetime) -> int:
    """Once a working day has reached its hour: the digests that are missing, the mails that
    wait. Asked every minute; returns how many mails went out."""
    now = timezone.localtime(at)
    is_early = now.time() < time.fromisoformat(settings.REMINDERS_AT)
    if is_early or not clock.is_working_day(now.date()):
        return 0
    remind(day=now.date(), at=at)
    return deliver(day=now.date(), at=at)


def prefer(
    *, user: User, by_mail: bool, only_overdue: bool, paused_until: date | None
) -> ReminderPreference:
    """Keep how a person wants to be reminded."""
    preference, _created = ReminderPreference.objects.update_or_create(
        user=user,
        defaults={"by_mail": by_mail, "only_overdue": only_overdue, "paused_until": paused_until},
    )
    return preference
