"""What of rectification waits for whom, for the page "my work"."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.home import WorkFigure, WorkList, work_figure, work_list
from airdefense.accounts.models import within
from airdefense.accounts.roles import INSPECTION_TEAM, Role
from airdefense.casework.clock import end_of
from airdefense.exchange.listing import Column
from rectification.models import (
    Contribution,
    Extension,
    Instrument,
    Recheck,
    RectificationTask,
    Suspension,
)
from rectification.origins import awaiting_a_task
from rectification.workflow import (
    OPEN_TO_UNIT,
    VERIFIERS,
    ExtensionStatus,
    InstrumentStatus,
    SuspensionStatus,
    TaskStatus,
)

UNIT = (Role.UNIT_CONTACT,)
OFFICES = VERIFIERS
DECISIONS_SHOWN = timedelta(days=14)

NUMBER = Column("number", _("Number"), link=True)
TITLE = Column("title", _("Task"))
UNIT_NAME = Column("unit.short_name", _("Rectifying unit"))
STATUS = Column("status", _("Status"), kind="status")


def tasks(user, *statuses):
    visible = RectificationTask.objects.visible_to(user).led_by(user).with_origin()
    return visible.filter(status__in=statuses)


def list_url(name, query):
    return f"{reverse(name)}?{query}"


@work_list(roles=UNIT, order=10)
def tasks_returned_to_us(user, today):
    return WorkList(
        key="tasks-returned",
        title=_("Returned to us"),
        queryset=tasks(user, TaskStatus.RETURNED, TaskStatus.REOPENED),
        url=list_url("rectification:list", "status=returned&status=reopened"),
        columns=(NUMBER, TITLE, STATUS),
        verb=_("Answer"),
    )


@work_list(roles=UNIT, order=20)
def tasks_of_our_unit(user, today):
    return WorkList(
        key="tasks-open",
        title=_("To be rectified"),
        queryset=tasks(user, TaskStatus.ISSUED, TaskStatus.RECTIFYING),
        url=list_url("rectification:list", "status=issued&status=rectifying"),
        columns=(NUMBER, TITLE, STATUS),
        verb=_("Open"),
    )


@work_list(roles=UNIT, order=25)
def contributions_asked_of_us(user, today):
    asked = Contribution.objects.visible_to(user).filter(within(user, "unit", UNIT))
    return WorkList(
        key="contributions-asked",
        title=_("Our part in other units' tasks"),
        queryset=asked.outstanding().select_related("task__unit", "unit"),
        url=reverse("rectification:list"),
        when="task__due_on",
        columns=(
            Column("task.number", _("Number"), link=True),
            Column("part", _("Our part")),
            Column("task.unit.short_name", _("In the lead")),
        ),
        order=("task__due_on", "pk"),
        verb=_("Answer"),
    )


@work_list(roles=UNIT, order=30)
def instruments_to_answer(user, today):
    visible = Instrument.objects.visible_to(user).select_related("unit")
    return WorkList(
        key="instruments-to-answer",
        title=_("Instruments to be answered"),
        queryset=visible.filter(status=InstrumentStatus.ISSUED),
        url=list_url("rectification:instrument_list", "status=issued"),
        when="reply_due_on",
        columns=(NUMBER, Column("title", _("Title"))),
        verb=_("Answer"),
    )


@work_list(roles=UNIT, order=40)
def extensions_decided(user, today):
    visible = Extension.objects.visible_to(user).select_related("task")
    since = end_of(today) - DECISIONS_SHOWN
    return WorkList(
        key="extensions-decided",
        title=_("Requests for time, decided lately"),
        queryset=visible.filter(decided_at__gte=since),
        url=reverse("rectification:list"),
        when="",
        columns=(
            Column("task.number", _("Number"), link=True),
            Column("task.title", _("Task")),
            STATUS,
            Column("requested_until", _("Asked until"), kind="date"),
        ),
        order=("-decided_at", "-pk"),
        waits=False,
    )


@work_list(roles=OFFICES, order=30)
def tasks_to_verify(user, today):
    return WorkList(
        key="tasks-to-verify",
        title=_("Proof to verify"),
        queryset=tasks(user, TaskStatus.SUBMITTED),
        url=list_url("rectification:list", "status=submitted"),
        columns=(NUMBER, TITLE, UNIT_NAME),
        verb=_("Review"),
    )


@work_list(roles=OFFICES, order=31)
def extensions_to_decide(user, today):
    visible = Extension.objects.visible_to(user).select_related("task__unit")
    return WorkList(
        key="extensions-to-decide",
        title=_("Requests for time to decide"),
        queryset=visible.filter(status=ExtensionStatus.REQUESTED),
        url=reverse("rectification:list"),
        when="previous_due_on",
        columns=(
            Column("task.number", _("Number"), link=True),
            Column("task.unit.short_name", _("Rectifying unit")),
            Column("requested_until", _("Asked until"), kind="date"),
        ),
        verb=_("Decide"),
    )


@work_list(roles=OFFICES, order=31)
def suspensions_to_decide(user, today):
    visible = Suspension.objects.visible_to(user).select_related("task__unit")
    return WorkList(
        key="suspensions-to-decide",
        title=_("Requests for a suspension"),
        queryset=visible.filter(status=SuspensionStatus.REQUESTED),
        url=reverse("rectification:list"),
        when="",
        columns=(
            Column("task.number", _("Number"), link=True),
            Column("task.unit.short_name", _("Rectifying unit")),
            Column("until", _("Suspended until"), kind="date"),
        ),
        verb=_("Decide"),
    )


@work_list(roles=(*OFFICES, *INSPECTION_TEAM), order=36)
def rechecks_to_make(user, today):
    open_ones = Recheck.objects.visible_to(user).open()
    if not user.has_role(*OFFICES):
        open_ones = open_ones.filter(assigned_to=user)
    return WorkList(
        key="rechecks",
        title=_("To be re-checked"),
        queryset=open_ones.select_related("task__unit", "assigned_to"),
        url=list_url("rectification:recheck_list", "status=drawn"),
        columns=(
            Column("task.number", _("Number"), link=True),
            Column("task.title", _("Task")),
            Column("task.unit.short_name", _("Rectifying unit")),
            Column("assigned_to.display_name", _("Assigned to")),
        ),
        verb=_("Re-check"),
    )


@work_list(roles=OFFICES, order=32)
def tasks_to_close(user, today):
    return WorkList(
        key="tasks-to-close",
        title=_("To close out"),
        queryset=tasks(user, TaskStatus.VERIFIED),
        url=list_url("rectification:list", "status=verified"),
        columns=(NUMBER, TITLE, UNIT_NAME),
        verb=_("Close out"),
    )


@work_list(roles=OFFICES, order=33)
def findings_to_issue(user, today):
    return WorkList(
        key="findings-to-issue",
        title=_("Findings fed back, without a task"),
        queryset=awaiting_a_task(user).filter(feedback_on__isnull=False),
        url=reverse("rectification:new"),
        when="",
        columns=(NUMBER, Column("title", _("Problem")), UNIT_NAME),
    )


@work_list(roles=OFFICES, order=34)
def instruments_in_hand(user, today):
    visible = Instrument.objects.visible_to(user).select_related("unit")
    return WorkList(
        key="instruments-in-hand",
        title=_("Instruments to approve or issue"),
        queryset=visible.filter(status__in=[InstrumentStatus.DRAFT, InstrumentStatus.APPROVED]),
        url=list_url("rectification:instrument_list", "status=draft&status=approved"),
        when="",
        columns=(Column("title", _("Title"), link=True), UNIT_NAME, STATUS),
    )


@work_list(roles=OFFICES, order=34)
def replies_to_recheck(user, today):
    visible = Instrument.objects.visible_to(user).select_related("unit")
    return WorkList(
        key="replies-to-recheck",
        title=_("Replies to instruments, to be re-checked"),
        queryset=visible.filter(status=InstrumentStatus.REPLIED),
        url=list_url("rectification:instrument_list", "status=replied"),
        when="",
        columns=(NUMBER, Column("title", _("Title")), UNIT_NAME),
        verb=_("Re-check"),
    )


@work_list(roles=OFFICES, order=34)
def replies_overdue(user, today):
    visible = Instrument.objects.visible_to(user).select_related("unit")
    late = visible.filter(status=InstrumentStatus.ISSUED, reply_due_on__lt=today)
    return WorkList(
        key="replies-overdue",
        title=_("Replies to instruments overdue"),
        queryset=late,
        url=list_url("rectification:instrument_list", "is_late=true"),
        when="reply_due_on",
        columns=(NUMBER, Column("title", _("Title")), UNIT_NAME),
        verb=_("Open"),
    )


@work_list(roles=OFFICES, order=35)
def tasks_overdue_by_unit(user, today):
    waiting = tasks(user, *OPEN_TO_UNIT)
    return WorkList(
        key="tasks-overdue",
        title=_("Overdue at the units"),
        queryset=waiting.filter(due_on__lt=today),
        url=list_url("rectification:list", "is_late=true"),
        columns=(NUMBER, UNIT_NAME, TITLE, STATUS),
        order=("unit__path", "pk"),
        verb=_("Open"),
    )


@work_figure(roles=OFFICES, order=30)
def overdue_tasks(user, today):
    count = RectificationTask.objects.visible_to(user).overdue(today).count()
    return WorkFigure(
        _("Rectification overdue"),
        value=count,
        unit=_("tasks"),
        url=list_url("rectification:list", "is_late=true"),
        note=_("open past the due day"),
        is_alarm=count > 0,
    )
