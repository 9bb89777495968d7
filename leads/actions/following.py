"""What follows a decision: prosecution, execution, the end of a probation, review."""

from django.db import transaction
from django.utils.translation import gettext as _

from airdefense.casework.actions import record
from airdefense.casework.workflow import NotPossible
from leads import rules
from leads.actions import clocks
from leads.actions.cases import needs_follower
from leads.actions.compartment import locked, needs_handler
from leads.actions.outcomes import record_outcome, write_outcome
from leads.actions.trials import needs_day
from leads.models import (
    SANCTIONS,
    ClockKind,
    Execution,
    Form,
    Measure,
    Outcome,
    OutcomeKind,
    Probation,
    Prosecution,
    Review,
    ReviewKind,
    ReviewResult,
    Supplement,
)

CLOCK_OF_REVIEW = {
    ReviewKind.REVIEW: ClockKind.REVIEW,
    ReviewKind.RECONSIDERATION: ClockKind.RECONSIDERATION,
}


def _taken(outcome, by) -> Outcome:
    """The decision as it stands, its lead locked, for who follows it."""
    lead = locked(outcome.person.lead)
    needs_follower(lead, outcome.case, by)
    outcome = Outcome.objects.select_related("person__lead", "case__lead").get(pk=outcome.pk)
    if outcome.revoked_on:
        raise NotPossible(_("This decision was revoked."))
    return outcome


def _tell(outcome, name, **told) -> None:
    record(outcome.case or outcome.person.lead, name, detail={"outcome": outcome.pk}, **told)


def _where(outcome):
    return {"case": outcome.case, "outcome": outcome}


@transaction.atomic
def prosecute(*, case, person, procuratorate, document, sent_on, by, at) -> Prosecution:
    """Send the opinion for prosecution (起诉意见书, 监察法 Art. 52) on one person of the case."""
    needs_handler(case.lead, by)
    if not procuratorate.strip():
        raise NotPossible(_("Name the procuratorate."))
    outcome = record_outcome(
        person=person,
        case=case,
        kind=OutcomeKind.PROSECUTION,
        code=Measure.PROSECUTION,
        form=Form.F4,
        document=document,
        effective_on=sent_on,
        by=by,
        at=at,
    )
    prosecution = Prosecution.objects.create(
        lead=case.lead,
        case=case,
        outcome=outcome,
        procuratorate=procuratorate,
        sent_on=sent_on,
        recorded_at=at,
        recorded_by=by,
    )
    record(case, "prosecute", by=by, at=at, detail={"outcome": outcome.pk})
    return prosecution


def _open_prosecution(prosecution, by) -> None:
    needs_handler(locked(prosecution.lead), by)
    if prosecution.decided_on:
        raise NotPossible(_("The procuratorate has decided already."))


@transaction.atomic
def ask_supplement(*, prosecution, asked_on, demand, by, at) -> Supplement:
    """The procuratorate sends the file back: at most twice (监察法 Art. 54)."""
    _open_prosecution(prosecution, by)
    earlier = list(prosecution.supplements.order_by("number"))
    if earlier and not earlier[-1].sent_on:
        raise NotPossible(_("The supplement asked for before has not been sent yet."))
    if len(earlier) >= rules.MAX_SUPPLEMENTS:
        raise NotPossible(_("The file comes back for supplement twice at most (监察法 Art. 54)."))
    since = earlier[-1].sent_on if earlier else prosecution.sent_on
    needs_day(asked_on, at=at, since=since, what=_("the sending"))
    supplement = Supplement.objects.create(
        lead=prosecution.lead,
        prosecution=prosecution,
        number=len(earlier) + 1,
        asked_on=asked_on,
        demand=demand,
        recorded_at=at,
        recorded_by=by,
    )
    outcome = prosecution.outcome
    clocks.start(prosecution.lead, ClockKind.SUPPLEMENT, on=asked_on, **_where(outcome))
    _tell(outcome, "ask_supplement", by=by, at=at)
    return supplement


@transaction.atomic
def send_supplement(*, prosecution, sent_on, by, at) -> Supplement:
    """The file goes to the procuratorate again, supplemented."""
    _open_prosecution(prosecution, by)
    supplement = prosecution.supplements.filter(sent_on=None).first()
    if supplement is None:
        raise NotPossible(_("No supplement is asked for."))
    needs_day(sent_on, at=at, since=supplement.asked_on, what=_("the demand"))
    supplement.sent_on = sent_on
    supplement.save(update_fields=["sent_on"])
    outcome = prosecution.outcome
    clocks.stop(prosecution.lead, ClockKind.SUPPLEMENT, on=sent_on, **_where(outcome))
    _tell(outcome, "send_supplement", by=by, at=at)
    return supplement


@transaction.atomic
def record_prosecution_decision(*, prosecution, result, decided_on, by, at) -> Prosecution:
    """What the procuratorate decided."""
    _open_prosecution(prosecution, by)
    if not result.strip():
        raise NotPossible(_("Say what the procuratorate decided."))
    if prosecution.supplements.filter(sent_on=None).exists():
        raise NotPossible(_("The supplement asked for before has not been sent yet."))
    needs_day(decided_on, at=at, since=prosecution.sent_on, what=_("the sending"))
    prosecution.result, prosecution.decided_on = result, decided_on
    prosecution.save(update_fields=["result", "decided_on"])
    _tell(prosecution.outcome, "record_prosecution_decision", by=by, at=at)
    return prosecution


@transaction.atomic
def announce(*, outcome, announced_on, announced_to, by, at) -> Execution:
    """The decision was announced to the person (政务处分法 Art. 54)."""
    outcome = _taken(outcome, by)
    if outcome.kind not in SANCTIONS:
        raise NotPossible(_("Sanctions alone are announced and executed."))
    if Execution.objects.filter(outcome=outcome).exists():
        raise NotPossible(_("The announcement is recorded already."))
    needs_day(announced_on, at=at, since=outcome.effective_on, what=_("the decision"))
    lead = outcome.person.lead
    execution = Execution.objects.create(
        lead=lead,
        outcome=outcome,
        announced_on=announced_on,
        announced_to=announced_to,
        recorded_at=at,
        recorded_by=by,
    )
    clocks.stop(lead, ClockKind.ANNOUNCEMENT, on=announced_on, **_where(outcome))
    _tell(outcome, "announce", by=by, at=at)
    return execution


@transaction.atomic
def carry_out(*, outcome, executed_on, carried_out, by, at) -> Execution:
    """Post and pay were changed as the decision asks."""
    outcome = _taken(outcome, by)
    execution = Execution.objects.filter(outcome=outcome).first()
    if execution is None:
        raise NotPossible(_("Record the announcement first."))
    if execution.executed_on:
        raise NotPossible(_("The execution is recorded already."))
    if not carried_out.strip():
        raise NotPossible(_("Say what was carried out."))
    needs_day(executed_on, at=at, since=execution.announced_on, what=_("the announcement"))
    execution.executed_on, execution.carried_out = executed_on, carried_out
    execution.save(update_fields=["executed_on", "carried_out"])
    clocks.stop(outcome.person.lead, ClockKind.EXECUTION, on=executed_on, **_where(outcome))
    _tell(outcome, "carry_out", by=by, at=at)
    return execution


@transaction.atomic
def end_probation(*, outcome, decided_on, decision, by, at) -> Probation:
    """What was decided at the end of a probation in the Party."""
    outcome = _taken(outcome, by)
    probation = Probation.objects.filter(outcome=outcome, decided_on=None).first()
    if probation is None:
        raise NotPossible(_("No probation is running on this decision."))
    if not decision.strip():
        raise NotPossible(_("Say what was decided at the end of the probation."))
    needs_day(decided_on, at=at, since=outcome.effective_on, what=_("the decision"))
    probation.decided_on, probation.decision = decided_on, decision
    probation.save(update_fields=["decided_on", "decision"])
    clocks.stop(outcome.person.lead, ClockKind.PROBATION, on=decided_on, **_where(outcome))
    _tell(outcome, "end_probation", by=by, at=at)
    return probation


@transaction.atomic
def apply_for_review(*, outcome, kind, applied_on, grounds, by, at) -> Review:
    """The person asks for review (复审), or afterwards for reconsideration (复核)."""
    outcome = _taken(outcome, by)
    if outcome.kind not in SANCTIONS:
        raise NotPossible(_("Sanctions alone are reviewed."))
    if outcome.reviews.filter(kind=kind).exists():
        raise NotPossible(_("This has been asked for already."))
    if not grounds.strip():
        raise NotPossible(_("Give the grounds of the application."))
    known_on = _known_on(outcome, kind)
    needs_day(applied_on, at=at, since=known_on, what=_("the decision"))
    last_day = rules.add_months(known_on, rules.REVIEW_APPLICATION_MONTHS)
    if applied_on > last_day:
        raise NotPossible(
            _("The month for applying ended on %(day)s (监察法 Art. 56).") % {"day": last_day}
        )
    lead = outcome.person.lead
    review = Review.objects.create(
        lead=lead,
        outcome=outcome,
        kind=kind,
        applied_on=applied_on,
        grounds=grounds,
        recorded_at=at,
        recorded_by=by,
    )
    clocks.start(lead, CLOCK_OF_REVIEW[ReviewKind(kind)], on=applied_on, **_where(outcome))
    _tell(outcome, "apply_for_review", by=by, at=at)
    return review


def _known_on(outcome, kind):
    """From when the month for applying counts: the announcement, or the decision on the review."""
    if kind == ReviewKind.RECONSIDERATION:
        reviewed = {outcome.pk, outcome.replaces_id}
        review = Review.objects.filter(
            outcome__in=reviewed, kind=ReviewKind.REVIEW, decided_on__isnull=False
        ).first()
        if review is None:
            raise NotPossible(_("Reconsideration follows the decision on a review."))
        return review.decided_on
    execution = Execution.objects.filter(outcome=outcome).first()
    return execution.announced_on if execution else outcome.effective_on


@transaction.atomic
def decide_review(*, review, result, decision, document, decided_on, by, at, **changed) -> Review:
    """The decision on a review: upheld, revoked, or changed into another decision.

    `changed`: kind, code, form, measure … of the decision put in its place.
    """
    outcome = _taken(review.outcome, by)
    review = Review.objects.select_for_update(of=("self",)).get(pk=review.pk)
    if review.decided_on:
        raise NotPossible(_("This review is decided already."))
    if not decision.strip() or not document.strip():
        raise NotPossible(_("Give the decision in words and its document."))
    needs_day(decided_on, at=at, since=review.applied_on, what=_("the application"))
    review.result, review.decision = result, decision
    review.document, review.decided_on = document, decided_on
    review.save(update_fields=["result", "decision", "document", "decided_on"])
    kind = CLOCK_OF_REVIEW[ReviewKind(review.kind)]
    clocks.stop(outcome.person.lead, kind, on=decided_on, **_where(outcome))
    if result != ReviewResult.UPHELD:
        _revoke(outcome, on=decided_on)
    if result == ReviewResult.CHANGED:
        _put_in_place(outcome, document, decided_on, changed, by=by, at=at)
    _tell(outcome, "decide_review", by=by, at=at)
    return review


def _revoke(outcome, *, on) -> None:
    """The decision counts until this day and no longer; what ran on it stops."""
    outcome.revoked_on = on
    outcome.save(update_fields=["revoked_on"])
    timed = (ClockKind.ANNOUNCEMENT, ClockKind.EXECUTION, ClockKind.PROBATION)
    for kind in timed:
        clocks.stop(outcome.person.lead, kind, on=on, **_where(outcome))


def _put_in_place(outcome, document, decided_on, changed, *, by, at) -> None:
    if not changed.get("kind") or not changed.get("code"):
        raise NotPossible(_("Say into which measure the decision is changed."))
    write_outcome(
        person=outcome.person,
        case=outcome.case,
        document=document,
        effective_on=decided_on,
        by=by,
        at=at,
        replaces=outcome,
        **({"measure": ""} | changed),
    )
