from base64 import b64encode
from decimal import Decimal

import pytest
from django.test import Client

from airdefense.accounts.roles import ADMINISTRATORS, Role
from projects.models import Project
from tests.factories.accounts import OrganisationFactory
from tests.factories.projects import (
    OFFICE,
    AllocationFactory,
    FeeAssessmentFactory,
    GapFactory,
    ProjectFactory,
    ReceiptFactory,
    RefundFactory,
    WriteOffFactory,
    clerk_of,
)

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/projects/"
BUILDING = {name: str(value) for name, value in OFFICE.items()} | {"floors": 10}


@pytest.fixture
def project():
    return ProjectFactory(buildings=[OFFICE], name="秀山花园小区")


@pytest.fixture
def clerk(project):
    client = Client(headers={"accept-language": "en"})
    client.user = clerk_of(project)
    client.force_login(client.user)
    return client


def entry(project, **changes):
    return {
        "name": "杞麓湖商务中心",
        "authority": project.authority_id,
        "developer": {"name": "模拟置业", "credit_code": "91530402MA6TE1T08E"},
        "approved_on": "2019-06-01",
        "buildings": [BUILDING],
    } | changes


def send(client, method, url, body):
    return getattr(client, method)(url, body, content_type="application/json")


def test_list_holds_ones_own_projects_with_their_money(clerk, project):
    ProjectFactory()
    FeeAssessmentFactory(project=project)
    receipt = ReceiptFactory(project=project, amount_yuan=Decimal("300000.00"))
    gap = GapFactory(project=project, amount_yuan=Decimal("645000.00"))
    AllocationFactory(receipt=receipt, gap=gap, amount_yuan=Decimal("200000.00"))
    RefundFactory(receipt=receipt, amount_yuan=Decimal("50000.00"))
    WriteOffFactory(gap=gap, amount_yuan=Decimal("45000.00"))

    [row] = clerk.get(ROOT).json()["results"]

    assert (row["code"], row["region"]) == (project.code, project.region.code)
    assert {name: row[name] for name in row if name.endswith("_yuan")} == {
        "payable_yuan": "1290000.00",
        "paid_yuan": "250000.00",
        "gap_yuan": "645000.00",
        "recovered_yuan": "200000.00",
        "written_off_yuan": "45000.00",
        "balance_yuan": "400000.00",
    }
    assert row["buildings"][0]["first_floor_sqm"] == "860.00"


def test_list_takes_the_filters_of_the_page(clerk, project):
    other = ProjectFactory(authority=project.authority, name="甸苴坝仓储中心")
    GapFactory(project=other)

    for query, found in (("q=仓储", other), ("has_gap=true", other), ("has_gap=false", project)):
        rows = clerk.get(f"{ROOT}?{query}").json()["results"]
        assert [row["id"] for row in rows] == [found.pk], query


@pytest.mark.parametrize("rows", [1, 3])
def test_list_asks_the_same_queries_however_many_rows(project, rows, django_assert_num_queries):
    for _n in range(rows):
        ProjectFactory(authority=project.authority, buildings=[OFFICE])
    client = Client()
    client.force_login(clerk_of(project))

    with django_assert_num_queries(5):
        client.get(ROOT)


def test_stranger_finds_nothing(project):
    client = Client()
    client.force_login(clerk_of(ProjectFactory()))
    one = f"{ROOT}{project.pk}/"

    for url in (one, f"{one}receipts/", f"{one}gaps/"):
        assert client.get(url).status_code == 404, url
    assert send(client, "patch", one, {"version": 1}).status_code == 404
    assert send(client, "post", f"{one}steps/confirm/", {}).status_code == 404


@pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
def test_administrators_find_nothing(as_role, project, role):
    client = as_role(role, project.region)

    assert client.get(f"{ROOT}{project.pk}/").status_code == 404
    assert client.get(ROOT).json()["results"] == []


def test_anonymous_is_refused(project):
    assert Client().get(ROOT).status_code == 401


def test_other_roles_read_and_never_write(as_role, project):
    client = as_role(Role.INSPECTOR, project.region)
    one = f"{ROOT}{project.pk}/"

    assert client.get(one).json()["name"] == "秀山花园小区"
    assert send(client, "post", ROOT, entry(project)).status_code == 403
    assert send(client, "patch", one, {"version": 2, "name": "x"}).status_code == 403
    assert send(client, "post", f"{one}steps/confirm/", {}).status_code == 403


def test_clerk_records_a_project(clerk, project):
    response = send(clerk, "post", ROOT, entry(project))

    recorded = Project.objects.get(name="杞麓湖商务中心")
    assert response.status_code == 201
    assert response.json()["id"] == recorded.pk
    assert recorded.developer.credit_code == "91530402MA6TE1T08E"
    assert recorded.buildings.get().floors == 10
    assert recorded.recorded_by == clerk.user


def test_errors_name_their_fields_and_nothing_is_written(clerk, project):
    outside = OrganisationFactory(housing=True, parent=OrganisationFactory())

    response = send(
        clerk,
        "post",
        ROOT,
        entry(
            project,
            authority=outside.pk,
            approved_on="2999-01-01",
            built_g6_sqm="-1",
            buildings=[BUILDING | {"first_floor_sqm": "-0.01"}],
        ),
    )

    assert response.status_code == 400
    assert set(response.json()["errors"]) == {
        "authority",
        "approved_on",
        "built_g6_sqm",
        "buildings",
    }
    assert list(Project.objects.all()) == [project]


def test_what_an_action_refuses_is_a_conflict_with_its_sentence(clerk, project):
    response = send(clerk, "post", ROOT, entry(project, code="XM-540423-0009"))

    assert response.status_code == 409
    assert "leave the number empty" in response.json()["detail"]
    assert list(Project.objects.all()) == [project]


def test_clerk_corrects_what_is_sent_and_nothing_else(clerk, project):
    building = project.buildings.get()

    response = send(
        clerk,
        "patch",
        f"{ROOT}{project.pk}/",
        {
            "version": project.version,
            "address": "模拟路8号",
            "buildings": [BUILDING | {"id": building.pk, "floors": 9}],
        },
    )

    assert (response.status_code, response.json()["address"]) == (200, "模拟路8号")
    project.refresh_from_db()
    assert (project.name, project.buildings.get().floors) == ("秀山花园小区", 9)


def test_correction_names_the_version_that_was_read(clerk, project):
    one = f"{ROOT}{project.pk}/"

    missing = send(clerk, "patch", one, {"name": "x"})
    stale = send(clerk, "patch", one, {"version": project.version - 1, "name": "x"})

    assert (missing.status_code, stale.status_code) == (428, 409)
    project.refresh_from_db()
    assert project.name == "秀山花园小区"


def test_number_is_not_corrected(clerk, project):
    response = send(
        clerk, "patch", f"{ROOT}{project.pk}/", {"version": project.version, "code": "X-1"}
    )

    assert (response.status_code, set(response.json()["errors"])) == (400, {"code"})


def test_steps_are_taken_and_refused_as_on_the_page(clerk, project):
    steps = f"{ROOT}{project.pk}/steps/"

    assert send(clerk, "post", f"{steps}confirm/", {}).json()["status"] == "confirmed"
    again = send(clerk, "post", f"{steps}confirm/", {})
    assert (again.status_code, "not possible" in again.json()["detail"]) == (409, True)
    assert send(clerk, "post", f"{steps}approve/", {}).status_code == 404


def test_receipts_and_gaps_are_lists_with_what_is_left(clerk, project):
    receipt = ReceiptFactory(project=project, amount_yuan=Decimal("300000.00"))
    gap = GapFactory(project=project, amount_yuan=Decimal("645000.00"))
    AllocationFactory(receipt=receipt, gap=gap, amount_yuan=Decimal("200000.00"))
    ReceiptFactory()
    one = f"{ROOT}{project.pk}/"

    [shown] = clerk.get(f"{one}receipts/").json()
    [open_gap] = clerk.get(f"{one}gaps/").json()

    assert (shown["number"], shown["to_allocate_yuan"]) == (receipt.number, "100000.00")
    assert (open_gap["kind"], open_gap["balance_yuan"]) == ("illegal_reduction", "445000.00")


@pytest.mark.parametrize("position", ["p=x", "p=2020-01-01", "r=1&p=%00", f"p={'9' * 5000}"])
def test_page_after_what_is_no_row_is_not_found(clerk, position):
    cursor = b64encode(position.encode()).decode()

    assert clerk.get(ROOT, {"cursor": cursor}).status_code == 404
