"""The steps of a case by their names, with the clocks they begin and stop."""

from django.db import transaction
from django.utils import timezone

from airdefense.casework.actions import advance
from leads.actions import clocks
from leads.actions.compartment import needs_inside
from leads.actions.leads import official_number
from leads.actions.trials import send_back, send_to_trial
from leads.models import ClockKind, DisciplineCase


@transaction.atomic
def take_case_step(case, name, *, by, at, note="", **data) -> DisciplineCase:
    """Take any step of a case by its name; `data` is what the step asks for beyond a note."""
    needs_inside(case.lead, by)
    step = STEPS.get(name)
    if step is None:
        return advance(case, name, by=by, at=at, note=note, **data)
    return step(case, by=by, at=at, note=note, **data)


def approve_filing(case, *, by, at, note="") -> DisciplineCase:
    """File the case: it gets its number, and its limit for a decision begins."""
    case = DisciplineCase.objects.select_for_update(of=("self",)).get(pk=case.pk)
    case.workflow.check(case, "approve_filing", by, note)
    today = timezone.localdate(at)
    number = official_number(case.lead.commission, "case", "立案", today.year)
    case = advance(case, "approve_filing", by=by, at=at, note=note, number=number)
    clocks.start(case.lead, ClockKind.INVESTIGATION, on=today, case=case)
    return case


def conclude(case, *, by, at, note="") -> DisciplineCase:
    case = advance(case, "conclude", by=by, at=at, note=note)
    clocks.stop(case.lead, ClockKind.INVESTIGATION, on=timezone.localdate(at), case=case)
    return case


def withdraw(case, *, by, at, note="") -> DisciplineCase:
    """Withdraw a case (撤案) for a reason: whatever ran on it stops."""
    case = advance(case, "withdraw", by=by, at=at, note=note)
    today = timezone.localdate(at)
    case.trials.filter(ended_at=None).update(result="sent_back", ended_at=at, ended_by=by)
    for kind in (ClockKind.INVESTIGATION, ClockKind.TRIAL):
        clocks.stop(case.lead, kind, on=today, case=case)
    return case


STEPS = {
    "approve_filing": approve_filing,
    "send_to_trial": send_to_trial,
    "send_back": send_back,
    "conclude": conclude,
    "withdraw": withdraw,
}
