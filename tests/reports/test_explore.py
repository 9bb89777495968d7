"""Figures of any day by today's data: value, split, rows and export are one query."""

import io
from datetime import timedelta
from decimal import Decimal

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from airdefense.accounts.roles import Role
from airdefense.reports.figures import FIGURES
from tests.factories.accounts import TODAY, OrganisationFactory
from tests.factories.inspections import a_crew, a_finding
from tests.factories.leads import SECRETS, Office, a_lead
from tests.factories.projects import AllocationFactory, ProjectFactory, ReceiptFactory
from tests.factories.reports import ReportFactory
from tests.world import MARK, two_counties

pytestmark = pytest.mark.django_db
ON = f"?on={TODAY}"


def words(response):
    return response.content.decode()


def money_in(region, name="龙泉大厦", on=TODAY):
    receipt = ReceiptFactory(project=ProjectFactory(region=region, name=name))
    return AllocationFactory(receipt=receipt, allocated_on=on)


@pytest.mark.slow
def test_list_count_export_and_value_agree_with_the_report_for_every_figure(as_role):
    county, _other = two_counties()
    city = county.region.parent
    report = ReportFactory(scope=city, day=TODAY)
    client = as_role(Role.LEADERSHIP, city)

    for frozen in report.figures.all():
        about = frozen.definition
        if about.is_ratio or about.is_confidential or about.is_flow:
            continue
        page = client.get(f"/reports/figures/{frozen.code}/{ON}")
        rows = page.context["list"].page.rows
        assert [row.pk for row in rows] == frozen.row_ids, frozen.code
        assert page.context["seen"].value == frozen.value, frozen.code
        assert page.context["counted"] == page.context["open"] == len(rows), frozen.code
        assert sum(page.context["seen"].split.values()) == frozen.value, frozen.code
        if about.is_money:
            amount = about.amount
            assert sum(getattr(row, amount) for row in rows) == frozen.value


def test_the_list_of_figures_counts_them_in_one_statement_as_each_page_does(
    as_role, city, county, sibling
):
    money_in(county)
    money_in(sibling, on=TODAY - timedelta(days=9))
    client = as_role(Role.LEADERSHIP, city)

    with CaptureQueriesContext(connection) as asked:
        page = client.get(f"/reports/figures/{ON}")

    counted = [one["sql"] for one in asked if "UNION ALL" in one["sql"]]
    told = {seen.code: seen.text for _title, found in page.context["sections"] for seen in found}
    alone = {
        code: client.get(f"/reports/figures/{code}/{ON}").context["seen"].text
        for code in ("M01", "M12", "M13", "M14", "M15", "S06")
    }
    assert len(counted) == 1
    assert {code: told[code] for code in alone} == alone


def test_the_workbook_of_a_figure_is_its_rows(as_role, city, county):
    money_in(county, "甲")
    client = as_role(Role.LEADERSHIP, city)

    response = client.get(f"/reports/figures/M13/{ON}&format=xlsx")

    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    _head, row = list(book.worksheets[0].values)
    assert (row[1], row[-1]) == ("甲", 100000)


def test_a_past_day_counts_what_counted_then(as_role, city, county):
    before = money_in(county, "甲", on=TODAY - timedelta(days=2))
    after = money_in(county, "乙")
    client = as_role(Role.LEADERSHIP, city)

    then = client.get(f"/reports/figures/M13/?on={TODAY - timedelta(days=1)}")
    now = client.get(f"/reports/figures/M13/{ON}")

    assert (then.context["list"].page.rows, then.context["seen"].value) == ([before], 100000)
    assert (now.context["list"].page.rows, now.context["seen"].value) == ([before, after], 200000)


def test_a_region_shows_its_own_rows_and_value(as_role, city, county, sibling):
    here, _there = money_in(county, "甲"), money_in(sibling, "乙")
    client = as_role(Role.LEADERSHIP, city)

    page = client.get(f"/reports/figures/M13/{ON}&region={county.code}")

    assert page.context["list"].page.rows == [here]
    assert page.context["seen"].value == Decimal(100000)
    assert "乙" not in words(page)


def test_readers_of_a_county_see_its_figures_alone(as_role, city, county, sibling):
    money_in(sibling, "乙")
    client = as_role(Role.LEADERSHIP, county)

    own = client.get(f"/reports/figures/M13/{ON}")
    other = client.get(f"/reports/figures/M13/{ON}&region={sibling.code}")

    assert [page.context["seen"].value for page in (own, other)] == [0, 0]
    assert other.context["lens"].region is None
    assert "This condition is not applied" in words(other)


@pytest.mark.parametrize("day", ["2999-01-01", "0001-01-01", "tomorrow"])
def test_a_day_that_is_none_is_said_and_left_out(as_role, city, day):
    page = as_role(Role.LEADERSHIP, city).get(f"/reports/figures/?on={day}")

    assert page.status_code == 200
    assert "This condition is not applied" in words(page)


@pytest.mark.slow
def test_a_unit_sees_what_it_has_to_act_upon_and_no_other_figure(as_role):
    county, other = two_counties()
    unit = county.people[Role.UNIT_CONTACT].organisation
    client = as_role(Role.UNIT_CONTACT, unit)

    overview = client.get(f"/reports/figures/{ON}")
    codes = {seen.code for _label, found in overview.context["sections"] for seen in found}
    pages = {code: client.get(f"/reports/figures/{code}/{ON}") for code in codes}

    assert "S01" in codes
    assert codes.isdisjoint({"M01", "M15"})
    assert client.get(f"/reports/figures/M15/{ON}").status_code == 404
    assert client.get(f"/reports/figures/M01/{ON}").status_code == 404
    assert not any(f"{MARK}{other.region.name}" in words(page) for page in pages.values())
    for code, page in pages.items():
        if FIGURES[code].is_ratio:
            continue
        rows = page.context["list"].page.rows
        assert page.context["counted"] == page.context["open"] == len(rows), code
        assert set(rows) <= set(type(rows[0]).objects.visible_to(client.user)) if rows else True


def test_of_leads_others_read_steps_and_the_register_its_rows(as_role, city, county):
    office = Office(city=city)
    lead = a_lead("registered", office=office, region=county)

    outside = as_role(Role.LEADERSHIP, city).get(f"/reports/figures/M15/{ON}")
    inside = as_role(Role.CASE_SUPERVISION, city).get(f"/reports/figures/M15/{ON}")

    assert "&lt;3" in words(outside)
    assert "list" not in outside.context
    assert inside.context["list"].page.rows == [lead]
    assert inside.context["list"].total is None
    assert not any(word in words(outside) for word in SECRETS)


def test_a_unit_narrows_the_figures_that_have_one(as_role, city, county):
    bureau = OrganisationFactory(parent=county, housing=True)
    crew = a_crew(county)
    ours, theirs = (a_finding(crew, status="approved", project=crew.project()) for _n in range(2))
    type(ours).objects.filter(pk=ours.pk).update(unit=bureau)
    client = as_role(Role.LEADERSHIP, city)

    page = client.get(f"/reports/figures/M02/{ON}&organisation={bureau.pk}")

    assert page.context["list"].page.rows == [ours]
    assert page.context["seen"].value == 1
    assert client.get(f"/reports/figures/M01/{ON}&organisation={bureau.pk}").status_code == 200
    assert theirs.unit_id != bureau.pk


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR])
def test_administrators_find_no_figure(as_role, city, role):
    client = as_role(role, city)

    assert client.get("/reports/figures/").status_code == 403
    assert client.get("/reports/figures/M13/").status_code == 404
    assert client.get("/api/v1/reports/figures/M13/").status_code == 404


def test_json_of_a_day_says_what_the_page_says(as_role, city, county):
    row = money_in(county)
    client = as_role(Role.LEADERSHIP, city)

    day = client.get(f"/api/v1/reports/figures/{ON}").json()
    one = client.get(f"/api/v1/reports/figures/M13/{ON}").json()
    defined = client.get("/api/v1/reports/definitions/").json()

    assert day["figures"]["M13"]["value"] == one["value"] == "100000.00"
    assert [(said["id"], said["counted"]) for said in one["rows"]] == [(row.pk, "100000.00")]
    assert set(defined) == set(FIGURES)
