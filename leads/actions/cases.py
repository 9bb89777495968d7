"""Cases, the persons in them, and what became of each."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.accounts.roles import Role
from airdefense.casework.actions import advance, record, save_edit
from airdefense.casework.workflow import NotAllowed, NotPossible
from leads.actions.compartment import locked, needs_inside
from leads.actions.leads import official_number
from leads.models import (
    MILD,
    Accountability,
    CasePerson,
    DisciplineCase,
    Outcome,
    Person,
)
from leads.workflow import CaseStatus, DisposalMethod, LeadStatus

EDITED_FIELDS = ("matter", "organisation_subject")
OPEN_CASES = (CaseStatus.PROPOSED, CaseStatus.INVESTIGATION, CaseStatus.TRIAL)


def needs_officer(lead, user) -> None:
    """Persons, cases and outcomes are recorded by the officer to whom the lead is assigned."""
    needs_inside(lead, user)
    roles = user.roles_over(lead.scope_paths)
    if lead.handler_id != user.pk or Role.CASE_OFFICER not in roles:
        raise NotAllowed(_("Only the case officer assigned to this lead records this."))


def needs_approved_disposal(lead) -> None:
    if not lead.approved_at:
        raise NotPossible(_("First the leader approves how the lead is disposed of."))


@transaction.atomic
def add_person(*, lead, name, unit, by, at, post="", rank="") -> Person:
    """Add a person whom the check brought to light."""
    needs_officer(lead, by)
    person = Person.objects.create(lead=lead, name=name, unit=unit, post=post, rank=rank)
    record(lead, "add_person", by=by, at=at)
    return person


@transaction.atomic
def propose_case(*, lead, matter, by, at, persons=(), organisation_subject="") -> DisciplineCase:
    """Propose to file a case (立案) on persons of the lead or on an organisation."""
    lead = locked(lead)
    needs_officer(lead, by)
    _check_may_file(lead)
    people = list(persons)
    if not matter.strip():
        raise NotPossible(_("Say what the case is about."))
    if not people and not organisation_subject.strip():
        raise NotPossible(_("Name at least one person, or the organisation investigated."))
    for person in people:
        _check_person_may_be_in_case(person, lead)
    case = DisciplineCase.objects.create(
        lead=lead,
        region=lead.region,
        handler=lead.handler,
        approver=lead.approver,
        matter=matter,
        organisation_subject=organisation_subject,
        proposed_at=at,
        proposed_by=by,
    )
    CasePerson.objects.bulk_create(CasePerson(case=case, person=person) for person in people)
    record(case, "propose", by=by, at=at, after=case.status)
    record(lead, "propose_case", by=by, at=at, detail={"case": case.pk})
    return case


def _check_may_file(lead) -> None:
    """Filing follows a preliminary check (监察法 Art. 41-42)."""
    is_under_way = lead.status in (LeadStatus.IN_DISPOSAL, LeadStatus.DISPOSED)
    if not is_under_way or lead.method != DisposalMethod.PRELIM_CHECK:
        raise NotPossible(_("A case is filed on an approved preliminary check."))


def _check_person_may_be_in_case(person, lead) -> None:
    if person.lead_id != lead.pk:
        raise NotPossible(_("The person belongs to another lead."))
    if CasePerson.objects.filter(person=person, case__status__in=OPEN_CASES).exists():
        raise NotPossible(_("%(person)s is in an open case already.") % {"person": person.name})


@transaction.atomic
def take_case_step(case, name, *, by, at, note="") -> DisciplineCase:
    """Take a step of a case; approval of the filing gives it its number."""
    needs_inside(case.lead, by)
    if name != "approve_filing":
        return advance(case, name, by=by, at=at, note=note)
    case = DisciplineCase.objects.select_for_update(of=("self",)).get(pk=case.pk)
    case.workflow.check(case, name, by, note)
    year = timezone.localdate(at).year
    number = official_number(case.lead.commission, "case", "立案", year)
    return advance(case, name, by=by, at=at, note=note, number=number)


def edit_case(case, *, by, at, note="") -> DisciplineCase:
    """Correct the wording of a case that is not yet in trial."""
    needs_officer(case.lead, by)
    if case.status not in (CaseStatus.PROPOSED, CaseStatus.INVESTIGATION):
        raise NotPossible(_("A case in trial or decided is not reworded."))
    return save_edit(case, by=by, at=at, fields=EDITED_FIELDS, note=note)


@transaction.atomic
def record_outcome(*, person, kind, measure, document, effective_on, by, at, case=None) -> Outcome:
    """Record what was decided about a person; sanctions and prosecution need a filed case."""
    lead = locked(person.lead)
    needs_officer(lead, by)
    needs_approved_disposal(lead)
    _check_case_of_outcome(person, kind, case)
    _check_decision(measure, document, effective_on, at)
    if person.outcomes.filter(kind=kind, document=document).exists():
        raise NotPossible(_("This outcome of this document is recorded already."))
    outcome = Outcome.objects.create(
        person=person,
        case=case,
        region=lead.region,
        kind=kind,
        measure=measure,
        document=document,
        effective_on=effective_on,
        recorded_at=at,
        recorded_by=by,
    )
    record(lead, "record_outcome", by=by, at=at, detail={"outcome": outcome.pk})
    return outcome


def _check_case_of_outcome(person, kind, case) -> None:
    if case is None:
        if kind not in MILD:
            raise NotPossible(_("A sanction or a prosecution needs the filed case of the person."))
        return
    if not case.filed_at:
        raise NotPossible(_("The case has not been filed."))
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
    needs_officer(lead, by)
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
    record(
        lead, "record_accountability", by=by, at=at, detail={"accountability": accountability.pk}
    )
    return accountability
