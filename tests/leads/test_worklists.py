"""What waits for whom on the home page; headers only."""

from datetime import timedelta

import pytest

from airdefense.accounts.home import panes_for
from tests.factories.accounts import NOON
from tests.factories.leads import SECRETS, Office, a_case, a_lead

pytestmark = pytest.mark.django_db

DAY = NOON.date()


def waiting(user, day=DAY):
    """The rows of this user's panes by key."""
    return {
        pane.work.key: [row for group in pane.groups for row in group.rows]
        for pane in panes_for(user, day)
        if pane.total
    }


@pytest.fixture
def office():
    return Office()


def test_case_supervision_receives_and_assigns(office):
    sent, registered = office.transfer(), a_lead("registered", office=office)

    assert waiting(office.receiver) == {"leads-to-receive": [sent], "leads-to-assign": [registered]}


def test_case_supervision_sees_what_is_overdue(office):
    late = a_lead("assigned", office=office)
    a_lead("proposed", office=office)
    day = late.proposal_clock.due_on + timedelta(days=1)

    assert waiting(office.receiver, day) == {"leads-overdue": [late]}


def test_officer_sees_the_own_leads_by_what_they_wait_for(office):
    assigned, held = a_lead("assigned", office=office), a_lead("held", office=office)
    running = a_lead("in_disposal", office=office)
    a_lead("proposed", office=office)

    assert waiting(office.officer) == {
        "leads-to-propose": [assigned],
        "leads-to-carry-out": [running],
        "leads-to-review": [held],
    }
    assert waiting(office.colleague) == {}


def test_leader_signs_what_was_laid_before_him(office):
    proposed = a_lead("proposed", office=office)
    case = a_case("proposed", lead=a_lead("in_disposal", office=office))

    forms = waiting(office.leader)["forms-to-sign"]

    assert forms == [proposed.approval_forms.get(), case.approval_forms.get()]


def test_officer_sees_cases_under_investigation(office):
    case = a_case("investigation", lead=a_lead("in_disposal", office=office))

    assert waiting(office.officer)["cases-in-investigation"] == [case]


def test_home_page_shows_headers_only(office, sign_in):
    for status in ("assigned", "held", "in_disposal", "proposed"):
        a_lead(status, office=office)

    for reader in (office.officer, office.leader, office.receiver):
        shown = sign_in(reader).get("/").content.decode()
        assert [word for word in SECRETS if word in shown] == []
