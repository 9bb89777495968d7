from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.urls import reverse

from airdefense.accounts.home import figures_for, panes_for
from airdefense.accounts.roles import Role
from projects import actions
from projects.models import GapKind, Project, Receipt
from tests.factories.accounts import NOON, TODAY, OrganisationFactory, person
from tests.factories.projects import (
    OFFICE,
    AllocationFactory,
    GapFactory,
    ProjectFactory,
    ReceiptFactory,
    RemittanceFactory,
    WriteOffFactory,
    clerk_of,
)

pytestmark = pytest.mark.django_db
YUAN = Decimal


@pytest.fixture
def county():
    return OrganisationFactory(code="540423", name="通海县", short_name="通海")


@pytest.fixture
def reader(as_role, county):
    return as_role(Role.INSPECTOR, county)


def rows(client, name, query=""):
    return list(client.get(reverse(f"projects:{name}") + query).context["list"].page.rows)


def test_projects_are_found_by_two_characters(reader, county):
    found = ProjectFactory(region=county, name="杞麓湖商务中心")
    ProjectFactory(region=county, name="秀山花园小区")

    assert rows(reader, "list", "?q=麓湖") == [found]


def test_two_characters_are_found_by_the_index():
    ProjectFactory(name="杞麓湖商务中心")

    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        plan = Project.objects.filter(search_text__matches="麓湖").explain()

    assert "project_search" in plan


def test_projects_are_filtered_by_region(as_role):
    city = OrganisationFactory(code="540400", city=True)
    one, other = (OrganisationFactory(code=code, parent=city) for code in ("540423", "540427"))
    wanted, _rest = ProjectFactory(region=one), ProjectFactory(region=other)

    assert rows(as_role(Role.INSPECTOR, city), "list", "?region=540423") == [wanted]


def test_projects_are_filtered_by_status(reader, county):
    confirmed = ProjectFactory(region=county, status="confirmed")
    ProjectFactory(region=county)

    assert rows(reader, "list", "?status=confirmed") == [confirmed]


def test_projects_are_filtered_by_years_of_approval_both_included(reader, county):
    first, last, _later = (
        ProjectFactory(region=county, approved_on=day)
        for day in (date(2004, 1, 1), date(2005, 12, 31), date(2006, 1, 1))
    )

    assert rows(reader, "list", "?approved_min=2004&approved_max=2005") == [last, first]
    assert rows(reader, "list", "?approved_max=2004") == [first]


def test_projects_are_filtered_by_open_gap_kind_and_off_site_approval(reader, county):
    settled, owing, clean = (ProjectFactory(region=county) for _n in range(3))
    offsite = ProjectFactory(region=county, is_offsite_approved=True, offsite_ground="B")
    gap = GapFactory(project=settled, kind=GapKind.ILLEGAL_DEFERRAL, amount_yuan=YUAN("100.00"))
    WriteOffFactory(gap=gap, amount_yuan=YUAN("100.00"))
    GapFactory(project=owing, kind=GapKind.PAYABLE_UNPAID)

    assert rows(reader, "list", "?has_gap=true") == [owing]
    assert set(rows(reader, "list", "?has_gap=false")) == {settled, clean, offsite}
    assert rows(reader, "list", "?gap_kind=illegal_deferral") == [settled]
    assert rows(reader, "list", "?is_offsite_approved=true") == [offsite]


def test_workbook_holds_the_filtered_rows_with_their_money(reader, county):
    project = ProjectFactory(region=county, name="杞麓湖商务中心")
    ReceiptFactory(project=project, amount_yuan=YUAN("300000.00"))
    ProjectFactory(region=county, name="秀山花园小区")

    response = reader.get(reverse("projects:list") + "?q=麓湖&format=xlsx")
    body = b"".join(response) if response.streaming else response.content
    sheet = openpyxl.load_workbook(BytesIO(body)).worksheets[0]

    head, *lines = sheet.iter_rows(values_only=True)
    shown = dict(zip(head, lines[0], strict=True))
    assert len(lines) == 1
    assert (shown["Project"], shown["Paid (yuan)"]) == ("杞麓湖商务中心", 300000)


def test_receipts_are_listed_with_what_is_left_of_them(reader, county):
    project = ProjectFactory(region=county)
    receipt = ReceiptFactory(project=project, amount_yuan=YUAN("300000.00"))
    RemittanceFactory(receipt=receipt, amount_yuan=YUAN("300000.00"))
    waiting = ReceiptFactory(project=project, amount_yuan=YUAN("200000.00"))
    void = ReceiptFactory(project=project)
    actions.void_receipt(receipt=void, reason="录错", by=clerk_of(project), at=NOON)
    ReceiptFactory()

    assert rows(reader, "receipt_list") == [void, waiting, receipt]
    assert rows(reader, "receipt_list", "?to_remit=true") == [waiting]
    assert rows(reader, "receipt_list", "?to_remit=false") == [void, receipt]
    assert rows(reader, "receipt_list", "?is_void=true") == [void]
    assert rows(reader, "receipt_list", "?is_void=false") == [waiting, receipt]


def test_receipt_paid_before_a_gap_was_opened_does_not_wait_for_allocation(reader, county):
    project = ProjectFactory(region=county)
    GapFactory(project=project, opened_on=date(2020, 9, 1))
    later = ReceiptFactory(project=project, paid_on=date(2020, 10, 10))
    ReceiptFactory(project=project, paid_on=date(2020, 3, 2))
    ReceiptFactory(project=ProjectFactory(region=county), paid_on=date(2020, 10, 10))

    assert rows(reader, "receipt_list", "?to_allocate=true") == [later]


def test_gaps_are_listed_by_balance(reader, county):
    small = GapFactory(project=ProjectFactory(region=county), amount_yuan=YUAN("100.00"))
    big = GapFactory(project=ProjectFactory(region=county), amount_yuan=YUAN("900.00"))
    closed = GapFactory(project=ProjectFactory(region=county), amount_yuan=YUAN("500.00"))
    WriteOffFactory(gap=closed, amount_yuan=YUAN("500.00"))
    GapFactory()

    assert rows(reader, "gap_list", "?is_open=true&sort=-balance_yuan") == [big, small]
    assert rows(reader, "gap_list", "?is_open=false") == [closed]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("name", ["receipt_list", "gap_list"])
def test_money_lists_ask_five_queries_however_many_rows(
    reader, county, name, count, django_assert_num_queries
):
    for _n in range(count):
        project = ProjectFactory(region=county)
        AllocationFactory(receipt=ReceiptFactory(project=project), gap=GapFactory(project=project))

    with django_assert_num_queries(5):
        reader.get(reverse(f"projects:{name}"))


def waiting(user):
    panes = [p for p in panes_for(user, TODAY) if p.total]
    return {pane.work.key: [row for group in pane.groups for row in group.rows] for pane in panes}


def test_clerk_finds_what_waits_in_the_own_reach(county):
    project = ProjectFactory(region=county, buildings=[OFFICE])
    clerk = clerk_of(project)
    GapFactory(project=project, opened_on=date(2020, 9, 1))
    receipt = ReceiptFactory(project=project, paid_on=date(2020, 10, 10))
    own = ProjectFactory(authority=project.authority, by=clerk)
    theirs = ReceiptFactory(paid_on=date(2020, 10, 10))
    GapFactory(project=theirs.project, opened_on=date(2020, 9, 1))

    assert waiting(clerk) == {
        "projects-to-confirm": [project],
        "receipts-to-allocate": [receipt],
        "receipts-to-remit": [receipt],
    }
    assert own.recorded_by == clerk
    assert Receipt.objects.count() == 2


def test_leadership_sees_the_biggest_open_gaps_first(county):
    small = GapFactory(project=ProjectFactory(region=county), amount_yuan=YUAN("100.00"))
    big = GapFactory(project=ProjectFactory(region=county), amount_yuan=YUAN("900400.00"))
    GapFactory(amount_yuan=YUAN("5000.00"))
    leader = person(Role.LEADERSHIP, county)

    figure = next(f for f in figures_for(leader, TODAY) if "is_open" in f.url)

    assert waiting(leader)["biggest-gaps"] == [big, small]
    assert (figure.value, figure.note) == ("90.05", "of 2 projects")


def test_nobody_else_is_told_of_the_clerks_work(county):
    project = ProjectFactory(region=county, buildings=[OFFICE])
    ReceiptFactory(project=project)

    inspector = waiting(person(Role.INSPECTOR, county))

    assert not {"projects-to-confirm", "receipts-to-remit", "biggest-gaps"} & inspector.keys()
