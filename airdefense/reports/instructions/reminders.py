"""Instructions are answered by their day, and answers are read by who asked."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.roles import Role
from airdefense.casework.reminding.ladder import Manner
from airdefense.casework.reminding.registry import reminder
from airdefense.reports.instructions.workflow import (
    ANSWERERS,
    GIVERS,
    OFFICES,
    InstructionStatus,
)
from airdefense.reports.models import Instruction
from airdefense.reports.models.instructions import at_desk_of


@reminder(
    "instruction-due",
    label=_("Instructions to be answered"),
    roles=ANSWERERS,
    mine=at_desk_of,
    scope="region",
    office=OFFICES,
    leadership=(Role.LEADERSHIP,),
    when="due_on",
    url="reports:instruction_list",
    query="for_me=true",
    order=5,
)
def instructions_to_answer(user, day):
    return Instruction.objects.visible_to(user).filter(status=InstructionStatus.GIVEN)


@reminder(
    "instruction-answered",
    label=_("Answers to my instructions"),
    roles=GIVERS,
    mine=lambda user: Q(given_by=user.pk),
    scope="region",
    leadership=(),
    when="answered_at",
    limit="remind.review",
    manner=Manner.WAITING,
    url="reports:instruction_list",
    query="mine=true&status=answered",
    order=6,
)
def answers_to_settle(user, day):
    return Instruction.objects.visible_to(user).filter(status=InstructionStatus.ANSWERED)
