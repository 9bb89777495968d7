"""Instructions from a report about an overdue task, and what became of them, by real steps."""

from datetime import timedelta

import factory

from airdefense.accounts.models import OrganisationKind
from airdefense.accounts.roles import Role
from airdefense.reports.instructions import actions
from airdefense.reports.instructions.topics import topic_of_figure, topic_of_row
from airdefense.reports.instructions.workflow import InstructionStatus
from airdefense.reports.models import (
    Instruction,
    InstructionAnswer,
    InstructionDueMove,
    InstructionKind,
)
from tests.factories.accounts import NOON, OrganisationFactory, person
from tests.factories.rectification import a_task, contact_of
from tests.factories.reports import ReportFactory

# Sixty days after it was issued the task was due; a week later it is asked about.
LATER = NOON + timedelta(days=67)
DAY = timedelta(days=1)


def inspection_office(region, **kwargs):
    """Somebody who works at an inspection office of the region and answers over it."""
    office = OrganisationFactory(
        parent=region, code=f"X{region.code}", kind=OrganisationKind.INSPECTION_OFFICE
    )
    return person(Role.INSPECTION_OFFICE, office, over=region, **kwargs)


def leader_of(region, **kwargs):
    return person(Role.LEADERSHIP, region, **kwargs)


class InstructionFactory(factory.django.DjangoModelFactory):
    """InstructionFactory(row=task) asks its unit, in the name of a leader of its region."""

    class Meta:
        model = Instruction

    row = factory.LazyFunction(a_task)
    by = factory.LazyAttribute(lambda o: leader_of(o.row.region))
    kind = InstructionKind.URGE
    text = "请抓紧整改，按期书面回复。"
    office = None
    at = LATER

    @classmethod
    def _create(cls, model_class, *, row, by, office, **fields):
        topic = topic_of_row(row._meta.label_lower, by, row.pk)
        if office is None:
            contact_of(row)
            office = row.unit
        return actions.give(topic=topic, by=by, office=office, **fields)


class InstructionAnswerFactory(factory.django.DjangoModelFactory):
    """The answer of the unit asked."""

    class Meta:
        model = InstructionAnswer

    instruction = factory.SubFactory(InstructionFactory)
    text = "已缴款，凭证随附。"
    at = LATER + DAY
    files = ()

    @classmethod
    def _create(cls, model_class, *, instruction, by=None, **fields):
        by = by or person(Role.UNIT_CONTACT, instruction.office)
        actions.answer(instruction=instruction, by=by, **fields)
        return instruction.answers.get(refused_at=None)


class InstructionDueMoveFactory(factory.django.DjangoModelFactory):
    """The giver moves the day by a week."""

    class Meta:
        model = InstructionDueMove

    instruction = factory.SubFactory(InstructionFactory)
    reason = "材料较多"
    at = LATER + DAY

    @classmethod
    def _create(cls, model_class, *, instruction, at, reason):
        due_on = instruction.due_on + 7 * DAY
        by = instruction.given_by
        actions.move_due(instruction=instruction, due_on=due_on, reason=reason, by=by, at=at)
        return instruction.due_moves.get()


def an_instruction(status=InstructionStatus.GIVEN, **fields):
    """An instruction walked to the status by the steps of its giver and its unit."""
    instruction = InstructionFactory(**fields)
    giver = instruction.given_by
    if status == InstructionStatus.WITHDRAWN:
        actions.take_step(instruction, "withdraw", by=giver, at=LATER + DAY, note="已处理")
    if status in (InstructionStatus.ANSWERED, InstructionStatus.CLOSED):
        InstructionAnswerFactory(instruction=instruction)
    if status == InstructionStatus.CLOSED:
        actions.take_step(instruction, "settle", by=giver, at=LATER + 2 * DAY)
    return Instruction.objects.get(pk=instruction.pk)


def reported(task, reader, *, scope=None):
    """The figure of overdue rectification in the report of the day before LATER, and the topic
    that its row makes."""
    report = ReportFactory(scope=scope or task.region, day=LATER.date() - DAY, at=LATER)
    frozen = report.figures.get(code="S01")
    return frozen, topic_of_figure(frozen, reader, task.pk, "")
