"""Plan, milestones, progress, and the parts of other units; who sees what of them."""

from datetime import timedelta

import pytest

from airdefense.accounts.roles import Role
from airdefense.casework.models import Event, TimeLimit
from airdefense.casework.workflow import NotAllowed, NotPossible
from inspections.models import DeadlineItem, RoundDeadline
from rectification import actions
from rectification.models import Contribution, RectificationTask, Submission
from rectification.workflow import TaskStatus
from tests.factories.accounts import NOON, TODAY, person
from tests.factories.rectification import (
    HOUR,
    a_pdf,
    a_task,
    an_approved_finding,
    contact_of,
    fresh,
    hand_in,
    office_of,
)
from tests.factories.rectifying import (
    ContributionFactory,
    MilestoneFactory,
    a_milestone,
    another_unit,
    contributor_of,
)

DAY = timedelta(days=1)

pytestmark = pytest.mark.django_db


def refusal(action, **kwargs):
    with pytest.raises(NotPossible) as refused:
        action(**kwargs)
    return str(refused.value)


def set_deadline(finding, item, days):
    """A deadline of the finding's round, counted from its last day on site."""
    round_ = finding.round
    RoundDeadline.objects.create(round=round_, item=item, days=days, basis="模拟轮次方案第三条")
    type(round_).objects.filter(pk=round_.pk).update(feedback_at=NOON, feedback_by=finding.made_by)


def test_plan_and_due_day_come_from_the_deadlines_of_the_round():
    finding = an_approved_finding()
    set_deadline(finding, DeadlineItem.PLAN, 20)
    set_deadline(finding, DeadlineItem.CLOSE_OUT, 90)

    task = a_task(finding=finding)

    assert (task.plan_due_on, task.due_on) == (TODAY + 20 * DAY, TODAY + 90 * DAY)


def test_without_deadlines_of_the_round_the_time_limits_count():
    finding = an_approved_finding()
    limit = {"step": "task.plan", "days": 30, "effective_on": TODAY - DAY, "basis": "模拟办法"}
    TimeLimit.objects.create(**limit)

    task = a_task(finding=finding)

    assert (task.plan_due_on, task.due_on) == (TODAY + 30 * DAY, TODAY + 60 * DAY)
    assert a_task(due_on=TODAY + 10 * DAY).plan_due_on == TODAY + 10 * DAY


def test_a_plan_brings_its_milestones_in_their_order():
    task = a_task()
    rows = [a_milestone("送达"), a_milestone("追缴", responsible_person="王某")]
    plan = {"plan": "逐项核对。", "responsible_person": "李某", "milestones": rows}

    actions.submit_plan(task=task, by=contact_of(task), at=NOON, **plan)

    found = [(m.order, m.measure, m.responsible_person) for m in task.milestones.all()]
    assert found == [(1, "送达", "李某"), (2, "追缴", "王某")]
    assert [row["due_on"] for row in rows] == [m.due_on for m in task.milestones.all()]


def test_a_wrong_milestone_refuses_the_whole_plan():
    task = a_task()
    late = a_milestone(due_on=task.due_on + DAY)
    plan = {"plan": "逐项核对。", "responsible_person": "李某", "milestones": [late]}

    words = refusal(actions.submit_plan, task=task, by=contact_of(task), at=NOON, **plan)

    assert words.startswith("Milestone 1: choose a day between 2020-11-02 and")
    assert (fresh(task).status, task.milestones.count()) == (TaskStatus.ISSUED, 0)


def test_a_milestone_is_reached_once_on_a_day_that_was():
    milestone = MilestoneFactory()
    task, contact = milestone.task, contact_of(milestone.task)
    reach = {"milestone": milestone, "by": contact, "at": NOON}

    tomorrow = refusal(actions.reach_milestone, reached_on=TODAY + DAY, **reach)
    actions.reach_milestone(reached_on=TODAY, **reach)
    again = refusal(actions.reach_milestone, reached_on=TODAY, **reach)

    assert tomorrow == "Between the day of issue and today."
    assert again == f"{milestone} was reached already."
    assert fresh(milestone).reached_on == TODAY
    assert Event.objects.of(task).filter(name="reach_milestone").count() == 1


def test_offices_reach_no_milestone_for_the_unit():
    milestone = MilestoneFactory()

    with pytest.raises(NotAllowed):
        actions.reach_milestone(
            milestone=milestone, reached_on=TODAY, by=office_of(milestone.task), at=NOON
        )


def test_what_is_not_reached_blocks_handing_in_unless_more_time_is_asked_for():
    milestone = MilestoneFactory(measure="追缴二期款项")
    task = milestone.task
    until = task.due_on + 30 * DAY

    words = refusal(hand_in, task=task)
    hand_in(task, more_time={"requested_until": until, "reason": "分期缴纳"})

    assert words == "Milestones not reached yet: no. 1. Or ask for more time for the rest."
    assert fresh(task).status == TaskStatus.SUBMITTED
    assert task.extensions.get().requested_until == until


def test_the_gate_names_each_milestone_and_unit_with_its_page():
    milestone = MilestoneFactory(measure="追缴款项")
    task = milestone.task
    contribution = ContributionFactory(task=task)
    page = task.get_absolute_url()

    assert task.missing() == [
        (f"Not yet in: the contribution of {contribution.unit}.", f"{page}#contributions"),
        (
            f"Milestone 1 is not reached: 追缴款项 ({milestone.due_on}).",
            f"{page}#milestones",
        ),
        ("What was done, with at least one proof.", f"{page}submit/"),
    ]


def test_progress_is_said_between_plan_and_proof_only():
    task = a_task(TaskStatus.RECTIFYING)
    report = {"task": task, "by": contact_of(task), "at": NOON}

    actions.report_progress(words="已送达三户。", **report)
    nothing = refusal(actions.report_progress, words="  ", **report)
    hand_in(task)
    later = refusal(actions.report_progress, words="已送达四户。", **report)

    assert Event.objects.of(task).get(name="progress").note == "已送达三户。"
    assert nothing == "Say how far the work has come."
    assert later == f"{fresh(task)} is “Handed in for review”: this is not possible now."


def test_a_contribution_is_answered_with_files_and_then_no_longer_blocks():
    contribution = ContributionFactory()
    task = contribution.task
    blocked = refusal(hand_in, task=task)

    actions.answer_contribution(
        contribution=contribution,
        answer="已核对入库。",
        files=[a_pdf("入库单.pdf")],
        by=contributor_of(contribution),
        at=NOON,
    )
    hand_in(task)

    assert blocked == f"Not yet in: the contribution of {contribution.unit}."
    assert fresh(contribution).answer == "已核对入库。"
    assert [file.name for file in contribution.attachments()] == ["入库单.pdf"]
    assert Event.objects.of(task).filter(name="contribute").exists()


def test_a_unit_is_asked_once_at_a_time_and_never_itself():
    contribution = ContributionFactory()
    task = contribution.task
    ask = {"task": task, "part": "核对", "by": contact_of(task), "at": NOON}

    again = refusal(actions.ask_contribution, unit=contribution.unit, **ask)
    itself = refusal(actions.ask_contribution, unit=task.unit, **ask)
    elsewhere = refusal(actions.ask_contribution, unit=a_task().unit, **ask)
    actions.withdraw_contribution(
        contribution=contribution, note="不再需要", by=contact_of(task), at=NOON
    )
    actions.ask_contribution(unit=contribution.unit, **ask)

    assert again == f"{contribution.unit} was asked already."
    assert itself == f"{task.unit} has the lead of this task itself."
    assert "does not belong to" in elsewhere
    assert sorted(c.status for c in task.contributions.all()) == ["asked", "withdrawn"]


def test_the_asked_unit_neither_withdraws_nor_does_the_leading_one_answer():
    contribution = ContributionFactory()
    task = contribution.task

    with pytest.raises(NotPossible):
        actions.withdraw_contribution(
            contribution=contribution, note="不办", by=contributor_of(contribution), at=NOON
        )
    with pytest.raises(NotPossible):
        actions.answer_contribution(
            contribution=contribution, answer="代答", by=contact_of(task), at=NOON
        )


def test_a_contributor_reaches_the_task_its_own_part_and_nothing_else():
    contribution = ContributionFactory()
    task = contribution.task
    other = ContributionFactory(task=task, unit=another_unit(task), part="他人部分")
    stranger = person(Role.UNIT_CONTACT, another_unit(task))
    contributor = contributor_of(contribution)
    actions.answer_contribution(contribution=contribution, answer="已核对", by=contributor, at=NOON)
    actions.withdraw_contribution(contribution=other, note="撤回", by=contact_of(task), at=NOON)
    hand_in(task, at=NOON + HOUR)

    tasks = RectificationTask.objects

    assert list(tasks.visible_to(contributor)) == [task]
    assert list(tasks.visible_to(contributor).led_by(contributor)) == []
    assert list(Contribution.objects.visible_to(contributor)) == [contribution]
    assert not Submission.objects.visible_to(contributor).exists()
    assert not task.is_read_in_full_by(contributor)
    assert list(tasks.visible_to(contributor_of(other))) == []
    assert list(tasks.visible_to(stranger)) == []
    assert Contribution.objects.visible_to(contact_of(task)).count() == 2
    assert Contribution.objects.visible_to(office_of(task)).count() == 2
