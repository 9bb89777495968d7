"""Milestones, parts of other units, lines, suspensions and re-checks as JSON."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from airdefense.accounts.roles import Role
from rectification.models import Recheck
from rectification.workflow import TaskStatus
from tests.factories.accounts import person
from tests.factories.rectification import a_pdf, a_task, contact_of, fresh, office_of
from tests.factories.rectifying import (
    ContributionFactory,
    MilestoneFactory,
    RecheckFactory,
    SuspensionFactory,
    a_receipt,
    another_unit,
    contributor_of,
)

API = "/api/v1/rectification/"
DAY = timedelta(days=1)

pytestmark = pytest.mark.django_db


def as_user(user):
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def post(user, path, body=None, **files):
    if files:
        return as_user(user).post(API + path, {**(body or {}), **files})
    return as_user(user).post(API + path, body or {}, content_type="application/json")


def test_a_plan_brings_milestones_and_further_ones_follow_and_are_reached():
    task = a_task()
    unit, row = contact_of(task), {"measure": "送达", "responsible_person": "王某"}
    row["due_on"] = str(task.due_on)
    plan = {"plan": "逐项核对。", "responsible_person": "李某", "milestones": [row]}

    post(unit, f"tasks/{task.pk}/steps/submit_plan/", plan)
    added = post(unit, f"tasks/{task.pk}/milestones/", {"milestones": [row]}).json()
    first = added["milestones"][0]["id"]
    today = str(timezone.localdate())
    reached = post(unit, f"milestones/{first}/reach/", {"reached_on": today}).json()

    assert [one["order"] for one in added["milestones"]] == [1, 2]
    assert reached["reached_on"] == today


def test_lines_and_time_for_the_rest_are_handed_in_with_files():
    task = a_task(TaskStatus.RECTIFYING, with_gap=True)
    a_receipt(task)
    line = {"mode": "collected", "amount_yuan": "80000.00", "voucher": "云财非税0012"}
    until = max(timezone.localdate(), task.due_on) + 30 * DAY
    body = {"result": "已缴一期。", "lines": json.dumps([line])}
    body |= {"requested_until": str(until), "reason": "分期"}

    answer = post(contact_of(task), f"tasks/{task.pk}/steps/submit/", body, files=a_pdf())

    (submission,) = answer.json()["submissions"]
    assert submission["lines"] == [{**line, "receipt": "云财非税0012", "note": ""}]
    assert answer.json()["extensions"][0]["requested_until"] == str(until)


@pytest.mark.parametrize("lines", ["[", '[{"mode": "x"}]', '[{"mode": "other"}]'])
def test_wrong_lines_are_field_errors(lines):
    task = a_task(TaskStatus.RECTIFYING, with_gap=True)
    body = {"result": "已缴。", "lines": lines}

    answer = post(contact_of(task), f"tasks/{task.pk}/steps/submit/", body, files=a_pdf())

    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["lines"])


def test_a_voucher_is_looked_up():
    task = a_task(TaskStatus.RECTIFYING, with_gap=True)
    a_receipt(task)
    path = f"{API}tasks/{task.pk}/voucher/?number=云财非税0012"

    assert as_user(contact_of(task)).get(path).json()["amount_yuan"] == "80000.00"
    assert as_user(person(Role.INSPECTOR, task.region)).get(path).status_code == 403


def test_a_return_marks_files_by_their_ids():
    task = a_task(TaskStatus.SUBMITTED)
    file = task.submissions.get().attachments().get()
    path = f"tasks/{task.pk}/steps/return_for_rework/"

    wrong = post(office_of(task), path, {"note": "请补正", "marks": {"x": "模糊"}})
    post(office_of(task), path, {"note": "请补正", "marks": {str(file.pk): "模糊"}})

    assert wrong.status_code == 400
    assert fresh(task).status == TaskStatus.RETURNED


def test_a_part_is_asked_by_code_answered_with_files_and_read_alone():
    task = a_task(TaskStatus.RECTIFYING, with_gap=True)
    unit = another_unit(task)
    ask = f"tasks/{task.pk}/contribution/"

    unknown = post(contact_of(task), ask, {"unit": "无", "part": "核对"})
    post(contact_of(task), ask, {"unit": unit.code, "part": "核对入库"})
    contribution = task.contributions.get()
    contributor = contributor_of(contribution)
    read = as_user(contributor).get(f"{API}tasks/{task.pk}/").json()
    listed = as_user(contributor).get(f"{API}tasks/").json()
    path = f"contributions/{contribution.pk}/steps/answer/"
    answered = post(contributor, path, {"note": "已核对"}, files=a_pdf()).json()

    assert unknown.status_code == 409
    assert set(read).isdisjoint({"submissions", "gap_yuan", "balance_yuan", "missing"})
    assert [one["part"] for one in read["contributions"]] == ["核对入库"]
    assert task.number not in json.dumps(listed)
    assert (answered["status"], len(answered["files"])) == ("answered", 1)


def test_a_contributor_takes_no_step_of_the_task():
    contribution = ContributionFactory()
    path = f"tasks/{contribution.task.pk}/progress/"

    assert post(contributor_of(contribution), path, {"words": "越权"}).status_code == 403
    assert post(contact_of(a_task()), path, {"words": "越权"}).status_code == 404
    assert post(contact_of(contribution.task), path, {"words": "进展"}).status_code == 201


def test_a_suspension_is_asked_for_and_granted():
    task = a_task(TaskStatus.RECTIFYING)
    until = str(timezone.localdate() + 30 * DAY)
    body = {"until": until, "reason": "等待裁定", "basis": "示例办法第十二条"}

    asked = post(contact_of(task), f"tasks/{task.pk}/suspension/", body)
    suspension = task.suspensions.get()
    granted = post(office_of(task), f"suspensions/{suspension.pk}/steps/grant/").json()

    assert asked.status_code == 201
    assert granted["status"] == "granted"
    assert str(fresh(task).suspended_until) == until


def test_what_the_machine_does_nobody_does():
    suspension = SuspensionFactory()
    path = f"suspensions/{suspension.pk}/steps/expire/"

    assert post(office_of(suspension.task), path).status_code == 403


def test_a_sample_is_drawn_assigned_and_looked_at():
    task = a_task(TaskStatus.CLOSED)
    office, inspector = office_of(task), person(Role.INSPECTOR, task.region)
    today = timezone.localdate()
    body = {
        "region": task.region.code,
        "closed_from": str(timezone.localdate(task.closed_at)),
        "closed_to": str(today),
        "size": 1,
        "seed": "甲",
        "due_on": str(today + 30 * DAY),
    }

    forbidden = post(inspector, "recheck-draws/", body)
    drawn = post(office, "recheck-draws/", body).json()
    path = f"rechecks/{Recheck.objects.get().pk}/"
    assigned = post(office, f"{path}assign/", {"person": inspector.username}).json()
    done = post(inspector, f"{path}steps/confirm/", {"note": "属实"}, files=a_pdf()).json()

    assert forbidden.status_code == 403
    assert drawn["tasks"] == [task.number]
    assert assigned["assigned_to"] == inspector.display_name
    assert (done["status"], done["result"]) == ("holds", "属实")


def test_a_unit_finds_no_recheck_and_no_draw():
    recheck = RecheckFactory()
    client = as_user(contact_of(recheck.task))

    assert client.get(f"{API}rechecks/{recheck.pk}/").status_code == 404
    assert client.get(f"{API}recheck-draws/{recheck.draw_id}/").status_code == 404
    task = client.get(f"{API}tasks/{recheck.task.pk}/").json()
    assert "recheck" not in json.dumps(task)


def test_milestones_of_other_units_do_not_exist():
    milestone = MilestoneFactory()
    stranger = contact_of(a_task())

    assert as_user(stranger).get(f"{API}milestones/{milestone.pk}/").status_code == 404
