"""The lists of tasks and instruments: columns, order, ready-made views."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from airdefense.casework.templatetags.casework import due
from airdefense.exchange.listing import Column, Listing, View
from rectification.filters import InstrumentFilter, RecheckFilter, TaskFilter
from rectification.workflow import VERIFIERS


def days_late(task):
    """The red mark of an open task past its day."""
    return ("bad", due(task.due_on)) if task.is_overdue(timezone.localdate()) else None


def reply_late(instrument):
    """The red mark of an instrument whose reply is overdue."""
    is_late = instrument.is_unanswered(timezone.localdate())
    return ("bad", due(instrument.reply_due_on)) if is_late else None


def gap_yuan(task):
    return task.fee_gap.amount_yuan if task.fee_gap else None


TASKS = Listing(
    key="tasks",
    title=_("Rectification tasks"),
    filterset=TaskFilter,
    columns=(
        Column("number", _("Number"), link=True),
        Column("title", _("Task"), link=True, phone="o0"),
        Column("region.short_name", _("Region"), phone="hide"),
        Column("unit.short_name", _("Rectifying unit")),
        Column("gap_yuan", _("Gap (yuan)"), kind="money", value=gap_yuan),
        Column("status", _("Status"), kind="status", phone="o1"),
        Column("due_on", _("Due"), kind="date", sort="due_on"),
        Column("late", _("Late"), kind="badge", value=days_late),
        Column("issued_on", _("Issued on"), kind="date", sort="issued_on", optional=True),
        Column("finding.number", _("Finding"), optional=True),
        Column("project.code", _("Project"), optional=True),
        Column("responsible_person", _("Responsible person"), optional=True),
        Column("submitted_at", _("Handed in at"), kind="moment", optional=True),
        Column("closed_at", _("Closed out at"), kind="moment", optional=True),
    ),
    order=("due_on", "pk"),
    views=(
        View(_("All"), ""),
        View(_("Overdue"), "is_late=true"),
        View(_("For review"), "status=submitted"),
        View(_("Returned"), "status=returned"),
        View(_("To close out"), "status=verified"),
        View(_("Closed out"), "status=closed"),
    ),
    new_url="rectification:new",
    new_label=_("Issue a task"),
    new_roles=VERIFIERS,
    peek=True,
    empty=_("No task yet: approved findings become tasks when they are issued to their unit."),
)

INSTRUMENTS = Listing(
    key="instruments",
    title=_("Supervision documents"),
    filterset=InstrumentFilter,
    columns=(
        Column("number", _("Number"), link=True),
        Column("title", _("Title"), link=True, phone="o0"),
        Column("kind", _("Kind")),
        Column("issuer.short_name", _("Issued by"), phone="hide"),
        Column("unit.short_name", _("Addressed to")),
        Column("status", _("Status"), kind="status", phone="o1"),
        Column("issued_at", _("Issued at"), kind="moment"),
        Column("reply_due_on", _("Reply due"), kind="date", sort="reply_due_on"),
        Column("late", _("Late"), kind="badge", value=reply_late),
        Column("effect", _("Effect"), optional=True),
        Column("concluded_at", _("Concluded at"), kind="moment", optional=True),
        Column("task.number", _("About task"), optional=True),
        Column("region.short_name", _("Region"), optional=True),
    ),
    order=("-drafted_at", "-pk"),
    views=(
        View(_("All"), ""),
        View(_("Drafts"), "status=draft"),
        View(_("Awaiting a reply"), "status=issued"),
        View(_("Reply overdue"), "is_late=true"),
        View(_("To re-check"), "status=replied"),
        View(_("Concluded"), "status=concluded"),
    ),
    new_url="rectification:instrument_new",
    new_label=_("Draft an instrument"),
    new_roles=VERIFIERS,
    peek=True,
    empty=_("No instrument yet: draft one from the task it is about."),
)

RECHECKS = Listing(
    key="rechecks",
    title=_("Re-checks"),
    filterset=RecheckFilter,
    columns=(
        Column("task.number", _("Number"), link=True),
        Column("task.title", _("Task"), link=True, phone="o0"),
        Column("task.region.short_name", _("Region"), phone="hide"),
        Column("task.unit.short_name", _("Rectifying unit")),
        Column("status", _("Status"), kind="status", phone="o1"),
        Column("due_on", _("Re-check by"), kind="date", sort="due_on"),
        Column("assigned_to.display_name", _("Assigned to")),
        Column("checked_at", _("Re-checked at"), kind="moment", optional=True),
    ),
    order=("due_on", "pk"),
    views=(
        View(_("All"), ""),
        View(_("To be re-checked"), "status=drawn"),
        View(_("Reopened"), "status=reopened"),
    ),
    new_url="rectification:recheck_draw_new",
    new_label=_("Draw a sample"),
    new_roles=VERIFIERS,
    empty=_("No re-check yet: draw a sample of what was closed out."),
)
