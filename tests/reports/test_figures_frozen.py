"""Every number of a report opens exactly its rows as frozen, and those by which it changed."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from airdefense.accounts.roles import Role
from airdefense.reports.models import FrozenFigure
from airdefense.reports.rows import Change, Chosen
from tests.factories.accounts import NOON, TODAY, person
from tests.factories.projects import AllocationFactory, ProjectFactory, ReceiptFactory
from tests.factories.reports import MORNING, ReportFactory
from tests.world import two_counties

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(days=1)


def words(response):
    return response.content.decode()


def money_in(region, name="龙泉大厦", on=None):
    receipt = ReceiptFactory(project=ProjectFactory(region=region, name=name))
    return AllocationFactory(receipt=receipt, **({"allocated_on": on} if on else {}))


def rows_of_figures(report):
    """The frozen figures that have rows, of leads none."""
    return [f for f in report.figures.all() if f.row_ids and not f.definition.is_confidential]


def paged(client, url):
    """Every row of a list, page after page through the API."""
    found = []
    while url:
        answer = client.get(url).json()
        found += [row["id"] for row in answer["rows"]]
        url = answer["next"]
    return found


@pytest.mark.slow
def test_list_count_json_and_value_of_every_figure_agree(as_role):
    county, _other = two_counties()
    report = ReportFactory(scope=county.region.parent, day=TODAY)
    client = as_role(Role.LEADERSHIP, county.region.parent)

    figures = rows_of_figures(report)
    told = {}
    for frozen in figures:
        page = client.get(frozen.get_absolute_url())
        shown = page.context["list"]
        keys = [row.pk for row in shown.page.rows]
        asked = paged(client, f"/api/v1/reports/{report.pk}/figures/{frozen.code}/")
        told[frozen.code] = (keys, asked, page.context["counted"])

    assert len(figures) >= 8
    assert told == {f.code: (f.row_ids, f.row_ids, len(f.row_ids)) for f in figures}
    counts = {f.code: f.value for f in figures if not f.definition.is_money}
    assert counts == {code: len(told[code][0]) for code in counts}
    sums = {f.code: f.value for f in figures if f.definition.is_money}
    assert sums == {f.code: sum(f.row_values) for f in figures if f.definition.is_money}


@pytest.mark.slow
def test_the_regions_of_every_figure_open_its_rows_between_them(as_role):
    county, _other = two_counties()
    city = county.region.parent
    report = ReportFactory(scope=city)
    client = as_role(Role.LEADERSHIP, city)

    for frozen in rows_of_figures(report):
        split = [
            client.get(f"{frozen.get_absolute_url()}?region={code}").context["list"].page.rows
            for code in frozen.by_region
        ]
        assert sorted(row.pk for rows in split for row in rows) == frozen.row_ids


def test_the_rows_that_came_and_those_that_left_open_with_what_each_changed(
    as_role, city, county, sibling
):
    stays = money_in(county, "甲", on=TODAY - timedelta(days=3))
    left = money_in(county, "乙", on=TODAY - timedelta(days=3))
    came = money_in(sibling, "丙", on=TODAY)
    voider = person(Role.DATA_CLERK, county)
    type(left.receipt).objects.filter(pk=left.receipt_id).update(
        voided_at=NOON, voided_by=voider, void_reason="重复开票"
    )
    report = ReportFactory(scope=city)
    url = f"/reports/{report.pk}/figures/M13/"
    client = as_role(Role.LEADERSHIP, city)

    def opened(query):
        return client.get(f"{url}?{query}").context["list"].page.rows

    frozen = report.figures.get(code="M13")
    assert [row.pk for row in opened("")] == [stays.pk, came.pk]
    assert dict(zip(frozen.change_ids, frozen.change_values, strict=True)) == {
        left.pk: -left.amount_yuan,
        came.pk: came.amount_yuan,
    }
    assert opened("change=day") == [left, came]
    assert opened("change=entered") == [came]
    assert opened("change=left") == [left]
    assert opened(f"change=day&region={county.code}") == [left]
    assert opened(f"change=left&region={sibling.code}") == []
    assert opened("change=left")[0].counted_then == -left.amount_yuan
    assert "Together these rows changed the figure by" in words(client.get(f"{url}?change=day"))


def test_an_unknown_change_is_left_out_and_said(as_role, city, county):
    money_in(county)
    report = ReportFactory(scope=city)

    page = as_role(Role.LEADERSHIP, city).get(f"/reports/{report.pk}/figures/M13/?change=all")

    assert "This condition is not applied" in words(page)
    assert len(page.context["list"].page.rows) == 1


def test_the_keys_of_a_figure_stay_in_the_database(as_role, city, county):
    money_in(county)
    report = ReportFactory(scope=city)
    client = as_role(Role.LEADERSHIP, city)

    with CaptureQueriesContext(connection) as caught:
        client.get(f"/reports/{report.pk}/figures/M13/")

    texts = [query["sql"] for query in caught.captured_queries]
    assert not [text for text in texts if '"reports_frozenfigure"."row_ids"' in text]


def test_a_figure_takes_as_many_queries_for_fifty_rows_as_for_five(as_role, city, county):
    def queries(count):
        for number in range(count):
            money_in(county, f"{count}-{number}")
        report = ReportFactory(scope=city, day=TODAY + timedelta(days=count % 2), at=LATER)
        client = as_role(Role.LEADERSHIP, city)
        client.get("/reports/")
        with CaptureQueriesContext(connection) as caught:
            client.get(f"/reports/{report.pk}/figures/M13/")
        return len(caught)

    assert queries(5) == queries(50)


def test_amounts_are_those_frozen_whatever_became_of_the_rows(as_role, city, county):
    row = money_in(county)
    report = ReportFactory(scope=city)
    frozen = report.figures.get(code="M13")

    chosen = Chosen(FrozenFigure.objects.without_rows().get(pk=frozen.pk))

    assert chosen.amounts([row.pk]) == {row.pk: row.amount_yuan}
    assert list(chosen.stream()) == [(row.pk, county.pk, row.amount_yuan)]
    assert chosen.count() == 1
    assert Chosen(frozen, change=Change.DAY).count() == len(frozen.change_ids)
