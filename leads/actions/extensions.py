"""Time limits that rest or run longer: asked for with a reason, signed, and dated (domain §3.3).

A pause and an extension take effect by the approval form alone; that a clock runs again is
recorded by who works on it. How far a limit may be extended, and how often, is the customer's
data: time limits of the steps `case.decide.extension`, `case.detention.extension.2` and so on.
"""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from airdefense.casework import clock
from airdefense.casework.models import TimeLimit
from airdefense.casework.workflow import NotAllowed, NotPossible
from leads.actions import approvals
from leads.actions.clocks import last_day
from leads.actions.compartment import locked, needs_inside
from leads.models import (
    OF_TRIAL_OFFICE,
    ApprovalForm,
    ApprovalMatter,
    ClockMove,
    LeadClock,
    MoveKind,
)


def extension_step(kind: str, number: int) -> str:
    """The step of the time limit that says how long the n-th extension of a limit may be."""
    return f"{kind}.extension" + (f".{number}" if number > 1 else "")


def needs_worker(running, user) -> None:
    """The officer of the lead answers for its limits, the trial officer for those of the trial."""
    needs_inside(running.lead, user)
    if user.pk != running.lead.handler_id and not is_trier(running, user):
        raise NotAllowed(_("Who works on the matter asks for it: its officer or trial officer."))


def is_trier(running, user) -> bool:
    is_of_trial = running.group in OF_TRIAL_OFFICE and running.case_id is not None
    return is_of_trial and running.case.trial_officer_id == user.pk


@transaction.atomic
def ask_pause(running, *, reason, basis, by, at) -> ApprovalForm:
    """Ask that a limit rests, for a reason and on a basis."""
    running = _to_move(running, by)
    _check_may_pause(running, timezone.localdate(at))
    return _lay_before(running, MoveKind.PAUSE, "", reason, basis, by=by, at=at)


@transaction.atomic
def ask_extension(running, *, until: date, reason, basis, by, at) -> ApprovalForm:
    """Ask for a later last day, for a reason and on a basis."""
    running = _to_move(running, by)
    _check_may_extend(running, until, timezone.localdate(at))
    return _lay_before(running, MoveKind.EXTEND, str(until), reason, basis, by=by, at=at)


def _lay_before(running, kind, due_on, reason, basis, *, by, at) -> ApprovalForm:
    if not reason.strip() or not basis.strip():
        raise NotPossible(_("Give the reason and the basis."))
    terms = {
        "clock": running.pk,
        "move": kind,
        "due_on": due_on,
        "reason": reason,
        "basis": basis,
    }
    return approvals.lay_before(
        running.lead,
        ApprovalMatter.EXTENSION,
        case=running.case,
        terms=terms,
        words=reason,
        by=by,
        at=at,
    )


@transaction.atomic
def resume(running, *, reason, by, at) -> ClockMove:
    """Let a resting limit run again: its last day moves by the days it rested."""
    running = _to_move(running, by)
    today = timezone.localdate(at)
    if not is_paused(running):
        raise NotPossible(_("This limit does not rest."))
    if not reason.strip():
        raise NotPossible(_("Say why the limit runs again."))
    due_on = last_day(running, today)
    return _move(running, MoveKind.RESUME, due_on=due_on, reason=reason, by=by, at=at)


def _to_move(running, user) -> LeadClock:
    """The clock as it stands, with its lead locked before it."""
    lead = locked(running.lead)
    running = LeadClock.objects.select_for_update(of=("self",)).get(pk=running.pk)
    running.lead = lead
    needs_worker(running, user)
    return running


def is_paused(running) -> bool:
    newest = running.moves.order_by("-pk").first()
    return newest is not None and newest.kind == MoveKind.PAUSE


def _needs_running(running) -> None:
    if running.stopped_on:
        raise NotPossible(_("This limit runs no longer."))
    if is_paused(running):
        raise NotPossible(_("This limit rests: let it run again first."))


def _check_may_pause(running, today) -> None:
    _needs_running(running)
    if last_day(running, today) < today:
        raise NotPossible(_("The limit has passed: what is late does not rest."))


def _check_may_extend(running, until, today) -> None:
    _needs_running(running)
    before = last_day(running, today)
    if until <= before:
        raise NotPossible(
            _("An extension ends after the last day of now, %(day)s.") % {"day": before}
        )
    given = running.moves.filter(kind=MoveKind.EXTEND).count()
    latest = latest_extension(running, before, given + 1, today)
    if latest is not None and until > latest:
        raise NotPossible(_("The longest extension ends on %(day)s.") % {"day": latest})


def latest_extension(running, before: date, number: int, today: date) -> date | None:
    """Until when the n-th extension may last; None where the customer entered no such limit.

    Raises NotPossible where earlier extensions are limited and one more is not provided for.
    """
    organisation = running.lead.commission
    limit = TimeLimit.objects.in_force(extension_step(running.kind, number), today, organisation)
    if limit is not None:
        return clock.last_day(limit, before)
    first = TimeLimit.objects.in_force(extension_step(running.kind, 1), today, organisation)
    if number > 1 and first is not None:
        raise NotPossible(_("The limits in force provide for no further extension."))
    return None


def _move(running, kind, *, reason, by, at, due_on=None, basis="", form=None) -> ClockMove:
    return ClockMove.objects.create(
        lead=running.lead,
        clock=running,
        kind=kind,
        moved_on=timezone.localdate(at),
        due_on=due_on,
        reason=reason,
        basis=basis,
        form=form,
        recorded_at=at,
        recorded_by=by,
    )


def extension_granted(form, *, words, by, at) -> None:
    """The last signature lets the limit rest, or moves its last day."""
    terms, today = form.terms, timezone.localdate(at)
    running = LeadClock.objects.select_for_update(of=("self",)).get(pk=terms["clock"])
    running.lead = form.lead
    facts = {"reason": terms["reason"], "basis": terms["basis"], "form": form, "by": by, "at": at}
    if terms["move"] == MoveKind.PAUSE:
        _check_may_pause(running, today)
        _move(running, MoveKind.PAUSE, **facts)
        return
    until = parse_date(terms["due_on"])
    _check_may_extend(running, until, today)
    _move(running, MoveKind.EXTEND, due_on=until, **facts)


def extension_returned(form, *, words, by, at) -> None:
    """A request that is returned or withdrawn leaves the limit as it is."""


approvals.carries_out(
    ApprovalMatter.EXTENSION,
    granted=extension_granted,
    returned=extension_returned,
    withdrawn=extension_returned,
)
