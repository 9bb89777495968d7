"""One digest per person and working morning, derived from the cases as they stand."""

import json
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.db.models import Q

from airdefense.accounts.roles import Role
from airdefense.casework.models import ReminderDigest
from airdefense.casework.reminding import actions
from airdefense.casework.reminding.digest import lines_of, morning_of, told
from airdefense.casework.reminding.letter import letter
from airdefense.casework.reminding.registry import REMINDERS, reminder
from projects.models import Project
from rectification import actions as rectification
from rectification.workflow import TaskStatus
from tests.factories.accounts import NOON, person
from tests.factories.inspections import a_check, a_crew, a_finding
from tests.factories.overseeing import ReminderDigestFactory, ReminderPreferenceFactory
from tests.factories.rectification import a_task, contact_of, hand_in, office_of

pytestmark = pytest.mark.django_db

DUE = date(2020, 12, 16)  # a Wednesday


@pytest.fixture(autouse=True)
def mail_server(settings):
    settings.EMAIL_URL = "smtp://relay.example.org"


def eight(day):
    """Eight in the morning of that day in Shanghai."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def days(n):
    return timedelta(days=n)


def a_task_due(due_on=DUE, **fields):
    return a_task(TaskStatus.RECTIFYING, due_on=due_on, **fields)


def the_contact_of(task):
    """The one contact of the unit, who wrote the plan."""
    return task.planned_by


def told_to(user, day, kind):
    """(rung, count, level) of one kind told to a person on a day."""
    found = told(user, morning_of(day))
    return [(one.rung, one.count, one.level.value) for one in found if one.kind.code == kind]


def test_the_unit_is_told_along_the_ladder_and_a_stranger_never():
    task = a_task_due()
    contact, stranger = contact_of(task), the_contact_of(a_task_due(due_on=DUE + days(100)))
    mornings = [DUE - days(7), DUE - days(6), DUE - days(1), DUE, DUE + days(7)]

    told_days = [told_to(contact, day, "task-due") for day in mornings]

    assert told_days == [
        [(-7, 1, "person")],
        [],
        [(-1, 1, "person")],
        [(0, 1, "person")],
        [(7, 1, "person")],
    ]
    assert all(told_to(stranger, day, "task-due") == [] for day in mornings)


def test_from_the_second_week_the_office_is_told_and_from_the_third_leadership():
    task = a_task_due()
    office, leader = office_of(task), person(Role.LEADERSHIP, task.region)
    elsewhere = office_of(a_task_due(due_on=DUE + days(100)))

    weeks = [DUE + days(7 * n) for n in (1, 2, 3)]
    told_days = [[told_to(who, day, "task-due") for who in (office, leader)] for day in weeks]

    assert told_days == [
        [[], []],
        [[(14, 1, "office")], []],
        [[(21, 1, "office")], [(21, 1, "leadership")]],
    ]
    assert all(told_to(elsewhere, day, "task-due") == [] for day in weeks)


def test_who_holds_two_roles_over_a_case_is_told_of_it_once():
    task = a_task_due()
    both = contact_of(task)
    both.role_grants.create(
        role=Role.SUPERVISION_OFFICE,
        scope=task.region,
        valid_from=date(2003, 1, 1),
        granted_by=both,
        granted_at=NOON,
        reason="acting",
    )

    assert told_to(both, DUE + days(14), "task-due") == [(14, 1, "person")]


def test_what_anybody_handles_is_told_to_nobody_any_more():
    task = a_task_due()
    first, second = contact_of(task), contact_of(task)
    before = [told_to(who, DUE, "task-due") for who in (first, second)]

    hand_in(task, by=first)

    assert before == [[(0, 1, "person")]] * 2
    assert [told_to(who, DUE, "task-due") for who in (first, second)] == [[], []]


def test_returned_work_is_told_the_next_morning_and_its_due_day_goes_on():
    task = a_task_due()
    contact = the_contact_of(task)
    hand_in(task, by=contact)
    back = datetime(2020, 12, 11, 9, tzinfo=UTC)  # a Friday afternoon
    rectification.return_for_rework(task=task, note="凭证不清。", by=office_of(task), at=back)

    monday = date(2020, 12, 14)

    assert told_to(contact, back.date(), "task-returned") == []
    assert told_to(contact, monday, "task-returned") == [(0, 1, "person")]
    assert told_to(contact, monday + days(1), "task-returned") == []
    assert told_to(contact, DUE, "task-due") == [(0, 1, "person")]


def test_proof_to_verify_waits_five_working_days_and_never_for_its_own_unit():
    task = a_task_due()
    handed_in = datetime(2020, 12, 9, 4, tzinfo=UTC)  # a Wednesday
    hand_in(task, at=handed_in)

    office = office_of(task)

    assert told_to(office, date(2020, 12, 16), "task-review") == [(0, 1, "person")]
    assert told_to(contact_of(task), date(2020, 12, 16), "task-review") == []


def test_a_finding_is_told_to_the_deputy_who_signs_it_and_not_to_its_maker():
    crew = a_crew()
    a_finding(crew, status="deputy_review")
    due = date(2020, 11, 5)  # three working days after Monday the 2nd

    counts = {
        who: told_to(getattr(crew, who), due, "finding-to-sign")
        for who in ("deputy", "inspector", "leader")
    }

    assert counts == {"deputy": [(0, 1, "person")], "inspector": [], "leader": []}


def test_a_returned_finding_is_told_to_its_maker_alone():
    crew = a_crew()
    a_finding(crew, status="returned")

    tuesday = date(2020, 11, 3)

    assert told_to(crew.inspector, tuesday, "finding-returned") == [(0, 1, "person")]
    assert told_to(crew.colleague, tuesday, "finding-returned") == []


def test_a_check_is_told_to_its_person_and_after_two_weeks_to_the_leader():
    crew = a_crew()
    check = a_check(crew)

    due = check.due_on

    assert told_to(crew.inspector, due, "check-due") == [(0, 1, "person")]
    assert told_to(crew.colleague, due, "check-due") == []
    assert told_to(crew.leader, due + days(14), "check-due") == [(14, 1, "office")]


def test_the_job_writes_and_mails_once_however_often_it_fires():
    contact = the_contact_of(a_task_due())

    sent = [actions.remind_due(at=eight(DUE) + timedelta(minutes=n)) for n in range(3)]

    digest = ReminderDigest.objects.get(user=contact, day=DUE)
    assert digest.sent_at == eight(DUE)
    assert sent[1:] == [0, 0]
    assert len([m for m in mail.outbox if m.to == [contact.email]]) == 1


def test_the_job_waits_for_its_hour_and_for_a_working_day(settings):
    the_contact_of(a_task_due())
    settings.REMINDERS_AT = "08:30"
    saturday = date(2020, 12, 19)

    sent = [actions.remind_due(at=eight(day)) for day in (DUE, saturday)]

    assert (sent, ReminderDigest.objects.count()) == ([0, 0], 0)
    assert actions.remind_due(at=eight(DUE) + timedelta(minutes=30)) == 1


def test_the_mail_has_numbers_and_links_and_nothing_of_the_case():
    task = a_task_due()
    contact = the_contact_of(task)

    actions.remind_due(at=eight(DUE))

    (message,) = [m for m in mail.outbox if m.to == [contact.email]]
    html = message.alternatives[0].content
    assert message.subject == "工作提醒 12-16：1项待办，其中0项超期"
    for secret in (task.title, task.number, task.requirement, task.unit.name):
        assert all(secret not in text for text in (message.subject, message.body, html))
    assert "/reminders/" in message.body
    assert "/reminders/" in html


class Refusing(EmailBackend):
    """A mail server that is down until it is told otherwise."""

    is_down = True

    def send_messages(self, messages):
        if type(self).is_down:
            raise ConnectionRefusedError("no server")
        return super().send_messages(messages)


def test_a_mail_server_that_is_down_gets_the_same_digest_again_later(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    contact = the_contact_of(a_task_due())

    first = actions.remind_due(at=eight(DUE))
    failed = ReminderDigest.objects.get(user=contact, day=DUE)
    too_early = actions.remind_due(at=eight(DUE) + timedelta(seconds=30))
    Refusing.is_down = False
    later = actions.remind_due(at=eight(DUE) + timedelta(minutes=2))
    Refusing.is_down = True

    sent = ReminderDigest.objects.get(user=contact, day=DUE)
    assert (first, too_early, later) == (0, 0, 1)
    assert (failed.sent_at, failed.error) == (None, "ConnectionRefusedError: no server")
    assert (sent.attempts, sent.error) == (2, "")
    assert mail.outbox[-1].extra_headers["Message-ID"] == failed.message_id


def test_yesterdays_digest_is_not_sent_today(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    the_contact_of(a_task_due())
    actions.remind_due(at=eight(DUE))
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    assert actions.remind_due(at=eight(DUE + days(1))) == 0


@pytest.mark.parametrize(
    "preference",
    [{"by_mail": False}, {"paused_until": DUE}, {"only_overdue": True}],
    ids=["not by mail", "paused", "only overdue"],
)
def test_what_a_person_prefers_is_honoured_and_a_colleague_still_gets_the_mail(preference):
    task = a_task_due()
    quiet, colleague = the_contact_of(task), contact_of(task)
    ReminderPreferenceFactory(user=quiet, **preference)

    actions.remind_due(at=eight(DUE))

    assert [m.to for m in mail.outbox] == [[colleague.email]]


def test_a_pause_ends_by_itself_and_only_overdue_comes_when_overdue():
    task = a_task_due()
    paused, strict = the_contact_of(task), contact_of(task)
    ReminderPreferenceFactory(user=paused, paused_until=DUE)
    ReminderPreferenceFactory(user=strict, only_overdue=True)

    actions.remind_due(at=eight(DUE + days(7)))

    assert {m.to[0] for m in mail.outbox} == {paused.email, strict.email}


def test_without_a_mail_server_the_digest_is_kept_and_nothing_waits_to_be_sent(settings):
    settings.EMAIL_URL = ""
    contact = the_contact_of(a_task_due())

    actions.remind_due(at=eight(DUE))

    digest = ReminderDigest.objects.get(user=contact, day=DUE)
    assert (digest.items[0]["kind"], digest.next_attempt_at) == ("task-due", None)
    assert mail.outbox == []


def test_who_has_nothing_to_be_told_has_an_empty_digest_and_no_mail():
    digest = ReminderDigestFactory()

    assert (digest.items, digest.next_attempt_at, mail.outbox) == ([], None, [])


@pytest.fixture
def secret_kind():
    """A kind of a compartment: the projects approved on a day."""

    @reminder(
        "secret",
        label="Matters of a compartment",
        roles=[Role.CASE_OFFICER],
        mine=lambda user: Q(),
        scope="region",
        when="approved_on",
        url="projects:list",
        is_compartmented=True,
    )
    def rows(user, day):
        return Project.objects.visible_to(user)

    yield REMINDERS["secret"]
    del REMINDERS["secret"]


def test_of_a_compartment_the_mail_says_a_number_without_a_name_or_a_link(secret_kind):
    crew = a_crew()
    project = crew.project(approved_on=DUE, at=eight(DUE))
    officer = person(Role.CASE_OFFICER, crew.county)

    actions.remind(day=DUE, at=eight(DUE))

    digest = ReminderDigest.objects.get(user=officer, day=DUE)
    (line,) = lines_of(digest.items)
    written = letter(digest)
    assert (line.words, line.count, line.url) == ("Other matters", 1, "/reminders/")
    for secret in ("Matters of a compartment", "/projects/", project.name):
        assert all(secret not in t for t in (written.subject, written.text, written.html))


def test_a_dry_run_prints_what_it_would_send_and_writes_nothing():
    contact = the_contact_of(a_task_due())
    out = StringIO()

    call_command("remind", on=DUE, dry_run=True, json=True, stdout=out)

    told_all = json.loads(out.getvalue())
    assert told_all["people"] == [
        {
            "username": contact.username,
            "by_mail": True,
            "paused": False,
            "waiting": 1,
            "overdue": 0,
            "items": [
                {
                    "kind": "task-due",
                    "count": 1,
                    "due_on": "2020-12-16",
                    "rung": 0,
                    "days_late": 0,
                    "is_late": False,
                    "level": "person",
                }
            ],
        }
    ]
    assert (ReminderDigest.objects.count(), mail.outbox) == (0, [])


def test_the_command_does_the_run_of_a_day_once():
    the_contact_of(a_task_due())
    outs = [StringIO(), StringIO()]

    for out in outs:
        call_command("remind", on=DUE, json=True, stdout=out)

    runs = [json.loads(out.getvalue()) for out in outs]
    assert [(run["digests"], run["mailed"]) for run in runs] == [(1, 1), (0, 0)]
