"""The leader acts from the report: at the width of a phone, in two taps."""

import time
from datetime import timedelta

from django.utils import timezone

from airdefense.reports.models import Instruction
from rectification.models import Instrument
from tests.factories.instructing import inspection_office, leader_of
from tests.factories.rectification import a_task
from tests.factories.reports import ReportFactory

DAY = timedelta(days=1)


def a_report_with_an_overdue_task():
    now = timezone.now()
    task = a_task(at=now - 70 * DAY)
    inspection_office(task.region)
    report = ReportFactory(scope=task.region, day=timezone.localdate(now) - DAY, at=now)
    return task, report


def test_a_leader_urges_an_overdue_task_from_the_report_in_two_taps(at_desk):
    task, report = a_report_with_an_overdue_task()
    leader = leader_of(task.region)
    desk = at_desk(leader, width=390, height=844).go(report.get_absolute_url())

    started = time.monotonic()
    desk.click(f"tr:has-text('{task.title}') a[data-ask=urge]")
    desk.page.locator("dialog.ask[open]").wait_for()
    width = desk.page.evaluate("document.documentElement.scrollWidth")
    desk.click("dialog.ask [data-submit]")
    desk.page.locator("main .note, main [role=status]").first.wait_for()

    instruction = Instruction.objects.get()
    assert desk.actions == 2
    assert time.monotonic() - started < 20  # five seconds on a machine of its own
    assert width <= 390
    assert instruction.number in desk.text()
    assert desk.page.url.endswith(report.get_absolute_url())
    assert (instruction.row_id, instruction.office, instruction.kind) == (
        task.pk,
        task.unit,
        "urge",
    )
    assert Instrument.objects.get().pk == instruction.letter_id


def test_without_script_the_same_is_a_page(at_desk):
    task, report = a_report_with_an_overdue_task()
    desk = at_desk(leader_of(task.region)).go(report.get_absolute_url())
    address = desk.page.locator("a[data-ask=direction]").first.get_attribute("href")

    desk.go(address)
    desk.click("main form [data-submit]")

    instruction = Instruction.objects.get()
    assert instruction.kind == "direction"
    assert desk.page.url.endswith(instruction.get_absolute_url())
