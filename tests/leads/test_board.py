"""The board of limits and the limits in force: headers, the register's all, others' own."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from airdefense.accounts.roles import Role
from airdefense.casework.models import TimeLimit
from leads.board import SHOWN, lanes, office_words, officer_of, running, unpublished_years
from leads.models import KINDS_OF, ClockGroup, ClockKind, LeadClock
from tests.factories.accounts import TODAY, person
from tests.factories.handling_clocks import LeadClockFactory, a_clock, a_limit, granted_rest
from tests.factories.leads import SECRETS, Office, a_case, a_lead

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def office():
    return Office()


def on_board(user, day=TODAY, *groups):
    """What each column shows a person: the limits in their order."""
    shown = lanes(running(user, day), day, *groups)
    return {lane.group.value: lane.clocks for lane in shown if lane.clocks}


def test_every_kind_of_limit_has_its_one_column():
    kinds = [kind for group in ClockGroup for kind in KINDS_OF[group]]

    assert sorted(kinds) == sorted(ClockKind)
    assert len(ClockGroup) == 7


def test_register_sees_every_limit_of_its_commission_the_most_urgent_first(office):
    first, second = (a_lead("assigned", office=office) for _n in range(2))
    held = a_lead("held", office=office)
    other = a_lead("assigned", office=Office(city=office.city, short_name="峨纪"))
    LeadClock.objects.filter(lead=second).update(due_on=TODAY + 3 * DAY)

    assert on_board(office.receiver) == {
        "proposal": [second.clocks.get(), first.clocks.get()],
        "hold": [held.clocks.get(kind=ClockKind.HOLD)],
    }
    assert on_board(other.office.receiver) == {"proposal": [other.clocks.get()]}


def test_others_see_the_limits_of_their_own_compartments(office):
    lead = a_lead("assigned", office=office)
    unassigned = a_lead("registered", office=office)

    assert on_board(office.officer) == on_board(office.leader) == {"proposal": [lead.clocks.get()]}
    for stranger in (office.colleague, office.sender, person(Role.SYSTEM_ADMIN, office.city)):
        assert on_board(stranger) == {}
    assert unassigned.clocks.get() in on_board(office.receiver)["proposal"]


def test_a_column_counts_all_and_shows_the_most_urgent(office):
    lead = a_lead("assigned", office=office)
    LeadClock.objects.filter(lead=lead).update(due_on=TODAY - DAY, counted_from=TODAY - 9 * DAY)
    for _n in range(SHOWN):
        LeadClockFactory(
            kind=ClockKind.PROPOSAL,
            lead=a_lead("transferred", office=office),
        )
    rest = a_lead("assigned", office=office)
    granted_rest(rest.clocks.get())

    lane = lanes(running(office.receiver, TODAY), TODAY)[0]

    assert (lane.total, lane.late, lane.paused) == (SHOWN + 2, 1, 1)
    assert (len(lane.clocks), lane.more) == (SHOWN, 2)
    assert lane.clocks[0] == lead.clocks.get()
    alone = lanes(running(office.receiver, TODAY), TODAY, ClockGroup.PROPOSAL)[0]
    assert (alone.more, alone.clocks[-1]) == (0, rest.clocks.get())


def test_officer_is_named_as_far_as_one_may_be_told(office):
    registered = a_lead("registered", office=office).clocks.get()
    lead = a_lead("in_disposal", office=office)
    case = a_case("investigation", lead=lead)
    a_limit("case.trial", 30)
    trial = a_clock(lead, ClockKind.TRIAL, case=case)
    inquiry = a_clock(lead)

    assert (officer_of(registered), office_words(registered)) == (None, "Not assigned yet")
    assert (officer_of(trial), office_words(trial)) == (None, "Trial office")
    assert officer_of(inquiry) == office.officer


def shown(client, query=""):
    return client.get(f"/leads/board/{query}").content.decode()


def test_board_shows_headers_and_nothing_of_the_content(office, sign_in):
    lead = a_lead("assigned", office=office)
    a_clock(a_lead("in_disposal", office=office))

    page = shown(sign_in(office.receiver))

    assert lead.number in page
    assert "Officer Ou" in page
    assert [word for word in SECRETS if word in page] == []


def test_board_filters_by_column_state_and_officer(office, sign_in):
    late, calm = a_lead("assigned", office=office), a_lead("assigned", office=office)
    held = a_lead("held", office=office)
    today = timezone.localdate()
    LeadClock.objects.filter(lead__in=[calm, held]).update(due_on=today + 40 * DAY)
    client = sign_in(office.receiver)

    def listed(query):
        page = shown(client, query)
        return [lead for lead in (late, calm, held) if f"/leads/{lead.pk}/" in page]

    assert listed("") == [late, calm, held]
    assert listed("?state=late") == [late]
    assert listed("?state=soon") == []
    assert listed("?group=hold") == [held]
    assert listed(f"?officer={office.officer.pk}") == [late, calm, held]
    assert listed("?group=nonsense&state=1&officer=x") == [late, calm, held]
    assert str(office.colleague) not in shown(client)


def test_board_is_closed_to_other_roles(office, as_role, client):
    for role in (Role.LEADERSHIP, Role.TEAM_LEADER, Role.UNIT_CONTACT, Role.SYSTEM_ADMIN):
        assert as_role(role, office.city).get("/leads/board/").status_code == 403
    assert client.get("/leads/board/").status_code == 302


def test_board_asks_as_much_for_many_limits_as_for_one(office, sign_in):
    client = sign_in(office.receiver)
    a_lead("assigned", office=office)
    shown(client)

    with CaptureQueriesContext(connection) as few:
        shown(client)
    for _n in range(3):
        a_lead("assigned", office=office)
    with CaptureQueriesContext(connection) as many:
        shown(client)

    assert len(many) == len(few)


def test_a_year_without_published_holidays_is_told_on_the_board(office, sign_in):
    lead = a_lead("assigned", office=office)
    clocks = LeadClock.objects.with_due(TODAY)
    assert unpublished_years(clocks, TODAY) == []

    LeadClock.objects.filter(lead=lead).update(due_on=date(2031, 1, 5))

    years = unpublished_years(LeadClock.objects.with_due(TODAY), date(2030, 6, 1))
    assert years == [2030, 2031]
    assert "The holidays of 2031 are not known here yet" in shown(sign_in(office.receiver))


def test_limits_in_force_are_shown_with_what_is_missing(office, sign_in):
    TimeLimit.objects.all().delete()
    a_limit("lead.propose", 40)
    a_limit("lead.propose", 30, since=date(2020, 1, 1))
    a_limit("lead.propose", 20, since=date(2999, 1, 1))
    a_limit("case.trial", 15, working=True, organisation=office.commission)
    a_limit("case.review", 30, organisation=office.county)

    page = sign_in(office.receiver).get("/leads/limits/")
    lines = {str(line.label): line for line in page.context["lines"]}

    def told(label):
        found = lines[label].limits
        return [(limit.days, limit.is_working_days, limit.organisation) for limit in found]

    assert told("Disposal to be proposed") == [(30, False, None)]
    assert told("Trial") == [(15, True, office.commission)]
    assert told("Decision on a review") == []
    assert lines["End of probation in the Party"].is_by_hand
    assert "missing" in page.content.decode()
    assert "15 working days" in page.content.decode()


def test_limits_in_force_are_the_register_s(office, sign_in):
    for other in (office.officer, office.leader, office.sender):
        assert sign_in(other).get("/leads/limits/").status_code == 403


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "时限看板"), ("en", "Board of limits")]
)
def test_board_and_limits_speak_both_languages(office, client, language, words):
    a_lead("assigned", office=office)
    client.force_login(office.receiver)

    for page in ("/leads/board/", "/leads/limits/"):
        answer = client.get(page, headers={"accept-language": language})
        assert words in answer.content.decode()
