"""What of rectification somebody has to do by a day: units, offices, those who re-check."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import within
from airdefense.accounts.roles import INSPECTION_TEAM, Role
from airdefense.casework.reminding.ladder import Manner
from airdefense.casework.reminding.registry import reminder
from rectification.models import (
    Contribution,
    Extension,
    Instrument,
    Milestone,
    Recheck,
    RectificationTask,
    Suspension,
)
from rectification.workflow import (
    OPEN_TO_UNIT,
    VERIFIERS,
    ExtensionStatus,
    InstrumentStatus,
    SuspensionStatus,
    TaskStatus,
)

UNIT = (Role.UNIT_CONTACT,)


def of_unit(field):
    """What lies with the contacts of the unit named by that path."""
    return lambda user: within(user, field, UNIT)


def of_office(field, *, besides=""):
    """What lies with the verifying offices, except with who made it."""

    def mine(user):
        offices = within(user, field, VERIFIERS)
        return offices & ~Q(**{besides: user}) if besides else offices

    return mine


def running(tasks, day, prefix=""):
    """Tasks that do not rest on that day."""
    field = f"{prefix}suspended_until"
    return tasks.filter(Q(**{field: None}) | Q(**{f"{field}__lt": day}))


def tasks_of(user, day, *statuses):
    return running(RectificationTask.objects.visible_to(user).filter(status__in=statuses), day)


def unit_kind(code, label, *, when, order, scope="unit", **options):
    """A kind that lies with the unit, then with the office that issued it."""
    options.setdefault("url", "rectification:list")
    return reminder(
        code,
        label=label,
        roles=UNIT,
        mine=of_unit(scope),
        scope=scope,
        office=VERIFIERS,
        when=when,
        order=order,
        **options,
    )


def office_kind(code, label, *, scope, when, limit, order, besides="", **options):
    """A kind that lies with the verifying offices."""
    return reminder(
        code,
        label=label,
        roles=VERIFIERS,
        mine=of_office(scope, besides=besides),
        scope=scope,
        when=when,
        limit=limit,
        order=order,
        **options,
    )


@unit_kind(
    "task-returned",
    _("Returned to us"),
    when="returned_at",
    manner=Manner.ONCE,
    query="status=returned",
    order=10,
)
def tasks_returned(user, day):
    return tasks_of(user, day, TaskStatus.RETURNED)


@unit_kind(
    "task-reopened",
    _("Opened again"),
    when="reopened_at",
    manner=Manner.ONCE,
    query="status=reopened",
    order=11,
)
def tasks_reopened(user, day):
    return tasks_of(user, day, TaskStatus.REOPENED)


@unit_kind(
    "task-due",
    _("To be rectified"),
    when="due_on",
    query="status=issued&status=rectifying&status=returned&status=reopened",
    order=30,
)
def tasks_to_put_right(user, day):
    return tasks_of(user, day, *OPEN_TO_UNIT)


@unit_kind("plan-due", _("Plans to hand in"), when="plan_due_on", query="status=issued", order=31)
def plans_to_hand_in(user, day):
    return tasks_of(user, day, TaskStatus.ISSUED)


@unit_kind(
    "milestone-due",
    _("Milestones to reach"),
    scope="task__unit",
    when="due_on",
    query="status=rectifying&status=returned&status=reopened",
    order=32,
    case="task",
)
def milestones_to_reach(user, day):
    milestones = Milestone.objects.visible_to(user).select_related("task")
    ahead = milestones.filter(reached_on=None, task__status__in=OPEN_TO_UNIT)
    return running(ahead, day, "task__")


@unit_kind(
    "contribution-asked",
    _("Contributions asked of us"),
    scope="unit",
    when="task__due_on",
    order=33,
    case="task",
)
def contributions_asked(user, day):
    asked = Contribution.objects.visible_to(user).outstanding().select_related("task", "unit")
    return running(asked.filter(task__closed_at=None), day, "task__")


@unit_kind(
    "suspension-ending",
    _("Suspensions that end"),
    scope="task__unit",
    when="until",
    manner=Manner.ENDING,
    order=34,
    case="task",
)
def suspensions_ending(user, day):
    granted = Suspension.objects.visible_to(user).filter(status=SuspensionStatus.GRANTED)
    return granted.select_related("task")


@unit_kind(
    "instrument-reply",
    _("Instruments to be answered"),
    when="reply_due_on",
    url="rectification:instrument_list",
    query="status=issued",
    order=35,
)
def instruments_to_answer(user, day):
    return Instrument.objects.visible_to(user).filter(status=InstrumentStatus.ISSUED)


@office_kind(
    "task-review",
    _("Proof to verify"),
    scope="unit",
    when="submitted_at",
    limit="remind.review",
    url="rectification:list",
    query="status=submitted",
    order=40,
)
def proof_to_verify(user, day):
    return RectificationTask.objects.visible_to(user).filter(status=TaskStatus.SUBMITTED)


@office_kind(
    "extension-asked",
    _("Requests for time to decide"),
    scope="task__unit",
    when="requested_at",
    limit="remind.approve",
    url="rectification:list",
    order=41,
    besides="requested_by",
    case="task",
)
def extensions_to_decide(user, day):
    asked = Extension.objects.visible_to(user).filter(status=ExtensionStatus.REQUESTED)
    return asked.select_related("task")


@office_kind(
    "suspension-asked",
    _("Suspensions to decide"),
    scope="task__unit",
    when="requested_at",
    limit="remind.approve",
    url="rectification:list",
    order=42,
    besides="requested_by",
    case="task",
)
def suspensions_to_decide(user, day):
    asked = Suspension.objects.visible_to(user).filter(status=SuspensionStatus.REQUESTED)
    return asked.select_related("task")


@office_kind(
    "instrument-approve",
    _("Instruments to approve"),
    scope="unit",
    when="drafted_at",
    limit="remind.approve",
    url="rectification:instrument_list",
    query="status=draft",
    order=43,
    besides="drafted_by",
)
def instruments_to_approve(user, day):
    return Instrument.objects.visible_to(user).filter(status=InstrumentStatus.DRAFT)


@office_kind(
    "instrument-issue",
    _("Instruments to issue"),
    scope="unit",
    when="approved_at",
    limit="remind.approve",
    url="rectification:instrument_list",
    query="status=approved",
    order=44,
)
def instruments_to_issue(user, day):
    return Instrument.objects.visible_to(user).filter(status=InstrumentStatus.APPROVED)


@office_kind(
    "instrument-replied",
    _("Replies to read"),
    scope="unit",
    when="replied_at",
    limit="remind.review",
    url="rectification:instrument_list",
    query="status=replied",
    order=45,
)
def replies_to_read(user, day):
    return Instrument.objects.visible_to(user).filter(status=InstrumentStatus.REPLIED)


def to_recheck(user):
    """A re-check lies with its person, or with the office while nobody is named."""
    return Q(assigned_to=user) | (Q(assigned_to=None) & within(user, "task__unit", VERIFIERS))


@reminder(
    "recheck-due",
    label=_("To be looked at again"),
    roles=(*VERIFIERS, *INSPECTION_TEAM),
    mine=to_recheck,
    scope="task__unit",
    office=VERIFIERS,
    when="due_on",
    url="rectification:list",
    order=46,
)
def rechecks_to_make(user, day):
    return Recheck.objects.visible_to(user).open().select_related("task")
