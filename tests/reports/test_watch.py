"""A report that is not out by its time is noticed, told once, and settled when it comes."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from celery.signals import after_task_publish
from django.core.cache import cache

from airdefense.accounts.roles import Role
from airdefense.casework import health
from airdefense.casework.models import CalendarDay
from airdefense.reports import tasks
from airdefense.reports.models import Kind, MissedRun, Report, ReportSchedule
from airdefense.reports.watch import actions as watching
from airdefense.reports.watch.missing import missing
from tests.factories.accounts import person
from tests.factories.leads import SECRETS, Office, a_lead
from tests.factories.reports import ReportFactory, ReportScheduleFactory
from tests.reports.post import text_of

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(day, hour, minute=0):
    return datetime(2020, 11, day, hour, minute, tzinfo=SHANGHAI)


@pytest.fixture
def schedule(db):
    return ReportScheduleFactory()


@pytest.fixture
def friday(city, schedule):
    """The report of Friday the 30th of October, out on the Monday morning after."""
    return ReportFactory(scope=city, day=date(2020, 10, 30), at=at(2, 8))


def late(moment):
    return [(one.kind, one.day, one.scope.code, one.due_at) for one in missing(moment)]


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (at(3, 8, 9), None),
        (at(3, 8, 10), date(2020, 11, 2)),
        (at(4, 8, 9), date(2020, 11, 2)),
        (at(4, 8, 10), date(2020, 11, 3)),
        (at(8, 12), date(2020, 11, 5)),
        (at(9, 8, 10), date(2020, 11, 6)),
    ],
)
def test_a_report_is_late_ten_minutes_after_its_time_for_its_own_day(friday, moment, day):
    assert [found[1] for found in late(moment)] == ([day] if day else [])


def test_it_is_late_since_the_morning_it_was_due(friday):
    assert late(at(9, 12)) == [(Kind.DAILY, date(2020, 11, 6), "530400", at(9, 8))]


def test_a_saturday_worked_instead_of_a_holiday_is_due_that_saturday(friday):
    CalendarDay.objects.create(day=date(2020, 11, 7), is_working=True, document="调休通知")

    assert late(at(7, 8, 10)) == [(Kind.DAILY, date(2020, 11, 6), "530400", at(7, 8))]
    assert late(at(9, 8, 10)) == [(Kind.DAILY, date(2020, 11, 7), "530400", at(9, 8))]


def test_a_holiday_on_a_weekday_brings_no_alarm(friday):
    ReportFactory(scope=friday.scope, day=date(2020, 11, 2), at=at(3, 8))
    for day in (3, 4):
        CalendarDay.objects.create(day=date(2020, 11, day), is_working=False, document="通知")

    assert late(at(4, 23)) == []
    assert late(at(6, 8, 10)) == [(Kind.DAILY, date(2020, 11, 5), "530400", at(6, 8))]


def test_the_minutes_are_those_of_the_schedule(friday, schedule):
    ReportSchedule.objects.update(alarm_after_minutes=45)

    assert late(at(3, 8, 44)) == []
    assert len(late(at(3, 8, 45))) == 1


def test_a_weekly_report_is_late_on_the_monday_after_its_week(friday):
    ReportScheduleFactory(kind=Kind.WEEKLY)
    ReportFactory(kind=Kind.WEEKLY, scope=friday.scope, day=date(2020, 11, 1), at=at(2, 8))

    found = {one.kind: (one.day, one.due_at) for one in missing(at(9, 8, 10))}

    assert found[Kind.WEEKLY] == (date(2020, 11, 8), at(9, 8))
    assert Kind.WEEKLY not in {one.kind for one in missing(at(9, 8, 9))}


def test_a_kind_out_of_use_is_never_late(friday):
    ReportSchedule.objects.update(is_active=False)

    assert late(at(9, 12)) == []


def test_a_region_is_watched_from_its_first_report_on(friday, county):
    assert [found[2] for found in late(at(3, 8, 10))] == ["530400"]

    ReportFactory(scope=county, day=date(2020, 10, 30), at=at(2, 8))

    assert [found[2] for found in late(at(3, 8, 10))] == ["530400", "530423"]


def test_a_late_report_is_written_down_once_and_settled_by_the_report(friday, city):
    noticed = [watching.watch(at=at(3, 8, minute)) for minute in (9, 10, 11)]

    assert [len(runs) for runs in noticed] == [0, 1, 0]
    run = MissedRun.objects.get()
    assert (run.day, run.scope, run.due_at) == (date(2020, 11, 2), city, at(3, 8))
    assert (run.noticed_at, run.settled_at) == (at(3, 8, 10), None)

    ReportFactory(scope=city, day=date(2020, 11, 2), at=at(3, 8, 30))
    watching.watch(at=at(3, 8, 31))

    run.refresh_from_db()
    assert run.settled_at == at(3, 8, 31)
    assert watching.watch(at=at(3, 8, 32)) == []


def test_the_alert_goes_once_to_office_and_administrator_without_case_data(
    friday, city, county, post
):
    office, admin = person(Role.INSPECTION_OFFICE, city), person(Role.SYSTEM_ADMIN, city)
    for role in (Role.LEADERSHIP, Role.DATA_CLERK, Role.AUDITOR):
        person(role, city)
    person(Role.INSPECTION_OFFICE, county)
    a_lead("registered", office=Office(city=city))

    for minute in (10, 11, 12):
        watching.watch(at=at(3, 8, minute))

    ((envelope, mail),) = post.taken
    assert sorted(envelope) == sorted([office.email, admin.email])
    assert mail["Bcc"] is None
    assert mail["Subject"].strip() == "报告未按时出刊：1 期，最近一期 11-02"
    text = text_of(mail) if mail.is_multipart() else mail.get_content()
    assert "2020-11-02 · 市本级 · 应于 11-03 08:00 出刊" in text
    assert "/reports/watch/" in text
    assert not any(word in text for word in SECRETS)
    assert MissedRun.objects.get().told_at == at(3, 8, 10)


def test_an_office_of_a_county_is_told_of_its_own_report(friday, city, county, post):
    ReportFactory(scope=county, day=date(2020, 10, 30), at=at(2, 8))
    admin, own = person(Role.SYSTEM_ADMIN, city), person(Role.INSPECTION_OFFICE, county)

    watching.watch(at=at(3, 8, 10))

    told = {envelope: mail.get_content() for envelope, mail in post.taken}
    assert set(told) == {(admin.email,), (own.email,)}
    assert "市本级" in told[(admin.email,)]
    assert "通海" in told[(admin.email,)]
    assert "市本级" not in told[(own.email,)]


def test_an_alert_that_is_refused_is_tried_again_with_the_next_look(friday, city, post):
    person(Role.SYSTEM_ADMIN, city)
    post.refusals = 1

    watching.watch(at=at(3, 8, 10))
    assert MissedRun.objects.get().told_at is None

    watching.watch(at=at(3, 8, 11))
    watching.watch(at=at(3, 8, 12))
    assert len(post.mails) == 1
    assert MissedRun.objects.get().told_at == at(3, 8, 11)


def test_without_a_mail_server_the_run_stays_untold_and_the_banner_tells(friday):
    watching.watch(at=at(3, 8, 10))

    assert MissedRun.objects.get().told_at is None


def banner(client, moment):
    with time_machine.travel(moment, tick=False):
        page = client.get("/").content.decode()
    return "of 11-02 is not out" in page


@pytest.mark.parametrize(
    ("role", "is_told"),
    [
        (Role.LEADERSHIP, True),
        (Role.INSPECTION_OFFICE, True),
        (Role.CASE_SUPERVISION, True),
        (Role.SYSTEM_ADMIN, True),
        (Role.DATA_CLERK, False),
        (Role.INSPECTOR, False),
        (Role.AUDITOR, False),
    ],
)
def test_readers_and_system_administrators_see_the_banner(as_role, friday, city, role, is_told):
    client = as_role(role, city)

    assert banner(client, at(3, 8, 10)) is is_told


def test_the_banner_stands_until_the_report_is_out_even_when_no_worker_runs(as_role, friday, city):
    client = as_role(Role.LEADERSHIP, city)

    assert not banner(client, at(3, 8, 9))
    assert banner(client, at(3, 9))
    assert not MissedRun.objects.exists()
    ReportFactory(scope=city, day=date(2020, 11, 2), at=at(3, 9))
    assert not banner(client, at(3, 9, 1))


def test_the_reader_of_another_county_is_not_told(as_role, friday, county):
    assert not banner(as_role(Role.LEADERSHIP, county), at(3, 9))


def beats(moment):
    """What beat asks for in a minute: compile each kind, and look whether all is out."""
    with time_machine.travel(moment, tick=False):
        for kind in (Kind.DAILY, Kind.RECTIFICATION, Kind.FEE_RECOVERY):
            tasks.compile_due(kind=kind)
        tasks.watch()


def test_an_outage_of_days_is_caught_up_for_the_right_days_once(friday, city):
    with time_machine.travel(at(9, 9), tick=False):
        tasks.watch()
    noticed = sorted(MissedRun.objects.values_list("day", flat=True))

    for minute in (1, 1, 2):
        beats(at(9, 9, minute))

    days = [date(2020, 11, day) for day in (2, 3, 4, 5, 6)]
    daily = Report.objects.filter(kind=Kind.DAILY).exclude(pk=friday.pk)
    assert noticed == days
    assert sorted(daily.values_list("day", flat=True)) == days
    assert not MissedRun.objects.open().exists()


def test_beats_around_midnight_and_make_up_days_make_each_report_once(city):
    CalendarDay.objects.create(day=date(2020, 11, 7), is_working=True, document="调休通知")
    CalendarDay.objects.create(day=date(2020, 11, 9), is_working=False, document="调休通知")
    moments = [
        at(day, hour, minute)
        for day in range(6, 11)
        for hour, minute in ((0, 0), (7, 59), (8, 0), (23, 59))
    ]

    for moment in moments:
        for _beat in range(2):
            with time_machine.travel(moment, tick=False):
                tasks.compile_due(kind=Kind.DAILY)

    found = Report.objects.order_by("day").values_list("day", "number", "revision")
    assert [(day.day, number, revision) for day, number, revision in found] == [
        (4, 1, 1),
        (5, 2, 1),
        (6, 3, 1),
        (7, 4, 1),
    ]


@pytest.fixture
def signs():
    cache.clear()
    yield
    cache.clear()


@pytest.mark.usefixtures("signs")
def test_beat_looks_itself_when_no_worker_is_alive(friday):
    with time_machine.travel(at(3, 9), tick=False):
        after_task_publish.send(sender="reports.watch")

    assert [run.day for run in MissedRun.objects.all()] == [date(2020, 11, 2)]


@pytest.mark.usefixtures("signs")
def test_beat_leaves_the_look_to_a_worker_that_is_alive(friday):
    health.worker_is_there()

    with time_machine.travel(at(3, 9), tick=False):
        after_task_publish.send(sender="reports.watch")

    assert not MissedRun.objects.exists()


@pytest.mark.usefixtures("signs")
def test_healthz_tells_of_reports_and_stays_well_when_one_is_missed(client, friday):
    health.worker_is_there()
    health.beat_sent_a_heartbeat()
    cache.delete(health.UNANSWERED)

    with time_machine.travel(at(3, 9), tick=False):
        answer = client.get("/healthz")

    assert answer.status_code == 200
    assert answer.json()["reports"] == {
        "last_compiled_at": "2020-11-02T08:00:00+08:00",
        "last_sent_at": None,
        "missed": 1,
    }


def test_the_page_of_health_tells_last_report_and_missed_runs_without_a_case(as_role, friday, city):
    a_lead("registered", office=Office(city=city))
    watching.watch(at=at(3, 8, 10))

    answer = as_role(Role.SYSTEM_ADMIN, city).get("/reports/watch/")

    page = answer.content.decode()
    assert [kind.day for kind in answer.context["kinds"]] == [date(2020, 10, 30)]
    assert [run.day for run in answer.context["runs"]] == [date(2020, 11, 2)]
    assert "not out" in page
    assert not any(word in page for word in SECRETS)


@pytest.mark.parametrize("role", [Role.LEADERSHIP, Role.AUDITOR, Role.DATA_CLERK])
def test_the_page_of_health_is_for_who_keeps_the_system_running(as_role, city, role):
    assert as_role(role, city).get("/reports/watch/").status_code == 403


def test_the_queue_is_told_with_its_oldest_mail(as_role, friday, city, settings):
    settings.EMAIL_URL = "smtp://set"
    person(Role.LEADERSHIP, city)
    watching_from = at(3, 8)
    with time_machine.travel(watching_from, tick=False):
        tasks.compile_due(kind=Kind.DAILY)

    answer = as_role(Role.SYSTEM_ADMIN, city).get("/reports/watch/")

    queue = answer.context["queue"]
    assert (queue.waiting, queue.oldest_at, queue.failed) == (1, watching_from, 0)
    assert answer.context["last_sent_at"] is None
    assert timedelta(0) < answer.context["now"] - queue.oldest_at
