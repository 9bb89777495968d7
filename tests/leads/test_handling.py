"""Talks, letters and preliminary checks: what is recorded, by whom, and what it is needed for."""

from datetime import date, timedelta

import pytest

from airdefense.accounts.roles import Role
from airdefense.casework.models import Event, TimeLimit
from airdefense.casework.workflow import NotAllowed, NotPossible
from leads import actions
from leads.models import ClockKind, InquiryKind
from leads.workflow import DisposalMethod
from tests.factories.accounts import NOON, TODAY, person
from tests.factories.handling import a_check, an_inquiry, another_officer
from tests.factories.leads import LATER, a_lead

pytestmark = pytest.mark.django_db
REPORT = {"report": "The books show it.", "suggestion": "file"}


def refusal(action, error=NotPossible, **kwargs):
    with pytest.raises(error) as refused:
        action(**kwargs)
    return str(refused.value)


def team_of(lead, **changes):
    office = lead.office
    facts = {
        "lead": lead,
        "leader": office.officer,
        "team": [office.colleague],
        "plan": "Read the books.",
        "started_on": TODAY,
        "access_until": LATER,
        "by": office.officer,
        "at": NOON,
    }
    return facts | changes


def test_the_team_of_a_check_joins_the_compartment_with_reason_and_expiry():
    check = a_check()
    lead = check.lead

    member = lead.members.get(user__display_name="Colleague Co")
    team = check.team.order_by("pk").values_list("user__display_name", flat=True)
    assert list(team) == ["Officer Ou", "Colleague Co"]
    assert (member.reason, member.expires_on) == ("Team of the preliminary check", LATER)
    assert Event.objects.of(lead).get(name="set_up_check").detail == {"check": check.pk}


def test_one_person_alone_is_no_team():
    lead = a_lead("in_disposal")

    assert "Two people at least" in refusal(
        actions.set_up_check, **team_of(lead, team=[lead.office.officer])
    )


def test_who_has_to_recuse_is_not_of_the_team():
    lead = a_lead("in_disposal")
    lead.office.colleague.organisation = lead.office.unit
    lead.office.colleague.save()

    assert "Colleague Co has to recuse" in refusal(actions.set_up_check, **team_of(lead))
    assert not lead.prelim_checks.exists()


def test_who_signs_for_the_lead_does_not_check_it():
    lead = a_lead("in_disposal")
    leader = lead.office.leader
    leader.role_grants.create(
        role=Role.CASE_OFFICER,
        scope=lead.office.commission,
        valid_from=TODAY,
        granted_by=leader,
        granted_at=NOON,
        reason="also",
    )

    assert "does not check it" in refusal(actions.set_up_check, **team_of(lead, team=[leader]))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"plan": " "}, "Write the plan"),
        ({"access_until": None}, "until when the team"),
        ({"access_until": TODAY - timedelta(days=1)}, "until when the team"),
        ({"started_on": TODAY + timedelta(days=1)}, "cannot lie in the future"),
        ({"started_on": TODAY - timedelta(days=1)}, "nothing is done before"),
    ],
)
def test_a_check_has_plan_begin_and_an_end_of_access(changes, sentence):
    assert sentence in refusal(actions.set_up_check, **team_of(a_lead("in_disposal"), **changes))


@pytest.mark.parametrize("status", ["assigned", "proposed", "disposed"])
def test_a_check_belongs_to_an_approved_method_under_way(status):
    lead = a_lead(status)

    assert "approved method is “Preliminary check”" in refusal(
        actions.set_up_check, **team_of(lead)
    )


def test_a_second_check_waits_for_the_report_on_the_first():
    check = a_check()
    lead = check.lead
    lead.office = lead_office(lead)
    again = team_of(lead)

    sentence = refusal(actions.set_up_check, **again)
    actions.report_check(check=check, by=lead.office.officer, at=NOON, **REPORT)
    second = actions.set_up_check(**again)

    assert sentence == "A preliminary check of this lead is under way."
    assert second.pk != check.pk


def lead_office(lead):
    """The people of a lead that was read anew."""
    people = {member.user.display_name: member.user for member in lead.members.all()}

    class People:
        officer, colleague = people["Officer Ou"], people["Colleague Co"]
        leader, commission = people["Leader Li"], lead.commission

    return People


@pytest.mark.parametrize("name", ["colleague", "leader"])
def test_only_the_officer_sets_up_a_check(name):
    lead = a_lead("in_disposal")
    by = getattr(lead.office, name)

    assert refusal(actions.set_up_check, error=NotAllowed, **team_of(lead, by=by))


def test_the_report_is_written_once_by_head_or_officer():
    check = a_check()
    people = lead_office(check.lead)
    facts = {"check": check, "at": NOON} | REPORT

    denied = refusal(actions.report_check, error=NotAllowed, by=people.colleague, **facts)
    reported = actions.report_check(by=people.officer, **facts)
    again = refusal(actions.report_check, by=people.officer, **facts)

    assert denied == "The head of the team or the case officer writes the report."
    assert (reported.report, reported.suggestion, reported.reported_by) == (
        "The books show it.",
        "file",
        people.officer,
    )
    assert again == "The report on it is written already."


@pytest.mark.parametrize("lacking", [{"report": " "}, {"suggestion": ""}, {"suggestion": "other"}])
def test_a_report_has_words_and_a_suggestion(lacking):
    check = a_check()
    facts = {"check": check, "by": lead_office(check.lead).officer, "at": NOON} | REPORT

    assert "Write the report" in refusal(actions.report_check, **facts | lacking)


def test_a_lead_is_disposed_only_after_the_report_on_its_check():
    check = a_check()
    lead, officer = check.lead, lead_office(check.lead).officer
    facts = {"lead": lead, "by": officer, "at": NOON, "note": "Done."}

    sentence = refusal(actions.dispose, **facts)
    actions.report_check(check=check, by=officer, at=NOON, **REPORT)
    disposed = actions.dispose(**facts)

    assert sentence == "The report on the preliminary check is missing: write it first."
    assert disposed.status == "disposed"


def test_a_case_is_proposed_only_after_the_report_on_the_check():
    check = a_check()
    lead, officer = check.lead, lead_office(check.lead).officer
    facts = {"lead": lead, "matter": "Waiver", "persons": list(lead.persons.all())}
    facts |= {"by": officer, "at": NOON}

    sentence = refusal(actions.propose_case, **facts)
    actions.report_check(check=check, by=officer, at=NOON, **REPORT)

    assert sentence == "The report on the preliminary check is missing: write it first."
    assert actions.propose_case(**facts).status == "proposed"


def test_a_letter_starts_the_limit_of_its_reply_and_the_report_stops_it():
    TimeLimit.objects.create(
        step=ClockKind.LETTER_REPLY,
        days=15,
        is_working_days=True,
        basis="Rules, ch. 5",
        effective_on=date(2003, 1, 1),
    )
    inquiry = an_inquiry()
    lead, officer = inquiry.lead, inquiry.lead.handler
    clock = lead.clocks.get(kind=ClockKind.LETTER_REPLY)

    later = NOON + timedelta(days=9)
    answer = {"replied_on": later.date(), "reply": "It was a loan.", "result": "Not convincing."}
    reported = actions.report_inquiry(inquiry=inquiry, by=officer, at=later, **answer)

    clock_after = lead.clocks.get(kind=ClockKind.LETTER_REPLY)
    assert (clock.due_on, clock.stopped_on) == (date(2020, 11, 23), None)
    assert clock_after.stopped_on == later.date()
    assert (reported.replied_on, reported.reported_by) == (later.date(), officer)


def test_a_talk_is_answered_on_its_day():
    inquiry = an_inquiry(kind=InquiryKind.TALK)

    reported = actions.report_inquiry(
        inquiry=inquiry, reply="Yes.", result="Admitted.", by=inquiry.lead.handler, at=NOON
    )

    assert reported.replied_on == TODAY


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ({"reply": " "}, "Write what was answered"),
        ({"result": ""}, "Write what was answered"),
        ({"replied_on": None}, "Give the day"),
        ({"replied_on": TODAY - timedelta(days=1)}, "comes after the letter"),
        ({"replied_on": TODAY + timedelta(days=1)}, "comes after the letter"),
    ],
)
def test_a_reply_has_words_and_its_day(answer, sentence):
    inquiry = an_inquiry()
    facts = {"replied_on": TODAY, "reply": "No.", "result": "Open."} | answer

    assert sentence in refusal(
        actions.report_inquiry, inquiry=inquiry, by=inquiry.lead.handler, at=NOON, **facts
    )


def test_a_lead_is_disposed_only_after_every_talk_has_its_report():
    inquiry = an_inquiry(kind=InquiryKind.TALK)
    lead = inquiry.lead
    facts = {"lead": lead, "by": lead.handler, "at": NOON, "note": "Done."}

    sentence = refusal(actions.dispose, **facts)
    answer = {"reply": "Yes.", "result": "Admitted.", "by": lead.handler, "at": NOON}
    actions.report_inquiry(inquiry=inquiry, **answer)

    assert sentence == "The report on the talk or letter is missing for 1 of the persons."
    assert actions.dispose(**facts).status == "disposed"


def test_a_person_of_another_lead_is_not_asked():
    lead = a_lead("in_disposal", method=DisposalMethod.TALK_LETTER)
    stranger = a_lead("transferred", office=lead.office).persons.get()

    with pytest.raises(NotPossible, match="belongs to another lead"):
        an_inquiry(lead=lead, person=stranger)


def test_nobody_else_records_a_talk():
    lead = a_lead("in_disposal", method=DisposalMethod.TALK_LETTER)
    third = another_officer(lead.office)
    facts = {"person": lead.persons.get(), "kind": "talk", "held_on": TODAY, "conducted_by": "I"}

    for by in (third, lead.office.leader, person(Role.CASE_OFFICER, lead.office.city)):
        assert refusal(actions.record_inquiry, error=NotAllowed, lead=lead, by=by, at=NOON, **facts)
