"""Whole stories at the screen, with the number of actions each may take."""

import re
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from airdefense.accounts.roles import Role
from airdefense.reports.actions import compile_report
from inspections.models import Finding
from leads.models import Lead
from leads.workflow import LeadStatus
from rectification.models import RectificationTask
from rectification.workflow import TaskStatus
from tests.factories.accounts import NOON, TODAY, person
from tests.factories.inspections import a_check, a_crew
from tests.factories.leads import SECRETS, Office
from tests.factories.projects import FeeAssessmentFactory
from tests.factories.rectification import PDF, a_task, contact_of, office_of
from tests.projects.screening.ledger import hall, project_in, region_with_rates, screen


def file_field(name, content, kind):
    return {"name": name, "mimeType": kind, "buffer": content}


def test_inspector_logs_a_finding_from_the_ledger_in_six_actions(at_desk):
    today = timezone.localdate()
    crew = a_crew(starts_on=today - timedelta(days=9), ends_on=today + timedelta(days=90))
    project = crew.project(name="望湖商务楼")
    FeeAssessmentFactory(project=project)
    a_check(crew, project=project, due_on=today)
    desk = at_desk(crew.inspector).go("/")

    desk.click("main a:has-text('望湖商务楼'), main a:has-text('XM-')")
    desk.press("n")
    desk.page.wait_for_url("**/findings/new/**")
    assert desk.page.locator("[name=project]").input_value() == project.code
    desk.fill("title", "易地建设费应收未收")
    desk.fill("description", "核定后五年未缴。")
    desk.fill("basis", "国人防办字〔2003〕18号第四十八条")
    if not desk.page.locator("[name=amount_yuan]").input_value():
        desk.fill("amount_yuan", "1290000.00")
    desk.press("Control+Enter")
    desk.page.wait_for_url(re.compile(r"/findings/\d+/"))

    finding = Finding.objects.get()
    assert (finding.project, finding.unit, finding.made_by) == (
        project,
        crew.authority,
        crew.inspector,
    )
    assert finding.amount_yuan == Decimal("1290000.00")
    assert desk.actions <= 6


def test_inspector_makes_twenty_findings_of_suspicions_in_four_actions(at_desk):
    crew = a_crew(region_with_rates())
    halls = [hall(3000 + 100 * n) for n in range(20)]
    owing = [project_in(crew.county, one, authority=crew.authority) for one in halls]
    screen(*owing)
    desk = at_desk(crew.inspector).go("/projects/suspicions/?status=open&check=GAP")

    desk.click("[data-select-all]")
    desk.click("[data-bulk] a:has-text('Make findings')")
    desk.page.wait_for_url("**/from-suspicions/**")
    desk.press("Control+Enter")
    desk.page.get_by_text("20 findings are saved as drafts.").wait_for()

    found = Finding.objects.filter(made_by=crew.inspector, suspicion__status="found")
    assert found.count() == 20
    assert all(finding.worksheet["lines"] for finding in found)
    assert desk.actions <= 4


def test_lead_is_transferred_received_assigned_and_disposed(at_desk):
    office = Office()
    lead = office.transfer()
    handler, approver = office.officer, office.leader

    clerk = at_desk(office.receiver).go(f"/leads/{lead.pk}/")
    assert not any(secret in clerk.text() for secret in SECRETS)
    clerk.click("[data-step=receive]")
    clerk.click("a[data-step=assign]")
    clerk.choose("handler", str(handler.pk))
    clerk.choose("approver", str(approver.pk))
    clerk.click("main form [data-submit]")

    officer = at_desk(handler).go(f"/leads/{lead.pk}/")
    assert SECRETS[2] in officer.text()
    officer.click("a[data-step=propose]")
    officer.click("[name=method][value=PRELIM_CHECK]")
    officer.fill("opinion", "建议初步核实。")
    officer.click("main form [data-submit]")

    leader = at_desk(approver).go(f"/leads/{lead.pk}/")
    leader.click("[data-step=approve]")
    leader.page.locator("dialog[open] textarea").fill("同意。")
    leader.click("dialog[open] [data-submit]")

    officer.go(f"/leads/{lead.pk}/").click("[data-step=dispose]")
    officer.page.locator("dialog[open] textarea").fill("经初步核实，予以了结。")
    officer.click("dialog[open] [data-submit]")
    officer.page.wait_for_load_state("networkidle")

    lead = Lead.objects.get(pk=lead.pk)
    assert (lead.status, lead.disposed_by) == (LeadStatus.DISPOSED, handler)


def test_unit_answers_a_task_and_somebody_else_closes_it(at_desk):
    task = a_task(TaskStatus.ISSUED)
    unit, office = contact_of(task), office_of(task)

    desk = at_desk(unit).go(f"/rectification/{task.pk}/")
    desk.click("a[data-step=submit_plan]")
    desk.fill("plan", "逐户核对，限期追缴。")
    desk.fill("responsible_person", "李某")
    desk.click("main form [data-submit]")
    desk.click("a[data-step=submit]")
    desk.fill("result", "已追缴到位。")
    desk.page.locator("main input[type=file]").first.set_input_files(
        [file_field("缴款凭证.pdf", PDF, "application/pdf")]
    )
    desk.click("main form [data-submit]")
    desk.page.wait_for_url("**/submissions/**")
    assert RectificationTask.objects.get(pk=task.pk).status == TaskStatus.SUBMITTED

    desk = at_desk(office).go(f"/rectification/{task.pk}/")
    desk.click("[data-step=verify]")
    desk.click("[data-step=close]")
    desk.page.wait_for_load_state("networkidle")

    task = RectificationTask.objects.get(pk=task.pk)
    assert (task.status, task.submitted_by, task.closed_by) == (TaskStatus.CLOSED, unit, office)


def test_leader_opens_a_figure_of_the_daily_report_and_sees_its_rows(at_desk):
    crew = a_crew()
    checks = [a_check(crew, status="completed") for _ in range(3)]
    a_check(crew)
    leader = person(Role.LEADERSHIP, crew.county)
    report = report_of(crew.county, leader)

    desk = at_desk(leader).go(report.get_absolute_url())
    desk.click("main a[href*='/figures/M01/']")

    codes = {check.project.code for check in checks}
    assert all(code in desk.text() for code in codes)
    assert desk.page.locator("main tbody tr").count() == 3


def report_of(region, leader):
    """The region's daily report of the day on which the factories let things happen."""
    return compile_report(kind="daily", day=TODAY, scope=region, by=leader, at=NOON)
