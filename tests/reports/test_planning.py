"""The plan: who enters it, what it was before, and what reports keep of it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from airdefense.accounts.roles import Role
from airdefense.casework.models import Event
from airdefense.casework.workflow import NotAllowed, NotPossible
from airdefense.reports.content import Paper
from airdefense.reports.models import READERS, Kind, PlanMark
from airdefense.reports.planning import actions
from airdefense.reports.planning.figures import plannable
from tests.factories.accounts import NOON, TODAY, person
from tests.factories.projects import AllocationFactory, GapFactory, ProjectFactory, ReceiptFactory
from tests.factories.reports import MORNING, PlanMarkFactory, ReportFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def money_in(region, amount):
    project = ProjectFactory(region=region)
    gap = GapFactory(project=project, amount_yuan=Decimal(1_000_000))
    receipt = ReceiptFactory(project=project, amount_yuan=Decimal(amount))
    return AllocationFactory(receipt=receipt, gap=gap, amount_yuan=Decimal(amount))


def history(mark):
    return list(Event.objects.of(mark).order_by("pk").values_list("name", "actor"))


def test_the_plan_of_the_city_is_the_sum_of_its_regions(city, county, sibling):
    money_in(county, "180000.00")
    money_in(sibling, "500000.00")
    money_in(city, "777.00")
    PlanMarkFactory(code="M13", region=county, due_on=TODAY - 10 * DAY, value=Decimal(0))
    PlanMarkFactory(code="M13", region=county, due_on=TODAY + 10 * DAY, value=Decimal(400_000))
    PlanMarkFactory(code="M13", region=sibling, due_on=TODAY, value=Decimal(300_000))

    report = ReportFactory(scope=city)

    figure = report.figures.get(code="M13")
    assert figure.plan_value == Decimal("500000.00")
    assert figure.plan_by_region == {county.code: "200000.00", sibling.code: "300000.00"}
    told = Paper(report, report.compiled_by)["M13"]
    assert (told.plan_text, told.plan_delta, told.is_behind) == ("50.00", "+18.00", False)
    assert told.plan_moved == [("通海", "−2.00"), ("新平", "+20.00")]


def test_a_report_of_a_county_is_held_against_its_own_plan(city, county, sibling):
    PlanMarkFactory(code="M08", region=county, due_on=TODAY, value=Decimal(3))
    PlanMarkFactory(code="M08", region=sibling, due_on=TODAY, value=Decimal(9))

    report = ReportFactory(scope=county)

    figure = report.figures.get(code="M08")
    assert (figure.plan_value, figure.plan_by_region) == (3, {county.code: "3"})
    assert Paper(report, report.compiled_by)["M08"].is_behind


def test_a_rate_is_planned_where_both_its_parts_are(city, county):
    PlanMarkFactory(code="M13", region=county, due_on=TODAY, value=Decimal(450_000))
    PlanMarkFactory(code="M12", region=county, due_on=TODAY, value=Decimal(600_000))
    PlanMarkFactory(code="M08", region=county, due_on=TODAY, value=Decimal(3))

    report = ReportFactory(scope=city)

    assert report.figures.get(code="M14").plan_value == Decimal("75.00")
    assert report.figures.get(code="M14").plan_by_region == {county.code: "75.00"}
    assert report.figures.get(code="M09").plan_value is None


def test_a_changed_plan_leaves_reports_as_they_were(city, county):
    mark = PlanMarkFactory(code="M13", region=county, due_on=TODAY, value=Decimal(300_000))
    report = ReportFactory(scope=city)
    office = person(Role.INSPECTION_OFFICE, city)

    actions.change_mark(mark, by=office, at=NOON + DAY, value=Decimal(200_000))

    assert report.figures.get(code="M13").plan_value == Decimal("300000.00")
    later = ReportFactory(scope=city, day=TODAY + DAY, at=MORNING + DAY)
    assert later.figures.get(code="M13").plan_value == Decimal("200000.00")


def test_the_report_of_the_weeks_end_takes_the_plan_of_its_last_day(city, county):
    PlanMarkFactory(code="M13", region=county, due_on=date(2020, 11, 2), value=Decimal(0))
    PlanMarkFactory(code="M13", region=county, due_on=date(2020, 11, 9), value=Decimal(70_000))

    report = ReportFactory(scope=city, kind=Kind.WEEKLY, at=MORNING + 7 * DAY)

    assert report.figures.get(code="M13").plan_value == Decimal("60000.00")


def test_a_mark_keeps_who_entered_and_who_changed_it(city, county):
    first, second = (person(Role.INSPECTION_OFFICE, city) for _n in range(2))
    mark = PlanMarkFactory(code="M13", region=county, by=first)

    actions.change_mark(mark, by=second, at=NOON + DAY, value=Decimal(1))
    actions.change_mark(mark, by=second, at=NOON + DAY, value=Decimal(1))

    assert history(mark) == [("enter", first.pk), ("edit", second.pk)]
    assert Event.objects.of(mark).get(name="edit").detail == {"value": ["300000.00", "1"]}


def test_a_mark_is_taken_back_with_a_reason(city, county):
    mark = PlanMarkFactory(code="M13", region=county)
    office, key = person(Role.INSPECTION_OFFICE, city), mark.pk

    with pytest.raises(NotPossible, match="Say why"):
        actions.withdraw_mark(mark, reason=" ", by=office, at=NOON)
    actions.withdraw_mark(mark, reason="重复录入", by=office, at=NOON)

    assert not PlanMark.objects.exists()
    kept = Event.objects.get(case_id=key, case_type="reports.planmark", name="withdraw")
    assert (kept.note, kept.detail["value"]) == ("重复录入", "300000.00")


def test_the_plan_of_a_region_is_entered_by_the_office_over_it(city, county, sibling):
    office = person(Role.INSPECTION_OFFICE, county)

    with pytest.raises(NotAllowed):
        PlanMarkFactory(region=sibling, by=office)
    assert PlanMarkFactory(region=county, by=office).recorded_by == office


def test_nothing_of_leads_and_no_percentage_can_be_planned():
    codes = {figure.code for figure in plannable()}

    assert {"M01", "M08", "M12", "M13", "M25a"} <= codes
    assert codes.isdisjoint({"M09", "M14", "M15", "M16", "M20", "S04", "S05"})


@pytest.mark.parametrize("role", READERS)
def test_readers_see_the_plan_of_their_regions(as_role, city, county, sibling, role):
    own, other = (PlanMarkFactory(region=region) for region in (county, sibling))

    client = as_role(role, county)

    listed = client.get("/reports/plan/").content.decode()
    assert own.get_absolute_url() in listed
    assert other.get_absolute_url() not in listed
    assert client.get(own.get_absolute_url()).status_code == 200
    assert client.get(other.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("role", [Role.LEADERSHIP, Role.SUPERVISION_OFFICE])
def test_who_only_reads_does_not_enter_the_plan(as_role, city, county, role):
    mark = PlanMarkFactory(region=county)
    client = as_role(role, city)

    assert client.get("/reports/plan/new/").status_code == 403
    assert client.post(mark.get_absolute_url(), {"value": "1"}).status_code == 403
    assert client.post(f"/reports/plan/{mark.pk}/withdraw/", {"reason": "x"}).status_code == 403
    assert PlanMark.objects.get().value == Decimal("300000.00")


def test_an_office_enters_changes_and_takes_back_a_mark(as_role, city, county):
    client = as_role(Role.INSPECTION_OFFICE, city)
    facts = {
        "code": "M08",
        "region": county.pk,
        "due_on": "2020-12-31",
        "value": "71",
        "basis": "玉整改〔2020〕3号",
    }

    assert client.post("/reports/plan/new/", facts).status_code == 302
    mark = PlanMark.objects.get()
    assert client.post(mark.get_absolute_url(), facts | {"value": "72"}).status_code == 302
    assert PlanMark.objects.get().value == Decimal(72)
    refused = client.post(mark.get_absolute_url(), facts | {"value": "72.5"}).content.decode()
    assert "is counted in whole numbers." in refused
    twice = client.post("/reports/plan/new/", facts).content.decode()
    assert "already exists" in twice
    client.post(f"/reports/plan/{mark.pk}/withdraw/", {"reason": "作废"})
    assert not PlanMark.objects.exists()
