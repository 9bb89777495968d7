"""A day is frozen once; whatever changes later leaves it as it was."""

from datetime import date, timedelta
from decimal import Decimal
from threading import Thread

import pytest
from django.db import connection, connections, transaction
from django.db.utils import InternalError

from airdefense.casework.workflow import NotPossible
from airdefense.reports import actions
from airdefense.reports.figures import FIGURES
from airdefense.reports.freezing import seal
from airdefense.reports.models import FrozenFigure, Kind, Report
from rectification.workflow import TaskStatus
from tests.factories.accounts import NOON, TODAY, OrganisationFactory, UserFactory
from tests.factories.inspections import a_crew, a_finding
from tests.factories.leads import a_lead
from tests.factories.projects import (
    AllocationFactory,
    GapFactory,
    ProjectFactory,
    ReceiptFactory,
    WriteOffFactory,
)
from tests.factories.rectification import a_task
from tests.factories.reports import MORNING, ReportFactory

DAY = timedelta(days=1)


def money_in(region, amount="120000.00", **fields):
    receipt = ReceiptFactory(project=ProjectFactory(region=region))
    return AllocationFactory(receipt=receipt, amount_yuan=Decimal(amount), **fields)


def test_every_figure_is_frozen_with_its_rows(city, county):
    money_in(county)
    a_task(TaskStatus.CLOSED, region=county)
    a_lead("registered")

    report = ReportFactory(scope=city)

    frozen = {figure.code: figure for figure in report.figures.all()}
    assert set(frozen) == set(FIGURES)
    for code, definition in FIGURES.items():
        figure = frozen[code]
        assert figure.value == definition.value(TODAY, scope=city)
        assert len(figure.row_ids) == len(figure.row_regions)
        if not definition.is_ratio:
            rows = definition.rows(TODAY, scope=city)
            assert set(figure.row_ids) == set(rows.values_list("pk", flat=True))
            assert figure.value == (sum(figure.row_values) if definition.is_money else len(rows))
            assert figure.value == sum(map(Decimal, figure.by_region.values()))


def test_a_second_run_returns_the_first(city):
    first = ReportFactory(scope=city)

    assert ReportFactory(scope=city, at=MORNING + DAY) == first
    assert Report.objects.count() == 1


def test_later_changes_leave_the_report_as_it_was(city, county):
    allocation = money_in(county)
    report = ReportFactory(scope=city)

    WriteOffFactory(gap=allocation.gap, written_off_on=TODAY, at=NOON + DAY)
    a_task(TaskStatus.CLOSED, region=county)

    assert report.figures.get(code="M12").value == Decimal("645000.00")
    assert report.figures.get(code="M08").value == 0
    assert FIGURES["M12"].value(TODAY) == Decimal("600000.00")


def test_a_correction_is_a_further_revision_with_its_reason_beside_the_first(city, county):
    first = ReportFactory(scope=city)
    money_in(county)
    clerk = UserFactory(organisation=city)

    second = actions.correct_report(
        report=first, reason="a receipt came late", by=clerk, at=MORNING + DAY
    )

    assert (second.revision, second.number) == (2, first.number)
    assert second.previous_digest == first.digest
    assert first.figures.get(code="M13").value == 0
    assert second.figures.get(code="M13").value == Decimal("120000.00")
    assert list(Report.objects.latest_revisions()) == [second]
    assert ReportFactory(scope=city) == second


def test_a_correction_says_why(city):
    report = ReportFactory(scope=city)

    with pytest.raises(NotPossible, match="Say why"):
        actions.correct_report(report=report, reason=" ", by=report.compiled_by, at=MORNING)


def test_a_day_that_has_not_come_is_not_reported(city):
    with pytest.raises(NotPossible, match="not here yet"):
        ReportFactory(scope=city, day=TODAY + 3 * DAY)


def test_reports_are_numbered_without_gap_and_chained(city):
    first = ReportFactory(scope=city)
    second = ReportFactory(scope=city, day=TODAY + DAY, at=MORNING + DAY)

    assert (first.number, second.number) == (1, 2)
    assert (first.previous_digest, second.previous_digest) == ("", first.digest)


def test_the_seal_is_that_of_what_is_stored(city, county):
    money_in(county)
    report = Report.objects.get(pk=ReportFactory(scope=city).pk)

    assert seal(report, report.figures.all()) == report.digest
    report.reason = "tampered"
    assert seal(report, report.figures.all()) != report.digest


@pytest.mark.parametrize("sql", ["update {} set id = id", "delete from {}"])
@pytest.mark.parametrize("model", [Report, FrozenFigure])
def test_the_database_refuses_to_change_a_report(city, model, sql):
    ReportFactory(scope=city)

    with pytest.raises(InternalError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.format(model._meta.db_table))


def test_what_changed_is_told_by_rows(city, county):
    old = money_in(county, allocated_on=date(2020, 10, 5))
    new = money_in(county, "36200.00", allocated_on=TODAY)
    GapFactory(project=old.receipt.project, opened_on=date(2020, 10, 1))

    figure = ReportFactory(scope=city).figures.get(code="M13")

    assert figure.delta == Decimal("36200.00")
    assert (figure.change_ids, figure.change_values) == ([new.pk], [Decimal("36200.00")])
    assert figure.previous_by_region[county.code] == "120000.00"
    assert figure.week_delta == Decimal("36200.00")


def test_a_county_report_holds_that_county_alone(city, county, sibling):
    money_in(county)
    money_in(sibling, "99.00")

    report = ReportFactory(scope=county)

    assert report.figures.get(code="M13").value == Decimal("120000.00")
    assert set(report.figures.get(code="M13").by_region) == {county.code}


@pytest.mark.parametrize(
    ("kind", "has", "has_not"),
    [(Kind.RECTIFICATION, "M08", "M13"), (Kind.FEE_RECOVERY, "M13", "M15")],
)
def test_the_parts_equal_the_sections_of_the_whole(city, county, kind, has, has_not):
    money_in(county)
    a_task(TaskStatus.CLOSED, region=county)
    whole, part = ReportFactory(scope=city), ReportFactory(scope=city, kind=kind)

    whole_values = dict(whole.figures.values_list("code", "value"))
    part_values = dict(part.figures.values_list("code", "value"))

    assert has in part_values
    assert has_not not in part_values
    assert part_values.items() <= whole_values.items()


def test_a_finding_of_another_city_is_in_no_report_of_this_one(city, county):
    a_finding(a_crew(OrganisationFactory(city=True)), status="approved")
    a_finding(a_crew(county), status="approved")

    assert ReportFactory(scope=city).figures.get(code="M02").value == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_once_compile_one_report():
    city = OrganisationFactory(city=True, code="530400")
    clerk = UserFactory(organisation=city)
    done = []

    def compile_it():
        done.append(
            actions.compile_report(kind=Kind.DAILY, day=TODAY, scope=city, by=clerk, at=MORNING)
        )
        connections.close_all()

    threads = [Thread(target=compile_it) for _n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(done) == 3
    assert Report.objects.count() == 1
    assert Report.objects.get().number == 1
