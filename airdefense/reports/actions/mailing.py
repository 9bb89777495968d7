"""Mail of reports: written once per report and person, sent once however often workers die."""

from datetime import date, datetime, timedelta
from email.utils import make_msgid

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation

from airdefense.accounts.models import RoleGrant, User
from airdefense.accounts.roles import Role
from airdefense.reports.mail import letter
from airdefense.reports.models import Delivery, DeliveryState, Report, Subscription
from airdefense.reports.workbook import report_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A worker that has not come back by then is dead, and its mail goes to another.
LEASE = timedelta(minutes=10)
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
MOST_AT_ONCE = 200


def recipients(report: Report, on: date):
    """Leadership appointed for exactly this region, active, and not pausing this kind."""
    appointed = RoleGrant.objects.in_force(on).filter(role=Role.LEADERSHIP, scope=report.scope)
    pausing = Subscription.objects.filter(kind=report.kind, paused_until__gte=on)
    people = User.objects.filter(is_active=True, pk__in=appointed.values("user"))
    return people.exclude(pk__in=pausing.values("user")).order_by("pk")


def queue_deliveries(report: Report, *, at: datetime) -> list[Delivery]:
    """Write the mail of a report to each recipient; run again, nobody gets a second one."""
    people = recipients(report, timezone.localdate(at))
    mails = [_mail(report, person, at) for person in people]
    return Delivery.objects.bulk_create(mails, ignore_conflicts=True)


def _mail(report: Report, person: User, at: datetime) -> Delivery:
    with translation.override(settings.LANGUAGE_CODE):
        written = letter(report, person)
    is_sendable = bool(settings.EMAIL_URL and person.email)
    return Delivery(
        report=report,
        recipient=person,
        state=DeliveryState.QUEUED if is_sendable else DeliveryState.KEPT,
        recorded_at=at,
        next_attempt_at=at if is_sendable else None,
        # Short enough to stay on one line of the head: a folded one is read back changed.
        message_id=make_msgid(domain="airdefense"),
        subject=written.subject,
        html=written.html,
        text=written.text,
    )


def deliver_due(*, at: datetime) -> int:
    """Send what waits, one mail at a time; returns how many went out."""
    sent = 0
    for _turn in range(MOST_AT_ONCE):
        mail = _claim(at)
        if mail is None:
            break
        sent += _send(mail, at)
    return sent


@transaction.atomic
def _claim(at: datetime) -> Delivery | None:
    """Take a mail out of everybody else's reach before a word goes to the mail server."""
    mails = Delivery.objects.due(at).select_for_update(of=("self",), skip_locked=True)
    mail = mails.select_related("report__scope", "recipient").order_by("pk").first()
    if mail is None:
        return None
    mail.state, mail.attempts = DeliveryState.SENDING, mail.attempts + 1
    mail.next_attempt_at = at + LEASE
    mail.save(update_fields=["state", "attempts", "next_attempt_at"])
    return mail


def _send(mail: Delivery, at: datetime) -> bool:
    """Hand one mail to the server; what it refuses is tried again later, ever more rarely."""
    try:
        message(mail).send()
    except OSError as refusal:  # smtplib's errors are OSErrors, like those of the network
        wait = WAITS[min(mail.attempts, len(WAITS)) - 1]
        changes = {
            "state": DeliveryState.FAILED,
            "next_attempt_at": at + wait,
            "error": f"{type(refusal).__name__}: {refusal}"[:300],
        }
    else:
        changes = {
            "state": DeliveryState.SENT,
            "next_attempt_at": None,
            "sent_at": at,
            "error": "",
        }
    # Only while the claim still stands: a slow worker does not undo what a later one did.
    ours = Q(pk=mail.pk, state=DeliveryState.SENDING, attempts=mail.attempts)
    Delivery.objects.filter(ours).update(**changes)
    return changes["state"] == DeliveryState.SENT


def pause(*, user: User, kind: str, paused_until: date | None) -> Subscription:
    """Stop the mails of one kind until a day, or let them come again."""
    subscription, _created = Subscription.objects.update_or_create(
        user=user, kind=kind, defaults={"paused_until": paused_until}
    )
    return subscription


def message(mail: Delivery) -> EmailMultiAlternatives:
    """The mail as it goes out; every attempt carries the same Message-ID."""
    result = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        to=[mail.recipient.email],
        connection=get_connection(),
        headers={"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"},
    )
    result.attach_alternative(mail.html, "text/html")
    with translation.override(settings.LANGUAGE_CODE):
        result.attach(
            f"{mail.report.mark}.xlsx", report_workbook(mail.report, mail.recipient), XLSX
        )
    return result
