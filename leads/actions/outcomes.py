"""What became of each person: sanctions and measures, by which form, and how long they last."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.casework.actions import record
from airdefense.casework.workflow import NotPossible
from leads import rules
from leads.actions import clocks
from leads.actions.cases import needs_follower
from leads.actions.compartment import locked, needs_handler
from leads.models import (
    MILD,
    SANCTIONS,
    Accountability,
    ClockKind,
    Form,
    Measure,
    Outcome,
    Probation,
)


def needs_approved_disposal(lead) -> None:
    if not lead.approved_at:
        raise NotPossible(_("First the leader approves how the lead is disposed of."))


@transaction.atomic
def record_outcome(
    *, person, kind, document, effective_on, by, at, measure="", case=None, **classed
) -> Outcome:
    """Record what was decided about a person; sanctions and prosecution need a filed case.

    `classed`: code (a Measure), form (F1 to F4), in_effect_until where the decision names another
    day than the statute, probation_months for a probation in the Party.
    """
    lead = locked(person.lead)
    needs_follower(lead, case, by)
    needs_approved_disposal(lead)
    _check_case_of_outcome(person, kind, case)
    _check_decision(measure or classed.get("code", ""), document, effective_on, at)
    if person.outcomes.filter(kind=kind, document=document).exists():
        raise NotPossible(_("This outcome of this document is recorded already."))
    outcome = write_outcome(
        person=person,
        kind=kind,
        measure=measure,
        document=document,
        effective_on=effective_on,
        by=by,
        at=at,
        case=case,
        **classed,
    )
    record(lead, "record_outcome", by=by, at=at, detail={"outcome": outcome.pk})
    return outcome


def write_outcome(
    *,
    person,
    kind,
    measure,
    document,
    effective_on,
    by,
    at,
    case=None,
    code="",
    form="",
    in_effect_until=None,
    probation_months=None,
    replaces=None,
) -> Outcome:
    """Write the decision with its effect, and begin the clocks of what follows it."""
    check_measure(kind, code, form)
    ends_on = _probation_end(code, effective_on, probation_months)
    if in_effect_until is not None and in_effect_until < effective_on:
        raise NotPossible(_("The effect of a decision does not end before it begins."))
    lead = person.lead
    outcome = Outcome.objects.create(
        person=person,
        case=case,
        region=lead.region,
        kind=kind,
        measure=measure,
        code=code,
        form=form,
        document=document,
        effective_on=effective_on,
        in_effect_until=in_effect_until or rules.effect_until(code, effective_on, ends_on),
        replaces=replaces,
        recorded_at=at,
        recorded_by=by,
    )
    _begin(outcome, ends_on, by=by, at=at)
    return outcome


def check_measure(kind, code, form) -> None:
    """A measure goes with its kind, and a form with its measure (domain §3.4–3.5)."""
    if code and code not in rules.MEASURES.get(kind, ()):
        raise NotPossible(
            _("“%(measure)s” does not go with this kind of outcome.")
            % {"measure": Measure(code).label if code in Measure.values else code}
        )
    if code and form and form not in rules.FORMS[code]:
        raise NotPossible(
            _("“%(measure)s” is not of the %(form)s.")
            % {"measure": Measure(code).label, "form": Form(form).label}
        )


def _probation_end(code, effective_on, months):
    if code != rules.PROBATION:
        if months:
            raise NotPossible(_("Only a probation in the Party has a period of probation."))
        return None
    if months not in rules.PROBATION_MONTHS:
        raise NotPossible(_("A probation in the Party lasts one year or two."))
    return rules.last_day_of(effective_on, months)


def _begin(outcome, probation_ends_on, *, by, at) -> None:
    lead, where = outcome.person.lead, {"case": outcome.case, "outcome": outcome}
    if outcome.kind in SANCTIONS:
        clocks.start(lead, ClockKind.ANNOUNCEMENT, on=outcome.effective_on, **where)
    if outcome.code in rules.CHANGES_POST:
        clocks.start(lead, ClockKind.EXECUTION, on=outcome.effective_on, **where)
    if probation_ends_on is not None:
        Probation.objects.create(
            lead=lead,
            outcome=outcome,
            ends_on=probation_ends_on,
            recorded_at=at,
            recorded_by=by,
        )
        clocks.start(
            lead,
            ClockKind.PROBATION,
            on=outcome.effective_on,
            due_on=probation_ends_on,
            **where,
        )


def _check_case_of_outcome(person, kind, case) -> None:
    if case is None:
        if kind not in MILD:
            raise NotPossible(_("A sanction or a prosecution needs the filed case of the person."))
        return
    if not case.filed_at:
        raise NotPossible(_("The case has not been filed."))
    if case.withdrawn_at:
        raise NotPossible(_("The case is withdrawn."))
    if not case.persons.filter(person=person).exists():
        raise NotPossible(_("The person is not in that case."))


def _check_decision(measure, document, effective_on, at) -> None:
    if not measure.strip() or not document.strip():
        raise NotPossible(_("Give the measure and the document that decides it."))
    if effective_on > timezone.localdate(at):
        raise NotPossible(_("A decision is recorded once it is in effect."))


@transaction.atomic
def record_accountability(
    *, lead, measure, document, effective_on, by, at, organisation_name="", person=None
) -> Accountability:
    """Record the accountability of an organisation or of a person of the lead, reported apart."""
    lead = locked(lead)
    needs_handler(lead, by)
    needs_approved_disposal(lead)
    if bool(person) == bool(organisation_name.strip()):
        raise NotPossible(_("Accountability is of one organisation or of one person."))
    if person and person.lead_id != lead.pk:
        raise NotPossible(_("The person belongs to another lead."))
    _check_decision(measure, document, effective_on, at)
    accountability = Accountability.objects.create(
        lead=lead,
        region=lead.region,
        organisation_name=organisation_name,
        person=person,
        measure=measure,
        document=document,
        effective_on=effective_on,
        recorded_at=at,
        recorded_by=by,
    )
    detail = {"accountability": accountability.pk}
    record(lead, "record_accountability", by=by, at=at, detail=detail)
    return accountability
