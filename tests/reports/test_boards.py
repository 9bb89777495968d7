"""Boards: every number is that of the newest frozen report, and opens exactly its rows."""

import html
import re
from datetime import timedelta
from decimal import Decimal

import pytest

from airdefense.accounts.roles import Role
from airdefense.reports.figures import FIGURES
from airdefense.reports.words import wan
from projects.models import GapKind
from rectification.workflow import TaskStatus
from tests.factories.accounts import NOON, TODAY
from tests.factories.inspections import a_crew, a_finding
from tests.factories.projects import (
    AllocationFactory,
    FeeAssessmentFactory,
    GapFactory,
    ProjectFactory,
    ReceiptFactory,
    WriteOffFactory,
)
from tests.factories.rectification import a_task
from tests.factories.reports import MORNING, ReportFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
BOARDS = {
    "leadership": Role.LEADERSHIP,
    "inspection": Role.INSPECTION_OFFICE,
    "commission": Role.CASE_SUPERVISION,
}


@pytest.fixture
def money(city, county, sibling):
    """Gaps of every kind and age, written off and recovered in part, in two counties."""
    for number, kind in enumerate(GapKind):
        region = sibling if number == 3 else county
        project = ProjectFactory(region=region)
        FeeAssessmentFactory(project=project)
        receipt = ReceiptFactory(project=project, amount_yuan=Decimal("710000.33"))
        opened = TODAY - (number * 300 + 40) * DAY
        gap = GapFactory(project=project, kind=kind, opened_on=opened)
        AllocationFactory(receipt=receipt, gap=gap, amount_yuan=Decimal("100000.07"))
    WriteOffFactory(gap=gap)


def charts(response):
    return {pane.id: pane for pane in response.context["panes"] if hasattr(pane, "series")}


def a_rectified(crew):
    """A finding without money, whose task can be closed."""
    return a_finding(crew, status="approved", category="unbuilt")


def links(page):
    """Where every number of the page leads, and how it is written there."""
    found = re.findall(r'<a href="([^"]*/figures/[^"]*)">([^<]*)</a>', page)
    return {(html.unescape(url), html.unescape(text)) for url, text in found}


@pytest.mark.parametrize(("name", "role"), BOARDS.items())
def test_every_number_of_a_board_is_the_frozen_one_and_opens_its_rows(
    as_role, city, county, sibling, money, name, role
):
    ReportFactory(scope=city, day=TODAY - DAY, at=MORNING - DAY)
    crew = a_crew(county)
    a_task(TaskStatus.CLOSED, finding=a_rectified(crew))
    report = ReportFactory(scope=city)
    GapFactory()
    client = as_role(role, city)

    response = client.get(f"/reports/boards/{name}/")

    found = links(response.content.decode())
    assert len(found) > 10
    for url, text in found:
        page = client.get(url)
        assert page.status_code == 200
        told = page.context["told"]
        region = page.context["region"]
        value = told.frozen.in_region(region.code) if region else told.frozen.value
        if told.about.is_money:
            assert text == f"{value:,.2f}"
        else:
            assert text.startswith(page.context["text"])
    assert any(f"/reports/{report.pk}/" in url for url, _text in found)


def test_a_chart_draws_what_its_table_says(as_role, city, money):
    ReportFactory(scope=city)

    drawn = charts(as_role(Role.LEADERSHIP, city).get("/reports/boards/leadership/"))

    assert {"recovery", "fees", "ageing", "ranking-M14"} <= drawn.keys()
    for name in ("ageing", "overdue-regions", "recovery", "fees"):
        for series in drawn[name].series:
            for value, text in zip(series.data, series.texts, strict=True):
                exact = Decimal(text.replace(",", ""))
                assert value == (wan(exact) if drawn[name].head else exact)


def test_the_waterfall_begins_each_bar_where_the_one_before_ended(as_role, city, money):
    report = ReportFactory(scope=city)

    chart = charts(as_role(Role.LEADERSHIP, city).get("/reports/boards/leadership/"))["recovery"]

    value = {f.code: f.value for f in report.figures.defer("row_ids")}
    spans = dict(zip(chart.labels, chart.series[0].spans, strict=True))
    stated = sum(wan(value[f"G0{n}"]) for n in range(1, 5))
    assert spans["Unlawful deferral"][0] == spans["Unlawful reduction"][1] == wan(value["G01"])
    assert spans["Receivable, not collected"][1] == stated
    assert spans["Written off"] == (stated, stated - wan(value["G05"]))
    assert spans["Owed"] == (0, wan(value["M12"]))
    assert spans["Still open"] == (0, wan(value["S06"]))
    assert spans["Open: not collected"][1] == wan(value["S06"])


def test_the_ages_and_kinds_of_the_report_add_up_to_what_is_open(city, money):
    value = {f.code: f.value for f in ReportFactory(scope=city).figures.all()}

    assert value["S06"] == sum(value[f"A0{n}"] for n in range(1, 5)) > 0
    assert value["S06"] == sum(value[f"G1{n}"] for n in range(1, 5))
    assert value["M12"] - value["M13"] == value["S06"] - value["G06"]
    assert all(value[f"A0{n}"] > 0 for n in (1, 2, 3))


def test_the_board_says_of_which_day_it_is_and_leads_to_the_report(as_role, city, money):
    first = ReportFactory(scope=city, day=TODAY - DAY, at=MORNING - DAY)
    newest = ReportFactory(scope=city)
    client = as_role(Role.LEADERSHIP, city)

    def shown(query=""):
        return client.get(f"/reports/boards/leadership/{query}").context["report"]

    assert shown() == newest
    assert shown(f"?on={first.day}") == first
    assert shown(f"?on={TODAY + 2 * DAY}") == newest
    page = client.get("/reports/boards/leadership/").content.decode()
    assert f'href="{newest.get_absolute_url()}"' in page
    assert "at the end of 2020-11-02" in page


@pytest.mark.parametrize("day", ["2003-01-01", "someday", "2999-01-01"])
def test_a_day_without_a_report_or_not_a_day_is_said(as_role, city, day):
    ReportFactory(scope=city)

    page = as_role(Role.LEADERSHIP, city).get(f"/reports/boards/leadership/?on={day}")

    said = {
        "2003-01-01": "No daily report of that day",
        "someday": "Enter a valid date",
        "2999-01-01": "not here yet",
    }
    assert page.status_code == 200
    assert said[day] in page.content.decode()


def test_a_corrected_report_takes_the_place_of_the_first(as_role, city):
    report = ReportFactory(scope=city)
    office = as_role(Role.INSPECTION_OFFICE, city)
    office.post(f"/reports/{report.pk}/correct/", {"reason": "late receipt"})

    shown = office.get("/reports/boards/inspection/").context["report"]

    assert (shown.day, shown.revision) == (report.day, 2)


def test_trends_are_true_to_scale_and_each_day_opens_its_own_report(as_role, city, county, money):
    days = [TODAY - 5 * DAY, TODAY - DAY, TODAY]
    reports = [ReportFactory(scope=city, day=d, at=NOON + (d - TODAY) + DAY) for d in days]

    chart = charts(as_role(Role.LEADERSHIP, city).get("/reports/boards/leadership/"))["trend-money"]

    assert chart.payload["days"] == [day.toordinal() for day in days]
    recovered = next(series for series in chart.series if series.name == "Recovered")
    assert list(recovered.urls) == [f"/reports/{r.pk}/figures/M13/" for r in reports]
    assert [text.replace(",", "") for text in recovered.texts] == [
        str(r.figures.get(code="M13").value) for r in reports
    ]


def test_regions_are_ranked_from_five_on_and_the_others_stand_below_with_why(
    as_role, city, county, sibling
):
    for number in range(6):
        receipt = ReceiptFactory(project=ProjectFactory(region=sibling if number == 5 else county))
        AllocationFactory(receipt=receipt, amount_yuan=Decimal("300000.00"))
    ReportFactory(scope=city)

    chart = charts(as_role(Role.LEADERSHIP, city).get("/reports/boards/leadership/"))["ranking-M14"]

    assert chart.labels[0] == "1 通海"
    assert set(chart.labels[1:]) == {"市本级", sibling.short_name}
    assert [value is None for value in chart.series[0].data] == [False, True, True]
    assert "not ranked: of 1" in chart.series[0].texts[chart.labels.index(sibling.short_name)]
    assert f"{sibling.short_name} (46.51, n=1)" in chart.remark


def test_half_of_the_closed_tasks_were_done_within_the_median(as_role, city, county):
    crew = a_crew(county)
    for days in (4, 10, 95):
        task = a_task(TaskStatus.CLOSED, finding=a_rectified(crew))
        type(task).objects.filter(pk=task.pk).update(issued_on=TODAY - days * DAY)
    ReportFactory(scope=city)

    chart = charts(as_role(Role.LEADERSHIP, city).get("/reports/boards/leadership/"))["closing"]

    assert chart.remark == "3 tasks closed out; half of them within 10 days (median)."
    assert list(chart.series[0].data) == [2, 0, 0, 1]


def test_a_board_takes_as_many_queries_for_many_rows_as_for_few(
    as_role, city, county, money, django_assert_max_num_queries
):
    for _number in range(5):
        AllocationFactory(receipt=ReceiptFactory(project=ProjectFactory(region=county)))
    ReportFactory(scope=city, day=TODAY - DAY, at=MORNING - DAY)
    ReportFactory(scope=city)
    client = as_role(Role.LEADERSHIP, city)

    with django_assert_max_num_queries(20):
        client.get("/reports/boards/leadership/")


def test_leaders_find_two_charts_of_the_newest_report_at_home(as_role, city, money):
    ReportFactory(scope=city, day=TODAY - DAY, at=MORNING - DAY)
    report = ReportFactory(scope=city)

    response = as_role(Role.LEADERSHIP, city).get("/")

    assert [chart.id for chart in response.context["charts"]] == ["trend-money", "ageing"]
    assert f'href="/reports/{report.pk}/figures/A01/"' in response.content.decode()
    assert as_role(Role.INSPECTOR, city).get("/").context["charts"] == []


def test_a_figure_that_an_older_report_lacks_is_left_out(as_role, city, money):
    ReportFactory(scope=city)
    gone = FIGURES.pop("A04")
    try:
        drawn = charts(as_role(Role.LEADERSHIP, city).get("/reports/boards/leadership/"))
    finally:
        FIGURES["A04"] = gone

    assert "ageing" not in drawn
    assert "recovery" in drawn


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_board_is_whole_in_both_languages(as_role, city, money, language):
    ReportFactory(scope=city)
    client = as_role(Role.LEADERSHIP, city)

    page = client.get("/reports/boards/leadership/", headers={"accept-language": language})

    assert ("欠缴" in page.content.decode()) is (language == "zh-hans")
