"""A report is proved: recomputed from the facts, its seals made again, tampering named."""

import json
from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from airdefense.accounts.roles import Role
from airdefense.casework.models import Event
from airdefense.reports import actions
from airdefense.reports.definitions.recording import record_definitions
from airdefense.reports.figures import FIGURES
from airdefense.reports.models import FigureDefinition
from airdefense.reports.proof.checking import check_wholly
from airdefense.reports.proof.comparing import recompute
from rectification.workflow import TaskStatus
from tests.factories.accounts import TODAY, UserFactory, person
from tests.factories.leads import Office, a_lead
from tests.factories.projects import AllocationFactory, GapFactory, ProjectFactory, ReceiptFactory
from tests.factories.rectification import a_task
from tests.factories.reports import MORNING, ReportFactory

DAY = timedelta(days=1)


def money_in(region, amount="120000.00", day=TODAY):
    opened_on = day - DAY if day == TODAY else day
    gap = GapFactory(project=ProjectFactory(region=region, name="明珠商厦"), opened_on=opened_on)
    receipt = ReceiptFactory(project=gap.project, amount_yuan=Decimal(amount), paid_on=day)
    return AllocationFactory(
        receipt=receipt, gap=gap, amount_yuan=Decimal(amount), allocated_on=day
    )


def tampered(table, sql, *values):
    """What somebody who owns the tables does, the triggers switched off."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate; reset role")
        cursor.execute(f"alter table {table} disable trigger user")
        cursor.execute(sql, values)
        cursor.execute(f"alter table {table} enable trigger user")
        cursor.execute(f"set role {settings.DATABASE_APP_ROLE}")


def verify(**options):
    out = StringIO()
    code = 0
    try:
        call_command("verify_report", on=TODAY, json=True, stdout=out, **options)
    except SystemExit as end:
        code = end.code
    return code, json.loads(out.getvalue())


def test_a_report_recomputed_a_year_later_is_identical(city, county):
    money_in(county)
    a_task(TaskStatus.CLOSED, region=county)
    a_lead("registered", office=Office(city=city), region=county)
    report = ReportFactory(scope=city)
    year = timedelta(days=365)
    money_in(county, day=TODAY + year)

    assert recompute(report) == []
    assert check_wholly(report).is_well
    assert verify()[0] == 0


def test_a_changed_amount_is_named_by_figure_region_and_row(city, county):
    allocation = money_in(county)
    ReportFactory(scope=city)

    tampered(
        "projects_allocation",
        "update projects_allocation set amount_yuan = 100000 where id = %s",
        allocation.pk,
    )

    code, told = verify()
    (found,) = (one for one in told["differences"] if one["code"] == "M13")
    assert code == 1
    assert (found["reported"], found["now"]) == ("120000.00", "100000.00")
    assert found["regions"] == {county.code: ["120000.00", "100000.00"]}
    assert found["rows"] == {str(allocation.pk): "-20000.00"}
    assert told["digest_holds"] is True


def test_a_frozen_figure_that_was_tampered_breaks_the_digest(city, county):
    money_in(county)
    report = ReportFactory(scope=city)

    tampered(
        "reports_frozenfigure",
        "update reports_frozenfigure set value = 1 where report_id = %s and code = 'M13'",
        report.pk,
    )

    code, told = verify()
    assert (code, told["digest_holds"], told["chain_holds"]) == (1, False, True)
    assert "M13" in {one["code"] for one in told["differences"]}


def test_a_report_taken_out_of_the_chain_is_noticed(city):
    first = ReportFactory(scope=city)
    ReportFactory(scope=city, day=TODAY + DAY, at=MORNING + DAY)

    tampered(
        "reports_report",
        "update reports_report set digest = repeat('0', 64) where id = %s",
        first.pk,
    )

    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("verify_report", on=TODAY + DAY, json=True, stdout=out)
    assert json.loads(out.getvalue())["chain_holds"] is False


def test_a_tampered_event_breaks_the_history_the_report_stands_on(city, county):
    a_task(TaskStatus.CLOSED, region=county)
    ReportFactory(scope=city)

    event = Event.objects.exclude(case_type__startswith="leads.").order_by("pk").first()
    tampered("casework_event", "update casework_event set note = '改' where id = %s", event.pk)

    code, told = verify()
    assert (code, told["digest_holds"], told["history_holds"]) == (1, True, False)
    assert told["differences"] == []
    assert "altered" in told["history_broken"]["why"] or told["history_broken"]["seal"]


def test_a_report_that_is_not_there_is_said(city):
    with pytest.raises(CommandError, match="no such report"):
        call_command("verify_report", on=TODAY, stdout=StringIO())


def test_the_page_recomputes_and_the_history_tells_who_did(as_role, city, county):
    money_in(county)
    report = ReportFactory(scope=city)
    client = as_role(Role.EXAMINER, city)
    url = f"/reports/{report.pk}/proof/"

    assert client.get(url).context["proof"] is None
    answer = client.post(url)

    assert answer.context["proof"].is_well
    assert "Identical" in answer.text
    event = Event.objects.of(report).get(name="recompute")
    assert (event.actor, event.detail["differ"], event.detail["is_well"]) == (client.user, 0, True)
    assert client.get(url).context["earlier"] == [event]


def test_the_page_names_the_rows_that_make_the_difference(as_role, city, county):
    report = ReportFactory(scope=city)
    late = money_in(county)

    answer = as_role(Role.EXAMINER, city).post(f"/reports/{report.pk}/proof/")

    (line,) = (one for one in answer.context["proof"].others if one.code == "M13")
    assert (line.difference, line.regions) == ("+12.00", [("通海", "0.00", "12.00")])
    assert [row.name for row in line.names] == [late.gap.project.name]
    assert "Not identical" in answer.text


def test_the_proof_is_for_those_who_may_read_the_report(as_role, city, county, sibling):
    report = ReportFactory(scope=county)
    url = f"/reports/{report.pk}/proof/"

    assert as_role(Role.EXAMINER, sibling).get(url).status_code == 404
    assert as_role(Role.AUDITOR, city).post(url).status_code == 404
    assert as_role(Role.EXAMINER, county).get(url).status_code == 200


def test_small_counts_of_leads_are_proved_as_they_are_told(as_role, city, county):
    office = Office(city=city)
    report = ReportFactory(scope=city)
    a_lead("registered", office=office, region=county)

    url = f"/reports/{report.pk}/proof/"
    leader = as_role(Role.LEADERSHIP, city).post(url).context["proof"]
    client = as_role(Role.CASE_SUPERVISION, city)
    keeper = client.post(url).context["proof"]

    assert {line.code: line.is_same for line in leader.lines}["M15"] is True
    assert {line.code: (line.difference, line.names) for line in keeper.others}["M15"] == ("+1", [])


def test_the_api_proves_as_the_page_does(as_role, city, county):
    report = ReportFactory(scope=city)
    money_in(county)
    client = as_role(Role.EXAMINER, city)

    told = client.post(f"/api/v1/reports/{report.pk}/proof/").json()

    assert (told["is_identical"], told["digest_holds"]) == (False, True)
    assert told["figures"]["M13"]["difference"] == "+12.00"
    assert Event.objects.of(report).filter(name="recompute").count() == 1


def test_revisions_stand_side_by_side(as_role, city, county, sibling):
    first = ReportFactory(scope=city)
    late = money_in(county)
    by = person(Role.INSPECTION_OFFICE, city)
    second = actions.correct_report(report=first, reason="收据迟到", by=by, at=MORNING + DAY)
    client = as_role(Role.EXAMINER, city)

    answer = client.get(f"/reports/{second.pk}/compare/{first.pk}/")

    (line,) = (one for one in answer.context["changed"] if one.code == "M13")
    assert (line.told.text, line.now, line.difference) == ("0.00", "12.00", "+12.00")
    assert [row.name for row in line.names] == [late.gap.project.name]
    assert "收据迟到" in answer.text
    other = ReportFactory(scope=sibling)
    assert client.get(f"/reports/{first.pk}/compare/{other.pk}/").status_code == 404


def test_a_changed_definition_adds_a_version_and_stays_with_its_reports(city, monkeypatch):
    report = ReportFactory(scope=city)
    kept = report.figures.get(code="M01").wording
    words = {"code": "M01", "version": 2, **kept.words, "text_zh": "另一口径"}
    FigureDefinition.objects.create(recorded_at=MORNING, **words)

    newest = record_definitions(at=MORNING + DAY)

    assert set(newest) == set(FIGURES)
    assert (kept.version, newest["M01"].version) == (1, 3)
    assert newest["M01"].words == kept.words
    assert report.figures.get(code="M01").wording == kept


def test_the_definitions_tell_owner_and_versions(as_role, city):
    ReportFactory(scope=city, by=UserFactory(organisation=city))

    sections = as_role(Role.EXAMINER, city).get("/reports/definitions/").context["sections"]

    found = {one.figure.code: one for _section, ones in sections for one in ones}
    assert found["M13"].owner == Role.DATA_CLERK.label
    assert found["M15"].owner == Role.CASE_SUPERVISION.label
    assert {one.current.version for one in found.values()} == {1}
