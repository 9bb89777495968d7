"""What instructions ask of a person: to answer, to settle, to wait for."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.home import WorkList, work_list
from airdefense.exchange.listing import Column
from airdefense.reports.instructions.workflow import ANSWERERS, GIVERS, InstructionStatus
from airdefense.reports.models import Instruction

NUMBER = Column("number", _("Number"), link=True, phone="wide")
ABOUT = Column("title", _("Asked about"), kind="long", phone="o0")
OFFICE = Column("office.short_name", _("Office instructed"))


def url(query):
    return f"{reverse('reports:instruction_list')}?{query}"


def given_by(user, *statuses):
    visible = Instruction.objects.visible_to(user).filter(given_by=user, status__in=statuses)
    return visible.select_related("region", "office")


@work_list(roles=ANSWERERS, order=3)
def instructions_to_answer(user, today):
    waiting = Instruction.objects.visible_to(user) & Instruction.objects.waiting_for(user)
    return WorkList(
        key="instructions-to-answer",
        title=_("Instructions to be answered"),
        queryset=waiting.select_related("region", "given_by"),
        url=url("for_me=true"),
        columns=(NUMBER, Column("kind", _("Kind")), ABOUT, Column("given_by", _("Given by"))),
        verb=_("Answer it"),
    )


@work_list(roles=GIVERS, order=4)
def answers_to_settle(user, today):
    return WorkList(
        key="instructions-to-settle",
        title=_("Answers to my instructions"),
        queryset=given_by(user, InstructionStatus.ANSWERED),
        url=url("mine=true&status=answered"),
        when="",
        columns=(NUMBER, ABOUT, OFFICE, Column("answered_at", _("Answered at"), kind="moment")),
        verb=_("Settle"),
        order=("answered_at", "pk"),
    )


@work_list(roles=GIVERS, order=6)
def answers_waited_for(user, today):
    return WorkList(
        key="instructions-given",
        title=_("My instructions not yet answered"),
        queryset=given_by(user, InstructionStatus.GIVEN),
        url=url("mine=true&status=given"),
        columns=(NUMBER, ABOUT, OFFICE),
        waits=False,
    )
