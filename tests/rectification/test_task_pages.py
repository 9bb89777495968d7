"""The pages of plan, gate, return, contributions and re-checks, as each reader sees them."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.utils import timezone
from docx import Document as Docx

from airdefense.accounts.roles import Role
from airdefense.casework.models import Event
from rectification import actions
from rectification.models import Recheck
from rectification.workflow import TaskStatus
from tests.factories.accounts import NOON, person
from tests.factories.rectification import (
    HOUR,
    PDF,
    a_pdf,
    a_task,
    contact_of,
    fresh,
    hand_in,
    lose_its_ground,
    office_of,
)
from tests.factories.rectifying import (
    ContributionFactory,
    MilestoneFactory,
    RecheckFactory,
    SuspensionFactory,
    a_receipt,
    another_unit,
    contributor_of,
    recovered,
)

DAY = timedelta(days=1)

pytestmark = pytest.mark.django_db


def as_user(user):
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def as_unit(task):
    return as_user(contact_of(task))


def page_of(client, path):
    return client.get(path).content.decode()


def rows(prefix, *values):
    """The fields of a formset as a browser sends them."""
    data = {f"{prefix}-TOTAL_FORMS": len(values), f"{prefix}-INITIAL_FORMS": 0}
    for place, row in enumerate(values):
        data |= {f"{prefix}-{place}-{name}": value for name, value in row.items()}
    return data


def test_a_plan_is_handed_in_with_its_rows_and_empty_ones_are_left_out():
    task = a_task()
    row = {"measure": "送达", "due_on": task.due_on, "responsible_person": "王某"}
    plan = {"plan": "逐项核对。", "responsible_person": "李某"}
    empty = {"measure": "", "due_on": "", "responsible_person": ""}

    as_unit(task).post(f"{task.get_absolute_url()}plan/", plan | rows("milestones", row, empty))

    assert [m.measure for m in task.milestones.all()] == ["送达"]


def test_more_rows_come_without_script_and_nothing_typed_is_lost():
    task = a_task()
    typed = rows("milestones", {"measure": "送达", "due_on": "", "responsible_person": ""})
    post = typed | {"plan": "写到一半", "responsible_person": "", "add_rows": "yes"}

    page = as_unit(task).post(f"{task.get_absolute_url()}plan/", post)

    assert len(page.context["rows"].forms) == 4
    assert "写到一半" in page.content.decode()
    assert 'value="送达"' in page.content.decode()
    assert fresh(task).status == TaskStatus.ISSUED


def test_a_milestone_is_reached_from_the_page_of_the_task():
    milestone = MilestoneFactory()
    client = as_unit(milestone.task)
    today = timezone.localdate()

    client.post(f"/rectification/milestones/{milestone.pk}/reach/", {"reached_on": today})
    wrong = client.post(f"/rectification/milestones/{milestone.pk}/reach/", {"reached_on": "x"})

    assert fresh(milestone).reached_on == today
    assert wrong.url == f"{milestone.task.get_absolute_url()}#milestones"


def test_the_gate_says_what_blocks_and_what_the_gap_is_short_of():
    task = a_task(TaskStatus.RECTIFYING, with_gap=True)
    contribution = ContributionFactory(task=task)

    page = page_of(as_unit(task), f"{task.get_absolute_url()}submit/")

    assert f"Not yet in: the contribution of {contribution.unit}." in page
    assert 'data-due="387000.00" data-open="387000.00"' in page
    assert 'data-need="money"' in page


def test_a_submission_comes_with_its_lines_and_asks_time_for_the_rest():
    task = a_task(TaskStatus.RECTIFYING, with_gap=True)
    a_receipt(task)
    until = max(timezone.localdate(), task.due_on) + 30 * DAY
    line = {"mode": "collected", "amount_yuan": "80000.00", "voucher": "云财非税0012", "note": ""}
    untouched = {"mode": "collected", "amount_yuan": "", "voucher": "", "note": ""}
    post = {"result": "已缴一期。", "files": [a_pdf()], "requested_until": until, "reason": "分期"}

    answer = as_unit(task).post(
        f"{task.get_absolute_url()}submit/", post | rows("lines", line, untouched)
    )

    submission = task.submissions.get()
    assert answer.url == submission.get_absolute_url()
    assert [(x.voucher, r.number) for x, r in submission.results] == [("云财非税0012",) * 2]
    assert task.extensions.get().requested_until == until


def test_a_line_without_its_voucher_is_asked_for_again():
    task = a_task(TaskStatus.RECTIFYING, with_gap=True)
    line = {"mode": "collected", "amount_yuan": "80000.00", "voucher": "", "note": ""}
    post = {"result": "已缴。", "files": [a_pdf()]} | rows("lines", line)

    page = as_unit(task).post(f"{task.get_absolute_url()}submit/", post)

    assert page.context["lines"].errors == [{"voucher": ["Recovered money names its voucher."]}]
    assert not task.submissions.exists()


def test_the_voucher_is_looked_up_for_unit_and_office_alone():
    task = a_task(TaskStatus.RECTIFYING, with_gap=True)
    receipt = a_receipt(task)
    path = f"{task.get_absolute_url()}voucher/"
    inspector = as_user(person(Role.INSPECTOR, task.region))
    contributor = as_user(contributor_of(ContributionFactory(task=task)))

    found = as_unit(task).get(path, {"number": "云财非税0012"}).json()

    assert (found["payer"], found["counted_yuan"]) == (receipt.payer, "0.00")
    assert as_unit(task).get(path, {"number": "无"}).json() == {}
    assert inspector.get(path).status_code == 403
    assert contributor.get(path).status_code == 403


def test_a_return_marks_the_very_file_and_the_unit_reads_it_beside_it():
    task = a_task(TaskStatus.RECTIFYING)
    hand_in(task, files=[a_pdf("凭证.pdf"), a_pdf("决定.pdf", PDF + b"2")])
    wrong, _right = task.submissions.get().attachments()
    path = f"{task.get_absolute_url()}return/"

    as_user(office_of(task)).post(path, {"note": "请补正。", f"mark-{wrong.pk}": "看不清金额"})

    page = page_of(as_unit(task), task.get_absolute_url())
    assert fresh(task).status == TaskStatus.RETURNED
    assert page.count("看不清金额") == 3
    assert '<div class="note" data-mark>看不清金额</div>' in page
    assert Event.objects.of(task).get(name="mark_proof").detail == {
        "marks": {str(wrong.pk): "看不清金额"}
    }


def test_marks_of_an_earlier_return_are_gone_with_the_next_one():
    task = a_task(TaskStatus.RECTIFYING)
    hand_in(task)
    office, file = office_of(task), task.submissions.get().attachments().get()
    actions.return_for_rework(
        task=task, note="一", marks={file.pk: "模糊"}, by=office, at=NOON + 2 * HOUR
    )
    hand_in(task, at=NOON + 3 * HOUR, files=[a_pdf("新.pdf", PDF + b"3")])
    actions.return_for_rework(task=task, note="二", by=office, at=NOON + 4 * HOUR)

    page = page_of(as_unit(task), task.get_absolute_url())

    assert "data-mark" not in page


def test_a_contributor_sees_requirement_plan_and_its_part_alone():
    task = a_task(TaskStatus.RECTIFYING, with_gap=True)
    contribution = ContributionFactory(task=task, part="核对入库")
    ContributionFactory(task=task, unit=another_unit(task), part="他人的部分")
    actions.report_progress(task=task, words="牵头单位进展", by=contact_of(task), at=NOON)
    SuspensionFactory(task=task, reason="牵头单位的理由")
    client = as_user(contributor_of(contribution))

    page = page_of(client, task.get_absolute_url())
    peek = page_of(client, f"{task.get_absolute_url()}peek/")
    listed = page_of(client, "/rectification/")
    home = page_of(client, "/")

    assert "核对入库" in page
    assert task.requirement in page
    for secret in ("他人的部分", "牵头单位进展", "牵头单位的理由", "387,000"):
        assert secret not in page + peek + home
    assert task.number not in listed
    assert task.number in home
    assert client.get(f"{task.get_absolute_url()}submit/").status_code == 403


def test_the_asked_unit_answers_on_its_page():
    contribution = ContributionFactory()
    client = as_user(contributor_of(contribution))
    path = f"/rectification/contributions/{contribution.pk}/answer/"

    client.post(path, {"answer": "已核对。", "files": [a_pdf()]})

    assert fresh(contribution).status == "answered"
    assert as_unit(contribution.task).get(path).status_code == 403
    assert as_unit(a_task()).get(path).status_code == 404


def test_the_receipt_of_a_submission_is_a_document_with_lines_and_hashes():
    task = a_task(TaskStatus.RECTIFYING, with_gap=True)
    a_receipt(task, amount="387000.00")
    submission = hand_in(task, lines=[recovered("387000.00")])
    path = f"/rectification/submissions/{submission.pk}/receipt.docx/"

    answer = as_unit(task).get(path)

    document = Docx(BytesIO(b"".join(answer.streaming_content)))
    cells = [c.text for t in document.tables for row in t.rows for c in row.cells]
    assert submission.attachments().get().sha256 in "".join(cells).replace("\n", "")
    assert {"追缴到位", "387,000.00", "云财非税0012"} <= set(cells)
    assert any(task.number in cell for cell in cells)
    pdf = b"".join(as_unit(task).get(path.replace("docx", "pdf")).streaming_content)
    assert pdf.startswith(b"%PDF")


def test_a_sample_is_drawn_and_its_page_says_how():
    task = a_task(TaskStatus.CLOSED)
    client = as_user(office_of(task))
    today = timezone.localdate()
    form = {
        "region": task.region.pk,
        "closed_from": task.closed_at.date() - DAY,
        "closed_to": today,
        "size": 1,
        "seed": "甲",
        "due_on": today + 30 * DAY,
    }

    page = client.post("/rectification/rechecks/draw/", form, follow=True).content.decode()

    assert Recheck.objects.get().task == task
    assert Recheck.objects.get().draw.population_sha256 in page
    assert (
        as_user(person(Role.INSPECTOR, task.region))
        .get("/rectification/rechecks/draw/")
        .status_code
        == 403
    )


def test_a_recheck_is_hidden_from_the_unit_and_done_by_others():
    recheck = RecheckFactory()
    task, page = recheck.task, recheck.get_absolute_url()
    inspector = as_user(person(Role.INSPECTOR, task.region))

    assert as_unit(task).get(page).status_code == 404
    assert "Re-check" not in page_of(as_unit(task), task.get_absolute_url())
    inspector.post(f"{page}confirm/", {"result": "属实", "files": [a_pdf()]})
    assert fresh(recheck).status == "holds"


def test_a_reopening_gives_the_unit_its_new_day():
    recheck = RecheckFactory()
    inspector = as_user(person(Role.INSPECTOR, recheck.task.region))
    due = max(timezone.localdate(), recheck.task.due_on) + 30 * DAY
    path = f"{recheck.get_absolute_url()}reopen/"

    inspector.post(path, {"result": "未入库", "due_on": due})

    task = fresh(recheck.task)
    assert (task.status, task.due_on) == (TaskStatus.REOPENED, due)
    assert "Reopened: answer this" in page_of(as_unit(task), task.get_absolute_url())


def test_each_side_of_a_contribution_is_offered_its_own_step():
    contribution = ContributionFactory()
    path = contribution.task.get_absolute_url()

    leading = page_of(as_unit(contribution.task), path)
    asked = page_of(as_user(contributor_of(contribution)), path)

    assert f"/contributions/{contribution.pk}/answer/" in asked
    assert f"/contributions/{contribution.pk}/steps/withdraw/" not in asked
    assert f"/contributions/{contribution.pk}/answer/" not in leading
    assert f"/contributions/{contribution.pk}/steps/withdraw/" in leading


def test_withdrawing_is_offered_only_where_it_is_possible():
    task = a_task(TaskStatus.RECTIFYING)
    office, path = as_user(office_of(task)), task.get_absolute_url()
    step = f"{path}steps/withdraw/"

    before = page_of(office, path)
    lose_its_ground(task)
    after = page_of(office, path)

    assert step not in before
    assert step in after
