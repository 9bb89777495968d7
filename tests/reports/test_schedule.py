"""Which business days are due, in Asia/Shanghai, across weekends, 调休 and missed mornings."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from airdefense.accounts.roles import Role
from airdefense.casework.models import CalendarDay
from airdefense.reports import actions, tasks
from airdefense.reports.models import Delivery, Kind, Report
from tests.factories.accounts import UserFactory, person
from tests.factories.reports import ReportFactory, ReportScheduleFactory

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(day, hour, minute=0):
    return datetime(2020, 11, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        (at(3, 7, 59), date(2020, 10, 30)),
        (at(3, 8, 0), date(2020, 11, 2)),
        (at(4, 0, 30), date(2020, 11, 2)),
        (at(7, 12, 0), date(2020, 11, 5)),
        (at(9, 8, 0), date(2020, 11, 6)),
    ],
)
def test_a_working_day_is_reported_the_next_working_morning(city, moment, due):
    assert actions.due_days(ReportScheduleFactory(), city, moment) == [due]


def test_a_saturday_worked_instead_of_a_holiday_is_reported(city):
    CalendarDay.objects.create(day=date(2020, 11, 7), is_working=True, document="调休通知")

    assert actions.due_days(ReportScheduleFactory(), city, at(9, 8)) == [date(2020, 11, 7)]


def test_missed_days_are_caught_up_for_the_right_days(city):
    ReportFactory(scope=city, day=date(2020, 11, 2))

    missed = actions.due_days(ReportScheduleFactory(), city, at(10, 9))

    assert missed == [date(2020, 11, day) for day in (3, 4, 5, 6, 9)]


def test_a_report_asked_for_of_a_newer_day_keeps_no_due_one_from_coming(city):
    ReportFactory(scope=city, day=date(2020, 11, 8), at=at(9, 1))

    assert actions.due_days(ReportScheduleFactory(), city, at(9, 8)) == [date(2020, 11, 6)]


def test_every_region_gets_its_report_and_its_leader_one_mail(city, county):
    leader = person(Role.LEADERSHIP, county)
    clerk = UserFactory(organisation=city)

    for minute in (0, 1):
        actions.publish_due(Kind.DAILY, by=clerk, at=at(3, 8, minute))

    assert set(Report.objects.values_list("scope", flat=True)) == {city.pk, county.pk}
    assert [mail.recipient for mail in Delivery.objects.all()] == [leader]


def test_mails_are_written_for_a_report_that_was_compiled_by_command(city):
    leader = person(Role.LEADERSHIP, city)
    report = ReportFactory(scope=city, day=date(2020, 11, 2))

    actions.publish_due(Kind.DAILY, by=report.compiled_by, at=at(3, 8))

    assert report.deliveries.get().recipient == leader


def test_a_schedule_out_of_use_compiles_nothing(city):
    ReportScheduleFactory(is_active=False)

    assert actions.publish_due(Kind.DAILY, by=UserFactory(organisation=city), at=at(3, 8)) == []


def test_the_job_of_beat_compiles_its_kind(city):
    tasks.compile_due(kind="fee_recovery")

    assert set(Report.objects.values_list("kind", flat=True)) == {"fee_recovery"}


def test_the_job_of_beat_waits_for_a_city():
    tasks.compile_due(kind="daily")

    assert not Report.objects.exists()
