"""Opening the sealed part: asked for with a reason, decided by the custodian, each opening kept."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.accounts.roles import Role
from airdefense.casework import clock
from airdefense.casework.actions import record
from airdefense.casework.workflow import NotAllowed, NotPossible
from leads import seal
from leads.actions.compartment import needs_inside
from leads.models import Lead, SealRequest

# How long a granted seal stays open at most, where the customer entered a limit.
OPEN_LIMIT = "seal.open"


@transaction.atomic
def ask_seal(*, lead, reason, by, at) -> SealRequest:
    """Ask the custodian to open the sealed identity of the reporter."""
    needs_inside(lead, by)
    mark = seal.mark_of(lead)
    if mark is None or mark.is_anonymous:
        raise NotPossible(_("There is no sealed identity in this lead."))
    if not reason.strip():
        raise NotPossible(_("Say why the identity of the reporter is needed."))
    mine = lead.seal_requests.filter(asked_by=by)
    if mine.undecided().exists():
        raise NotPossible(_("Your earlier request awaits its decision."))
    if mine.open_on(timezone.localdate(at)).exists():
        raise NotPossible(_("The sealed part is open to you already."))
    request = lead.seal_requests.create(
        commission=lead.commission,
        lead_number=str(lead),
        reason=reason,
        asked_at=at,
        asked_by=by,
    )
    record(lead, "ask_seal", by=by, at=at, note=reason)
    return request


def needs_custodian(request, user) -> None:
    """Raises NotAllowed for who does not keep the identities of this commission."""
    if Role.CUSTODIAN not in user.roles_over((request.commission.path,)):
        raise NotAllowed(_("Only the custodian decides on the opening of a sealed part."))


def latest_day(request, day):
    """The last day a grant of this day may name; None where no limit is entered."""
    return clock.due_if_limited(OPEN_LIMIT, noticed_on=day, organisation=request.commission)


@transaction.atomic
def grant_seal(*, request, decision, by, at, open_until=None) -> SealRequest:
    """Let the person who asked open the sealed part, on stated grounds and until a day."""
    request, today = _awaiting(request, by, decision), timezone.localdate(at)
    latest = latest_day(request, today)
    open_until = open_until or latest
    if open_until is None:
        raise NotPossible(_("Name the day until which the sealed part may be opened."))
    if open_until < today:
        raise NotPossible(_("The last day lies in the past."))
    if latest and open_until > latest:
        raise NotPossible(_("The sealed part stays open until %(day)s at most.") % {"day": latest})
    request.open_until = open_until
    return _decide(request, "grant_seal", decision, by, at)


@transaction.atomic
def refuse_seal(*, request, decision, by, at) -> SealRequest:
    """Keep the seal closed, on stated grounds; the request stays on record."""
    return _decide(_awaiting(request, by, decision), "refuse_seal", decision, by, at)


def _awaiting(request, by, decision) -> SealRequest:
    request = SealRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    needs_custodian(request, by)
    if request.decided_at:
        raise NotPossible(_("This request was decided before."))
    if request.asked_by_id == by.pk:
        raise NotAllowed(_("Nobody decides on a request of one's own."))
    if not decision.strip():
        raise NotPossible(_("State the grounds of the decision."))
    return request


def _decide(request, name, decision, by, at) -> SealRequest:
    request.is_granted = name == "grant_seal"
    request.decision, request.decided_at, request.decided_by = decision, at, by
    request.save(update_fields=["is_granted", "open_until", "decision", "decided_at", "decided_by"])
    # The custodian knows the lead by its number alone: its history is written without reading it.
    record(Lead(pk=request.lead_id), name, by=by, at=at, note=decision)
    return request


@transaction.atomic
def open_seal(*, lead, by, at):
    """The reporter's identity with a line of who read it; nothing without a grant in force."""
    grant, reporter = seal.grant_of(lead, by), seal.opened(lead, by)
    if grant is None or reporter is None:
        raise NotAllowed(_("Ask the custodian first: the sealed part is not open to you."))
    record(lead, "open_seal", by=by, at=at, note=grant.reason)
    return reporter
