"""The rectifying unit answers what was returned; closed tasks are looked at again."""

from datetime import timedelta

from django.utils import timezone

from airdefense.accounts.roles import Role
from rectification import actions
from rectification.models import Recheck, RectificationTask
from rectification.workflow import TaskStatus
from tests.factories.accounts import NOON, person
from tests.factories.rectification import HOUR, PDF, a_task, contact_of, hand_in, office_of
from tests.factories.rectifying import a_receipt

DAY = timedelta(days=1)


def pdf(name, more=b""):
    return {"name": name, "mimeType": "application/pdf", "buffer": PDF + more}


def a_returned_task():
    """120 万 to pay, of which a receipt of 80 万 is in the ledger; one file marked."""
    task = a_task(TaskStatus.RECTIFYING, with_gap=True)
    a_receipt(task, "云财非税0012", "300000.00")
    hand_in(task)
    file = task.submissions.get().attachments().get()
    marks = {file.pk: "看不清金额，请换成财政票据。"}
    actions.return_for_rework(
        task=task, note="凭证不清。", marks=marks, by=office_of(task), at=NOON + 2 * HOUR
    )
    return task


def test_a_unit_answers_a_returned_task_in_eight_actions(at_desk):
    task = a_returned_task()
    until = max(timezone.localdate(), task.due_on) + 60 * DAY
    desk = at_desk(contact_of(task)).go("/")

    desk.click(f"main a:has-text('{task.number}')")
    assert "看不清金额，请换成财政票据。" in desk.text()
    desk.click("a[data-step=submit]")
    button = desk.page.locator("main form [data-submit]")
    assert button.is_disabled()
    desk.actions += 1
    desk.page.locator("input[name=files]").set_input_files(
        [pdf("缴款凭证_云财非税0012.pdf", b"new")]
    )
    desk.page.get_by_text("Receipt 云财非税0012 of").wait_for()
    assert desk.page.locator("[name=lines-0-amount_yuan]").input_value() == "300000.00"
    assert desk.text("[data-sum=short]") == "87,000.00"
    desk.fill("result", "一期已缴，余款分期。")
    desk.fill("requested_until", str(until))
    desk.fill("reason", "余款分两期缴纳。")
    desk.page.get_by_text("Nothing: it can be handed in.").wait_for()
    desk.click("main form [data-submit]")
    desk.page.wait_for_url("**/submissions/**")

    found = RectificationTask.objects.get(pk=task.pk)
    (line,) = found.submissions.last().lines.all()
    assert (found.status, line.receipt.number) == (TaskStatus.SUBMITTED, "云财非税0012")
    assert found.extensions.get().requested_until == until
    assert "SHA-256" in desk.text()
    assert desk.actions <= 8


def test_closed_tasks_are_drawn_looked_at_and_reopened(at_desk):
    task = a_task(TaskStatus.CLOSED)
    office, inspector = office_of(task), person(Role.INSPECTOR, task.region)
    today = timezone.localdate()

    desk = at_desk(office).go("/rectification/rechecks/")
    desk.click("a[href$='/rechecks/draw/']")
    desk.choose("region", str(task.region_id))
    desk.fill("closed_from", str(timezone.localdate(task.closed_at)))
    desk.fill("closed_to", str(today))
    desk.fill("size", "1")
    desk.fill("seed", "回头看一")
    desk.fill("due_on", str(today + 30 * DAY))
    desk.click("main form [data-submit]")
    desk.page.wait_for_url("**/draws/**")
    desk.click(f"main a:has-text('{task.number}')")
    desk.choose("person", str(inspector.pk))
    desk.click("aside form [data-submit]")
    desk.page.get_by_text("Assigned.").wait_for()
    assert desk.actions <= 4

    eyes = at_desk(inspector).go("/")
    eyes.click(f"main a:has-text('{task.number}')")
    eyes.click("a[data-step=reopen]")
    eyes.fill("result", "现场查看，款项未入库。")
    eyes.click("main form [data-submit]")
    eyes.page.get_by_text("Reopened: the unit is told.").wait_for()
    assert eyes.actions <= 3

    found = RectificationTask.objects.get(pk=task.pk)
    assert (found.status, Recheck.objects.get().status) == (TaskStatus.REOPENED, "reopened")
    unit = at_desk(contact_of(task)).go("/")
    unit.click(f"main a:has-text('{task.number}')")
    assert "现场查看，款项未入库。" in unit.text()
