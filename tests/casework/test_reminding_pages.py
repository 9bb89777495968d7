"""What I am reminded of, and how: two pages of one's own."""

import pytest
from django.utils import timezone

from airdefense.accounts.roles import Role
from airdefense.casework.clock import is_working_day
from airdefense.casework.models import CalendarDay, ReminderPreference
from rectification.workflow import TaskStatus
from tests.factories.accounts import OrganisationFactory
from tests.factories.rectification import a_task

pytestmark = pytest.mark.django_db


@pytest.fixture
def a_working_today(db):
    """Today, taken for a working day whatever the calendar says."""
    today = timezone.localdate()
    if not is_working_day(today):
        CalendarDay.objects.create(day=today, is_working=True, document="模拟通知")
    return today


def test_the_page_links_to_what_is_due_today_and_shows_nothing_of_others(as_role, a_working_today):
    mine, theirs = (
        a_task(TaskStatus.RECTIFYING, due_on=a_working_today, at=timezone.now()) for _n in range(2)
    )
    client = as_role(Role.UNIT_CONTACT, mine.unit)

    page = client.get("/reminders/").content.decode()

    assert mine.get_absolute_url() in page
    assert "due today" in page
    assert theirs.number not in page
    assert theirs.title not in page


def test_the_page_honours_only_overdue_and_says_so(as_role, a_working_today):
    task = a_task(TaskStatus.RECTIFYING, due_on=a_working_today, at=timezone.now())
    client = as_role(Role.UNIT_CONTACT, task.unit)

    client.post("/reminders/preferences/", {"by_mail": "on", "only_overdue": "on"})
    page = client.get("/reminders/").content.decode()

    assert "Only what is overdue." in page
    assert task.number not in page


def test_the_preferences_are_kept_and_shown(as_role):
    client = as_role(Role.UNIT_CONTACT, OrganisationFactory())
    until = timezone.localdate()

    answer = client.post("/reminders/preferences/", {"paused_until": f"{until}"})
    page = client.get("/reminders/").content.decode()

    kept = ReminderPreference.objects.get(user=client.user)
    assert answer.url == "/reminders/"
    assert (kept.by_mail, kept.only_overdue, kept.paused_until) == (False, False, until)
    assert "Not by mail; this page tells the same." in page


def test_a_day_that_is_none_is_refused_with_a_sentence(as_role):
    client = as_role(Role.UNIT_CONTACT, OrganisationFactory())

    answer = client.post("/reminders/preferences/", {"by_mail": "on", "paused_until": "31/13"})

    assert answer.status_code == 200
    assert "Enter a valid date." in answer.content.decode()
    assert ReminderPreference.objects.count() == 0


def test_an_administrator_is_reminded_of_nothing(as_role):
    a_task(TaskStatus.RECTIFYING, due_on=timezone.localdate(), at=timezone.now())
    client = as_role(Role.AUDITOR, OrganisationFactory())

    assert "Nothing is due today" in client.get("/reminders/").content.decode()
