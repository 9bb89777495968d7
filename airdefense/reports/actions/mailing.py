"""Mail of reports: written once per report and person, sent once however often workers die."""

import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from email.utils import make_msgid

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from airdefense.accounts.models import RoleGrant, User
from airdefense.accounts.roles import Role
from airdefense.casework.actions import record
from airdefense.casework.workflow import NotPossible
from airdefense.exchange.documents.delivery import TYPES, render
from airdefense.reports.bulletin import bulletin
from airdefense.reports.mail import letter
from airdefense.reports.models import (
    REPEATABLE,
    Attached,
    Delivery,
    DeliveryState,
    Report,
    Subscription,
)
from airdefense.reports.models.frozen import OFFICES
from airdefense.reports.workbook import report_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A worker that has not come back by then is dead, and its mail goes to another.
LEASE = timedelta(minutes=10)
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
# Nobody reads the report of so many days ago in a mail; who wants it sent still has it repeated.
GIVES_UP_AFTER = timedelta(days=3)
MOST_AT_ONCE = 200
# One turn ends long before its last lease does, however slowly the mail server answers.
LONGEST_TURN_SECONDS = 240


def recipients(report: Report, on: date):
    """Leadership appointed for exactly this region, and the people of its offices who asked for
    it; active, and not pausing this kind."""
    grants = RoleGrant.objects.in_force(on)
    appointed = grants.filter(role=Role.LEADERSHIP, scope=report.scope).values("user")
    sits_there = Q(scope__region=report.scope) | Q(scope__region=None, scope=report.scope)
    in_office = grants.filter(sits_there, role__in=OFFICES).values("user")
    chosen = Subscription.objects.filter(kind=report.kind)
    asked = chosen.filter(wants_mail=True).values("user")
    silent = chosen.filter(Q(wants_mail=False) | Q(paused_until__gte=on)).values("user")
    people = User.objects.filter(Q(pk__in=appointed) | Q(pk__in=in_office) & Q(pk__in=asked))
    return people.filter(is_active=True).exclude(pk__in=silent).order_by("pk")


def queue_deliveries(report: Report, *, at: datetime) -> list[Delivery]:
    """Write the mail of a report to each recipient; run again, nobody gets a second one."""
    people = recipients(report, timezone.localdate(at))
    chosen = Subscription.objects.filter(kind=report.kind, skips_quiet_days=True)
    in_peace = set(chosen.values_list("user", flat=True))
    mails = [_mail(report, person, at, skips_quiet=person.pk in in_peace) for person in people]
    return Delivery.objects.bulk_create(mails, ignore_conflicts=True)


def _mail(report: Report, person: User, at: datetime, *, skips_quiet: bool) -> Delivery:
    with translation.override(settings.LANGUAGE_CODE):
        written = letter(report, person)
    state = DeliveryState.QUEUED if settings.EMAIL_URL and person.email else DeliveryState.KEPT
    if written.is_quiet and skips_quiet:
        state = DeliveryState.SKIPPED
    return Delivery(
        report=report,
        recipient=person,
        state=state,
        recorded_at=at,
        next_attempt_at=at if state == DeliveryState.QUEUED else None,
        # Short enough to stay on one line of the head: a folded one is read back changed.
        message_id=make_msgid(domain="airdefense"),
        subject=written.subject[:200],
        html=written.html,
        text=written.text,
    )


def deliver_due(*, at: datetime) -> int:
    """Send what waits, one mail at a time; returns how many went out."""
    sent, begun = 0, time.monotonic()
    for _turn in range(MOST_AT_ONCE):
        mail = _claim(at)
        if mail is None:
            break
        sent += _send(mail, at)
        if time.monotonic() - begun > LONGEST_TURN_SECONDS:
            break
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
    if not may_still_read(mail):
        return _settle(mail, state=DeliveryState.WITHDRAWN, next_attempt_at=None, error="")
    try:
        left_out = _hand_over(mail)
    except OSError as refusal:  # smtplib's errors are OSErrors, like those of the network
        return _settle(mail, **_repeated(mail, at), error=told(refusal))
    changes = {"state": DeliveryState.SENT, "sent_at": at, "next_attempt_at": None}
    return _settle(mail, **changes, error=left_out)


def _settle(mail: Delivery, **changes) -> bool:
    """Only while the claim still stands: a slow worker does not undo what a later one did."""
    ours = Q(pk=mail.pk, state=DeliveryState.SENDING, attempts=mail.attempts)
    Delivery.objects.filter(ours).update(**changes)
    return changes["state"] == DeliveryState.SENT


def _repeated(mail: Delivery, at: datetime) -> dict:
    if at - mail.recorded_at >= GIVES_UP_AFTER:
        return {"state": DeliveryState.GIVEN_UP, "next_attempt_at": None}
    wait = WAITS[min(mail.attempts, len(WAITS)) - 1]
    return {"state": DeliveryState.FAILED, "next_attempt_at": at + wait}


def told(refusal: OSError) -> str:
    """The words of the mail server, as far as there is room for them."""
    return f"{type(refusal).__name__}: {refusal}"[:300]


def may_still_read(mail: Delivery) -> bool:
    """Whether the recipient is entitled to the report at the moment it goes out."""
    person = mail.recipient
    return person.is_active and Report.objects.visible_to(person).filter(pk=mail.report_id).exists()


def _hand_over(mail: Delivery) -> str:
    """Give the mail to the server; returns in words which file it had to go without."""
    letter_, left_out = message(mail)
    letter_.send()
    return left_out[:300]


def retry(*, mail: Delivery, by: User, at: datetime) -> None:
    """Have a mail that did not go out tried again at once. Raises NotPossible."""
    if not (settings.EMAIL_URL and mail.recipient.email):
        raise NotPossible(_("There is no mail server, or the recipient has no address."))
    waiting = Delivery.objects.filter(pk=mail.pk, state__in=REPEATABLE)
    if not waiting.update(state=DeliveryState.QUEUED, next_attempt_at=at):
        raise NotPossible(_("This mail is on its way or has arrived."))
    record(mail.report, "retry_mail", by=by, at=at, detail={"recipient": str(mail.recipient)})


def subscribe(*, user: User, kind: str, **wishes) -> Subscription:
    """Keep how a person wants one kind of report by mail."""
    subscription, _created = Subscription.objects.update_or_create(
        user=user, kind=kind, defaults=wishes
    )
    return subscription


def message(mail: Delivery) -> tuple[EmailMultiAlternatives, str]:
    """The mail as it goes out, and what it has to go without; every attempt carries the same
    Message-ID."""
    result = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        to=[mail.recipient.email],
        connection=get_connection(),
        headers={"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"},
    )
    result.attach_alternative(mail.html, "text/html")
    left_out = []
    with translation.override(settings.LANGUAGE_CODE):
        for kind in wanted_files(mail):
            try:
                result.attach(f"{mail.report.mark}.{kind}", *file_of(mail, kind))
            except NotPossible as refusal:
                left_out.append(f"{kind}: {refusal}")
    return result, "; ".join(left_out)


def wanted_files(mail: Delivery) -> Iterator[str]:
    """The files this person wants beside the mail, in a fixed order."""
    chosen = Subscription.objects.filter(user=mail.recipient, kind=mail.report.kind).first()
    wanted = (chosen or Subscription()).files
    return (kind for kind in Attached if kind in wanted)


def file_of(mail: Delivery, kind: str) -> tuple[bytes, str]:
    """One attachment with its type. Raises NotPossible."""
    if kind == Attached.XLSX:
        return report_workbook(mail.report, mail.recipient), XLSX
    return render(bulletin(mail.report, mail.recipient), kind), TYPES[kind]
