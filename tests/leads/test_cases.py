"""Cases, persons, outcomes and accountability: what may be recorded when."""

from datetime import timedelta

import pytest

from airdefense.casework.models import Event
from airdefense.casework.workflow import NotAllowed, NotPossible
from leads import actions
from leads.models import MILD, CasePerson, Outcome, OutcomeKind, Person
from tests.factories.accounts import NOON, TODAY
from tests.factories.leads import Office, a_case, a_lead

pytestmark = pytest.mark.django_db


def outcome(person, office, kind=OutcomeKind.FIRST_FORM, **changes):
    arguments = {
        "measure": "reminder talk",
        "document": "Decision 1",
        "effective_on": TODAY,
        "by": office.officer,
        "at": NOON,
    }
    return actions.record_outcome(person=person, kind=kind, **arguments | changes)


def test_filing_gives_the_case_its_own_number():
    case = a_case("investigation")

    assert (case.number, case.filed_by) == ("玉纪立案〔2020〕1号", case.office.leader)
    assert case.lead.number == "玉纪线索〔2020〕1号"


def test_case_not_approved_takes_no_number():
    office = Office()
    rejected = a_case("rejected", lead=a_lead("in_disposal", office=office))
    filed = a_case("investigation", lead=a_lead("in_disposal", office=office))

    assert (rejected.number, filed.number) == ("", "玉纪立案〔2020〕1号")


@pytest.mark.parametrize("status", ["assigned", "proposed", "held"])
def test_no_case_before_an_approved_preliminary_check(status):
    with pytest.raises(NotPossible, match="approved preliminary check"):
        a_case(lead=a_lead(status))


def test_no_case_on_a_lead_that_is_closed_without_a_check():
    with pytest.raises(NotPossible, match="approved preliminary check"):
        a_case(lead=a_lead("disposed", method="CLOSE"))


def test_case_names_a_person_or_an_organisation():
    with pytest.raises(NotPossible, match="at least one person, or the organisation"):
        a_case(persons=())


def test_case_takes_persons_of_its_own_lead_only():
    office = Office()
    other = a_lead("in_disposal", office=office)

    with pytest.raises(NotPossible, match="belongs to another lead"):
        a_case(lead=a_lead("in_disposal", office=office), persons=list(other.persons.all()))


def test_person_is_in_one_open_case_at_a_time():
    case = a_case("investigation")
    case.lead.office = case.office

    with pytest.raises(NotPossible, match="in an open case already"):
        a_case(lead=case.lead)


def test_only_the_officer_of_the_lead_proposes_a_case():
    lead = a_lead("in_disposal")

    with pytest.raises(NotAllowed, match="Only the case officer"):
        actions.propose_case(
            lead=lead, matter="m", organisation_subject="O", by=lead.office.leader, at=NOON
        )


@pytest.mark.parametrize("kind", MILD)
def test_mild_outcome_needs_no_case(kind):
    lead = a_lead("in_disposal")

    recorded = outcome(lead.persons.get(), lead.office, kind)

    assert (recorded.kind, recorded.case, recorded.region) == (kind, None, lead.region)


@pytest.mark.parametrize("kind", sorted(set(OutcomeKind.values) - set(MILD)))
def test_sanction_and_prosecution_need_the_filed_case_of_the_person(kind):
    case = a_case()
    person = case.persons.get().person
    stranger = actions.add_person(
        lead=case.lead, name="Other", unit="Unit", by=case.office.officer, at=NOON
    )

    office = case.office

    with pytest.raises(NotPossible, match="needs the filed case"):
        outcome(person, office, kind)
    with pytest.raises(NotPossible, match="has not been filed"):
        outcome(person, office, kind, case=case)
    filed = actions.take_case_step(case, "approve_filing", by=office.leader, at=NOON, note="yes")
    with pytest.raises(NotPossible, match="not in that case"):
        outcome(stranger, office, kind, case=filed)

    assert outcome(person, office, kind, case=filed).case == filed


def test_one_person_may_have_several_outcomes_and_is_still_one_person():
    case = a_case("investigation")
    person = case.persons.get().person

    outcome(person, case.office, OutcomeKind.PARTY_SANCTION, case=case)
    outcome(person, case.office, OutcomeKind.GOV_SANCTION, case=case, document="Decision 2")

    assert Outcome.objects.values("person").distinct().count() == 1
    assert CasePerson.objects.count() == 1


def test_the_same_decision_is_not_recorded_twice():
    lead = a_lead("in_disposal")
    outcome(lead.persons.get(), lead.office)

    with pytest.raises(NotPossible, match="recorded already"):
        outcome(lead.persons.get(), lead.office)


def test_outcome_waits_for_the_approved_disposal():
    lead = a_lead("proposed")

    with pytest.raises(NotPossible, match="First the leader approves"):
        outcome(lead.persons.get(), lead.office)


def test_outcome_of_tomorrow_is_not_recorded_today():
    lead = a_lead("in_disposal")

    with pytest.raises(NotPossible, match="once it is in effect"):
        outcome(lead.persons.get(), lead.office, effective_on=TODAY + timedelta(days=1))


@pytest.mark.parametrize("changes", [{"measure": " "}, {"document": ""}])
def test_outcome_names_its_measure_and_document(changes):
    lead = a_lead("in_disposal")

    with pytest.raises(NotPossible, match="Give the measure and the document"):
        outcome(lead.persons.get(), lead.office, **changes)


@pytest.mark.parametrize("who", ["leader", "receiver", "colleague", "sender"])
def test_nobody_but_the_officer_records_outcomes(who):
    lead = a_lead("in_disposal")

    with pytest.raises(NotAllowed):
        outcome(lead.persons.get(), lead.office, by=getattr(lead.office, who))


def accountability(lead, **changes):
    arguments = {
        "measure": "circulated criticism",
        "document": "Decision 5",
        "effective_on": TODAY,
        "by": lead.office.officer,
        "at": NOON,
    }
    return actions.record_accountability(lead=lead, **arguments | changes)


def test_accountability_of_an_organisation_and_of_a_person():
    lead = a_lead("in_disposal")

    of_group = accountability(lead, organisation_name="Party group")
    of_person = accountability(lead, person=lead.persons.get(), document="Decision 6")

    assert [of_group.person, of_person.organisation_name] == [None, ""]


def test_accountability_is_of_one_of_the_two():
    lead = a_lead("in_disposal")

    with pytest.raises(NotPossible, match="one organisation or of one person"):
        accountability(lead)
    with pytest.raises(NotPossible, match="one organisation or of one person"):
        accountability(lead, organisation_name="Party group", person=lead.persons.get())


def test_accountability_of_a_person_of_another_lead_is_refused():
    lead = a_lead("in_disposal")
    other = a_lead("in_disposal", office=lead.office)

    with pytest.raises(NotPossible, match="belongs to another lead"):
        accountability(lead, person=other.persons.get())


def test_case_is_reworded_by_its_officer_until_trial():
    case = a_case("investigation")
    case.matter = "Waiver against a favour"

    actions.edit_case(case, by=case.office.officer, at=NOON)

    assert Event.objects.of(case).get(name="edit").detail["matter"][1] == "Waiver against a favour"


def test_case_in_trial_is_not_reworded():
    case = a_case("trial")

    with pytest.raises(NotPossible, match="not reworded"):
        actions.edit_case(case, by=case.office.officer, at=NOON)


def test_older_copy_of_a_case_does_not_overwrite_a_newer_one():
    case = a_case()
    mine = type(case).objects.get(pk=case.pk)
    case.matter, mine.matter = "First", "Second"
    actions.edit_case(case, by=case.office.officer, at=NOON)

    with pytest.raises(NotPossible, match="changed by somebody else"):
        actions.edit_case(mine, by=case.office.officer, at=NOON)


def test_person_found_later_is_added_to_the_lead():
    lead = a_lead("in_disposal")

    actions.add_person(lead=lead, name="Late", unit="Unit", by=lead.office.officer, at=NOON)

    assert Person.objects.filter(lead=lead).count() == 2
