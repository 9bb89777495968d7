"""Who looks at which board, of which region, and how much of the leads it tells."""

import json
import re
from datetime import date, timedelta

import pytest

from airdefense.accounts.roles import ADMINISTRATORS, Role
from airdefense.reports.boards.registry import BOARDS
from airdefense.reports.boards.trends import thinned
from airdefense.reports.models import READERS
from rectification.workflow import TaskStatus
from tests.factories.accounts import OrganisationFactory, person
from tests.factories.inspections import a_crew, a_finding
from tests.factories.leads import SECRETS, Office, a_case, a_lead
from tests.factories.projects import GapFactory, ProjectFactory
from tests.factories.rectification import a_task
from tests.factories.reports import ReportFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def url(name):
    return f"/reports/boards/{name}/"


def statuses(client):
    return {name for name in BOARDS if client.get(url(name)).status_code == 200}


EXPECTED = {
    Role.LEADERSHIP: {"leadership", "county"},
    Role.INSPECTION_OFFICE: {"inspection", "county"},
    Role.SUPERVISION_OFFICE: {"inspection", "county"},
    Role.CASE_SUPERVISION: {"commission", "county"},
    Role.APPROVING_LEADER: {"commission", "county"},
    Role.UNIT_CONTACT: {"unit"},
    Role.EXAMINER: {"county"},
}


@pytest.mark.parametrize("role", sorted(Role))
def test_each_role_has_its_boards_and_no_other(as_role, city, county, role):
    ReportFactory(scope=county)
    client = as_role(role, county)

    assert statuses(client) == EXPECTED.get(role, set())
    refused = {
        client.get(url(name)).status_code for name in BOARDS.keys() - EXPECTED.get(role, set())
    }
    assert refused <= {403}
    first = client.get("/reports/boards/")
    assert first.status_code == (302 if role in EXPECTED else 403)
    assert client.get(url("nobody")).status_code == 404


@pytest.mark.parametrize("role", READERS)
def test_a_region_out_of_reach_is_not_found(as_role, city, county, sibling, role):
    for scope in (city, county, sibling):
        ReportFactory(scope=scope)
    client = as_role(role, county)

    answers = {
        region.code: client.get(url("county"), {"region": region.code}).status_code
        for region in (city, county, sibling)
    }

    assert answers == {city.code: 404, county.code: 200, sibling.code: 404}
    assert client.get(url("county")).context["regions"] == [county]


def test_the_city_chooses_among_its_counties(as_role, city, county, sibling):
    reports = [ReportFactory(scope=scope) for scope in (city, county, sibling)]
    client = as_role(Role.LEADERSHIP, city)

    shown = client.get(url("county"), {"region": sibling.code}).context

    assert shown["report"] == reports[2]
    assert shown["regions"] == [county, sibling]
    assert client.get(url("leadership")).context["report"] == reports[0]


@pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
def test_administrators_have_no_board(as_role, city, role):
    ReportFactory(scope=city)

    assert statuses(as_role(role, city)) == set()


def test_the_anonymous_sign_in_first(client, db):
    assert client.get(url("leadership")).status_code == 302


def drawn(client, name):
    page = client.get(url(name)).content.decode()
    found = re.findall(r'<script id="([\w-]+)-data" type="application/json">(.*?)</script>', page)
    return page, {key: json.loads(text) for key, text in found}


@pytest.fixture
def leads(city, county):
    """Five leads of the city, one of the county with a case: small enough to name somebody."""
    office = Office(city=city)
    for number in range(5):
        a_lead("registered", office=office, letter_number=f"L{number}", region=city)
    finding = a_finding(a_crew(county), status="approved")
    lead = a_lead("in_disposal", office=office, region=county, finding=finding)
    a_case("investigation", lead=lead)


def test_outside_the_commission_leads_are_drawn_in_steps(as_role, city, county, leads):
    ReportFactory(scope=city)
    ReportFactory(scope=county)
    outside = as_role(Role.APPROVING_LEADER, OrganisationFactory(parent=county, commission=True))
    inside = as_role(Role.CASE_SUPERVISION, city)

    _page, of_county = drawn(as_role(Role.LEADERSHIP, county), "county")
    _page, of_city = drawn(as_role(Role.LEADERSHIP, city), "leadership")
    _page, whole = drawn(inside, "commission")

    assert of_county["funnel"]["series"][0]["data"][1:] == [0.0] * 8
    assert set(of_county["funnel"]["series"][0]["texts"][1:]) == {"<3"}
    assert of_city["funnel"]["series"][0]["data"][1:4] == [0.0, 0.0, 0.0]
    assert whole["funnel"]["series"][0]["data"][1:4] == [1.0, 1.0, 0.0]
    assert sum(whole["leads-regions"]["series"][1]["data"]) == 6.0
    assert "leads-regions" not in drawn(outside, "commission")[1]


def test_a_commission_elsewhere_sees_its_neighbours_in_steps(as_role, city, county, leads):
    """Who sees reports of the city and works for the commission of one county."""
    commission = OrganisationFactory(parent=county, commission=True)
    ReportFactory(scope=city)
    client = as_role(Role.CASE_SUPERVISION, commission)
    client.user.role_grants.create(
        role=Role.APPROVING_LEADER,
        scope=commission,
        valid_from=date(2003, 1, 1),
        granted_by=client.user,
        granted_at=client.user.date_joined,
        reason="appointed",
    )
    client.user.role_grants.create(
        role=Role.LEADERSHIP,
        scope=city,
        valid_from=date(2003, 1, 1),
        granted_by=client.user,
        granted_at=client.user.date_joined,
        reason="appointed",
    )

    page, of_city = drawn(client, "commission")

    assert of_city["leads-regions"]["series"][1]["data"] == [3.0, 0.0, 0.0]
    assert "Told in steps of three." in page
    assert "trend-leads" not in of_city


def test_no_board_tells_what_a_lead_says(as_role, city, county, leads):
    ReportFactory(scope=city)
    ReportFactory(scope=county)

    for name, board in BOARDS.items():
        page = as_role(board.roles[0], city).get(url(name)).content.decode()
        assert not any(word in page for word in (*SECRETS, "Letter 7", "玉纪"))
        assert "/leads/" not in page.partition("<main")[2]


def test_a_unit_sees_its_own_rows_live_and_no_others(as_role, city, county):
    crew = a_crew(county)
    finding = a_finding(crew, status="approved", category="unbuilt")
    task = a_task(TaskStatus.ISSUED, finding=finding)
    other = OrganisationFactory(parent=county, housing=True)
    own = GapFactory(project=ProjectFactory(region=county, authority=task.unit))
    GapFactory(project=ProjectFactory(region=county, authority=other))
    contact = as_role(Role.UNIT_CONTACT, task.unit)

    response = contact.get(url("unit"))

    told = {one.number.code: one.number for one in response.context["strip"]}
    assert told["S01"].value == 1
    assert told["S06"].raw == f"{own.amount_yuan:,.2f}"
    rows = contact.get(told["S06"].url).context["list"].page.rows
    assert rows == [own]
    ages = next(pane for pane in response.context["panes"] if pane.id == "ageing")
    assert sum(ages.series[0].data) == own.amount_yuan / 10_000


def test_a_gap_of_a_finding_not_fed_back_is_not_on_the_units_board(as_role, county):
    crew = a_crew(county)
    finding = a_finding(crew, status="approved", amount_yuan=1000)
    gap = finding.gap
    contact = as_role(Role.UNIT_CONTACT, gap.project.authority)

    told = {o.number.code: o.number.raw for o in contact.get(url("unit")).context["strip"]}

    assert told["S06"] == "0.00"


def test_a_long_trend_is_thinned_to_weeks_and_months():
    last = date(2021, 12, 31)
    days = [last - n * DAY for n in range(700, -1, -1)]

    kept = thinned(days, last)

    assert kept[-1] == last
    assert set(days[-29:]) <= set(kept)
    assert kept == sorted(kept)
    assert 29 + 20 + 15 <= len(kept) <= 29 + 25 + 20


def test_boards_stand_in_the_navigation_of_those_who_have_one(as_role, city, county):
    assert 'href="/reports/boards/"' in as_role(Role.LEADERSHIP, city).get("/").content.decode()
    inspector = as_role(Role.INSPECTOR, city).get("/").content.decode()
    assert 'href="/reports/boards/"' not in inspector


def test_who_reads_reports_and_answers_for_a_unit_sees_that_unit_on_its_board(as_role, county):
    unit = OrganisationFactory(parent=county, housing=True)
    client = as_role(Role.UNIT_CONTACT, unit)
    reader = person(Role.LEADERSHIP, county)
    client.user.role_grants.create(
        role=Role.LEADERSHIP,
        scope=county,
        valid_from=date(2003, 1, 1),
        granted_by=reader,
        granted_at=reader.date_joined,
        reason="appointed",
    )
    own = GapFactory(project=ProjectFactory(region=county, authority=unit))
    GapFactory(project=ProjectFactory(region=county))

    told = {o.number.code: o.number.raw for o in client.get(url("unit")).context["strip"]}

    assert told["S06"] == f"{own.amount_yuan:,.2f}"
