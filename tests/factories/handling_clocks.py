"""Limits that run on a lead, and what lets them rest or run longer."""

from datetime import date, timedelta

import factory

from airdefense.casework.models import TimeLimit
from leads.actions import approvals, clocks, extensions
from leads.models import (
    ApprovalForm,
    ApprovalMatter,
    ClockKind,
    ClockMove,
    LeadClock,
    MoveKind,
)
from tests.factories.accounts import NOON, TODAY
from tests.factories.leads import LeadFactory

WHY = {"reason": "witness abroad", "basis": "Own rules, Art. 9"}


class LeadClockFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LeadClock

    lead = factory.SubFactory(LeadFactory)
    kind = ClockKind.TALK_LETTER
    started_on = TODAY
    counted_from = factory.SelfAttribute("started_on")
    due_on = factory.LazyAttribute(lambda o: o.started_on + timedelta(days=30))


class ClockMoveFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ClockMove

    clock = factory.SubFactory(LeadClockFactory)
    lead = factory.SelfAttribute("clock.lead")
    kind = MoveKind.EXTEND
    moved_on = TODAY
    due_on = factory.LazyAttribute(lambda o: o.clock.due_on + timedelta(days=30))
    reason = WHY["reason"]
    recorded_at = NOON
    recorded_by = factory.SelfAttribute("clock.lead.transferred_by")


def a_limit(step, days, *, working=False, organisation=None, since=date(2003, 1, 1)):
    """The limit of a step, in place of the one entered for that day before."""
    return TimeLimit.objects.update_or_create(
        step=step,
        effective_on=since,
        organisation=organisation,
        defaults={"days": days, "is_working_days": working, "basis": f"Rules on {step}"},
    )[0]


def a_clock(lead, kind=ClockKind.TALK_LETTER, days=30, *, working=False, on=TODAY, **of):
    """A limit that begins by the rows in force."""
    a_limit(kind, days, working=working)
    return clocks.start(lead, kind, on=on, **of)


def a_form_on(running, until, at=NOON):
    """A request for time, laid before its signatories."""
    by = running.lead.handler
    return extensions.ask_extension(running, until=until, by=by, at=at, **WHY)


def sign(form, *, by, at, is_agreed=True):
    return approvals.sign(form, words="Opinion", is_agreed=is_agreed, by=by, at=at)


def granted_rest(running, at=NOON):
    """A limit that rests from that day on, by a signed form."""
    form = extensions.ask_pause(running, by=running.lead.handler, at=at, **WHY)
    return sign(form, by=running.lead.approver, at=at)


def granted_time(running, until, at=NOON):
    return sign(a_form_on(running, until, at), by=running.lead.approver, at=at)


def runs_again(running, at):
    by = running.lead.handler
    return extensions.resume(running, reason="witness is back", by=by, at=at)


def forms_of(lead):
    return ApprovalForm.objects.filter(lead=lead, matter=ApprovalMatter.EXTENSION)
