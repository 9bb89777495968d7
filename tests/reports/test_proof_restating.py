"""A fact that comes late leaves the report as it was and is told beside it, once, by its rows."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db.utils import InternalError

from airdefense.accounts.roles import Role
from airdefense.reports import actions
from airdefense.reports.content import Paper
from airdefense.reports.models import Restatement
from airdefense.reports.proof.comparing import recompute
from airdefense.reports.proof.restated import restated, restated_since
from airdefense.reports.proof.restating import restate_recent
from tests.factories.accounts import NOON, TODAY, person
from tests.factories.leads import Office, a_lead
from tests.factories.projects import (
    AllocationFactory,
    GapFactory,
    ProjectFactory,
    ReceiptFactory,
    RefundFactory,
)
from tests.factories.reports import MORNING, ReportFactory

DAY = timedelta(days=1)


def money_in(region, amount="120000.00", name="明珠商厦", **fields):
    """A receipt of today counted towards a new gap; with `gap`, towards that one."""
    gap = fields.pop("gap", None) or GapFactory(project=ProjectFactory(region=region, name=name))
    day = fields.pop("day", TODAY)
    receipt = ReceiptFactory(project=gap.project, amount_yuan=Decimal(amount), paid_on=day)
    return AllocationFactory(
        receipt=receipt, gap=gap, amount_yuan=Decimal(amount), allocated_on=day, **fields
    )


def add_leads(office, regions, mark):
    for number, region in enumerate(regions):
        a_lead("registered", office=office, letter_number=f"{mark}{number}", region=region)


def tomorrow(scope, **fields):
    return ReportFactory(scope=scope, day=TODAY + DAY, at=MORNING + DAY, **fields)


def late(report):
    return {one.figure.code: one for one in Restatement.objects.filter(figure__report=report)}


def test_a_backdated_receipt_is_one_restatement_that_names_its_rows(city, county):
    money_in(county)
    report = ReportFactory(scope=city)
    one, other = money_in(county, "200000.00"), money_in(county, "162000.00")

    following = tomorrow(city)

    found = late(report)["M13"]
    assert (found.value_before, found.value_now) == (Decimal("120000.00"), Decimal("482000.00"))
    assert dict(zip(found.change_ids, found.change_values, strict=True)) == {
        one.pk: Decimal("200000.00"),
        other.pk: Decimal("162000.00"),
    }
    assert found.told_in == following
    assert report.figures.get(code="M13").value == Decimal("120000.00")


def test_a_change_is_restated_once_and_the_next_one_from_there(city, county):
    report = ReportFactory(scope=city)
    money_in(county)
    tomorrow(city)

    assert restate_recent(on=TODAY + DAY, at=MORNING + DAY) == 0
    second = money_in(county, "30000.00")
    restate_recent(on=TODAY + 2 * DAY, at=MORNING + 2 * DAY)

    found = list(Restatement.objects.filter(figure__report=report, figure__code="M13"))
    assert [(one.value_before, one.value_now) for one in found] == [
        (Decimal("0.00"), Decimal("120000.00")),
        (Decimal("120000.00"), Decimal("150000.00")),
    ]
    assert found[1].change_ids == [second.pk]


def test_nothing_is_restated_where_nothing_changed(city, county):
    gap = money_in(county).gap
    ReportFactory(scope=city)
    money_in(county, gap=gap, day=TODAY + DAY)

    tomorrow(city)

    assert Restatement.objects.count() == 0
    assert restate_recent(on=TODAY + DAY, at=MORNING + DAY) == 0


def test_the_nightly_job_restates_counties_from_the_count_of_the_city(city, county, sibling):
    reports = [ReportFactory(scope=scope) for scope in (city, county, sibling)]
    money_in(county)

    restate_recent(on=TODAY + DAY, at=MORNING + DAY)

    assert [late(report).keys() >= {"M12", "M13"} for report in reports] == [True, True, False]
    assert Restatement.objects.filter(figure__report=reports[2]).count() == 0


def test_a_restatement_is_told_in_the_next_report_by_rows_the_reader_may_open(city, county):
    report = ReportFactory(scope=city)
    money_in(county, "362000.00", name="滨河家园")
    following = tomorrow(city)
    leader = person(Role.LEADERSHIP, city)

    told = {one.code: one for one in restated(Paper(following, leader))}

    day = f"{report.day:%m-%d}"
    assert told["M13"].sentence == f"M13 Fees recovered of {day} is now 36.20 × 10,000 yuan higher"
    assert [(row.name, row.amount) for row in told["M13"].names] == [("滨河家园", "+36.20")]
    assert told["M13"].rows == "滨河家园 +36.20"
    assert [one.sentence for one in restated_since(report, leader)] == [
        one.sentence for one in told.values()
    ]
    assert restated(Paper(report, leader)) == []


def test_what_the_nightly_job_found_is_told_in_the_next_report_too(city, county):
    report = ReportFactory(scope=city)
    money_in(county)
    restate_recent(on=TODAY + DAY, at=MORNING + DAY - timedelta(hours=4))
    following = tomorrow(city)
    leader = person(Role.LEADERSHIP, city)

    assert [one.code for one in restated(Paper(following, leader))] == ["M12", "M13", "S06"]
    later = ReportFactory(scope=city, day=TODAY + 2 * DAY, at=MORNING + 2 * DAY)
    assert restated(Paper(later, leader)) == []
    assert report.figures.get(code="M13").restatements.get().told_in is None


def test_a_correction_takes_restatements_over(city, county):
    report = ReportFactory(scope=city)
    money_in(county)
    tomorrow(city)
    by = person(Role.INSPECTION_OFFICE, city)

    second = actions.correct_report(report=report, reason="收据迟到", by=by, at=MORNING + 2 * DAY)

    assert recompute(second) == []
    assert restated_since(second, by) == []
    assert {one.is_corrected for one in restated_since(report, by)} == {True}
    assert restate_recent(on=TODAY + 2 * DAY, at=MORNING + 2 * DAY) == 0


def test_what_was_undone_is_told_no_more(city, county):
    gap = money_in(county).gap
    report = ReportFactory(scope=city)
    late_one = money_in(county, gap=gap)
    restate_recent(on=TODAY, at=MORNING)
    leader = person(Role.LEADERSHIP, city)
    told = {one.code for one in restated_since(report, leader)}

    paid = late_one.receipt
    RefundFactory(receipt=paid, amount_yuan=paid.amount_yuan, refunded_on=TODAY)
    restate_recent(on=TODAY + DAY, at=MORNING + DAY)

    assert told == {"M13", "S06"}
    assert report.figures.get(code="M13").restatements.count() == 2
    assert "M13" not in {one.code for one in restated_since(report, leader)}


@pytest.mark.parametrize(("before", "is_told"), [(3, False), (4, True)])
def test_late_leads_are_told_where_no_difference_tells_a_single_one(city, county, before, is_told):
    office = Office(city=city)
    add_leads(office, [city] * before, "A")
    report = ReportFactory(scope=city)
    add_leads(office, [county], "B")

    restate_recent(on=TODAY + DAY, at=MORNING + DAY)

    assert late(report)["M15"].value_now == before + 1
    told = {one.code: one for one in restated_since(report, person(Role.LEADERSHIP, city))}
    assert ("M15" in told) == is_told
    keeper = {one.code: one for one in restated_since(report, office.clerk)}
    assert (keeper["M15"].difference, keeper["M15"].names, keeper["M15"].rows) == ("+1", [], "")


def test_restatements_are_written_once(city, county):
    report = ReportFactory(scope=city)
    money_in(county)
    restate_recent(on=TODAY, at=NOON + DAY)

    with pytest.raises(InternalError):
        Restatement.objects.filter(figure__report=report).update(value_now=0)


def test_the_page_of_the_report_and_that_of_the_next_tell_what_is_another_by_now(
    as_role, city, county
):
    report = ReportFactory(scope=city)
    money_in(county, name="滨河家园")
    following = tomorrow(city)
    client = as_role(Role.LEADERSHIP, city)

    pages = [client.get(f"/reports/{one.pk}/").text for one in (report, following)]

    sentence = f"M13 Fees recovered of {report.day:%m-%d} is now 12.00 × 10,000 yuan higher"
    assert all(sentence in page and "滨河家园" in page for page in pages)
    assert "Another by now" in pages[0]
    assert "Another by now" not in pages[1]
