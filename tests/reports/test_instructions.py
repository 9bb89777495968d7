"""Instructions: who may ask whom about what, by when, and what becomes of it."""

from datetime import date

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from airdefense.accounts.models import RoleGrant, User
from airdefense.accounts.roles import Role
from airdefense.casework.models import Event, TimeLimit
from airdefense.casework.notices import send_notice
from airdefense.casework.workflow import NotAllowed, NotPossible
from airdefense.reports.figures import FIGURES
from airdefense.reports.instructions import actions
from airdefense.reports.instructions.topics import Topic, offices_over, topic_of_row
from airdefense.reports.instructions.workflow import InstructionStatus
from airdefense.reports.models import Instruction, InstructionKind
from tests.factories.accounts import OrganisationFactory, person
from tests.factories.instructing import (
    DAY,
    LATER,
    InstructionAnswerFactory,
    InstructionDueMoveFactory,
    InstructionFactory,
    an_instruction,
    inspection_office,
    leader_of,
    reported,
)
from tests.factories.leads import LeadFactory
from tests.factories.rectification import PDF, a_task, contact_of

pytestmark = pytest.mark.django_db
TODAY = LATER.date()


def events(case):
    return list(Event.objects.of(case).order_by("pk").values_list("name", flat=True))


def test_an_instruction_carries_what_was_asked_of_whom_by_when(county):
    task = a_task(region=county)
    leader, contact = leader_of(county), contact_of(task)
    frozen, topic = reported(task, leader)

    given = actions.give(
        topic=topic, kind=InstructionKind.URGE, text="抓紧", office=task.unit, by=leader, at=LATER
    )

    assert (given.number, given.status) == ("CB-530423-2021-0001", "given")
    assert (given.figure, given.row_model, given.row_id) == (
        frozen,
        "rectification.rectificationtask",
        task.pk,
    )
    assert (given.row_name, given.region, given.office) == (task.title, county, task.unit)
    assert list(Instruction.objects.waiting_for(contact)) == [given]
    assert events(given) == ["give"]
    assert events(task)[-1] == "instruct"


def test_numbers_run_by_kind_without_a_gap(county):
    task = a_task(region=county)
    numbers = [InstructionFactory(row=task, kind=kind).number for kind in ("urge", "urge")]
    numbers.append(InstructionFactory(row=task, kind="direction").number)

    assert numbers == [f"CB-530423-2021-000{n}" for n in (1, 2)] + ["PS-530423-2021-0001"]


def test_the_usual_day_counts_working_days_from_the_limit_in_force():
    assert actions.usual_due_day(date(2020, 11, 5)) == date(2020, 11, 10)

    TimeLimit.objects.create(
        step="instruction",
        days=5,
        is_working_days=True,
        basis="督办办法第七条",
        effective_on=date(2020, 1, 1),
    )

    assert actions.usual_due_day(date(2020, 11, 5)) == date(2020, 11, 12)


def test_the_unit_of_the_row_comes_first_then_the_offices_over_its_region(county, city):
    task = a_task(region=county)
    near, far = inspection_office(county), inspection_office(city)
    conduct = person(Role.SUPERVISION_OFFICE, OrganisationFactory(parent=city), over=city)
    topic = topic_of_row("rectification.rectificationtask", leader_of(county), task.pk)

    assert topic.offices() == [
        task.unit,
        county,  # whoever issued the task works for the county itself
        near.organisation,
        far.organisation,
        conduct.organisation,
    ]


def test_a_unit_where_nobody_can_answer_is_not_offered(county):
    task = a_task(region=county)
    RoleGrant.objects.filter(scope=task.unit).update(
        withdrawn_at=LATER, withdrawn_by=task.issued_by
    )
    topic = topic_of_row("rectification.rectificationtask", leader_of(county), task.pk)

    assert topic.offices() == [county]


def test_an_office_that_does_not_answer_for_the_row_is_not_asked(county, sibling):
    other = inspection_office(sibling).organisation

    with pytest.raises(NotPossible, match="does not answer for this"):
        InstructionFactory(row=a_task(region=county), office=other)

    assert not Instruction.objects.exists()


def test_who_has_no_giving_role_over_the_region_does_not_ask(county, sibling):
    task = a_task(region=county)
    contact_of(task)
    topic = topic_of_row("rectification.rectificationtask", leader_of(county), task.pk)

    for nobody in (
        leader_of(sibling),
        person(Role.DATA_CLERK, county),
        person(Role.CASE_SUPERVISION, county),
    ):
        with pytest.raises(NotAllowed):
            actions.give(topic=topic, kind="urge", text="?", office=task.unit, by=nobody, at=LATER)


@pytest.mark.parametrize("day", [TODAY, TODAY - DAY])
def test_the_day_to_answer_by_lies_ahead(county, day):
    with pytest.raises(NotPossible, match="still to come"):
        InstructionFactory(row=a_task(region=county), due_on=day)


def test_nothing_is_asked_about_figures_of_leads(county):
    leader = leader_of(county)
    task = a_task(region=county)
    frozen, _topic = reported(task, leader)
    office = inspection_office(county).organisation
    confidential = [code for code, one in FIGURES.items() if one.is_confidential]

    for figure in frozen.report.figures.filter(code__in=confidential):
        topic = Topic(region=county, name="线索", figure=figure)
        with pytest.raises(NotAllowed, match="counts alone"):
            actions.give(topic=topic, kind="urge", text="?", office=office, by=leader, at=LATER)

    assert len(confidential) > 5
    assert topic_of_row("leads.lead", leader, LeadFactory().pk) is None


def test_the_table_refuses_an_instruction_about_a_lead(county):
    instruction = InstructionFactory(row=a_task(region=county))

    with pytest.raises(IntegrityError), transaction.atomic():
        Instruction.objects.filter(pk=instruction.pk).update(row_model="leads.lead")


def test_a_task_that_came_of_a_lead_alone_cannot_be_asked_about(county):
    leader = leader_of(county)
    task = a_task(region=county)
    type(task).objects.filter(pk=task.pk).update(finding=None, lead=LeadFactory())

    assert topic_of_row("rectification.rectificationtask", leader, task.pk) is None


def test_the_office_answers_with_files_and_the_giver_settles(county):
    instruction = InstructionFactory(row=a_task(region=county))
    file = SimpleUploadedFile("凭证.pdf", PDF, content_type="application/pdf")

    answer = InstructionAnswerFactory(instruction=instruction, files=[file])
    actions.take_step(
        instruction, "settle", by=instruction.given_by, at=LATER + 2 * DAY, note="可以"
    )

    instruction.refresh_from_db()
    assert [one.name for one in answer.attachments()] == ["凭证.pdf"]
    assert instruction.status == InstructionStatus.CLOSED
    assert instruction.closed_by == instruction.given_by
    assert events(instruction) == ["give", "answer", "settle"]


def test_only_who_answers_for_the_office_answers_and_never_the_giver(county, sibling):
    task = a_task(region=county)
    giver = inspection_office(county)
    instruction = InstructionFactory(row=task, by=giver)

    for nobody in (giver, contact_of(a_task(region=sibling)), leader_of(county)):
        with pytest.raises(NotAllowed):
            actions.answer(instruction=instruction, text="好", by=nobody, at=LATER)

    assert not instruction.answers.exists()


def test_only_the_giver_settles_unless_the_giver_works_here_no_longer(county):
    instruction = an_instruction("answered", row=a_task(region=county))
    colleague, giver = leader_of(county), instruction.given_by

    with pytest.raises(NotAllowed, match="Only who gave"):
        actions.take_step(instruction, "settle", by=colleague, at=LATER + 2 * DAY)
    giver.role_grants.update(withdrawn_at=LATER, withdrawn_by=colleague)
    instruction = Instruction.objects.get(pk=instruction.pk)
    actions.take_step(instruction, "settle", by=colleague, at=LATER + 2 * DAY)

    assert Instruction.objects.get().closed_by == colleague


def test_an_answer_that_will_not_do_stays_and_another_one_is_due(county):
    instruction = an_instruction("answered", row=a_task(region=county))
    first = instruction.answers.get()
    giver = instruction.given_by

    actions.ask_again(
        instruction=instruction,
        note="没有凭证",
        due_on=TODAY + 9 * DAY,
        by=giver,
        at=LATER + 2 * DAY,
    )
    second = InstructionAnswerFactory(instruction=instruction, at=LATER + 3 * DAY)

    first.refresh_from_db()
    instruction.refresh_from_db()
    assert (first.refused_by, first.reason, second.refused_at) == (giver, "没有凭证", None)
    assert (instruction.due_on, instruction.status) == (TODAY + 9 * DAY, "answered")
    assert instruction.due_moves.get().reason == "没有凭证"


def test_the_day_is_moved_with_a_reason_by_the_giver_alone(county):
    instruction = InstructionFactory(row=a_task(region=county))
    before = instruction.due_on

    with pytest.raises(NotAllowed):
        actions.move_due(
            instruction=instruction,
            due_on=before + DAY,
            reason="晚",
            by=contact_of(a_task(region=county)),
            at=LATER,
        )
    move = InstructionDueMoveFactory(instruction=instruction)

    assert (move.previous_due_on, move.due_on) == (before, before + 7 * DAY)
    assert events(instruction) == ["give", "move_due"]


def test_it_is_seen_by_giver_office_and_the_offices_over_the_region_alone(county, sibling, city):
    instruction = InstructionFactory(row=a_task(region=county))
    readers = [
        instruction.given_by,
        person(Role.UNIT_CONTACT, instruction.office),
        inspection_office(county),
        leader_of(city),
        person(Role.SUPERVISION_OFFICE, city),
    ]
    strangers = [
        leader_of(sibling),
        inspection_office(sibling),
        person(Role.UNIT_CONTACT, OrganisationFactory(parent=county, housing=True)),
        person(Role.DATA_CLERK, county),
        person(Role.CASE_OFFICER, city),
        person(Role.SYSTEM_ADMIN, city),
        person(Role.AUDITOR, city),
    ]

    seen = [list(Instruction.objects.visible_to(user)) for user in readers + strangers]

    assert seen == [[instruction]] * len(readers) + [[]] * len(strangers)


def test_figures_of_past_days_stay_as_they_were(county):
    instruction = an_instruction("answered", row=a_task(region=county))
    due = instruction.due_on
    actions.ask_again(
        instruction=instruction,
        note="没有凭证",
        due_on=due + 9 * DAY,
        by=instruction.given_by,
        at=LATER + 8 * DAY,
    )
    InstructionAnswerFactory(instruction=instruction, at=LATER + 30 * DAY)
    actions.take_step(instruction, "settle", by=instruction.given_by, at=LATER + 31 * DAY)
    days = [TODAY - DAY, TODAY, due + DAY, TODAY + 9 * DAY, due + 10 * DAY, TODAY + 30 * DAY]

    open_on = [FIGURES["S08"].value(day) for day in [*days, TODAY + 31 * DAY]]
    late_on = [FIGURES["S09"].value(day) for day in [*days, TODAY + 31 * DAY]]

    # Answered in time at first; asked again, and late from the tenth day after the first.
    assert open_on == [0, 1, 1, 1, 1, 1, 0]
    assert late_on == [0, 0, 0, 0, 1, 0, 0]
    assert FIGURES["S09"].by_region(due + 10 * DAY)["530423"] == 1


def test_what_was_taken_back_counts_until_that_day(county):
    an_instruction("withdrawn", row=a_task(region=county))

    assert [FIGURES["S08"].value(TODAY + n * DAY) for n in (0, 1)] == [1, 0]


def test_mails_tell_the_number_and_the_way_and_nothing_of_the_matter(county):
    instruction = InstructionFactory(row=a_task(region=county))
    people = User.objects.holding(Role.UNIT_CONTACT, path=instruction.office.path)
    contacts = sorted(person.email for person in people)
    InstructionAnswerFactory(instruction=instruction, by=people.first())

    for event in Event.objects.of(instruction).order_by("pk"):
        send_notice(event)

    *asked, answered = mail.outbox
    assert sorted(one.to[0] for one in asked) == contacts
    assert answered.to == [instruction.given_by.email]
    for one in mail.outbox:
        assert instruction.number in one.subject
        assert instruction.get_absolute_url() in one.body
        assert instruction.title not in one.subject + one.body
        assert instruction.text not in one.body


def test_offices_over_a_region_are_those_where_somebody_works(county, city):
    OrganisationFactory(parent=county, commission=True)
    here = inspection_office(county)
    person(Role.SUPERVISION_OFFICE, here.organisation, over=county)

    assert offices_over(county) == [here.organisation]
