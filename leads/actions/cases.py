"""Cases as they are proposed and worded, and the persons in them."""

from django.db import transaction
from django.utils.translation import gettext as _

from airdefense.accounts.roles import Role
from airdefense.casework.actions import record, save_edit
from airdefense.casework.workflow import NotAllowed, NotPossible
from leads.actions import approvals
from leads.actions.compartment import locked, needs_handler, needs_inside
from leads.actions.handling import what_is_missing
from leads.models import ApprovalMatter, CasePerson, DisciplineCase, Person
from leads.workflow import CaseStatus, DisposalMethod, LeadStatus

EDITED_FIELDS = ("matter", "organisation_subject", "basis")
REWORDABLE = (CaseStatus.PROPOSED, CaseStatus.INVESTIGATION)
OPEN_CASES = (CaseStatus.PROPOSED, CaseStatus.INVESTIGATION, CaseStatus.TRIAL)


def tries(case, user) -> bool:
    """Whether this is the trial officer named for the case, in office still."""
    is_named = case.trial_officer_id == user.pk
    return is_named and Role.TRIAL_OFFICER in user.roles_over(case.scope_paths)


def needs_trier(case, user) -> None:
    needs_inside(case.lead, user)
    if not tries(case, user):
        raise NotAllowed(_("Only the trial officer named for this case records this."))


def needs_follower(lead, case, user) -> None:
    """What follows a decision is recorded by the trial officer of the case, or by the case officer
    of the lead."""
    if case is not None and tries(case, user):
        needs_inside(lead, user)
    else:
        needs_handler(lead, user)


@transaction.atomic
def add_person(*, lead, name, unit, by, at, post="", rank="") -> Person:
    """Add a person whom the check brought to light."""
    needs_handler(lead, by)
    person = Person.objects.create(lead=lead, name=name, unit=unit, post=post, rank=rank)
    record(lead, "add_person", by=by, at=at)
    return person


@transaction.atomic
def propose_case(
    *, lead, matter, by, at, persons=(), organisation_subject="", basis=""
) -> DisciplineCase:
    """Propose to file a case (立案) on persons of the lead or on an organisation."""
    lead = locked(lead)
    needs_handler(lead, by)
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
        basis=basis,
        proposed_at=at,
        proposed_by=by,
    )
    CasePerson.objects.bulk_create(CasePerson(case=case, person=person) for person in people)
    record(case, "propose", by=by, at=at, after=case.status)
    record(lead, "propose_case", by=by, at=at, detail={"case": case.pk})
    lay_filing_before(case, by=by, at=at)
    return case


def lay_filing_before(case, *, by, at):
    """Lay the filing before who signs, by the route in force."""
    terms = {"matter": case.matter, "basis": case.basis}
    matter = ApprovalMatter.FILING
    return approvals.lay_before(
        case.lead, matter, case=case, terms=terms, words=case.matter, by=by, at=at
    )


def _check_may_file(lead) -> None:
    """Filing follows a preliminary check (监察法 Art. 41-42)."""
    is_under_way = lead.status in (LeadStatus.IN_DISPOSAL, LeadStatus.DISPOSED)
    if not is_under_way or lead.method != DisposalMethod.PRELIM_CHECK:
        raise NotPossible(_("A case is filed on an approved preliminary check."))
    if missing := what_is_missing(lead):
        raise NotPossible(missing)


def _check_person_may_be_in_case(person, lead) -> None:
    if person.lead_id != lead.pk:
        raise NotPossible(_("The person belongs to another lead."))
    if CasePerson.objects.filter(person=person, case__status__in=OPEN_CASES).exists():
        raise NotPossible(_("%(person)s is in an open case already.") % {"person": person.name})


@transaction.atomic
def add_case_person(*, case, person, by, at) -> CasePerson:
    """Bring a further person of the lead into a case that is filed already."""
    lead = locked(case.lead)
    needs_handler(lead, by)
    if case.status != CaseStatus.INVESTIGATION:
        raise NotPossible(_("Persons are added to a case while it is under investigation."))
    _check_person_may_be_in_case(person, lead)
    entry = CasePerson.objects.create(case=case, person=person, added_at=at, added_by=by)
    record(case, "add_case_person", by=by, at=at, detail={"person": person.pk})
    return entry


def edit_case(case, *, by, at, note="") -> DisciplineCase:
    """Correct the wording of a case that is not yet in trial."""
    needs_handler(case.lead, by)
    if case.status not in REWORDABLE:
        raise NotPossible(_("A case in trial or decided is not reworded."))
    return save_edit(case, by=by, at=at, fields=EDITED_FIELDS, note=note)
