"""How a lead is disposed of: proposed, signed, changed on the way, carried out."""

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_date

from airdefense.casework.actions import advance
from airdefense.casework.workflow import NotPossible
from leads.actions import approvals, clocks, handling
from leads.actions.compartment import locked, needs_inside
from leads.methods import objection_to
from leads.models import ApprovalMatter, ClockKind, Lead
from leads.workflow import DisposalMethod

# The clock that a method starts when it is approved.
BEGUN = {
    DisposalMethod.TALK_LETTER: ClockKind.TALK_LETTER,
    DisposalMethod.PRELIM_CHECK: ClockKind.PRELIM_CHECK,
}
OF_PROPOSAL = (ClockKind.PROPOSAL, ClockKind.HOLD, ClockKind.REPLY)
OF_EXECUTION = (*BEGUN.values(), ClockKind.LETTER_REPLY, ClockKind.HOLD)


@transaction.atomic
def propose(*, lead, method, opinion, by, at, review_on=None) -> Lead:
    """Propose one of the four methods and lay it before who signs, with the officer's opinion."""
    needs_inside(lead, by)
    lead, today = locked(lead), timezone.localdate(at)
    facts = {"method": method, "review_on": review_on}
    advanced = advance(lead, "propose", by=by, at=at, note=opinion, **facts)
    if objection := objection_to(method, lead, review_on, today):
        raise NotPossible(objection)
    _stop(advanced, OF_PROPOSAL, on=today)
    lay_before(advanced, method, review_on, opinion, by=by, at=at)
    return advanced


@transaction.atomic
def propose_change(*, lead, method, opinion, by, at, review_on=None) -> Lead:
    """Propose to go on by another method; the approved one stands until it is signed."""
    needs_inside(lead, by)
    lead = locked(lead)
    lead.workflow.check(lead, "propose_change", by, opinion)
    if objection := objection_to(method, lead, review_on, timezone.localdate(at)):
        raise NotPossible(objection)
    lead = advance(lead, "propose_change", by=by, at=at, note=opinion)
    lay_before(lead, method, review_on, opinion, by=by, at=at, is_change=True)
    return lead


def lay_before(lead, method, review_on, opinion, *, by, at, is_change=False):
    terms = {
        "method": method,
        "review_on": str(review_on or ""),
        "before": lead.method if is_change else "",
    }
    return approvals.lay_before(
        lead, ApprovalMatter.DISPOSAL, terms=terms, words=opinion, by=by, at=at
    )


def approve(*, lead, by, at, note="") -> Lead:
    """Sign a proposal in agreement; the last signature lets it take effect."""
    return _sign(lead, "approve", is_agreed=True, by=by, at=at, note=note)


def refuse(*, lead, by, at, note="") -> Lead:
    """Return a proposal to its officer; the limit for proposing runs on as before."""
    return _sign(lead, "refuse", is_agreed=False, by=by, at=at, note=note)


@transaction.atomic
def _sign(lead, name, *, is_agreed, by, at, note) -> Lead:
    needs_inside(lead, by)
    lead = locked(lead)
    lead.workflow.check(lead, name, by, note)
    approvals.sign(form_of(lead), words=note, is_agreed=is_agreed, by=by, at=at)
    return locked(lead)


@transaction.atomic
def withdraw_proposal(*, lead, by, at, note="") -> Lead:
    """Take a proposal back before it is signed out."""
    needs_inside(lead, by)
    lead = locked(lead)
    lead.workflow.check(lead, "withdraw_proposal", by, note)
    approvals.withdraw_form(form_of(lead), reason=note, by=by, at=at)
    return locked(lead)


def form_of(lead):
    """The form on the proposal; one proposed before there were forms gets its own."""
    form = approvals.open_form(lead, ApprovalMatter.DISPOSAL)
    if form is None:
        by, at = lead.proposed_by, lead.proposed_at
        form = lay_before(lead, lead.method, lead.review_on, "", by=by, at=at)
    return form


@transaction.atomic
def hold(*, lead, by, at, note="") -> Lead:
    """Put a lead by until its day of review."""
    needs_inside(lead, by)
    lead = advance(lead, "hold", by=by, at=at, note=note)
    clocks.start(lead, ClockKind.HOLD, on=timezone.localdate(at), due_on=lead.review_on)
    return lead


@transaction.atomic
def dispose(*, lead, by, at, note="") -> Lead:
    """Record that the method was carried out, once its report is there."""
    needs_inside(lead, by)
    lead = advance(lead, "dispose", by=by, at=at, note=note)
    if missing := handling.what_is_missing(lead):
        raise NotPossible(missing)
    _stop(lead, OF_EXECUTION, on=timezone.localdate(at))
    return lead


def _stop(lead, kinds, *, on) -> None:
    for kind in kinds:
        clocks.stop(lead, kind, on=on)


def _granted(form, *, words, by, at) -> None:
    """The approved method begins, with its clock; a changed one ends the clocks of the other."""
    terms, today = form.terms, timezone.localdate(at)
    if terms.get("before"):
        _stop(form.lead, OF_EXECUTION, on=today)
        facts = {"method": terms["method"], "review_on": parse_date(terms["review_on"])}
        lead = advance(form.lead, "change_method", by=by, at=at, note=words, **facts)
    else:
        lead = advance(form.lead, "approve", by=by, at=at, note=words)
    if kind := BEGUN.get(lead.method):
        clocks.start(lead, kind, on=today)


def _returned(form, *, words, by, at) -> None:
    if form.terms.get("before"):
        advance(form.lead, "keep_method", by=by, at=at, note=words)
    else:
        _run_again(advance(form.lead, "refuse", by=by, at=at, note=words), at)


def _withdrawn(form, *, words, by, at) -> None:
    """A change that is withdrawn leaves the approved method as it is."""
    if not form.terms.get("before"):
        _run_again(advance(form.lead, "withdraw_proposal", by=by, at=at, note=words), at)


def _run_again(lead, at) -> None:
    """What comes back has not been proposed: its limits run on as before."""
    proposed_on, today = timezone.localdate(lead.proposed_at), timezone.localdate(at)
    clocks.run_again(lead, OF_PROPOSAL, stopped_on=proposed_on, on=today)


approvals.carries_out(
    ApprovalMatter.DISPOSAL, granted=_granted, returned=_returned, withdrawn=_withdrawn
)
