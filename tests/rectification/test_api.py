"""The JSON API: the rows, steps and refusals of the pages."""

from datetime import timedelta

import pytest
from django.utils import timezone

from airdefense.accounts.roles import ADMINISTRATORS, Role
from rectification.models import Extension, Instrument, RectificationTask
from rectification.workflow import TaskStatus
from tests.factories.accounts import OrganisationFactory
from tests.factories.inspections import a_picture
from tests.factories.leads import LeadContentFactory
from tests.factories.projects import GapFactory, ReceiptFactory
from tests.factories.rectification import (
    ExtensionFactory,
    a_pdf,
    a_task,
    an_approved_finding,
    an_instrument,
    an_issuer,
    fresh,
    limits,
)

pytestmark = pytest.mark.django_db
TASKS = "/api/v1/rectification/tasks/"
EXTENSIONS = "/api/v1/rectification/extensions/"
INSTRUMENTS = "/api/v1/rectification/instruments/"


@pytest.fixture
def tonghai():
    return OrganisationFactory(name="通海县")


def post(client, url, data=None):
    return client.post(url, data or {}, content_type="application/json")


def unit_of(as_role, task):
    return as_role(Role.UNIT_CONTACT, task.unit)


def office_of(as_role, case):
    return as_role(Role.INSPECTION_OFFICE, case.region)


def numbers(answer):
    return [row["number"] for row in answer.json()["results"]]


def test_the_anonymous_are_refused(client):
    assert [client.get(url).status_code for url in (TASKS, EXTENSIONS, INSTRUMENTS)] == [401] * 3


def test_tasks_of_another_county_are_neither_listed_nor_found(as_role, tonghai):
    ours, theirs = a_task(region=tonghai), a_task()
    client = as_role(Role.LEADERSHIP, tonghai)

    assert numbers(client.get(TASKS)) == [ours.number]
    assert client.get(f"{TASKS}{theirs.pk}/").status_code == 404
    assert post(client, f"{TASKS}{theirs.pk}/steps/close/").status_code == 404


@pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
def test_administrators_list_nothing(as_role, tonghai, role):
    task = a_task(region=tonghai)
    client = as_role(role, tonghai)

    assert numbers(client.get(TASKS)) == []
    assert client.get(f"{TASKS}{task.pk}/").status_code == 404


def test_a_task_says_its_money_as_text_with_two_decimals(as_role, tonghai):
    task = a_task(region=tonghai, with_gap=True)

    row = office_of(as_role, task).get(f"{TASKS}{task.pk}/").json()

    assert (row["gap_yuan"], row["balance_yuan"]) == ("387000.00", "387000.00")
    assert (row["finding"], row["project"]) == (task.finding.number, task.project.code)
    assert row["missing"][0] == "The measures of the plan."


def test_filters_are_those_of_the_page(as_role, tonghai):
    late, early = a_task(region=tonghai), a_task(region=tonghai, at=timezone.now())
    client = as_role(Role.LEADERSHIP, tonghai)

    assert numbers(client.get(TASKS, {"is_late": "true"})) == [late.number]
    assert numbers(client.get(TASKS, {"is_late": "false"})) == [early.number]
    assert numbers(client.get(TASKS, {"q": late.number[:-5]})) == [late.number]


def test_a_unit_plans_hands_in_and_another_verifies(as_role, tonghai):
    task = a_task(region=tonghai, at=timezone.now())
    unit, office = unit_of(as_role, task), office_of(as_role, task)
    steps = f"{TASKS}{task.pk}/steps"

    plan = post(unit, f"{steps}/submit_plan/", {"plan": "追缴", "responsible_person": "李某"})
    handed_in = unit.post(f"{steps}/submit/", {"result": "已缴", "files": [a_pdf(), a_picture()]})
    verified = post(office, f"{steps}/verify/")

    assert [plan.json()["status"], handed_in.json()["status"]] == ["rectifying", "submitted"]
    (submission,) = handed_in.json()["submissions"]
    assert [file["name"] for file in submission["files"]] == ["缴款凭证.pdf", "evidence.png"]
    assert verified.json()["status"] == "verified"


def test_refusals_are_403_409_and_400(as_role, tonghai):
    task = a_task(TaskStatus.RECTIFYING, region=tonghai)
    unit, office = unit_of(as_role, task), office_of(as_role, task)
    steps = f"{TASKS}{task.pk}/steps"

    wrong_role = post(unit, f"{steps}/close/")
    wrong_time = post(office, f"{steps}/close/")
    no_file = unit.post(f"{steps}/submit/", {"result": "已缴"})
    wrong_file = unit.post(
        f"{steps}/submit/", {"result": "已缴", "files": [a_pdf("a.html", b"<b>x</b>")]}
    )
    unknown = post(office, f"{steps}/erase/")

    assert wrong_role.status_code == 403
    assert (wrong_time.status_code, wrong_time.json()["detail"]) == (
        409,
        f"Close out is not possible: {task} is “Being rectified”.",
    )
    assert (no_file.status_code, no_file.json()["errors"]) == (
        400,
        {"files": ["This field is required."]},
    )
    assert wrong_file.status_code == 409
    assert unknown.status_code == 404
    assert task.submissions.count() == 0


def test_more_time_is_asked_for_and_decided(as_role, tonghai):
    task = a_task(TaskStatus.RECTIFYING, region=tonghai, at=timezone.now())
    until = str(task.due_on + timedelta(days=20))
    asked = {"requested_until": until, "reason": "分期缴纳"}

    answer = post(unit_of(as_role, task), f"{TASKS}{task.pk}/extension/", asked)
    extension = Extension.objects.get()
    granted = post(office_of(as_role, task), f"{EXTENSIONS}{extension.pk}/steps/grant/")

    assert answer.status_code == 201
    assert granted.json()["status"] == "granted"
    assert str(fresh(task).due_on) == until


def test_a_stranger_decides_no_extension(as_role):
    extension = ExtensionFactory()
    stranger = as_role(Role.INSPECTION_OFFICE, OrganisationFactory())

    assert post(stranger, f"{EXTENSIONS}{extension.pk}/steps/grant/").status_code == 404
    assert fresh(extension).status == "requested"


def test_a_receipt_is_allocated_and_one_of_a_stranger_does_not_exist(as_role, tonghai):
    task = a_task(region=tonghai, with_gap=True)
    ours, theirs = ReceiptFactory(project=task.project), ReceiptFactory()
    client = as_role(Role.DATA_CLERK, tonghai)
    entered = {"amount_yuan": "87000.00", "allocated_on": str(timezone.localdate())}
    url = f"{TASKS}{task.pk}/allocate/"

    accepted = post(client, url, entered | {"receipt": ours.pk})
    refused = post(client, url, entered | {"receipt": theirs.pk})

    assert accepted.json()["balance_yuan"] == "300000.00"
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["receipt"])


def test_a_task_is_issued_from_a_finding_or_from_arrears(as_role, tonghai):
    limits()
    finding = an_approved_finding(tonghai)
    gap = GapFactory(project__region=tonghai)
    client = as_role(Role.INSPECTION_OFFICE, tonghai)
    recovery = {"gap": gap.pk, "unit": gap.project.authority_id, "title": "追缴"}

    first = post(client, TASKS, {"finding": finding.pk, "requirement": "核清"})
    second = post(client, TASKS, recovery | {"requirement": "缴清"})
    neither = post(client, TASKS, {"requirement": "x"})

    assert [first.status_code, second.status_code, neither.status_code] == [201, 201, 400]
    assert [first.json()["finding"], second.json()["finding"]] == [finding.number, None]
    assert neither.json()["errors"] == {"finding": ["Either a finding or a gap."]}


def test_a_finding_of_another_county_does_not_exist(as_role, tonghai):
    finding = an_approved_finding()
    client = as_role(Role.INSPECTION_OFFICE, tonghai)

    answer = post(client, TASKS, {"finding": finding.pk, "requirement": "x"})

    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["finding"])
    assert RectificationTask.objects.count() == 0


def test_an_edit_carries_its_version_or_is_refused(as_role, tonghai):
    task = a_task(region=tonghai)
    client = office_of(as_role, task)
    edit = {"title": task.title, "requirement": "补充要求"}

    def send(entered):
        url = f"{TASKS}{task.pk}/"
        return client.patch(url, entered, content_type="application/json").status_code

    assert [send(edit), send(edit | {"version": 1}), send(edit | {"version": 1})] == [428, 200, 409]


def test_an_instrument_is_drafted_issued_and_answered(as_role, tonghai):
    limits()
    task = a_task(region=tonghai, at=timezone.now())
    issuer = an_issuer("URGE_LETTER", tonghai)
    drafter, approver = office_of(as_role, task), office_of(as_role, task)
    draft = {"kind": "URGE_LETTER", "issuer": issuer.pk, "task": task.pk}

    made = post(drafter, INSTRUMENTS, draft)
    url = f"{INSTRUMENTS}{made.json()['id']}/"
    hidden = unit_of(as_role, task).get(url).status_code
    own = post(drafter, f"{url}steps/approve/")
    post(approver, f"{url}steps/approve/")
    issued = post(approver, f"{url}steps/issue/")
    replied = post(unit_of(as_role, task), f"{url}steps/reply/", {"note": "已整改"})

    assert (made.status_code, hidden) == (201, 404)
    assert own.json()["detail"] == "Who drafted an instrument does not approve it."
    assert issued.json()["number"] == f"{issuer.short_name}督〔{timezone.localdate().year}〕1号"
    assert (replied.json()["status"], replied.json()["reply"]) == ("replied", "已整改")


def test_a_draft_is_edited_by_its_version(as_role, tonghai):
    instrument = an_instrument(task=a_task(region=tonghai))
    client = office_of(as_role, instrument)
    edit = {"title": "约谈", "parts": {"demands": "请于三日内说明。"}}

    answer = client.patch(
        f"{INSTRUMENTS}{instrument.pk}/", edit | {"version": 1}, content_type="application/json"
    )

    assert (answer.status_code, answer.json()["version"]) == (200, 2)
    kept = Instrument.objects.get()
    assert (kept.title, kept.parts["demands"]) == ("约谈", "请于三日内说明。")
    assert kept.parts["source"] == instrument.parts["source"]


def test_no_answer_names_the_lead_behind_a_task(as_role, tonghai):
    lead = LeadContentFactory(lead__region=tonghai).lead
    task = a_task(region=tonghai)
    RectificationTask.objects.filter(pk=task.pk).update(lead=lead)

    texts = [
        client.get(url).content.decode()
        for client in (unit_of(as_role, task), office_of(as_role, task))
        for url in (TASKS, f"{TASKS}{task.pk}/", task.get_absolute_url())
    ]

    assert not any(str(lead) in text or lead.get_absolute_url() in text for text in texts)
    assert all('"lead"' not in text for text in texts)
