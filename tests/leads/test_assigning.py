"""Assignment: in which way, by whose signature, and who may not be named."""

from datetime import timedelta

import pytest

from airdefense.casework.workflow import NotPossible
from leads import actions
from leads.forms import AssignForm
from leads.models import ApprovalMatter, ClockKind, Level
from leads.workflow import HandlingWay
from tests.factories.accounts import NOON, TODAY
from tests.factories.handling import SigningOffice
from tests.factories.leads import Office, a_lead

pytestmark = pytest.mark.django_db
REPLY = TODAY + timedelta(days=60)


def inside(lead):
    names = lead.members.in_force(TODAY).values_list("user__display_name", flat=True)
    return sorted(names)


def assigned(lead, **changes):
    office = lead.office
    people = {"handler": office.officer, "approver": office.leader}
    return actions.assign(lead=lead, by=office.receiver, at=NOON, **people | changes)


@pytest.fixture
def office():
    """The leader in charge and the secretary approve every assignment."""
    return SigningOffice(ApprovalMatter.ASSIGNMENT, (Level.DEPUTY, Level.SECRETARY))


@pytest.mark.parametrize("way", [HandlingWay.PASSED_ON, HandlingWay.ASSIGNED_DOWN])
def test_a_lead_handled_elsewhere_names_the_body_and_its_day_of_reply(way):
    lead = a_lead("registered")

    done = assigned(lead, way=way, handled_by_body="County commission", reply_due_on=REPLY)

    clock = lead.clocks.get(kind=ClockKind.REPLY)
    assert (done.way, done.handled_by_body) == (way, "County commission")
    assert (clock.due_on, clock.stopped_on) == (REPLY, None)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"way": "passed_on"}, "Name the body"),
        ({"way": "passed_on", "handled_by_body": "County"}, "Name the body"),
        ({"way": "assigned_down", "reply_due_on": REPLY}, "Name the body"),
        (
            {"way": "passed_on", "handled_by_body": "County", "reply_due_on": TODAY},
            "lies in the future",
        ),
        ({"way": "supervised", "handled_by_body": "County"}, "belong to a lead that is passed on"),
        ({"reply_due_on": REPLY}, "belong to a lead that is passed on"),
    ],
)
def test_body_and_day_belong_to_a_lead_handled_elsewhere(facts, sentence):
    with pytest.raises(NotPossible, match=sentence):
        assigned(a_lead("registered"), **facts)


def test_the_day_of_reply_ends_with_another_way():
    lead = a_lead("registered")
    elsewhere = {"way": "passed_on", "handled_by_body": "County", "reply_due_on": REPLY}
    assigned(lead, **elsewhere)

    again = assigned(lead)

    assert (again.way, again.handled_by_body) == ("own", "")
    assert lead.clocks.get(kind=ClockKind.REPLY).stopped_on == TODAY


def test_an_assignment_is_proposed_where_a_route_asks_for_signatures(office):
    lead = office.assign(office.received(), director=None)

    form = lead.approval_forms.get()
    assert (lead.status, lead.handler) == ("registered", None)
    assert (form.matter, form.awaited()) == ("assignment", office.leader)
    assert inside(lead) == ["Leader Li", "Secretary Se"]


def test_the_last_signature_assigns_as_laid_down(office):
    elsewhere = {"way": "passed_on", "handled_by_body": "County", "reply_due_on": REPLY}
    lead = office.assign(office.received(), director=None, **elsewhere)
    form = lead.approval_forms.get()

    for signer in (office.leader, office.secretary):
        actions.sign(form, words="Agreed.", is_agreed=True, by=signer, at=NOON)

    lead.refresh_from_db()
    assert (lead.status, lead.handler, lead.approver, lead.assigned_by) == (
        "assigned",
        office.officer,
        office.leader,
        office.secretary,
    )
    assert (lead.way, lead.clocks.get(kind=ClockKind.REPLY).due_on) == ("passed_on", REPLY)
    assert inside(lead) == ["Leader Li", "Officer Ou", "Secretary Se"]


def test_a_returned_assignment_leaves_nobody_inside(office):
    lead = office.assign(office.received(), director=None)

    actions.sign(
        lead.approval_forms.get(), words="Not he.", is_agreed=False, by=office.leader, at=NOON
    )

    lead.refresh_from_db()
    assert (lead.status, inside(lead)) == ("registered", [])


def test_the_register_withdraws_what_it_proposed(office):
    lead = office.assign(office.received(), director=None)
    form = lead.approval_forms.get()

    form = actions.withdraw_form(form, reason="Mistake.", by=office.receiver, at=NOON)

    assert (form.verdict, inside(lead)) == ("withdrawn", [])


def test_each_level_is_another_person(office):
    with pytest.raises(NotPossible):
        office.assign(office.received(), director=None, secretary=office.leader)


def test_who_must_recuse_is_greyed_with_the_reason():
    lead = a_lead("registered")
    lead.office.colleague.organisation = lead.office.unit
    lead.office.colleague.save()

    shown = str(AssignForm(lead=lead)["handler"])

    sentence = "Colleague Co has to recuse from this lead: name somebody else."
    assert f'<option value="{lead.office.colleague.pk}" disabled>{sentence}</option>' in shown
    assert f'<option value="{lead.office.officer.pk}">Officer Ou</option>' in shown


def test_who_must_recuse_is_refused_by_the_form_as_well():
    lead = a_lead("registered")
    lead.office.colleague.organisation = lead.office.unit
    lead.office.colleague.save()
    data = {"handler": lead.office.colleague.pk, "approver": lead.office.leader.pk, "way": "own"}

    form = AssignForm(data, lead=lead)

    assert list(form.errors) == ["handler"]


def test_the_form_asks_for_the_levels_that_some_route_names():
    plain, office = Office(short_name="峨纪"), SigningOffice(levels=(Level.SECRETARY,))

    without = AssignForm(lead=a_lead("registered", office=office))
    office.route.delete()
    again = AssignForm(lead=a_lead("registered", office=plain))

    posts = {"handler", "director", "approver", "secretary"}
    assert posts & set(without.fields) == {"handler", "approver", "secretary"}
    assert posts & set(again.fields) == {"handler", "approver"}
