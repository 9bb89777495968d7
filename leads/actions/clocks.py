"""The legal clocks: begun, stopped, paused and extended by the actions of their stages."""

from datetime import date

from django.db.models import DateField, F, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from airdefense.casework import calendar, clock
from airdefense.casework.models import TimeLimit
from airdefense.casework.workflow import NotPossible
from leads.models import ClockKind, LeadClock, MoveKind


def start(lead, kind, *, on: date, case=None, outcome=None, due_on: date | None = None):
    """Begin a clock by the limit in force that day, or until a day set by hand (`due_on`).

    Without a limit entered by the customer no clock runs, and None is answered: no limit is
    invented (domain §2.5). A clock of the kind that runs already is stopped first.
    """
    stop(lead, kind, on=on, case=case, outcome=outcome)
    limit = TimeLimit.objects.in_force(kind, on, lead.commission)
    if limit is None and due_on is None:
        return None
    facts = {"due_on": due_on}
    if limit is not None and due_on is None:
        facts = {
            "due_on": clock.last_day(limit, on),
            "days": limit.days,
            "is_working_days": limit.is_working_days,
            "basis": limit.basis,
        }
    return LeadClock.objects.create(
        lead=lead,
        case=case,
        outcome=outcome,
        kind=kind,
        started_on=on,
        counted_from=on,
        **facts,
    )


def start_required(lead, kind, **where):
    """Begin a clock that the step cannot do without. Raises NotPossible where no limit stands."""
    begun = start(lead, kind, **where)
    if begun is None:
        raise NotPossible(
            _("No time limit for “%(step)s” on %(day)s: add one with its basis.")
            % {"step": ClockKind(kind).label, "day": where["on"]}
        )
    return begun


def stop(lead, kind, *, on: date, case=None, outcome=None) -> None:
    """Stop the running clock of that kind, if there is one."""
    _stop(lead.clocks.filter(kind=kind, case=case, outcome=outcome), on)


def stop_all(lead, *, on: date) -> None:
    """Stop whatever runs on a lead that is not handled any further: merged, or void."""
    _stop(lead.clocks.all(), on)


def _stop(clocks, on: date) -> None:
    """What is recorded later may have ended before its clock began: it never ran then."""
    day = Value(on, output_field=DateField())
    clocks.filter(stopped_on=None).update(stopped_on=Greatest(F("started_on"), day))


def run_again(lead, kinds, *, stopped_on: date, on: date) -> None:
    """Begin anew, with the last day they had, the clocks that a step on that day stopped.

    What comes back has not been done: the Rules count the limit from receipt (Art. 21) and give
    no new one for a proposal that is returned, nor does its time before the leader stop the count.
    """
    for kind in kinds:
        last = lead.clocks.filter(kind=kind, case=None, outcome=None).order_by("-pk").first()
        if last is None or last.stopped_on != stopped_on:
            continue
        LeadClock.objects.create(
            lead=lead,
            kind=kind,
            started_on=on,
            counted_from=last.counted_from,
            due_on=last_day(last, on),
            days=last.days,
            is_working_days=last.is_working_days,
            basis=last.basis,
        )


def last_day(running, on: date) -> date:
    """The last day of a clock on a day; of a paused one as if it ran again that day."""
    moves = running.moves.filter(moved_on__lte=on).order_by("-pk")
    until = moves.exclude(kind=MoveKind.PAUSE).first()
    due_on = until.due_on if until else running.due_on
    newest = moves.first()
    if newest is None or newest.kind != MoveKind.PAUSE:
        return due_on
    return shifted(
        due_on,
        since=newest.moved_on,
        until=on,
        working=running.is_working_days,
        overrides=clock.overrides(),
    )


def shifted(due_on: date, *, since: date, until: date, working: bool, overrides) -> date:
    """A last day moved by the days after `since` up to `until`."""
    days = calendar.working_days(since, until, overrides) if working else (until - since).days
    return calendar.due_on(due_on, days, working=working, overrides=overrides)
