"""What the actions promise: proof, four eyes, money, time, numbers, and silence about leads."""

import hashlib
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.test import override_settings

from airdefense.accounts.roles import Role
from airdefense.casework.models import Attachment, Event, TimeLimit
from airdefense.casework.notices import send_notice
from airdefense.casework.workflow import NotAllowed, NotPossible
from rectification import actions
from rectification.models import RectificationTask, Submission
from rectification.workflow import TaskStatus
from tests.factories.accounts import NOON, TODAY, OrganisationFactory, person
from tests.factories.inspections import a_crew, a_finding
from tests.factories.leads import LeadContentFactory, LeadMemberFactory
from tests.factories.projects import AllocationFactory, GapFactory, ProjectFactory, ReceiptFactory
from tests.factories.rectification import (
    HOUR,
    PDF,
    ExtensionFactory,
    TaskFactory,
    a_pdf,
    a_task,
    an_approved_finding,
    an_instrument,
    clerk_of,
    contact_of,
    fresh,
    hand_in,
    limits,
    office_of,
)

pytestmark = pytest.mark.django_db
LATER = NOON + 6 * HOUR


def refusal(action, **arguments):
    with pytest.raises(NotPossible) as caught:
        action(**arguments)
    return str(caught.value)


def events_of(case):
    return list(Event.objects.of(case).order_by("pk").values_list("name", flat=True))


def test_a_task_takes_title_unit_and_project_of_its_finding():
    finding = an_approved_finding()

    task = TaskFactory(finding=finding)

    assert (task.title, task.unit, task.region, task.project) == (
        finding.title,
        finding.unit,
        finding.region,
        finding.project,
    )
    assert (task.number, task.issued_on) == (f"ZG-{finding.region.code}-2020-0001", TODAY)


def test_issuing_feeds_the_finding_back_once():
    fed_back = a_finding(a_crew(), status="approved", fed_back_on=TODAY)
    fresh_one = an_approved_finding()

    TaskFactory(finding=fed_back, at=NOON + timedelta(days=3))
    TaskFactory(finding=fresh_one, at=NOON + timedelta(days=3))

    assert fresh(fed_back).feedback_on == TODAY
    assert fresh(fresh_one).feedback_on == TODAY + timedelta(days=3)


def test_the_due_day_comes_from_the_time_limit_of_the_region():
    limits()
    region, other = OrganisationFactory(), OrganisationFactory()
    TimeLimit.objects.create(
        step="task.rectify",
        days=10,
        basis="模拟县办法第三条",
        effective_on=date(2003, 1, 1),
        organisation=region,
    )

    due = [TaskFactory(region=where).due_on for where in (region, other)]

    assert due == [TODAY + timedelta(days=10), TODAY + timedelta(days=60)]


def test_without_a_time_limit_the_day_has_to_be_named():
    finding = an_approved_finding()
    arguments = {"finding": finding, "requirement": "追缴", "by": office_of(finding), "at": NOON}

    words = refusal(actions.issue_task, **arguments)
    task = actions.issue_task(**arguments, due_on=TODAY + timedelta(days=5))

    assert words == "No time limit for “task.rectify” on 2020-11-02: add one with its basis."
    assert task.due_on == date(2020, 11, 7)


@pytest.mark.parametrize("status", ["draft", "deputy_review", "leader_review", "returned", "void"])
def test_only_approved_findings_become_tasks(status):
    finding = a_finding(status=status)

    words = refusal(
        actions.issue_task, finding=finding, requirement="追缴", by=office_of(finding), at=NOON
    )

    assert words == f"{finding} is not approved: nothing is sent to the unit."
    assert RectificationTask.objects.count() == 0


def test_a_finding_has_one_task():
    task = TaskFactory()

    words = refusal(
        actions.issue_task, finding=task.finding, requirement="x", by=office_of(task), at=NOON
    )

    assert words == f"{task.finding} has a task already."


def test_other_roles_and_other_counties_issue_nothing():
    finding, elsewhere = an_approved_finding(), OrganisationFactory()
    others = [person(role, finding.region) for role in (Role.INSPECTOR, Role.LEADERSHIP)]
    others.append(person(Role.INSPECTION_OFFICE, elsewhere))

    for by in others:
        with pytest.raises(NotAllowed):
            actions.issue_task(finding=finding, requirement="x", by=by, at=NOON)

    assert RectificationTask.objects.count() == 0


def recover(gap, **arguments):
    limits()
    return actions.issue_recovery_task(
        **{
            "gap": gap,
            "unit": gap.project.authority,
            "title": "追缴欠费",
            "requirement": "一次缴清。",
            "by": person(Role.INSPECTION_OFFICE, gap.project.region),
            "at": NOON,
            **arguments,
        }
    )


def test_arrears_without_a_finding_become_a_task_once():
    gap = GapFactory()

    task = recover(gap)

    assert (task.gap, task.project, task.fee_gap, task.finding) == (gap, gap.project, gap, None)
    assert refusal(recover, gap=gap) == "This gap is being recovered by a task already."


def test_a_gap_that_a_finding_states_is_issued_from_the_finding():
    finding = an_approved_finding(with_gap=True)

    words = refusal(recover, gap=finding.gap)

    assert words == "A finding states this gap: issue the task from the finding."


def test_arrears_go_to_a_unit_of_the_region():
    gap, elsewhere = GapFactory(), OrganisationFactory(name="新平县住建局")

    words = refusal(recover, gap=gap, unit=elsewhere)

    assert words == f"新平县住建局 does not belong to {gap.project.region}."


def test_proof_is_kept_with_its_hash_and_the_submission_with_its_moment():
    task = a_task(TaskStatus.RECTIFYING)
    contact = contact_of(task)

    submission = hand_in(task, by=contact, at=LATER)

    (file,) = submission.attachments()
    assert (file.sha256, file.kind) == (hashlib.sha256(PDF).hexdigest(), "proof")
    assert (submission.submitted_at, submission.submitted_by) == (LATER, contact)
    assert (fresh(task).submitted_at, fresh(task).submitted_by) == (LATER, contact)


def test_nothing_is_handed_in_without_a_file_or_words():
    task = a_task(TaskStatus.RECTIFYING)
    arguments = {"task": task, "by": contact_of(task), "at": LATER}

    no_file = refusal(actions.submit, result="已缴清", files=[], **arguments)
    no_words = refusal(actions.submit, result=" ", files=[a_pdf()], **arguments)

    assert no_file == "Attach at least one proof to the submission."
    assert no_words == "Say what was done."
    assert (fresh(task).status, Submission.objects.count()) == (TaskStatus.RECTIFYING, 0)


def test_one_wrong_file_refuses_the_whole_submission():
    task = a_task(TaskStatus.RECTIFYING)
    before = Attachment.objects.count()

    refusal(
        hand_in, task=task, by=contact_of(task), files=[a_pdf(), a_pdf("a.pdf", b"MZ not a pdf")]
    )

    assert (Submission.objects.count(), Attachment.objects.count()) == (0, before)


def test_what_was_returned_needs_a_fresh_proof():
    task = a_task(TaskStatus.RETURNED)
    contact = contact_of(task)

    words = refusal(actions.take_step, case=task, name="submit", by=contact, at=LATER)
    unproven = refusal(task.workflow.check, case=task, name="submit", user=contact)
    hand_in(task, by=contact, at=LATER)

    assert words == "Say what was done."
    assert unproven == (
        "Attach at least one new proof: what was handed in before does not count again."
    )
    assert (fresh(task).status, task.submissions.count()) == (TaskStatus.SUBMITTED, 2)


def test_who_handed_in_does_not_verify_or_close():
    task = a_task(TaskStatus.RECTIFYING)
    both = contact_of(task)
    both.role_grants.create(
        role=Role.INSPECTION_OFFICE,
        scope=task.region,
        valid_from=date(2003, 1, 1),
        granted_by=both,
        granted_at=NOON,
        reason="x",
    )
    both.organisation = OrganisationFactory(parent=task.region)
    both.save(update_fields=["organisation"])
    hand_in(task, by=both)

    verify = refusal(actions.verify, task=task, by=both, at=LATER)
    actions.verify(task=task, by=office_of(task), at=LATER)
    close = refusal(actions.close, task=task, by=both, at=LATER)

    assert {verify, close} == {"You handed this in: somebody else verifies it."}


def test_a_unit_does_not_verify_its_own_rectification():
    task = a_task(TaskStatus.SUBMITTED)
    insider = person(Role.INSPECTION_OFFICE, task.unit, over=task.region)

    words = refusal(actions.verify, task=task, by=insider, at=LATER)

    assert words == "A unit does not verify its own rectification."


def test_a_return_says_why():
    task = a_task(TaskStatus.SUBMITTED)

    words = refusal(actions.return_for_rework, task=task, note=" ", by=office_of(task), at=LATER)

    assert words == "Return with reason: say why."


def test_a_task_closes_only_when_its_money_is_in():
    task = a_task(TaskStatus.VERIFIED, with_gap=True)
    office, clerk = office_of(task), clerk_of(task)
    first = ReceiptFactory(project=task.project, amount_yuan=Decimal("300000.00"))
    second = ReceiptFactory(project=task.project, amount_yuan=Decimal("87000.00"))
    pay = {"task": task, "allocated_on": TODAY, "by": clerk, "at": NOON}

    actions.allocate_receipt(receipt=first, amount_yuan=Decimal("300000.00"), **pay)
    words = refusal(actions.close, task=task, by=office, at=LATER)
    actions.allocate_receipt(receipt=second, amount_yuan=Decimal("87000.00"), **pay)
    closed = actions.close(task=fresh(task), by=office, at=LATER)

    assert words == "87,000.00 yuan of the gap are still open: recover or write them off first."
    assert (closed.status, closed.closed_at, closed.closed_by) == ("closed", LATER, office)
    assert events_of(task).count("allocate") == 2


def test_others_than_clerk_and_office_allocate_nothing():
    task = a_task(with_gap=True)
    receipt = ReceiptFactory(project=task.project)

    with pytest.raises(NotAllowed):
        actions.allocate_receipt(
            task=task,
            receipt=receipt,
            amount_yuan=Decimal("1.00"),
            allocated_on=TODAY,
            by=contact_of(task),
            at=NOON,
        )

    assert task.fee_gap.balance == Decimal("387000.00")


def test_a_task_without_money_takes_no_receipt():
    task, allocation = a_task(), AllocationFactory()

    words = refusal(
        actions.allocate_receipt,
        task=task,
        receipt=allocation.receipt,
        amount_yuan=Decimal("1.00"),
        allocated_on=TODAY,
        by=clerk_of(task),
        at=NOON,
    )

    assert words == "This task has no gap to close."


def test_what_is_missing_is_said_in_words_with_the_page_that_mends_it():
    issued, returned = a_task(), a_task(TaskStatus.RETURNED, with_gap=True)

    assert issued.missing() == [
        ("The measures of the plan.", f"/rectification/{issued.pk}/plan/"),
        ("The person responsible.", f"/rectification/{issued.pk}/plan/"),
    ]
    assert returned.missing() == [
        (
            "A new proof that answers the reason of the return.",
            f"/rectification/{returned.pk}/submit/",
        ),
        (
            "387,000.00 yuan of the gap are still open: recover or write them off first. "
            "To pay 387,000.00, settled 0.00, short 387,000.00 (yuan).",
            f"/rectification/{returned.pk}/#money",
        ),
    ]
    assert a_task(TaskStatus.CLOSED).missing() == []


def test_a_granted_extension_moves_the_due_day_and_stands_in_both_histories():
    extension = ExtensionFactory()
    task, until = extension.task, extension.requested_until

    actions.decide_extension(
        extension=extension, granted=True, by=office_of(task), at=LATER, note="理由充分"
    )

    assert (fresh(task).due_on, fresh(task).status) == (until, TaskStatus.RECTIFYING)
    moved = Event.objects.of(task).get(name="extend")
    assert moved.detail == {"due_on": [str(extension.previous_due_on), str(until)]}
    assert events_of(extension) == ["create", "grant"]


def test_a_refused_extension_moves_nothing_and_another_may_be_asked_for():
    extension = ExtensionFactory()
    task = extension.task

    actions.decide_extension(
        extension=extension, granted=False, by=office_of(task), at=LATER, note="理由不充分"
    )
    ExtensionFactory(task=task, at=LATER)

    assert fresh(task).due_on == extension.previous_due_on
    assert task.extensions.count() == 2


def test_one_request_for_time_is_open_at_a_time():
    extension = ExtensionFactory()

    words = refusal(ExtensionFactory, task=extension.task)

    assert words == "More time was asked for already: await the decision."


@pytest.mark.parametrize(
    ("days", "at", "words"),
    [
        (0, NOON, "Ask for a day after 2021-01-01."),
        (5, NOON + timedelta(days=90), "Ask for a day that is still to come."),
    ],
)
def test_time_is_asked_for_into_the_future(days, at, words):
    task = a_task(TaskStatus.RECTIFYING)

    until = task.due_on + timedelta(days=days)

    assert refusal(ExtensionFactory, task=task, requested_until=until, at=at) == words


@pytest.mark.parametrize("status", [TaskStatus.SUBMITTED, TaskStatus.VERIFIED, TaskStatus.CLOSED])
def test_no_time_is_asked_for_what_was_handed_in(status):
    task = a_task(status)

    words = refusal(ExtensionFactory, task=task)

    assert words == f"{task} is “{task.get_status_display()}”: this is not possible now."


def test_time_for_the_rest_is_granted_while_a_part_is_in_review():
    extension = ExtensionFactory()
    hand_in(extension.task)
    office = office_of(extension.task)

    actions.decide_extension(extension=extension, granted=True, by=office, at=LATER)

    assert fresh(extension.task).due_on == extension.requested_until


def test_time_is_not_granted_to_what_was_closed_meanwhile():
    extension = ExtensionFactory()
    task, office = extension.task, office_of(extension.task)
    hand_in(task)
    actions.verify(task=task, by=office, at=LATER)
    actions.close(task=task, by=office, at=LATER)
    grant = {"extension": extension, "granted": True, "by": office, "at": LATER}

    words = refusal(actions.decide_extension, **grant)

    assert words.endswith("is “Closed out”: this is not possible now.")
    assert fresh(extension).status == "requested"


@pytest.fixture
def lead():
    content = LeadContentFactory()
    return content.lead


@pytest.fixture
def officer(lead):
    user = person(Role.CASE_OFFICER, lead.commission)
    LeadMemberFactory(lead=lead, user=user, valid_from=date(2003, 1, 1))
    return user


def open_for(lead, officer, **arguments):
    limits()
    unit = OrganisationFactory(parent=lead.region, housing=True, code="ZJ01")
    return actions.open_for_lead(
        **{
            "lead": lead,
            "unit": unit,
            "title": "完善减免审批制度",
            "requirement": "建立集体研究制度。",
            "by": officer,
            "at": NOON,
            **arguments,
        }
    )


def test_a_lead_opens_a_task_that_only_the_lead_knows_of(lead, officer):
    task = open_for(lead, officer)

    told = f"{task} {task.requirement} {task.search_text}" + "".join(
        f"{e.name} {e.note} {e.detail}" for e in Event.objects.of(task)
    )
    assert str(lead) not in told
    assert "lead" not in told.lower()
    assert events_of(task) == ["issue_task"]
    assert Event.objects.of(lead).get(name="open_rectification").detail == {"task": task.number}


def test_only_the_compartment_opens_a_task_from_a_lead(lead):
    outsider = person(Role.CASE_OFFICER, lead.commission)

    with pytest.raises(NotAllowed):
        open_for(lead, outsider)


def test_the_compartment_follows_the_task_and_the_rest_of_the_commission_does_not(lead, officer):
    task = open_for(lead, officer)
    outsider = person(Role.CASE_OFFICER, lead.commission)
    visible = RectificationTask.objects.visible_to

    assert list(visible(officer)) == [task]
    assert list(visible(contact_of(task))) == [task]
    assert list(visible(outsider)) == []


def notices_of(case, name):
    (event,) = Event.objects.of(case).filter(name=name)
    mail.outbox.clear()
    send_notice(event)
    return [(sent.to, sent.subject, sent.body.strip()) for sent in mail.outbox]


@override_settings(SITE_URL="https://example.org")
def test_a_return_is_mailed_to_the_unit_without_any_content():
    task = a_task(TaskStatus.RETURNED)
    contact = contact_of(task)
    stranger = person(Role.UNIT_CONTACT, OrganisationFactory(parent=task.region))

    sent = notices_of(task, "return_for_rework")

    recipients = [to for (to,), _subject, _body in sent]
    assert contact.email in recipients
    assert stranger.email not in recipients
    assert {subject for _to, subject, _body in sent} == {f"整改任务 {task.number} 已退回"}
    assert all(task.title not in body and "缴款凭证" not in body for _to, _s, body in sent)
    assert sent[0][2].endswith(f"https://example.org/rectification/{task.pk}/")


@pytest.mark.parametrize(
    ("case", "name"),
    [
        (TaskFactory, "issue_task"),
        (lambda: an_instrument("issued"), "issue"),
    ],
)
def test_the_unit_is_told_of_what_it_gets(case, name):
    case = case()
    contact = contact_of(case)

    assert [to for to, _subject, _body in notices_of(case, name)] == [[contact.email]]


def test_no_project_is_needed_for_a_task_about_a_unit_as_a_whole():
    crew = a_crew()
    finding = a_finding(crew, status="approved", project=None, unit=crew.authority, category="duty")

    task = TaskFactory(finding=finding)

    assert (task.project, task.unit) == (None, crew.authority)
    assert ProjectFactory._meta.model.objects.count() == 0
