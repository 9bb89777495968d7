"""Reports of weeks, months and rounds: the same figures over their own days, once each."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from threading import Thread
from zoneinfo import ZoneInfo

import pytest
from django.db import connections

from airdefense.accounts.roles import Role
from airdefense.casework.workflow import NotPossible
from airdefense.reports import actions, tasks
from airdefense.reports.figures import FIGURES
from airdefense.reports.models import Kind, Report, ReportSchedule
from airdefense.reports.periods import measuring, rounds
from inspections.actions import take_step
from rectification.workflow import InstrumentStatus, TaskStatus
from tests.factories.accounts import NOON, TODAY, OrganisationFactory, UserFactory, person
from tests.factories.inspections import RoundFactory, TeamFactory, a_check, a_crew, a_finding
from tests.factories.leads import Office, a_lead
from tests.factories.projects import AllocationFactory, ProjectFactory, ReceiptFactory
from tests.factories.rectification import (
    TaskFactory,
    a_task,
    an_approved_finding,
    an_instrument,
)
from tests.factories.reports import ReportFactory, ReportScheduleFactory

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)
# Monday after the week of TODAY, which is a Monday as well.
NEXT_MONDAY = datetime(2020, 11, 9, 8, 0, tzinfo=SHANGHAI)


def at(month, day, hour=8):
    return datetime(2020, month, day, hour, tzinfo=SHANGHAI)


def money_in(region, amount, on):
    receipt = ReceiptFactory(project=ProjectFactory(region=region))
    return AllocationFactory(receipt=receipt, amount_yuan=Decimal(amount), allocated_on=on)


def concluded(crew, moment=NOON):
    steps = {"on_site": ("give_feedback", "conclude")}[crew.round.status]
    round_ = crew.round
    for step in steps:
        round_ = take_step(round_, step, by=crew.office, at=moment, note="done")
    return round_


def about(round_):
    return rounds.ended_by(f"round:{round_.pk}", date(2020, 12, 31))


def test_a_week_is_reported_as_a_whole_whichever_of_its_days_is_asked_for(city, county):
    money_in(county, "100.00", date(2020, 11, 1))
    new = money_in(county, "36.20", date(2020, 11, 5))
    money_in(county, "5.00", date(2020, 11, 9))

    report = ReportFactory(scope=city, kind=Kind.WEEKLY, day=date(2020, 11, 4), at=NEXT_MONDAY)

    figure = report.figures.get(code="M13")
    assert (report.since, report.day) == (date(2020, 11, 2), date(2020, 11, 8))
    assert (report.compared_on, report.week_on) == (date(2020, 11, 1), date(2020, 10, 25))
    assert (figure.value, figure.delta) == (Decimal("136.20"), Decimal("36.20"))
    assert figure.change_ids == [new.pk]
    assert report.mark == f"ZB-{city.code}-2020-1-v1"
    again = ReportFactory(scope=city, kind=Kind.WEEKLY, day=date(2020, 11, 8), at=NEXT_MONDAY)
    assert again == report


def test_what_happens_on_a_day_is_counted_over_the_days_of_the_period(city, county):
    before = NOON - 5 * DAY
    finding = an_approved_finding(county, found_on=before.date(), at=before)
    task = TaskFactory(finding=finding, at=before)
    earlier, first, second = (
        an_instrument(InstrumentStatus.ISSUED, at=NOON + days * DAY, task=task)
        for days in (-3, 0, 2)
    )

    weekly = ReportFactory(scope=city, kind=Kind.WEEKLY, at=NEXT_MONDAY).figures.get(code="S05")
    daily = ReportFactory(scope=city).figures.get(code="S05")

    assert weekly.row_ids == [first.pk, second.pk]
    assert (weekly.value, weekly.previous_value, weekly.week_value) == (2, 1, 0)
    assert sorted(weekly.change_ids) == [earlier.pk, first.pk, second.pk]
    assert daily.row_ids == [first.pk]


@pytest.mark.parametrize(
    ("kind", "moment"),
    [(Kind.WEEKLY, at(11, 7, 23)), (Kind.MONTHLY, at(11, 29, 23))],
)
def test_a_period_that_is_not_over_is_not_reported(city, kind, moment):
    with pytest.raises(NotPossible, match="not here yet"):
        ReportFactory(scope=city, kind=kind, at=moment)

    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("kind", "moment", "due"),
    [
        (Kind.WEEKLY, at(11, 9, 7), date(2020, 11, 1)),
        (Kind.WEEKLY, at(11, 9), date(2020, 11, 8)),
        (Kind.WEEKLY, at(11, 15), date(2020, 11, 8)),
        (Kind.MONTHLY, at(11, 30), date(2020, 10, 31)),
        (Kind.MONTHLY, at(12, 1, 7), date(2020, 10, 31)),
        (Kind.MONTHLY, at(12, 1), date(2020, 11, 30)),
    ],
)
def test_a_period_is_due_on_the_first_report_morning_after_its_end(city, kind, moment, due):
    schedule = ReportScheduleFactory(kind=kind)

    assert actions.due_days(schedule, city, moment) == [due]


def test_the_week_that_ends_within_a_holiday_comes_on_the_first_working_morning(city):
    schedule = ReportScheduleFactory(kind=Kind.WEEKLY)

    assert actions.due_days(schedule, city, at(10, 8, 12)) == [date(2020, 9, 27)]
    assert actions.due_days(schedule, city, at(10, 9, 8)) == [date(2020, 10, 4)]


def test_missed_weeks_and_months_are_caught_up_once_each(city, county):
    clerk = UserFactory(organisation=city)
    actions.publish_due(Kind.MONTHLY, by=clerk, at=at(9, 1))

    for _minute in range(2):
        actions.publish_due(Kind.MONTHLY, by=clerk, at=at(12, 1))

    found = Report.objects.filter(scope=county).order_by("day")
    assert list(found.values_list("since", "day")) == [
        (date(2020, 8, 1), date(2020, 8, 31)),
        (date(2020, 9, 1), date(2020, 9, 30)),
        (date(2020, 10, 1), date(2020, 10, 31)),
        (date(2020, 11, 1), date(2020, 11, 30)),
    ]
    assert Report.objects.filter(scope=city).count() == 4


def test_a_report_asked_for_before_the_day_was_over_is_completed_in_the_morning(city, county):
    early = ReportFactory(scope=city, at=NOON)
    money_in(county, "36.20", TODAY)

    for minute in (0, 1):
        actions.publish(
            kind=Kind.DAILY,
            day=TODAY,
            scope=city,
            by=early.compiled_by,
            at=NOON + DAY + timedelta(minutes=minute),
        )

    revisions = Report.objects.order_by("revision")
    assert [one.revision for one in revisions] == [1, 2]
    assert revisions[1].reason == "Compiled before the day was over; now with the whole of it."
    assert [one.figures.get(code="M13").value for one in revisions] == [0, Decimal("36.20")]


def test_a_round_counts_its_own_rows_alone(city, county):
    mine, other = a_crew(county), a_crew(county)
    found = a_finding(mine, status="approved")
    a_finding(other, status="approved")
    check = a_check(mine, status="completed")
    a_check(other, status="completed")
    a_check(other, project=check.project)
    a_task(TaskStatus.CLOSED, region=county)
    money_in(county, "100.00", TODAY)
    a_lead("registered", Office(city=city), region=county)

    ended = about(concluded(mine))
    report = ReportFactory(scope=county, kind=Kind.ROUND, day=ended.period.until, about=ended)

    figures = {one.code: one for one in report.figures.all()}
    assert figures["M02"].row_ids == [found.pk]
    assert figures["M01"].row_ids == [check.project_id]
    assert (figures["M08"].value, figures["M13"].value) == (0, 0)
    assert (report.subject_key, report.subject) == (f"round:{mine.round.pk}", str(mine.round))
    assert (report.since, report.day) == (mine.round.starts_on, TODAY)


def test_what_has_no_way_to_a_round_is_left_out_of_its_report(city, county):
    ended = about(concluded(a_crew(county)))

    report = ReportFactory(scope=county, kind=Kind.ROUND, day=ended.period.until, about=ended)

    held = set(report.figures.values_list("code", flat=True))
    left_out = {one.code for one in measuring.left_out(report)}
    assert held.isdisjoint(left_out)
    assert held | left_out == set(FIGURES)
    assert {"M01", "M02", "M07", "M08", "M09", "M12", "M13", "M14", "S01", "M25a"} <= held
    assert {"M15", "M17", "M20", "S07", "S08"} <= left_out


def test_a_round_is_reported_for_its_city_and_the_counties_it_covered(city, county, sibling):
    round_ = RoundFactory(region=city)
    TeamFactory(round=round_, regions=[county])
    office = person(Role.INSPECTION_OFFICE, city)
    for step in ("enter", "give_feedback", "conclude"):
        round_ = take_step(round_, step, by=office, at=NOON, note="done")

    for minute in (0, 1):
        actions.publish_due(Kind.ROUND, by=office, at=at(11, 3) + timedelta(minutes=minute))

    assert sorted(Report.objects.values_list("scope__code", flat=True)) == [city.code, county.code]
    assert {one.subject_key for one in Report.objects.all()} == {f"round:{round_.pk}"}


def test_two_rounds_of_one_day_have_a_report_each(city, county):
    ended = [about(concluded(a_crew(county))) for _n in range(2)]

    reports = [ReportFactory(scope=county, kind=Kind.ROUND, day=TODAY, about=one) for one in ended]

    assert [one.number for one in reports] == [1, 2]
    assert set(Report.objects.latest_revisions()) == set(reports)


def test_a_round_under_way_has_no_report(city, county):
    crew = a_crew(county)

    assert about(crew.round) is None
    with pytest.raises(NotPossible, match="Name the round"):
        ReportFactory(scope=county, kind=Kind.ROUND)


@pytest.mark.parametrize("kind", [Kind.WEEKLY, Kind.MONTHLY, Kind.ROUND])
def test_the_job_of_beat_compiles_each_kind(city, kind):
    tasks.compile_due(kind=kind.value)

    assert ReportSchedule.objects.get().kind == kind
    assert set(Report.objects.values_list("kind", flat=True)) <= {kind}


@pytest.mark.django_db(transaction=True)
def test_two_at_once_compile_one_weekly_report():
    city = OrganisationFactory(city=True, code="530400")
    clerk = UserFactory(organisation=city)
    days = [date(2020, 11, 2), date(2020, 11, 8), date(2020, 11, 5)]

    def compile_it(day):
        actions.compile_report(kind=Kind.WEEKLY, day=day, scope=city, by=clerk, at=NEXT_MONDAY)
        connections.close_all()

    threads = [Thread(target=compile_it, args=[day]) for day in days]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Report.objects.get().number == 1
