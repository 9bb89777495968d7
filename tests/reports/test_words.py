"""What a report says of its numbers: the sections, what changed by which rows, ranks, attention."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from airdefense.accounts.roles import Role
from airdefense.reports import telling
from airdefense.reports.attention import attention
from airdefense.reports.content import Paper
from airdefense.reports.models import Kind, ReportSchedule
from rectification import actions
from rectification.workflow import InstrumentStatus, TaskStatus
from tests.factories.accounts import NOON, TODAY, person
from tests.factories.inspections import a_crew, a_finding
from tests.factories.leads import Office, a_lead
from tests.factories.projects import AllocationFactory, GapFactory, ProjectFactory, ReceiptFactory
from tests.factories.rectification import (
    HOUR,
    TaskFactory,
    a_task,
    an_approved_finding,
    an_instrument,
    contact_of,
    hand_in,
    office_of,
)
from tests.factories.reports import MORNING, ReportFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LONG_AGO = NOON - 20 * DAY
EARLIER = date(2020, 10, 5)


def money_in(region, amount="120000.00", on=TODAY, name="龙泉大厦", owed="600000.00"):
    project = ProjectFactory(region=region, name=name)
    gap = GapFactory(project=project, opened_on=EARLIER, amount_yuan=Decimal(owed))
    receipt = ReceiptFactory(project=project, amount_yuan=Decimal(amount))
    return AllocationFactory(receipt=receipt, gap=gap, amount_yuan=Decimal(amount), allocated_on=on)


def read(scope, *, reader=None, kind=Kind.DAILY, **fields):
    report = ReportFactory(scope=scope, kind=kind, **fields)
    return Paper(report, reader or person(Role.LEADERSHIP, scope))


def change_of(paper, code):
    return next(one for one in paper.changes if one.told.code == code)


def test_a_sum_is_explained_by_region_and_by_rows(city, county, sibling):
    money_in(county, "186000.00", name="通海一中")
    money_in(county, "20000.00", on=EARLIER, name="早已缴清")
    money_in(sibling, "176000.00", name="新平客运站")

    change = change_of(read(city), "M13")

    assert change.text == "+36.20"
    assert change.moved == [("通海", "+18.60"), ("新平", "+17.60")]
    assert [(row.name, row.amount) for row in change.came.names] == [
        ("通海一中", "+18.60"),
        ("新平客运站", "+17.60"),
    ]
    assert (change.came.count, change.left.count) == (2, 0)


def old_task(region, **fields):
    """A task issued three weeks ago."""
    found_on = LONG_AGO.date()
    finding = an_approved_finding(region, category="unbuilt", found_on=found_on, at=LONG_AGO)
    return TaskFactory(finding=finding, at=LONG_AGO, **fields)


def late_task(region, due_on):
    return old_task(region, due_on=due_on)


def urged(region, at):
    task = old_task(region)
    return an_instrument(InstrumentStatus.ISSUED, task=task, at=at)


def close_out(task, at):
    contact, office = contact_of(task), office_of(task)
    actions.submit_plan(task=task, plan="逐项核对。", responsible_person="李某", by=contact, at=at)
    hand_in(task, at=at, by=contact)
    actions.verify(task=task, by=office, at=at + HOUR)
    actions.close(task=task, by=office, at=at + 2 * HOUR)


def test_rows_that_came_are_told_apart_from_those_that_left(city, county):
    settled = late_task(county, TODAY - 5 * DAY)
    late = {late_task(county, TODAY - DAY).get_absolute_url() for _n in range(2)}
    close_out(settled, NOON)

    paper = read(city)
    change = change_of(paper, "S01")

    assert change.text == "+1"
    assert {row.url for row in change.came.names} == late
    assert [row.url for row in change.left.names] == [settled.get_absolute_url()]
    assert (change.came.count, change.left.count) == (2, 1)


def test_more_than_five_rows_are_counted_not_named(city, county):
    for _n in range(7):
        money_in(county)

    came = change_of(read(city), "M13").came

    assert (came.count, len(came.names), came.more) == (7, 5, 2)


def test_leads_are_counted_and_never_named(city, county):
    office = Office(city=city)
    leads = [a_lead("registered", office, region=county) for _n in range(4)]

    paper = read(city, reader=office.clerk)
    change = change_of(paper, "M15")

    assert change.text == "+4"
    assert (change.moved, change.came.names, change.left.names) == ([], [], [])
    told = str(telling.sentences(paper)) + str(attention(paper)) + str(paper.changes)
    assert not any(lead.number in told for lead in leads)


def test_the_sections_tell_what_is_new_and_what_was_closed_on_the_day(city, county):
    crew = a_crew(county)
    for _n in range(3):
        a_finding(crew, status="approved")
    a_task(TaskStatus.CLOSED, region=county)

    told = dict(telling.sentences(read(city)))

    assert told["Rectification"].startswith(
        "4 general problems (+4), 1 rectified (+1), rate 25.00%; today 4 new and 1 closed out."
    )
    assert "in this round" not in told["Rectification"]


def test_a_week_tells_of_its_own_days(city, county):
    urged(county, NOON)
    urged(county, NOON + DAY)

    paper = read(city, kind=Kind.WEEKLY, at=MORNING + 7 * DAY)
    told = dict(telling.sentences(paper))

    assert told["This week"].startswith("0 recommendations and 2 urging letters issued;")
    assert "this week" in told["Rectification"]


@pytest.mark.parametrize("kind", [Kind.RECTIFICATION, Kind.FEE_RECOVERY])
def test_the_parts_say_word_for_word_what_the_whole_says(city, county, kind):
    money_in(county)
    a_task(TaskStatus.CLOSED, region=county)
    urged(county, NOON)
    reader = person(Role.LEADERSHIP, city)

    whole, part = read(city, reader=reader), read(city, reader=reader, kind=kind)

    assert part.figures
    said = dict(telling.sentences(whole))
    for title, text in telling.sentences(part):
        assert said[title] == text
    fields = ("value", "by_region", "previous_value", "week_value", "plan_value", "row_model")
    rows = ("row_ids", "row_regions", "row_values", "change_ids", "change_values")
    for code, told in part.figures.items():
        for name in (*fields, *rows):
            assert getattr(told.frozen, name) == getattr(whole[code].frozen, name)
    assert {one.told.code for one in part.changes} == {
        one.told.code for one in whole.changes if one.told.code in part
    }


def test_a_day_without_change_takes_one_line(city, county):
    money_in(county, on=EARLIER)
    ReportFactory(scope=city)

    paper = read(city, day=TODAY + DAY, at=MORNING + DAY)

    assert telling.is_quiet(paper)
    assert telling.quiet_line(paper).startswith(
        "No change since 11-02. Fees recovered 12.00 × 10,000 yuan; Recovery rate 20.00%;"
    )


def test_rows_that_come_and_go_are_a_change_though_the_number_stays(city, county):
    settled, fell_due = late_task(county, TODAY - 5 * DAY), late_task(county, TODAY - DAY)
    close_out(settled, NOON)

    paper = read(city)
    change = change_of(paper, "S01")

    assert (paper["S01"].delta, telling.is_quiet(paper)) == ("0", False)
    assert [row.url for row in change.came.names] == [fell_due.get_absolute_url()]
    assert [row.url for row in change.left.names] == [settled.get_absolute_url()]


def test_what_happened_yesterday_is_no_change_of_today(city, county):
    urged(county, NOON)

    paper = read(city, day=TODAY + DAY, at=MORNING + DAY)

    assert "S05" not in [one.told.code for one in paper.changes]


def test_counties_are_ranked_by_rate_where_it_stands_on_five_rows(city, county, sibling):
    for _n in range(5):
        money_in(county, "120000.00")
        money_in(city, "600000.00")
    for _n in range(4):
        money_in(sibling, "600000.00")

    paper = read(city)

    assert paper["M14"].frozen.by_region[sibling.code] == "100.00"
    assert paper.ranks == {county.code: "1"}
    assert [line.rank for line in paper.table] == ["", "1", "", ""]


def test_counties_with_the_same_rate_share_their_place(city, county, sibling):
    for _n in range(5):
        money_in(county)
        money_in(sibling)

    assert read(city).ranks == {county.code: "1", sibling.code: "1"}


def test_the_report_of_one_county_ranks_nobody(city, county):
    for _n in range(5):
        money_in(county)

    assert read(county).ranks == {}


def test_a_region_where_nothing_moved_for_seven_days_is_put_before_the_leader(
    city, county, sibling
):
    money_in(county, on=TODAY - 7 * DAY)
    money_in(sibling, on=TODAY - 6 * DAY)

    found = {one.title: one for one in attention(read(city))}

    still = found["No progress for seven days: Fees recovered"]
    assert [(row.name, row.amount) for row in still.rows] == [("通海", "48.00 × 10,000 yuan")]


def test_single_gaps_above_the_limit_are_put_before_the_leader(city, county):
    ReportSchedule.objects.create(kind=Kind.DAILY, large_gap_yuan=Decimal("480000.00"))
    money_in(county, "120000.00", name="正好不超")
    money_in(county, "119999.99", name="超出一分")

    found = {one.title: one for one in attention(read(city))}

    large = found["Single gaps above 48.00 × 10,000 yuan"]
    assert [row.name for row in large.rows] == ["超出一分"]
    assert large.total == 1


def test_what_is_overdue_is_asked_about_from_the_report(city, county):
    task = late_task(county, TODAY - 3 * DAY)

    overdue = attention(read(city))[0]

    assert (overdue.title, overdue.total) == ("Overdue rectification", 1)
    assert overdue.rows[0].url == task.get_absolute_url()
    assert overdue.rows[0].amount == f"3 days · {task.unit}"
    assert f"row={task.pk}" in overdue.rows[0].ask
