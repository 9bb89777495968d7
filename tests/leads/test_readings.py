"""Unusual readings: rules without a database, then who is shown them and who looks into them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from airdefense.casework.models import Event
from airdefense.casework.workflow import NotAllowed, NotPossible
from leads import actions
from leads.readings import RULES, THRESHOLDS, Lookout, Reading, unusual
from leads.watch import Panel, with_unusual_readings
from tests.factories.guarding import a_guarded_lead
from tests.factories.leads import LATER

MONDAY = datetime(2020, 11, 2, 10, 0)  # noqa: DTZ001 - by the clock on the wall
OFFICER, MEMBER = 1, 2


def flags(*readings, disposed_on=None):
    known = Lookout(
        workers=frozenset({OFFICER}),
        disposed_on=disposed_on,
        readings=readings,
        is_working_day=lambda day: day.weekday() < 5,
    )
    return [(flag.rule.code, flag.reader, flag.count) for flag in unusual(known)]


def times(count, name="read", reader=MEMBER, apart=timedelta(minutes=5)):
    return [Reading(reader, name, MONDAY + n * apart) for n in range(count)]


def test_a_reading_in_working_hours_is_usual():
    assert flags(Reading(OFFICER, "read", MONDAY), Reading(MEMBER, "read", MONDAY)) == []


@pytest.mark.parametrize(
    ("at", "is_unusual"),
    [
        (MONDAY.replace(hour=7, minute=29), True),
        (MONDAY.replace(hour=7, minute=30), False),
        (MONDAY.replace(hour=19, minute=59), False),
        (MONDAY.replace(hour=20, minute=0), True),
        (MONDAY - timedelta(days=1), True),
    ],
)
def test_readings_by_night_and_on_days_off_are_flagged(at, is_unusual):
    assert flags(Reading(OFFICER, "read", at)) == (
        [("outside_working_hours", OFFICER, 1)] if is_unusual else []
    )


@pytest.mark.parametrize(("count", "is_unusual"), [(9, False), (10, True)])
def test_many_leads_within_an_hour_are_flagged(count, is_unusual):
    found = flags(Reading(OFFICER, "read", MONDAY, leads_in_hour=count))

    assert found == ([("many_leads_within_the_hour", OFFICER, 1)] if is_unusual else [])


@pytest.mark.parametrize(("count", "flagged"), [(3, 0), (4, 1), (5, 2)])
def test_a_member_who_does_not_work_on_it_is_flagged_from_the_fourth_time_a_day(count, flagged):
    code = "often_by_somebody_who_does_not_work_on_it"

    assert flags(*times(count)) == ([(code, MEMBER, flagged)] if flagged else [])
    assert flags(*times(count, reader=OFFICER)) == []


def test_the_next_day_begins_anew():
    readings = [*times(2), *[Reading(MEMBER, "read", r.at + timedelta(days=1)) for r in times(2)]]

    assert flags(*readings) == []


@pytest.mark.parametrize(
    ("disposed_on", "is_unusual"),
    [(None, False), (date(2020, 10, 3), False), (date(2020, 10, 2), True)],
)
def test_readings_long_after_the_disposal_are_flagged(disposed_on, is_unusual):
    found = flags(Reading(OFFICER, "read", MONDAY), disposed_on=disposed_on)

    assert found == ([("long_after_disposal", OFFICER, 1)] if is_unusual else [])


@pytest.mark.parametrize(("count", "is_unusual"), [(2, False), (3, True)])
def test_prints_within_an_hour_are_flagged(count, is_unusual):
    found = flags(*times(count, "print", OFFICER))

    assert found == ([("burst_of_prints", OFFICER, 1)] if is_unusual else [])


def test_prints_over_a_day_are_no_burst():
    assert flags(*times(3, "print", OFFICER, timedelta(minutes=31))) == []


def test_a_search_is_no_opening():
    assert flags(Reading(MEMBER, "search", MONDAY.replace(hour=3))) == []


def test_every_rule_is_cited_and_called_by_its_own_name():
    assert all(str(rule.citation) for rule in RULES)
    assert len({rule.code for rule in RULES}) == len(RULES)
    assert THRESHOLDS.leads_an_hour == 10


NIGHT = datetime(2020, 11, 2, 15, 0, tzinfo=UTC)  # eleven in the evening in Shanghai
pytest_db = pytest.mark.django_db


@pytest.fixture
def lead(db):
    return a_guarded_lead()


def text(response):
    return response.content.decode()


@pytest_db
def test_keeper_is_shown_who_read_by_night(lead):
    actions.log_reading(lead, "read", by=lead.office.officer, at=NIGHT)

    (flag,) = Panel(lead, lead.office.leader).flags

    assert (flag.unusual.rule.code, flag.person, flag.is_own) == (
        "outside_working_hours",
        lead.office.officer,
        False,
    )


@pytest_db
def test_other_keeper_looks_into_it_and_the_flag_goes(lead):
    actions.log_reading(lead, "read", by=lead.office.officer, at=NIGHT)

    actions.clear_readings(lead=lead, words="On duty", by=lead.office.leader, at=timezone.now())

    assert Panel(lead, lead.office.leader).flags == []
    assert Event.objects.of(lead).get(name="clear_readings").note == "On duty"


@pytest_db
def test_nobody_clears_ones_own_readings(lead):
    actions.log_reading(lead, "read", by=lead.office.officer, at=NIGHT)

    actions.clear_readings(lead=lead, words="It was me", by=lead.office.officer, at=timezone.now())

    assert len(Panel(lead, lead.office.leader).flags) == 1


@pytest_db
def test_looking_into_it_asks_for_words_and_a_keeper(lead):
    with pytest.raises(NotPossible, match="Say what"):
        actions.clear_readings(lead=lead, words=" ", by=lead.office.leader, at=timezone.now())
    with pytest.raises(NotAllowed):
        actions.clear_readings(lead=lead, words="x", by=lead.office.receiver, at=timezone.now())


@pytest_db
def test_leads_read_within_the_hour_are_counted_when_it_happens(lead):
    office, other = lead.office, None
    other = a_guarded_lead(office=office, letter_number="Letter 8")
    start = timezone.now()

    for one, minutes in ((lead, 0), (other, 10), (other, 20), (lead, 65)):
        actions.log_reading(one, "read", by=office.officer, at=start + timedelta(minutes=minutes))

    reads = Event.objects.filter(name="read").order_by("happened_at")
    assert [event.detail["leads_in_hour"] for event in reads] == [1, 2, 2, 2]


@pytest_db
def test_work_list_holds_the_leads_whose_readings_others_should_look_into(lead, sign_in):
    at = timezone.localtime().replace(hour=23, minute=0) - timedelta(days=1)
    actions.log_reading(lead, "read", by=lead.office.officer, at=at)

    shown = {
        name: "Leads with unusual readings" in text(sign_in(getattr(lead.office, name)).get("/"))
        for name in ("leader", "officer")
    }

    assert with_unusual_readings([lead], lead.office.leader) == [lead.pk]
    assert with_unusual_readings([lead], lead.office.officer) == []
    assert shown["leader"]


@pytest_db
def test_panel_counts_who_looked_and_shows_those_who_are_out(lead, sign_in):
    office = lead.office
    later = {"reason": "assists", "expires_on": LATER, "by": office.officer, "at": timezone.now()}
    member = actions.add_member(lead=lead, user=office.colleague, **later)
    client = sign_in(office.colleague)
    client.get(lead.get_absolute_url())
    client.get(reverse("leads:print", args=[lead.pk]) + "?purpose=meeting")
    actions.withdraw_member(member=member, by=office.officer, at=timezone.now())

    panel = Panel(lead, office.officer)

    (look,) = panel.outside_looks
    assert (look.person, [(str(kind), n) for kind, n in look.kinds]) == (
        office.colleague,
        [("opened", 1), ("printed", 1)],
    )
    assert [(m.user, m.look) for m in panel.inside] == [
        (office.officer, None),
        (office.leader, None),
    ]


@pytest_db
def test_a_search_that_singles_a_lead_out_is_on_its_record(lead, sign_in):
    client = sign_in(lead.office.receiver)

    client.get("/leads/", {"q": lead.number})
    client.get("/search/", {"q": lead.number})

    events = Event.objects.of(lead).filter(name="search")
    assert [(e.actor, e.note) for e in events] == [(lead.office.receiver, lead.number)] * 2


@pytest_db
def test_a_search_with_many_hits_is_a_list_and_leaves_no_line(lead, sign_in):
    for number in range(6):
        lead.office.transfer(letter_number=f"Letter of many {number}")

    sign_in(lead.office.receiver).get("/leads/", {"q": "letter of many"})

    assert not Event.objects.filter(name="search").exists()


@pytest_db
def test_a_stranger_who_searches_leaves_no_line_and_learns_nothing(lead, sign_in):
    page = text(sign_in(lead.office.colleague).get("/leads/", {"q": lead.number}))

    assert f"/leads/{lead.pk}/" not in page
    assert not Event.objects.filter(name="search").exists()


@pytest_db
def test_a_search_over_the_api_is_on_record_as_well(lead, sign_in):
    sign_in(lead.office.receiver).get("/api/v1/leads/", {"q": lead.number})

    assert Event.objects.of(lead).get(name="search").actor == lead.office.receiver
