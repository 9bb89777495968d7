"""Followed views in the one message of the morning: counted as the reader, told exactly once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail

from airdefense.accounts.roles import Role
from airdefense.casework.models import ReminderDigest
from airdefense.casework.reminding import actions
from airdefense.casework.reminding.letter import letter
from airdefense.exchange.models import Rhythm
from tests.factories.accounts import OrganisationFactory, person
from tests.factories.exchange import FollowingFactory, SavedViewFactory
from tests.factories.overseeing import ReminderPreferenceFactory
from tests.factories.projects import ProjectFactory

pytestmark = pytest.mark.django_db

MONDAY = date(2020, 12, 14)


@pytest.fixture(autouse=True)
def mail_server(settings):
    settings.EMAIL_URL = "smtp://relay.example.org"


@pytest.fixture
def county():
    return OrganisationFactory(code="530423", name="通海县", short_name="通海")


@pytest.fixture
def clerk(county):
    return person(Role.DATA_CLERK, county)


def eight(day):
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def followed(user, **fields):
    view = SavedViewFactory(owner=user, name="Recorded ones", query="status=recorded")
    return FollowingFactory(view=view, told_on=MONDAY - timedelta(days=4), **fields)


def morning(day):
    actions.remind_due(at=eight(day))


def told(user):
    """(day, count, before) of every morning on which a view was told."""
    digests = ReminderDigest.objects.filter(user=user).order_by("day")
    return [(d.day, one["count"], one["before"]) for d in digests for one in d.asides]


def days(n):
    return MONDAY + timedelta(days=n)


def test_a_daily_view_is_counted_as_its_reader_and_told_with_what_changed(clerk, county):
    followed(clerk)
    ProjectFactory(region=OrganisationFactory())
    ProjectFactory.create_batch(2, region=county)
    morning(MONDAY)
    ProjectFactory(region=county)

    morning(days(1))

    assert told(clerk) == [(MONDAY, 2, None), (days(1), 3, 2)]
    written = letter(ReminderDigest.objects.get(user=clerk, day=days(1)))
    assert "Views I follow 12-15" in written.subject or "12-15" in written.subject
    assert "Recorded ones" in written.text
    assert "/projects/?status=recorded" in written.text
    assert "+1" in written.text
    assert "12-14" in written.html


def test_a_morning_asked_again_tells_and_mails_once(clerk, county):
    followed(clerk)
    ProjectFactory(region=county)

    for _turn in range(3):
        morning(MONDAY)

    assert told(clerk) == [(MONDAY, 1, None)]
    assert [message.to for message in mail.outbox] == [[clerk.email]]


def test_a_weekly_view_is_told_on_the_first_working_morning_of_the_week(clerk, county):
    followed(clerk, rhythm=Rhythm.WEEKLY)
    ProjectFactory(region=county)

    for n in (0, 1, 2, 7):
        morning(days(n))

    assert [day for day, _count, _before in told(clerk)] == [MONDAY, days(7)]


def test_a_week_that_begins_with_a_holiday_is_told_on_its_first_working_morning(clerk, county):
    following = followed(clerk, rhythm=Rhythm.WEEKLY)
    following.told_on = date(2020, 9, 28)
    following.save()
    ProjectFactory(region=county)

    for day in (date(2020, 10, 5), date(2020, 10, 8), date(2020, 10, 9), date(2020, 10, 10)):
        morning(day)  # closed until the 8th for the National Day; the 10th is a working Saturday

    assert [day for day, _count, _before in told(clerk)] == [date(2020, 10, 9)]


def test_a_threshold_is_told_when_it_is_passed_then_weekly_and_again_after_falling(clerk, county):
    followed(clerk, rhythm=Rhythm.THRESHOLD, threshold=1)
    first, second = ProjectFactory.create_batch(2, region=county)
    for n in (0, 1, 2):
        morning(days(n))
    second.delete()
    morning(days(3))
    ProjectFactory(region=county)
    morning(days(4))
    morning(days(7))

    assert told(clerk) == [(MONDAY, 2, None), (days(4), 2, 1), (days(7), 2, 2)]
    assert first.pk


def test_who_has_no_reminders_is_told_all_the_same(county):
    secretary = person(Role.CUSTODIAN, county)
    view = SavedViewFactory(owner=secretary, path="/inspections/rounds/", query="")
    FollowingFactory(view=view, rhythm=Rhythm.WEEKLY, told_on=days(-4))

    morning(MONDAY)

    digest = ReminderDigest.objects.get(user=secretary)
    assert (digest.items, [one["count"] for one in digest.asides]) == ([], [0])
    assert "Views I follow" in letter(digest).text or letter(digest).text


def test_nothing_is_told_during_a_pause_and_all_of_it_afterwards(clerk, county):
    followed(clerk)
    ReminderPreferenceFactory(user=clerk, paused_until=days(1))
    ProjectFactory(region=county)

    for n in (0, 1, 2):
        morning(days(n))

    assert told(clerk) == [(days(2), 1, None)]
    assert len(mail.outbox) == 1


def test_who_wants_no_mail_reads_it_on_the_page(as_role, county):
    client = as_role(Role.DATA_CLERK, county)
    followed(client.user)
    ReminderPreferenceFactory(user=client.user, by_mail=False)
    ProjectFactory(region=county)

    morning(MONDAY)

    assert mail.outbox == []
    assert "Recorded ones" in client.get("/reminders/").content.decode()


def test_an_empty_view_that_stays_empty_is_not_told_every_day(clerk):
    followed(clerk, counted=0)

    morning(MONDAY)

    assert told(clerk) == []


def test_a_view_no_longer_shared_with_the_reader_is_not_told(clerk, county):
    owner = person(Role.DATA_CLERK, OrganisationFactory())
    view = SavedViewFactory(owner=owner, office=county)
    FollowingFactory(view=view, user=clerk)
    ProjectFactory(region=county)
    clerk.organisation = OrganisationFactory()
    clerk.save()

    morning(MONDAY)

    assert told(clerk) == []


def test_a_list_that_fails_costs_nobody_the_morning_message(clerk, county):
    broken = SavedViewFactory(owner=clerk, name="Broken", path="/accounts/login/", query="")
    FollowingFactory(view=broken)
    followed(clerk)
    ProjectFactory(region=county)

    morning(MONDAY)

    assert told(clerk) == [(MONDAY, 1, None)]


def test_a_dry_run_remembers_nothing(clerk, county):
    following = followed(clerk)
    ProjectFactory(region=county)

    found = [one for one in actions.remindings(MONDAY) if one.besides]

    following.refresh_from_db()
    assert [one.user for one in found] == [clerk]
    assert (following.counted, following.told_on) == (None, days(-4))
