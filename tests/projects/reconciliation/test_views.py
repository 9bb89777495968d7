"""The workbench: every figure opens exactly its rows, and each page to whom it is due."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from airdefense.accounts.models import OrganisationKind
from airdefense.accounts.roles import Role
from projects.models import Difference, Match, Permit, Receipt, TreasuryEntry
from projects.reconciliation.grid import records_of
from projects.reconciliation.overview import Overview
from projects.reconciliation.run import reconcile_all
from tests.factories.accounts import NOON, OrganisationFactory, person
from tests.factories.projects import (
    FeeAssessmentFactory,
    PermitFactory,
    ProjectFactory,
    ReceiptFactory,
)
from tests.factories.reconciliation import (
    DifferenceFactory,
    PaperFactory,
    TreasuryEntryFactory,
    a_match,
    an_entry_match,
    finance_body,
    planning_body,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return OrganisationFactory(city=True)


@pytest.fixture
def counties(city):
    return [OrganisationFactory(parent=city) for _ in range(2)]


@pytest.fixture
def supplied(counties):
    """Both counties with papers, treasury lines, matches and differences of several classes."""
    for county in counties:
        planning, finance = planning_body(county), finance_body(county)
        project = ProjectFactory(region=county, name=f"聚晟苑{county.code}", address="秀山路12号")
        PermitFactory(project=project, kind="construction", issued_by=planning)
        FeeAssessmentFactory(project=project)
        other = ProjectFactory(region=county, name=f"天和商贸城{county.code}")
        receipt = ReceiptFactory(project=other, paid_on=date(2020, 3, 2))
        PaperFactory(issued_by=planning, stated_name=project.name, stated_address=project.address)
        PaperFactory(issued_by=planning, stated_name="无此项目", stated_developer="", area_sqm=None)
        TreasuryEntryFactory(
            source=finance,
            amount_yuan=receipt.amount_yuan,
            payer=receipt.payer,
            stated_name=other.name,
        )
        TreasuryEntryFactory(
            source=finance, paid_on=date(2020, 6, 1), amount_yuan=Decimal("7.00"), payer=""
        )
    reconcile_all(at=NOON)


def rows_of(client, url):
    return client.get(url).context["list"].total.value


def every_figure(overview):
    yield from overview.queues.values()
    yield overview.whole
    yield from overview.totals
    for line in overview.lines:
        yield from (*line.cells, line.total)
    for supplier in overview.suppliers:
        yield from (supplier.papers, supplier.incomplete, supplier.differing)


@pytest.mark.slow
@pytest.mark.parametrize("reach", ["city", "county"])
def test_every_figure_of_the_workbench_opens_exactly_its_rows(
    reach, supplied, city, counties, as_role
):
    client = as_role(Role.DATA_CLERK, city if reach == "city" else counties[0])

    figures = list(every_figure(Overview(client.user)))

    opened = [rows_of(client, figure.url) for figure in figures]
    assert opened == [figure.count for figure in figures]
    assert sum(figure.count > 0 for figure in figures) > 20
    page = client.get(reverse("projects:reconciliation"))
    assert (
        page.context["overview"].whole.count == Difference.objects.visible_to(client.user).count()
    )


def test_the_departments_are_told_how_well_they_supply(supplied, counties, as_role):
    user = as_role(Role.INSPECTION_OFFICE, counties[0]).user

    planning, housing, _defence, treasury, _reform = Overview(user).suppliers

    assert (planning.papers.count, planning.incomplete.count) == (2, 1)
    assert planning.complete_percent == 50.0
    assert planning.median_days == (NOON.date() - date(2019, 4, 1)).days
    assert (housing.papers.count, housing.incomplete.count) == (1, 1)
    assert (treasury.papers.count, treasury.incomplete.count) == (2, 1)
    assert treasury.faulty_percent is None


def test_the_workbench_costs_the_same_queries_for_one_county_and_for_two(
    supplied, city, counties, as_role, django_assert_num_queries
):
    def cost(scope):
        overview = Overview(person(Role.LEADERSHIP, scope))
        overview.user.grants  # noqa: B018
        with django_assert_num_queries(8):
            list(every_figure(overview))

    cost(counties[0])
    cost(city)


PAGES = ("match_list", "difference_list", "paper_list", "entry_list")


@pytest.mark.parametrize("name", PAGES)
def test_lists_cost_the_same_queries_for_one_row_and_for_many(
    name, supplied, city, counties, as_role, django_assert_max_num_queries
):
    client = as_role(Role.DATA_CLERK, city)

    with django_assert_max_num_queries(13):
        response = client.get(reverse(f"projects:{name}"))

    assert len(response.context["list"].rows) > 1


def test_a_county_sees_only_its_own(supplied, counties, as_role):
    client = as_role(Role.DATA_CLERK, counties[0])

    for name in PAGES:
        page = client.get(reverse(f"projects:{name}")).content.decode()
        assert (f"{counties[0].code}" in page, f"聚晟苑{counties[1].code}" in page) == (True, False)
    theirs = [
        Match.objects.filter(region=counties[1]).first(),
        Difference.objects.filter(region=counties[1]).first(),
        Permit.objects.filter(issued_by__region=counties[1]).first(),
        TreasuryEntry.objects.filter(source__region=counties[1]).first(),
    ]
    assert [client.get(row.get_absolute_url()).status_code for row in theirs] == [404] * 4


def test_a_unit_contact_sees_nothing_of_it(supplied, city, as_role):
    client = as_role(Role.UNIT_CONTACT, city)

    assert client.get(reverse("projects:reconciliation")).status_code == 403
    for name in PAGES:
        assert list(client.get(reverse(f"projects:{name}")).context["list"].rows) == []
    rows = [model.objects.first() for model in (Match, Difference, Permit, TreasuryEntry)]
    assert [client.get(row.get_absolute_url()).status_code for row in rows] == [404] * 4


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.LEADERSHIP])
def test_readers_read_and_decide_nothing(role, as_role):
    match = a_match()
    client = as_role(role, match.region)

    page = client.get(match.get_absolute_url())
    refused = client.post(match.get_step_url("accept"))

    assert (page.status_code, refused.status_code) == (200, 403)
    assert 'data-step="accept"' not in page.content.decode()
    assert client.get(reverse("projects:match_review")).status_code == 403


def test_the_decision_page_marks_what_differs_and_what_agrees(as_role):
    match = a_match(stated_name="聚晟苑（二期）住宅")
    client = as_role(Role.DATA_CLERK, match.region)

    facing = client.get(match.get_absolute_url()).context["facing"]

    marks = {line.label: [cell.mark for cell in line.cells] for line in facing.lines}
    assert (marks["Project name"], marks["Developer"]) == (["differs"], ["same"])


def test_accepting_leads_to_the_next_one_that_waits(as_role):
    match = a_match()
    other = a_match(ProjectFactory(name="天和商贸城", region=match.region), stated_address="远处")
    client = as_role(Role.INSPECTION_OFFICE, match.region)

    first = client.post(match.get_step_url("accept"))
    last = client.post(other.get_step_url("reject"))

    assert (first.url, last.url) == (other.get_absolute_url(), reverse("projects:match_list"))
    statuses = Match.objects.order_by("pk").values_list("status", flat=True)
    assert list(statuses) == ["accepted", "rejected"]


def test_a_decision_is_taken_back_only_with_a_reason(as_role):
    match = a_match(status="accepted")
    client = as_role(Role.DATA_CLERK, match.region)

    client.post(match.get_step_url("take_back"))
    assert Permit.objects.get(pk=match.permit_id).project == match.project
    client.post(match.get_step_url("take_back"), {"note": "another phase"})

    assert Permit.objects.get(pk=match.permit_id).project is None


def test_several_reviewed_matches_are_accepted_and_each_result_is_told(as_role):
    match = a_match()
    other = a_match(ProjectFactory(name="天和商贸城", region=match.region))
    client = as_role(Role.DATA_CLERK, match.region)
    url = f"{reverse('projects:match_review')}?ids={match.pk},{other.pk},999999"

    shown = client.get(url)
    done = client.post(url, {"match": [str(match.pk)]})

    assert {row.pk for row, _reasons in shown.context["rows"]} == {match.pk, other.pk}
    assert [outcome.match.pk for outcome in done.context["outcomes"]] == [match.pk]
    assert Match.objects.get(pk=other.pk).status == "suggested"


def test_a_match_of_a_sibling_county_cannot_be_slipped_into_a_bulk(as_role):
    theirs = a_match()
    mine = OrganisationFactory()
    client = as_role(Role.DATA_CLERK, mine)

    done = client.post(
        f"{reverse('projects:match_review')}?ids={theirs.pk}", {"match": [str(theirs.pk)]}
    )

    assert (done.context["outcomes"], Match.objects.get().status) == ([], "suggested")


def test_a_paper_gets_its_project_by_hand(as_role):
    project = ProjectFactory(name="聚晟苑二期")
    paper = PaperFactory(region=project.region)
    client = as_role(Role.DATA_CLERK, project.region)

    unknown = client.post(paper.get_absolute_url(), {"project": "XM-000000-0001"})
    assert unknown.context["form"].errors["project"] == [
        "No project in your reach has the number XM-000000-0001."
    ]
    client.post(paper.get_absolute_url(), {"project": project.code})

    paper.refresh_from_db()
    assert paper.project == project


def test_the_receipt_form_is_filled_in_from_the_treasury_line(as_role):
    project = ProjectFactory(name="聚晟苑二期")
    entry = TreasuryEntryFactory(region=project.region, stated_name="聚晟苑（2期）")
    client = as_role(Role.DATA_CLERK, project.region)
    url = reverse("projects:entry_receipt", args=[entry.pk])

    form = client.get(url).context["form"]
    client.post(url, {name: form[name].value() for name in form.fields})

    receipt = Receipt.objects.get()
    assert (form["project"].value(), receipt.project, receipt.amount_yuan) == (
        project.code,
        project,
        entry.amount_yuan,
    )
    entry.refresh_from_db()
    assert entry.receipt == receipt


def test_a_difference_is_explained_with_its_reason_and_taken_up_again(as_role):
    difference = DifferenceFactory()
    client = as_role(Role.DATA_CLERK, difference.region)

    client.post(difference.get_step_url("explain"), {"note": "a park, no building"})
    difference.refresh_from_db()
    assert (difference.status, difference.explained_by) == ("explained", client.user)
    client.post(difference.get_step_url("take_up_again"), {"note": "it is a building after all"})

    difference.refresh_from_db()
    assert difference.status == "open"


def test_the_records_of_a_project_stand_side_by_side(as_role):
    project = ProjectFactory(name="聚晟苑二期", status="confirmed")
    body = OrganisationFactory(parent=project.region, kind=OrganisationKind.PLANNING)
    PermitFactory(
        project=project,
        kind="planning",
        number="建字第1号",
        issued_by=body,
        area_sqm=Decimal("9600.00"),
        stated_name="聚晟苑三期",
    )
    reconcile_all(at=NOON)
    client = as_role(Role.INSPECTOR, project.region)

    grid = records_of(project, client.user)

    different = {
        (line.key, column.key)
        for line in grid.lines
        for column, cell in zip(grid.columns, line.cells, strict=True)
        if cell.is_different
    }
    assert different == {("paper", "basement"), ("name", "planning"), ("above_ground", "planning")}
    page = client.get(Difference.objects.get(kind="area").get_absolute_url())
    assert page.content.decode().count("diff") >= 3


def test_an_entry_match_shows_receipt_and_line_face_to_face(as_role):
    match = an_entry_match()
    client = as_role(Role.DATA_CLERK, match.region)

    page = client.get(match.get_absolute_url())

    marks = [line.cells[0].mark for line in page.context["facing"].lines]
    assert marks == ["differs", "same", "same", "same", "same"]


def test_matches_that_wait_stand_on_the_clerks_page(as_role):
    match = a_match()
    client = as_role(Role.DATA_CLERK, match.region)

    home = client.get("/").content.decode()

    assert match.get_absolute_url() in home
