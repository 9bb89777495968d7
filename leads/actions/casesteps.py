"""The steps of a case by their names, with the clocks they begin and stop."""

from django.db import transaction
from django.utils import timezone

from airdefense.casework.actions import advance
from leads.actions import approvals, clocks
from leads.actions.cases import lay_filing_before
from leads.actions.compartment import locked, needs_inside
from leads.actions.leads import official_number
from leads.actions.trials import send_back, send_to_trial
from leads.models import ApprovalMatter, ClockKind, DisciplineCase


@transaction.atomic
def take_case_step(case, name, *, by, at, note="", **data) -> DisciplineCase:
    """Take any step of a case by its name; `data` is what the step asks for beyond a note."""
    needs_inside(case.lead, by)
    step = STEPS.get(name)
    if step is None:
        return advance(case, name, by=by, at=at, note=note, **data)
    return step(case, by=by, at=at, note=note, **data)


def approve_filing(case, *, by, at, note="") -> DisciplineCase:
    """Sign a filing in agreement; the last signature files the case."""
    return _sign(case, "approve_filing", is_agreed=True, by=by, at=at, note=note)


def reject_filing(case, *, by, at, note="") -> DisciplineCase:
    return _sign(case, "reject_filing", is_agreed=False, by=by, at=at, note=note)


def _sign(case, name, *, is_agreed, by, at, note) -> DisciplineCase:
    locked(case.lead)
    case = _as_it_stands(case.pk)
    case.workflow.check(case, name, by, note)
    approvals.sign(form_of(case), words=note, is_agreed=is_agreed, by=by, at=at)
    return _as_it_stands(case.pk)


def _as_it_stands(pk) -> DisciplineCase:
    cases = DisciplineCase.objects.select_related("lead__commission")
    return cases.select_for_update(of=("self",)).get(pk=pk)


def form_of(case):
    """The form on the filing; one proposed before there were forms gets its own."""
    form = approvals.open_form(case.lead, ApprovalMatter.FILING, case=case)
    if form is None:
        form = lay_filing_before(case, by=case.proposed_by, at=case.proposed_at)
    return form


def _granted(form, *, words, by, at) -> None:
    """The case is filed: it gets its number, and its limit for a decision begins."""
    case, today = _as_it_stands(form.case_id), timezone.localdate(at)
    number = official_number(case.lead.commission, "case", "立案", today.year)
    case = advance(case, "approve_filing", by=by, at=at, note=words, number=number)
    clocks.start(case.lead, ClockKind.INVESTIGATION, on=today, case=case)


def _returned(form, *, words, by, at) -> None:
    advance(_as_it_stands(form.case_id), "reject_filing", by=by, at=at, note=words)


approvals.carries_out(ApprovalMatter.FILING, granted=_granted, returned=_returned)


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
    "reject_filing": reject_filing,
    "send_to_trial": send_to_trial,
    "send_back": send_back,
    "conclude": conclude,
    "withdraw": withdraw,
}
