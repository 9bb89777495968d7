"""Instruments from draft to conclusion: what they lack, what they do to tasks, what becomes of
their replies."""

from datetime import date, timedelta

import pytest

from airdefense.accounts.roles import Role
from airdefense.casework.models import Event, IssuedNumber
from airdefense.casework.workflow import NotAllowed, NotPossible
from rectification import actions
from rectification.models import Instrument, InstrumentReply, RectificationTask
from rectification.models.persons import persons_named
from rectification.parts import KINDS
from tests.factories.accounts import NOON, TODAY, OrganisationFactory, UserFactory, person
from tests.factories.inspections import a_crew, a_finding
from tests.factories.rectification import (
    HOUR,
    PDF,
    InstrumentFactory,
    InstrumentReplyFactory,
    a_pdf,
    a_task,
    an_instrument,
    an_issuer,
    contact_of,
    fresh,
    limits,
    office_of,
)

pytestmark = pytest.mark.django_db
LATER = NOON + 5 * HOUR


def refusal(action, **kwargs):
    with pytest.raises(NotPossible) as caught:
        action(**kwargs)
    return str(caught.value)


def events_of(case):
    return list(Event.objects.of(case).order_by("pk").values_list("name", flat=True))


def drafted(kind="URGE_LETTER", *, task=None, **fields):
    """A draft whose parts the case itself fills."""
    task = task or a_task("rectifying", with_gap=True)
    return InstrumentFactory(kind=kind, task=task, parts=None, **fields)


# --- Drafting ----------------------------------------------------------------------------------


def test_a_draft_about_a_task_takes_title_and_parts_from_it():
    task = a_task("rectifying", with_gap=True)

    draft = drafted(task=task, title="")

    assert draft.title == f"关于{task.title}问题的督办函"
    assert set(draft.parts) == {part.key for part in KINDS["URGE_LETTER"].parts}
    assert "涉及金额387,000.00元" in draft.parts["problems"]
    assert task.requirement in draft.parts["demands"]
    assert "{reply_due}" in draft.parts["reply"]
    assert draft.parts["overdue"] == ""
    assert draft.body.startswith("问题来源\n在")


def test_a_draft_to_a_unit_lists_its_overdue_tasks_and_never_those_of_a_lead():
    limits()
    task = a_task("issued", with_gap=True)
    day = task.due_on + timedelta(days=10)
    at = NOON + (day - TODAY)

    draft = InstrumentFactory(task=None, unit=task.unit, parts=None, title="", at=at)

    assert draft.title == "关于逾期整改事项的督办函"
    assert draft.parts["overdue"] == (f"{task.number}｜{task.title}｜2021年1月1日｜10｜387,000.00")
    assert "现有1项整改任务逾期未完成" in draft.parts["problems"]


def test_a_problem_list_names_every_standing_finding_of_the_round_and_no_other():
    crew = a_crew()
    first, second = (a_finding(crew, status="approved") for _ in range(2))
    a_finding(crew)
    elsewhere = a_finding(status="approved")

    draft = InstrumentFactory(
        kind="PROBLEM_LIST", task=None, unit=crew.authority, round=crew.round, parts=None, title=""
    )

    numbers = [row.split("｜")[0] for row in draft.parts["list"].splitlines()]
    assert numbers == [first.number, second.number]
    assert elsewhere.number not in draft.body
    assert "共发现你单位问题2个" in draft.parts["source"]
    assert "涉及金额774,000.00元" in draft.parts["source"]
    assert draft.title == f"关于印发{crew.round.name}反馈问题清单的函"


def test_minutes_share_out_the_open_tasks_of_the_unit():
    task = a_task("rectifying", with_gap=True)

    draft = InstrumentFactory(kind="MINUTES", task=None, unit=task.unit, parts=None, title="推进会")

    assert draft.parts["shared"] == f"{task.title}｜{task.unit.name}｜2021年1月1日"


def test_a_second_letter_names_the_first():
    first = an_instrument("issued")

    second = drafted("URGE_SHEET", task=first.task)

    assert second.parts["earlier"] == first.number


def test_a_task_of_a_lead_tells_a_letter_nothing_of_it():
    task = a_task("rectifying", with_gap=True)
    RectificationTask.objects.filter(pk=task.pk).update(finding=None, gap=task.finding.gap)
    task = fresh(task)

    draft = drafted(task=task)

    assert draft.parts["source"].startswith("在核查“")
    assert draft.parts["problems"].startswith("涉及项目")


def test_a_document_about_nothing_is_not_drafted():
    task = a_task("closed")

    words = refusal(InstrumentFactory, task=None, unit=task.unit, title="", parts=None)

    assert words == "Say what the document is about."


def test_a_document_is_not_drafted_about_another_units_case():
    task, other = a_task(), a_task()
    a_draft = a_finding(a_crew())

    about_task = refusal(InstrumentFactory, task=task, unit=other.unit)
    about_finding = refusal(
        InstrumentFactory, task=None, finding=a_draft, unit=a_draft.unit, parts={}, title="函"
    )

    assert about_task == f"{task} is not a task of this unit."
    assert about_finding == f"{a_draft} is no approved finding of this unit."


def test_a_round_of_another_region_is_no_ground_for_a_document():
    crew, task = a_crew(), a_task()

    words = refusal(InstrumentFactory, task=None, unit=task.unit, round=crew.round, parts={})

    assert words == f"{crew.round} does not reach this unit."


def test_a_part_that_the_kind_does_not_have_is_refused():
    words = refusal(InstrumentFactory, parts={"agenda": "议题"})

    assert words == "Urging letter has no part agenda."


# --- One press ---------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.INSPECTION_OFFICE, Role.SUPERVISION_OFFICE, Role.LEADERSHIP])
def test_one_press_drafts_an_urging_letter_for_office_or_leader(role):
    limits()
    task = a_task("rectifying", with_gap=True)
    issuer = an_issuer("URGE_LETTER", task.region)

    draft = actions.urge(task=task, issuer=issuer, by=person(role, task.region), at=LATER)

    assert (draft.kind, draft.status, draft.task, draft.unit) == (
        "URGE_LETTER",
        "draft",
        task,
        task.unit,
    )
    assert draft.missing_words() is None


def test_a_second_press_drafts_no_second_letter():
    task = a_task("rectifying")
    press = {"task": task, "issuer": an_issuer("URGE_LETTER", task.region), "at": LATER}
    actions.urge(by=office_of(task), **press)

    words = refusal(actions.urge, by=office_of(task), **press)

    assert words == "An urging letter about this task is being drafted already."
    assert Instrument.objects.count() == 1


def test_nobody_urges_what_is_settled_and_no_contact_urges():
    closed, open_task = a_task("closed"), a_task()
    issuer = an_issuer("URGE_LETTER", closed.region)

    words = refusal(actions.urge, task=closed, issuer=issuer, by=office_of(closed), at=LATER)

    assert words == f"{closed} is settled: nothing is urged."
    with pytest.raises(NotAllowed):
        actions.urge(task=open_task, issuer=issuer, by=contact_of(open_task), at=LATER)


# --- What is missing ---------------------------------------------------------------------------


def test_everything_missing_is_said_at_once_with_the_place_where_it_is_entered():
    draft = drafted("SUP_REC", title="监察建议")
    draft.parts["problems"] = "涉及金额{balance}元。"
    actions.edit_instrument(instrument=draft, by=office_of(draft), at=LATER)

    words = refusal(actions.approve, instrument=draft, by=office_of(draft), at=LATER)

    assert words == (
        "The document cannot be made yet. Missing: still open (yuan) (enter it in: Problems); "
        "Causes."
    )


def test_a_meeting_without_day_place_and_people_is_not_approved():
    draft = drafted("TALK", held_on=None, held_where="", present="")

    words = refusal(actions.approve, instrument=draft, by=office_of(draft), at=LATER)

    assert words.endswith("Missing: held on; place; who was there.")


def test_a_reply_day_named_by_a_softer_measure_has_to_be_entered():
    draft = drafted("WORK_ADVICE")
    draft.parts["reply"] = "请于{reply_due}前反馈。"
    draft = actions.edit_instrument(instrument=draft, by=office_of(draft), at=LATER)
    before = draft.missing_words()

    draft.reply_due_on = TODAY + timedelta(days=20)

    assert before.endswith("Missing: reply due on (enter it in: Reply asked for).")
    assert draft.missing_words() is None


def test_nothing_is_missing_in_the_drafts_of_a_task_about_money():
    task = a_task("rectifying", with_gap=True)

    lacking = {kind: drafted(kind, task=task).missing_words() for kind in KINDS}

    # Causes and lessons are for people to find; nobody drafts them from a register.
    by_hand = {"DISC_REC", "SUP_REC", "JOINT_REC", "BULLETIN"}
    assert {kind for kind, words in lacking.items() if words} == by_hand


def test_a_bulletin_that_names_somebody_is_refused_with_the_names():
    draft = drafted("BULLETIN", task=a_task("rectifying"))
    UserFactory(organisation=draft.unit, display_name="赵大明")
    RectificationTask.objects.filter(pk=draft.task_id).update(responsible_person="钱小强")
    draft.parts["lesson"] = "钱小强、赵大明（13888812345）把关不严，李某负有责任。"
    draft = actions.edit_instrument(instrument=draft, by=office_of(draft), at=LATER)

    words = refusal(actions.approve, instrument=draft, by=office_of(draft), at=LATER)

    assert words == ("A bulletin tells nobody from it. Take out: 赵大明; 钱小强; 13888812345.")


def test_a_letter_to_the_unit_may_name_who_answers_for_it():
    draft = drafted("URGE_SHEET")
    RectificationTask.objects.filter(pk=draft.task_id).update(responsible_person="钱小强")
    draft.parts["responsible"] = "钱小强"

    assert draft.missing_words() is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("电话13888812345。", ["13888812345"]),
        ("电话0877-2012345。", ["0877-2012345"]),
        ("身份证530402197001011234。", ["530402197001011234"]),
        ("邮箱li@example.org。", ["li@example.org"]),
        ("金额138888123456元，编号WT-530402-2020-0001。", []),
        ("李某、王某某。", []),
    ],
)
def test_numbers_by_which_a_person_is_found_are_recognised(text, found):
    unit = OrganisationFactory(housing=True)
    UserFactory(organisation=unit, display_name="李某")

    assert persons_named(unit, text) == found


# --- Issue -------------------------------------------------------------------------------------


def test_at_issue_the_text_takes_the_reply_day_and_stands_from_then_on():
    letter = an_instrument("issued")

    assert letter.reply_due_on == date(2020, 12, 2)
    assert "请于2020年12月2日前" in letter.parts["reply"]
    assert "请于2020年12月2日前" in letter.body


def test_issuing_a_document_about_a_task_is_told_in_the_tasks_history():
    letter = an_instrument("issued", task=a_task("rectifying"))

    (told,) = Event.objects.of(letter.task).filter(name="urge")

    assert told.note == f"{letter.number} {letter.title}"
    assert told.detail == {"instrument": letter.number, "reply_due_on": "2020-12-02"}


def test_a_draft_that_is_voided_uses_no_number_and_the_next_takes_the_first():
    approved = an_instrument("approved")
    office = office_of(approved)

    actions.void(instrument=approved, note="并入另一文书。", by=office, at=LATER)
    later = an_instrument("issued", issuer=approved.issuer, task=approved.task)

    assert fresh(approved).status == "void"
    assert fresh(approved).number == ""
    assert later.number.endswith("〔2020〕1号")
    assert IssuedNumber.objects.filter(series__series="URGE_LETTER").count() == 1


def test_what_was_returned_to_the_drafter_is_approved_anew():
    approved = an_instrument("approved")
    office = office_of(approved)

    actions.return_draft(instrument=approved, note="补充金额。", by=office, at=LATER)

    draft = fresh(approved)
    assert (draft.status, draft.approved_at, draft.approved_by) == ("draft", None, None)
    assert refusal(actions.issue, instrument=draft, by=office, at=LATER).endswith("is “Draft”.")


def test_a_rectification_notice_makes_tasks_of_the_findings_it_lists():
    limits()
    crew = a_crew()
    first, second = (a_finding(crew, status="approved") for _ in range(2))
    issuer = an_issuer("RECT_NOTICE", crew.county)
    draft = InstrumentFactory(
        kind="RECT_NOTICE", task=None, unit=crew.authority, round=crew.round, issuer=issuer
    )
    office = office_of(draft)
    actions.approve(instrument=draft, by=office, at=NOON)

    notice = actions.issue(instrument=draft, by=office, at=NOON)

    tasks = {task.finding_id: task for task in RectificationTask.objects.all()}
    assert set(tasks) == {first.pk, second.pk}
    assert {task.due_on for task in tasks.values()} == {date(2021, 1, 1)}
    assert tasks[first.pk].requirement == "追缴到位，依法入库"
    assert "于2021年1月1日前整改到位" in notice.parts["demands"]
    assert (notice.task, fresh(first).feedback_on) == (None, TODAY)


def test_a_notice_about_one_finding_becomes_the_tasks_document():
    limits()
    finding = a_finding(status="approved")
    draft = InstrumentFactory(
        kind="RECT_NOTICE", task=None, unit=finding.unit, finding=finding, parts=None, title=""
    )
    office = office_of(draft)
    actions.approve(instrument=draft, by=office, at=NOON)

    notice = actions.issue(instrument=draft, by=office, at=NOON)

    assert notice.task.finding == finding
    assert "urge" in events_of(notice.task)


def test_a_notice_that_lists_a_number_nobody_knows_is_not_issued_and_opens_nothing():
    limits()
    finding = a_finding(status="approved")
    draft = InstrumentFactory(kind="RECT_NOTICE", task=None, unit=finding.unit, finding=finding)
    draft.parts["list"] += "\nWT-0｜虚构问题｜无｜｜整改"
    office = office_of(draft)
    actions.edit_instrument(instrument=draft, by=office, at=NOON)
    actions.approve(instrument=draft, by=office, at=NOON)

    words = refusal(actions.issue, instrument=draft, by=office, at=NOON)

    assert words == "The list names WT-0: that is no approved finding of this unit."
    assert RectificationTask.objects.count() == 0
    assert IssuedNumber.objects.filter(series__series="RECT_NOTICE").count() == 0


# --- Reply, asking again, conclusion -------------------------------------------------------------


def test_a_reply_comes_with_its_files_and_keeps_the_day_it_was_due():
    letter = an_instrument("issued")
    contact = contact_of(letter)

    answer = {"text": " 已追缴。 ", "files": [a_pdf("回复.pdf"), a_pdf("凭证.pdf", PDF + b"2")]}
    actions.reply(instrument=letter, by=contact, at=LATER, **answer)

    row = InstrumentReply.objects.get()
    assert (row.text, row.reply_due_on, row.replied_by) == ("已追缴。", date(2020, 12, 2), contact)
    assert sorted(file.name for file in row.attachments()) == ["凭证.pdf", "回复.pdf"]
    assert fresh(letter).reply == "已追缴。"
    assert not row.may_attach(contact)


def test_a_file_that_is_none_leaves_no_reply():
    letter = an_instrument("issued")
    bad = a_pdf("回复.pdf", content=b"<script>")

    words = refusal(
        actions.reply,
        instrument=letter,
        text="已追缴。",
        files=[bad],
        by=contact_of(letter),
        at=LATER,
    )

    assert words.startswith("回复.pdf: only PDF")
    assert (InstrumentReply.objects.count(), fresh(letter).status) == (0, "issued")


def test_a_refused_reply_stays_and_the_unit_is_asked_again_by_a_later_day():
    letter = an_instrument("replied")
    office = office_of(letter)
    day = date(2020, 12, 20)

    asked = actions.reject_reply(
        instrument=letter, note="未附凭证。", reply_due_on=day, by=office, at=LATER
    )

    first = InstrumentReply.objects.get()
    assert (first.text, first.reason, first.rejected_by) == ("已全部整改。", "未附凭证。", office)
    assert (asked.status, asked.reply_due_on, asked.reply, asked.replied_at) == (
        "issued",
        day,
        "",
        None,
    )
    assert asked.is_unanswered(day + timedelta(days=1))
    again = actions.reply(instrument=asked, text="附凭证。", by=contact_of(letter), at=LATER + HOUR)
    assert (again.status, again.replies.count()) == ("replied", 2)


def test_asking_again_without_a_day_gives_the_time_limit_anew_and_never_a_past_day():
    letter, other = an_instrument("replied"), an_instrument("replied")
    ask = {"note": "未附凭证。", "at": NOON + timedelta(days=10)}

    asked = actions.reject_reply(instrument=letter, by=office_of(letter), **ask)
    words = refusal(
        actions.reject_reply, instrument=other, by=office_of(other), reply_due_on=TODAY, **ask
    )

    assert asked.reply_due_on == date(2020, 12, 12)
    assert words == "Choose a day still to come."
    assert other.replies.get().rejected_at is None


def test_a_conclusion_says_its_effect_on_document_and_task():
    letter = an_instrument("replied", task=a_task("rectifying"))
    office = office_of(letter)

    done = actions.conclude(
        instrument=letter, effect="partly", note="尚有一笔未缴。", by=office, at=LATER
    )

    assert (done.status, done.effect, done.result) == ("concluded", "partly", "尚有一笔未缴。")
    (told,) = Event.objects.of(letter.task).filter(name="urge_concluded")
    assert told.note == f"{letter.number} · Put right in part · 尚有一笔未缴。"


def test_a_conclusion_names_an_effect_and_waits_for_the_reply_that_is_due():
    replied, issued = an_instrument("replied"), an_instrument("issued")
    talk = an_instrument("issued", kind="TALK")
    end = {"note": "复核。", "at": LATER}

    unnamed = refusal(actions.conclude, instrument=replied, effect="", by=office_of(replied), **end)
    awaited = refusal(
        actions.conclude, instrument=issued, effect="none", by=office_of(issued), **end
    )
    ended = actions.conclude(instrument=talk, effect="none", by=office_of(talk), **end)

    assert unnamed == "Say what the instrument achieved."
    assert awaited == "A reply is due on 2020-12-02: record it first."
    assert ended.status == "concluded"


def test_a_unit_sees_replies_of_its_own_issued_documents_alone():
    ours, theirs = InstrumentReplyFactory(), InstrumentReplyFactory()
    draft = an_instrument("draft", task=ours.instrument.task)
    contact = contact_of(ours.instrument)

    replies = InstrumentReply.objects.visible_to(contact)
    documents = Instrument.objects.visible_to(contact)

    assert list(replies) == [ours]
    assert theirs.instrument not in documents
    assert draft not in documents
    assert list(documents) == [ours.instrument]
