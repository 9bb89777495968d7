"""Own tasks taken along as a workbook and brought back."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from airdefense.casework.models import Draft, Event
from rectification import actions
from rectification.drafts import key_of_submission
from rectification.workflow import TaskStatus
from tests.factories.accounts import NOON
from tests.factories.rectification import a_task, an_approved_finding, contact_of, fresh, office_of
from tests.factories.rectifying import MilestoneFactory

PAGE = "/rectification/offline/"
DAY = timedelta(days=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    """A unit with one task to plan and one under way, both issued today, and its client."""

    class Unit:
        planned = a_task()
        running = a_task(
            TaskStatus.RECTIFYING, finding=an_approved_finding(planned.region, unit=planned.unit)
        )
        contact = contact_of(planned)
        client = Client(headers={"accept-language": "en"})

    Unit.client.force_login(Unit.contact)
    return Unit


def downloaded(client):
    answer = client.post(PAGE + "workbook/")
    return load_workbook(BytesIO(b"".join(answer.streaming_content)))


def columns(sheet):
    return {cell.value: cell.column for cell in sheet[1]}


def line_of(sheet, task):
    return next(n for n in range(3, sheet.max_row + 1) if sheet.cell(n, 1).value == task.number)


def fill(book, task, **values):
    sheet = book.worksheets[0]
    places, line = columns(sheet), line_of(sheet, task)
    for key, value in values.items():
        sheet.cell(line, places[key.replace("__", ".")]).value = value
    return book


def as_file(book, name="任务.xlsx"):
    file = BytesIO()
    book.save(file)
    return SimpleUploadedFile(name, file.getvalue())


def shown(client, book):
    return client.post(PAGE, {"file": as_file(book)})


def verdict(page, task):
    return next(one for one in page.context["verdicts"] if one.number == task.number)


def take_in(client, page):
    return client.post(PAGE + "apply/", {"payload": page.context["payload"]}, follow=True)


PLAN = {
    "plan": "逐户核对，限期追缴。",
    "responsible_person": "李某",
    "m1__measure": "送达催缴通知",
    "m1__responsible_person": "王某",
}


def test_the_workbook_holds_the_own_open_tasks_with_what_is_not_theirs_locked(unit):
    a_task()

    sheet = downloaded(unit.client).worksheets[0]

    places = columns(sheet)
    numbers = {sheet.cell(n, 1).value for n in range(3, sheet.max_row + 1)}
    assert numbers == {unit.planned.number, unit.running.number}
    assert sheet.protection.sheet
    locked = {key for key, place in places.items() if sheet.cell(3, place).protection.locked}
    assert locked == {"number", "key", "title", "requirement", "due_on", "status"}


def test_a_plan_is_shown_first_and_then_handed_in(unit):
    book = fill(downloaded(unit.client), unit.planned, **PLAN, m1__due_on=unit.planned.due_on)

    page = shown(unit.client, book)
    before = fresh(unit.planned).status
    take_in(unit.client, page)

    assert verdict(page, unit.planned).changes == [
        "Hand in the plan: 逐户核对，限期追缴。",
        f"1. 送达催缴通知 · {unit.planned.due_on}",
    ]
    assert verdict(page, unit.running).changes == []
    assert (before, fresh(unit.planned).status) == (TaskStatus.ISSUED, TaskStatus.RECTIFYING)
    assert unit.planned.milestones.get().responsible_person == "王某"


def test_the_same_file_again_changes_nothing(unit):
    book = downloaded(unit.client)
    fill(book, unit.planned, **PLAN, m1__due_on=unit.planned.due_on)
    fill(book, unit.running, progress="已送达三户。", result="已追缴。")
    take_in(unit.client, shown(unit.client, book))
    events = Event.objects.count()

    page = shown(unit.client, book)

    assert [(one.changes, one.refusal) for one in page.context["verdicts"]] == [([], "")] * 2
    assert Event.objects.count() == events


def test_progress_milestones_and_the_draft_of_the_result_are_taken_in(unit):
    MilestoneFactory(task=unit.running, measure="送达")
    book = fill(
        downloaded(unit.client),
        unit.running,
        m1__reached_on=unit.running.issued_on,
        m2__measure="追缴",
        m2__due_on=unit.running.due_on,
        m2__responsible_person="李某",
        progress="已送达。",
        result="已追缴到位。",
        l1__mode="追缴到位",
        l1__amount_yuan=80000,
        l1__voucher="云财非税0012",
    )

    take_in(unit.client, shown(unit.client, book))

    first, second = unit.running.milestones.all()
    assert (first.reached_on, second.measure) == (unit.running.issued_on, "追缴")
    draft = Draft.objects.get(user=unit.contact, key=key_of_submission(unit.running))
    assert draft.data == {
        "result": ["已追缴到位。"],
        "lines-0-mode": ["collected"],
        "lines-0-amount_yuan": ["80000.00"],
        "lines-0-voucher": ["云财非税0012"],
    }
    assert fresh(unit.running).status == TaskStatus.RECTIFYING


def test_what_others_changed_meanwhile_is_refused_and_shown(unit):
    book = fill(downloaded(unit.client), unit.running, progress="已送达。")
    extension = actions.request_extension(
        task=unit.running,
        requested_until=unit.running.due_on + 30 * DAY,
        reason="分期",
        by=unit.contact,
        at=NOON,
    )
    office = office_of(unit.running)
    actions.decide_extension(extension=extension, granted=True, by=office, at=NOON)

    page = shown(unit.client, book)

    due = fresh(unit.running).due_on
    assert verdict(page, unit.running).refusal == (
        f"Changed meanwhile: it is “Being rectified” now, due on {due}. Download it anew."
    )
    assert page.context["changing"] == []


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"plan": "另一方案"}, "The plan was handed in and stands: report progress instead."),
        ({"m1__measure": "送达"}, "A milestone has a measure, a day and a responsible person."),
        ({"l1__amount_yuan": "八万"}, "Line 1: enter an amount above zero."),
        ({"l1__amount_yuan": 5}, "Line 1: choose a result and enter its amount."),
    ],
)
def test_a_wrong_row_is_refused_in_words(unit, values, words):
    page = shown(unit.client, fill(downloaded(unit.client), unit.running, **values))

    assert verdict(page, unit.running).refusal == words


def test_tasks_of_other_units_are_not_taken_in(unit):
    other = a_task(TaskStatus.RECTIFYING)
    book = fill(downloaded(unit.client), unit.running, progress="越权")
    sheet = book.worksheets[0]
    sheet.cell(line_of(sheet, unit.running), 1).value = other.number

    page = shown(unit.client, book)

    assert verdict(page, other).refusal == "This is no task of your unit."
    assert not Event.objects.of(other).filter(name="progress").exists()


def test_only_units_work_offline_and_only_what_was_shown_is_taken_in(unit):
    office = Client()
    office.force_login(office_of(unit.planned))

    assert office.get(PAGE).status_code == 403
    assert office.post(PAGE + "workbook/").status_code == 403
    forged = unit.client.post(PAGE + "apply/", {"payload": "x"}, follow=True)
    assert "Upload the workbook again." in forged.content.decode()


def test_another_file_is_refused(unit):
    from_elsewhere = SimpleUploadedFile("x.xlsx", b"PK no workbook")

    page = unit.client.post(PAGE, {"file": from_elsewhere}, follow=True)

    assert page.status_code == 200
    assert "payload" not in page.context
