"""The numbers of the register: void ones are kept, and a gap would be told."""

from datetime import timedelta

import pytest

from airdefense.accounts.roles import Role
from airdefense.casework.models import IssuedNumber, NumberSeries
from airdefense.casework.workflow import NotAllowed, NotPossible
from leads import actions
from leads.figures import from_inspection, in_hand, received
from leads.numbers import accounts_of
from tests.factories.accounts import NOON, TODAY, person
from tests.factories.leads import Office, a_lead
from tests.factories.transfers import Sending, a_package

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def office():
    return Office()


def void(lead, by, at=NOON, note="Registered twice by mistake"):
    return actions.take_step(lead, "void", by=by, at=at, note=note)


def test_a_void_number_is_kept_with_its_reason_and_never_given_again(office):
    lead = a_lead("registered", office)

    void(lead, office.clerk)

    lead.refresh_from_db()
    given = IssuedNumber.objects.get(text=lead.number)
    assert (lead.status, lead.number) == ("voided", "玉纪线索〔2020〕1号")
    assert (given.void_reason, given.voided_by) == ("Registered twice by mistake", office.clerk)
    assert a_lead("registered", office).number == "玉纪线索〔2020〕2号"


def test_a_void_lead_stops_its_clocks(office):
    lead = a_lead("assigned", office)

    void(lead, office.clerk)

    assert not lead.clocks.filter(stopped_on=None).exists()


def test_a_number_is_made_void_with_a_reason_and_by_the_register(office):
    lead = a_lead("assigned", office)

    with pytest.raises(NotPossible, match="say why"):
        void(lead, office.clerk, note=" ")
    with pytest.raises(NotAllowed):
        void(lead, office.officer)


@pytest.mark.parametrize("status", ["transferred", "returned", "proposed", "in_disposal"])
def test_only_a_registered_lead_nobody_has_worked_on_is_made_void(office, status):
    lead = a_lead(status, office)

    with pytest.raises(NotPossible, match="is not possible"):
        void(lead, office.clerk)


def test_a_long_reason_is_kept_whole_in_the_history_of_the_lead(office):
    lead = a_lead("registered", office)

    void(lead, office.clerk, note="x" * 300)

    assert len(IssuedNumber.objects.get(text=lead.number).void_reason) == 200


def test_figures_count_a_void_lead_until_the_day_before_it_was_made_void(office):
    lead = a_lead("registered", office)
    a_lead("registered", office)

    void(lead, office.clerk, at=NOON + 3 * DAY)

    days = [TODAY + timedelta(days=n) for n in (2, 3)]
    told = [
        [figure(day).count() for day in days] for figure in (from_inspection, received, in_hand)
    ]
    assert told == [[2, 1], [2, 1], [2, 1]]


def test_the_sender_of_a_void_lead_sees_it_as_received(office):
    lead = a_lead("registered", office)
    void(lead, office.clerk)

    seen = type(lead).objects.as_seen_by(office.sender).get(pk=lead.pk)

    assert seen.shown_status == "registered"


def test_the_account_tells_given_void_and_no_gap(office):
    sending = Sending(office)
    a_package("signed", sending, leads=2)
    lead = a_lead("registered", office)
    void(lead, office.clerk)

    leads, receipts = accounts_of(office.commission, 2020)

    assert (leads.given, leads.used, leads.gaps) == (3, 2, [])
    assert (leads.first, leads.last) == ("玉纪线索〔2020〕1号", "玉纪线索〔2020〕3号")
    assert [one.text for one in leads.voids] == ["玉纪线索〔2020〕3号"]
    assert (receipts.given, receipts.voids, receipts.gaps) == (1, [], [])


def test_a_number_that_disappeared_is_told_as_a_gap(office):
    for _each in range(3):
        a_lead("registered", office)
    series = NumberSeries.objects.get(organisation=office.commission, series="lead")
    series.issued.filter(sequence=2).update(sequence=9)

    [leads] = accounts_of(office.commission, 2020)

    assert leads.gaps == [2]


def test_the_page_of_numbers_shows_ones_own_register_only(office, sign_in):
    other = Office(short_name="红纪")
    void(a_lead("registered", office), office.clerk)
    void(a_lead("registered", other), other.clerk, note="Somebody elses secret reason")
    client = sign_in(office.clerk)

    page = client.get("/leads/numbers/?year=2020").content.decode()
    foreign = client.get(f"/leads/numbers/?register={other.commission.pk}")

    assert "玉纪线索〔2020〕1号" in page
    assert "Registered twice by mistake" in page
    assert ("红纪" in page, "Somebody elses" in page) == (False, False)
    assert foreign.status_code == 404


@pytest.mark.parametrize(
    "role", [Role.CASE_OFFICER, Role.APPROVING_LEADER, Role.TEAM_LEADER, Role.SYSTEM_ADMIN]
)
def test_the_page_of_numbers_is_for_who_keeps_a_register(office, sign_in, role):
    client = sign_in(person(role, office.commission))

    assert client.get("/leads/numbers/").status_code == 403
