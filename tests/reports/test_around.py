"""What a report leads to, and what of it is fetched when somebody opens it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from airdefense.accounts.roles import Role
from airdefense.reports.around import around
from airdefense.reports.content import Paper
from airdefense.reports.models import Kind
from airdefense.reports.naming import Known
from airdefense.reports.proof.restated import told_with
from tests.factories.accounts import TODAY, person
from tests.factories.projects import AllocationFactory, GapFactory, ProjectFactory, ReceiptFactory
from tests.factories.reports import MORNING, ReportFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def money_in(region, amount, name, on=TODAY):
    project = ProjectFactory(region=region, name=name)
    facts = {"project": project, "amount_yuan": Decimal(amount)}
    receipt, gap = ReceiptFactory(**facts), GapFactory(opened_on=TODAY - 40 * DAY, **facts)
    return AllocationFactory(receipt=receipt, gap=gap, amount_yuan=Decimal(amount), allocated_on=on)


def words(response):
    return response.content.decode()


def test_what_changed_in_a_week_is_counted_at_once_and_told_when_it_is_opened(
    as_role, city, county
):
    money_in(county, "20000.00", "通海一中", on=TODAY - 3 * DAY)
    report = ReportFactory(scope=city)
    client = as_role(Role.LEADERSHIP, city)

    page = words(client.get(f"/reports/{report.pk}/"))
    fragment = words(client.get(f"/reports/{report.pk}/week/", headers={"HX-Request": "true"}))
    alone = words(client.get(f"/reports/{report.pk}/week/"))

    told = Paper(report, report.compiled_by).week_changes
    assert f'<span class="num mute">{len(told)}</span></summary>' in page
    assert f'hx-get="/reports/{report.pk}/week/"' in page
    assert "通海一中" in fragment
    assert "<html" not in fragment
    assert "通海一中" in alone
    assert "<html" in alone


def test_the_week_of_a_report_is_not_there_for_strangers(as_role, county, sibling, client):
    money_in(county, "20000.00", "通海一中", on=TODAY - 3 * DAY)
    page = f"/reports/{ReportFactory(scope=county).pk}/week/"

    answers = [as_role(Role.LEADERSHIP, sibling).get(page), client.get(page)]

    assert [answer.status_code for answer in answers] == [404, 302]


def test_a_week_without_a_change_says_so(as_role, city):
    report = ReportFactory(scope=city)

    page = words(as_role(Role.LEADERSHIP, city).get(f"/reports/{report.pk}/week/"))

    assert "No change." in page
    assert "<table" not in page


def test_the_heaviest_rows_a_reader_may_see_are_named_where_heavier_ones_are_hidden(
    city, county, sibling
):
    hidden = [money_in(sibling, f"{9 - n}0000.00", f"新平{n}") for n in range(5)]
    seen = [money_in(county, f"{3 - n}000.00", f"通海{n}") for n in range(2)]
    told = Paper(ReportFactory(scope=city), person(Role.LEADERSHIP, city))["M13"]
    keys = [row.pk for row in (*hidden, *seen)]

    named = Known(person(Role.LEADERSHIP, county)).of(told, keys, 5)

    assert list(named) == [row.pk for row in seen]


def test_a_report_leads_to_its_revisions_its_days_its_kinds_and_its_regions(city, county):
    before = ReportFactory(scope=city, day=TODAY - DAY, at=MORNING - DAY)
    report = ReportFactory(scope=city)
    of_fees = ReportFactory(scope=city, kind=Kind.FEE_RECOVERY)
    of_county = ReportFactory(scope=county)
    after = ReportFactory(scope=city, day=TODAY + DAY, at=MORNING + DAY)
    from_county = person(Role.LEADERSHIP, county)

    near = around(report, person(Role.LEADERSHIP, city), "M13", told_with(report))
    alone = around(of_county, from_county, "", told_with(of_county))

    assert (near.before, near.after, near.revisions) == (before, after, [report])
    assert near.kinds == [report, of_fees]
    assert near.scopes == [report, of_county]
    assert [one.drawn for one in near.earlier] == [Decimal("0.00")]
    assert (near.is_restated, alone.is_restated) == (False, False)
    assert (alone.before, alone.after, alone.scopes) == (None, None, [of_county])


def test_the_page_of_a_report_asks_the_same_of_ten_rows_as_of_one(as_role, city, county):
    money_in(county, "20000.00", "通海一中")
    first = ReportFactory(scope=city)
    for number in range(9):
        money_in(county, f"{number + 1}000.00", f"通海{number}", on=TODAY + DAY)
    second = ReportFactory(scope=city, day=TODAY + DAY, at=MORNING + DAY)
    client = as_role(Role.LEADERSHIP, city)
    counts = []

    for report in (first, second):
        client.get(f"/reports/{report.pk}/")
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/reports/{report.pk}/")
        counts.append(len(asked))

    assert counts[1] <= counts[0]
