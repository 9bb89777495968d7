"""Each rule speaks of the task or document that breaks it, and of no sound one beside it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from airdefense.casework.actions import attach
from airdefense.casework.checkup.registry import RULES, moment_of
from inspections.models import Finding
from projects.models import Gap
from rectification.models import Instrument, Recheck, RecheckDraw, RectificationTask
from rectification.workflow import InstrumentStatus, TaskStatus
from tests.factories.accounts import NOON, TODAY
from tests.factories.projects import GapFactory
from tests.factories.rectification import (
    ExtensionFactory,
    a_pdf,
    a_task,
    an_approved_finding,
    an_instrument,
    contact_of,
    fresh,
    office_of,
)

pytestmark = pytest.mark.django_db


def days(n):
    return timedelta(days=n)


def broken(code, on=TODAY):
    """The cases that break a rule on a day."""
    return set(RULES[code].found(moment_of(on)))


def changed(case, **fields):
    """The case with fields set behind the back of the actions, as a load or a repair might."""
    type(case).objects.filter(pk=case.pk).update(**fields)
    return fresh(case)


def two(status, **fields):
    return a_task(status, **fields), a_task(status, **fields)


def test_t01_a_plan_comes_by_its_day():
    late, sound = two(TaskStatus.ISSUED)
    changed(late, plan_due_on=TODAY)
    changed(sound, plan_due_on=TODAY + days(9))

    assert broken("T01") == set()
    assert broken("T01", TODAY + days(1)) == {late}


def test_t02_and_t03_a_plan_has_milestones_that_are_reached():
    bare, sound = two(TaskStatus.RECTIFYING)
    late = a_task(TaskStatus.RECTIFYING)
    for task, due_on in ((sound, TODAY), (late, TODAY - days(1))):
        task.milestones.create(order=1, measure="核对", due_on=due_on, responsible_person="李某")

    assert broken("T02") == {bare}
    assert broken("T03") == {late}


def test_t04_nothing_is_closed_out_with_open_money():
    task = a_task(TaskStatus.VERIFIED, with_gap=True)
    at = NOON + days(1)
    person = office_of(task)
    closed = changed(task, status=TaskStatus.CLOSED, closed_at=at, closed_by=person)
    a_task(TaskStatus.CLOSED)
    a_task(TaskStatus.VERIFIED, with_gap=True)

    assert broken("T04") == {closed}


def test_t05_two_people_verify_and_close():
    same, other = two(TaskStatus.CLOSED)
    changed(other, closed_by=office_of(other))

    assert broken("T05") == {same}


def test_t06_nothing_is_put_right_on_its_first_day():
    quick, slow = two(TaskStatus.CLOSED)
    changed(slow, closed_at=NOON + days(1))

    assert broken("T06") == {quick}


def test_t07_nothing_is_closed_out_without_proof():
    a_task(TaskStatus.CLOSED)
    bare = a_task(TaskStatus.RECTIFYING)
    bare = changed(bare, status=TaskStatus.CLOSED, closed_at=NOON, closed_by=office_of(bare))
    bare.submissions.create(result="已整改", submitted_at=NOON, submitted_by=contact_of(bare))

    assert broken("T07") == {bare}


def test_t08_a_result_about_money_is_told_in_money():
    silent, told = two(TaskStatus.RECTIFYING, with_gap=True)
    for task in (silent, told, a_task(TaskStatus.RECTIFYING)):
        task.submissions.create(result="已整改", submitted_at=NOON, submitted_by=contact_of(task))
        changed(task, status=TaskStatus.SUBMITTED)
    told.submissions.get().lines.create(mode="built", amount_yuan=Decimal(1))

    assert broken("T08") == {silent}


def granted(task, *, decided_at, until=None):
    """More time granted at that moment."""
    request = ExtensionFactory(task=task, **({"requested_until": until} if until else {}))
    person = office_of(task)
    return changed(request, status="granted", decided_at=decided_at, decided_by=person)


def test_t09_more_time_is_granted_before_the_day():
    late, sound = two(TaskStatus.RECTIFYING)
    due = timezone.make_aware(timezone.datetime(2021, 1, 1, 9))  # sixty days after the issue
    granted(late, decided_at=due + days(1))
    granted(sound, decided_at=due)

    assert broken("T09") == {late}


def test_t10_a_task_rests_once():
    often, once = two(TaskStatus.RECTIFYING)
    for task, times in ((often, 2), (once, 1)):
        for _n in range(times):
            task.suspensions.create(
                until=TODAY,
                reason="诉讼中",
                basis="模拟办法",
                requested_at=NOON,
                requested_by=contact_of(task),
                decided_at=NOON,
                decided_by=office_of(task),
                ended_at=NOON,
                ended_by=office_of(task),
                status="ended",
            )

    assert broken("T10") == {often}


def test_t11_proof_is_no_younger_than_the_close_out():
    wrong, _sound = two(TaskStatus.CLOSED)
    submission = wrong.submissions.get()
    file = attach(submission, a_pdf("后补.pdf"), by=submission.submitted_by, at=NOON)
    assert broken("T11") == set()
    later = file
    later.pk, later.obtained_on, later.client_id = None, TODAY + days(3), None
    later.save()

    assert broken("T11") == {wrong}


def test_t12_what_is_opened_again_is_taken_up_again():
    task = a_task(TaskStatus.CLOSED)
    task = changed(
        task,
        status=TaskStatus.REOPENED,
        closed_at=None,
        closed_by=None,
        reopened_at=NOON + days(1),
        reopened_by=office_of(task),
    )

    assert broken("T12", TODAY + days(8)) == set()
    assert broken("T12", TODAY + days(9)) == {task}


def test_t13_what_is_overdue_for_long_is_urged():
    late, urged = two(TaskStatus.RECTIFYING, due_on=TODAY)
    resting = a_task(TaskStatus.RECTIFYING, due_on=TODAY)
    an_instrument(InstrumentStatus.ISSUED, task=urged)
    an_instrument(InstrumentStatus.DRAFT, task=late)
    changed(resting, suspended_until=TODAY + days(90))

    assert broken("T13", TODAY + days(30)) == set()
    assert broken("T13", TODAY + days(31)) == {late}


def test_t14_days_follow_one_another():
    wrong, plan = two(TaskStatus.ISSUED)
    changed(wrong, due_on=TODAY - days(1))
    changed(plan, plan_due_on=plan.due_on + days(1))
    a_task(TaskStatus.ISSUED)

    assert broken("T14") == {wrong, plan}


def test_t15_no_unit_verifies_itself():
    own, _sound = two(TaskStatus.VERIFIED)
    changed(own, verified_by=contact_of(own))

    assert broken("T15") == {own}


def test_t16_more_time_is_not_granted_again_and_again():
    often, twice = two(TaskStatus.RECTIFYING)
    for task, times in ((often, 3), (twice, 2)):
        for n in range(times):
            granted(task, decided_at=NOON, until=date(2021, 6, 1) + days(n))

    assert broken("T16") == {often}


def test_t20_what_is_fed_back_becomes_a_task():
    forgotten = an_approved_finding()
    forgotten = changed(forgotten, feedback_on=TODAY)
    changed(a_task().finding, feedback_on=TODAY)
    an_approved_finding()

    assert broken("T20", TODAY + days(30)) == set()
    assert broken("T20", TODAY + days(31)) == {forgotten}


def test_t21_and_t22_a_finding_that_no_longer_stands_has_no_open_task():
    merged, void, sound = (a_task().finding for _n in range(3))
    at = {"merged_at": NOON, "merged_by": merged.made_by}
    merged = changed(merged, merged_into=sound, **at)
    void = changed(void, status="void", voided_at=NOON, voided_by=void.made_by)

    assert broken("T21") == {merged}
    assert broken("T22") == {void}


def test_t23_a_gap_has_somebody_who_recovers_it():
    alone = GapFactory(opened_on=TODAY)
    a_task(with_gap=True)

    assert broken("T23", TODAY + days(30)) == set()
    assert broken("T23", TODAY + days(31)) == {alone}


def a_recheck(**fields):
    task = a_task(TaskStatus.CLOSED)
    draw = RecheckDraw.objects.create(
        region=task.region,
        seed="1",
        closed_from=TODAY,
        closed_to=TODAY,
        population=1,
        size=1,
        population_sha256="0" * 64,
        drawn_at=NOON,
        drawn_by=task.closed_by,
    )
    return Recheck.objects.create(task=task, draw=draw, due_on=TODAY, **fields)


def test_x01_a_recheck_is_made_by_its_day():
    late = a_recheck()

    assert broken("X01") == set()
    assert broken("X01", TODAY + days(1)) == {late}


def test_x02_other_eyes_look_again():
    own, other = a_recheck(), a_recheck()
    for recheck, person in ((own, own.task.closed_by), (other, office_of(other.task))):
        changed(recheck, status="holds", checked_at=NOON, checked_by=person)

    assert broken("X02") == {own}


def test_i01_a_unit_answers_by_its_day():
    silent = an_instrument(InstrumentStatus.ISSUED)
    an_instrument(InstrumentStatus.REPLIED)
    due = silent.reply_due_on

    assert broken("I01", due) == set()
    assert broken("I01", due + days(1)) == {silent}


def test_i02_what_is_approved_goes_out():
    lying = an_instrument(InstrumentStatus.APPROVED)
    an_instrument(InstrumentStatus.ISSUED)

    assert broken("I02", TODAY + days(7)) == set()
    assert broken("I02", TODAY + days(8)) == {lying}


def test_i03_who_drafts_does_not_approve():
    wrong = an_instrument(InstrumentStatus.APPROVED)
    an_instrument(InstrumentStatus.APPROVED)
    changed(wrong, approved_by=wrong.drafted_by)

    assert broken("I03") == {wrong}


def test_i04_a_reply_is_judged():
    waiting = an_instrument(InstrumentStatus.REPLIED)

    assert broken("I04", TODAY + days(30)) == set()
    assert broken("I04", TODAY + days(31)) == {waiting}


def test_i05_no_blank_goes_out():
    wrong = changed(an_instrument(), body="请{unit_name}于{reply_due}前回复。")
    changed(an_instrument(), body="请于{reply_due}前回复。")

    assert broken("I05") == {wrong}


def test_i06_a_document_is_about_something():
    wrong = an_instrument(InstrumentStatus.ISSUED)
    an_instrument(InstrumentStatus.ISSUED)
    changed(wrong, task=None)

    assert broken("I06") == {wrong}


def test_every_rule_of_rectification_is_tested_here():
    rules = {code for code, rule in RULES.items() if rule.area == "rectification"}
    models = {RULES[code].subject.model for code in rules}

    assert models == {RectificationTask, Recheck, Instrument, Finding, Gap}
    assert len(rules) == 28
