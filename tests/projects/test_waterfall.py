"""应收 → 减免 → 已收 → 欠缴 → 追缴: every identity holds, and every cell opens its rows."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from airdefense.accounts.roles import Role
from projects import actions
from projects.statement import statement
from projects.waterfall import STEPS, amounts, waterfall
from tests.factories.accounts import NOON, OrganisationFactory, person
from tests.factories.projects import (
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
YUAN = Decimal
DAYS = [date(2019, 6, 9), date(2020, 3, 2), date(2020, 9, 1), date(2020, 11, 2)]
REDUCED = {
    "code": "纪要",
    "amount_yuan": YUAN("645000.01"),
    "approved_on": date(2019, 6, 8),
    "document": "会议纪要〔2019〕模7号",
    "is_lawful": False,
}


@pytest.fixture
def city():
    return OrganisationFactory(city=True, code="530400", name="玉溪市")


@pytest.fixture
def tonghai(city):
    return OrganisationFactory(parent=city, code="530423", name="通海县")


@pytest.fixture
def reader(city):
    return person(Role.INSPECTION_OFFICE, city)


@pytest.fixture
def ledger(city, tonghai):
    """Two counties with money of every kind, a void receipt, and a withdrawn project."""
    huaning = OrganisationFactory(parent=city, code="530424", name="华宁县")
    for n, region in enumerate([tonghai, tonghai, huaning]):
        project = ProjectFactory(region=region)
        FeeAssessmentFactory(project=project, reductions=[REDUCED] if n else [])
        receipt = ReceiptFactory(project=project, amount_yuan=YUAN("700000.33"))
        wrong = ReceiptFactory(project=project)
        actions.void_receipt(receipt=wrong, reason="录错", by=clerk_of(project), at=NOON)
        gap = GapFactory(project=project)
        AllocationFactory(receipt=receipt, gap=gap)
        RefundFactory(receipt=receipt, amount_yuan=YUAN("1000.11"))
        WriteOffFactory(gap=gap)
    gone = ProjectFactory(region=huaning)
    FeeAssessmentFactory(project=gone)
    actions.take_step(gone, "withdraw", by=clerk_of(gone), at=NOON, note="entered twice")


def check(t):
    assert t["gross"] - t["reduction"] == t["payable"]
    assert t["payable"] - t["paid"] == t["arrears"] - t["overpaid"]
    assert t["gap"] - t["recovered"] - t["written_off"] == t["open"]


@pytest.mark.parametrize("day", DAYS)
def test_every_identity_holds_to_the_fen_for_each_region_and_the_sum(ledger, reader, day):
    shown = waterfall(reader, day)

    for row in shown.by_region.values():
        check(row)
    check(shown.totals)


def test_the_sums_of_a_day_are_those_of_its_rows(ledger, reader):
    totals = waterfall(reader, DAYS[-1]).totals

    assert {step: str(amount) for step, amount in totals.items()} == {
        "gross": "3870000.00",
        "reduction": "1290000.02",
        "payable": "2579999.98",
        "paid": "2097000.66",
        "overpaid": "108000.46",
        "arrears": "590999.78",
        "gap": "1935000.00",
        "recovered": "300000.00",
        "written_off": "135000.00",
        "open": "1500000.00",
    }


@pytest.mark.parametrize("day", DAYS)
def test_each_project_says_the_same_as_its_own_statement(ledger, reader, day):
    for row in amounts(reader, day):
        own = statement(row, reader, day)

        assert (row.gross_yuan, row.reduction_yuan) == (own.gross_yuan, own.reduction_yuan)
        assert (row.payable_yuan, row.paid_yuan) == (own.assessed_yuan, own.paid_yuan)
        assert (row.arrears_yuan, row.overpaid_yuan) == (own.arrears_yuan, own.overpaid_yuan)
        assert (row.gap_yuan, row.open_yuan) == (own.gap_yuan, own.balance_yuan)


def test_every_cell_and_bar_opens_exactly_its_rows(ledger, reader, client):
    client.force_login(reader)
    shown = client.get(reverse("projects:waterfall"), {"on": "2020-11-02"}).context["shown"]
    bars = [bar.cell for bar in shown.bars]
    lines = [cells for _name, cells in shown.rows]

    for cells in [*lines, shown.sums, bars]:
        for step, cell in zip(STEPS, cells, strict=True):
            listed = client.get(cell.url).context["list"]
            rows = listed.queryset
            assert sum((getattr(row, f"{step}_yuan") for row in rows), YUAN(0)) == cell.amount
            assert all(getattr(row, f"{step}_yuan") for row in rows)
            assert listed.complaints == []


def test_a_county_sees_its_own_projects_only(ledger, tonghai):
    shown = waterfall(person(Role.INSPECTOR, tonghai), DAYS[-1])

    assert list(shown.by_region) == ["530423"]
    assert shown.totals["gross"] == YUAN("2580000.00")


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.AUDITOR])
def test_an_administrator_sees_no_money(ledger, city, role):
    shown = waterfall(person(role, city), DAYS[-1])

    assert (shown.by_region, set(shown.totals.values())) == ({}, {YUAN("0.00")})


def test_the_region_asked_for_narrows_bars_and_table(ledger, reader, client):
    client.force_login(reader)

    url = reverse("projects:waterfall")
    one = client.get(url, {"on": "2020-11-02", "region": "530424"}).context["shown"]
    unknown = client.get(url, {"on": "2020-11-02", "region": "999999"}).context["shown"]

    assert list(one.by_region) == ["530424"]
    assert "region=530424" in one.sums[0].url
    assert list(unknown.by_region) == ["530423", "530424"]


def test_nothing_is_drawn_below_the_ground_when_more_was_paid_than_assessed(city, reader):
    ReceiptFactory(project=ProjectFactory(region=city))

    bars = waterfall(reader, DAYS[-1]).bars

    assert all(YUAN(bar.y) >= 0 and YUAN(bar.height) > 0 for bar in bars)


@pytest.mark.parametrize("count", [1, 4])
def test_the_page_asks_the_same_queries_however_many_projects(
    city, reader, client, count, django_assert_max_num_queries
):
    for _n in range(count):
        FeeAssessmentFactory(project=ProjectFactory(region=city))
    client.force_login(reader)

    with django_assert_max_num_queries(6):
        client.get(reverse("projects:waterfall"))
