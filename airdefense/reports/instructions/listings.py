"""The list of instructions."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from airdefense.casework.templatetags.casework import due
from airdefense.exchange.listing import Column, Listing, View
from airdefense.reports.instructions.filters import InstructionFilter


def late(instruction):
    """The red mark of an instruction whose answer is overdue."""
    return ("bad", due(instruction.due_on)) if instruction.is_late(timezone.localdate()) else None


INSTRUCTIONS = Listing(
    key="instructions",
    title=_("Instructions"),
    filterset=InstructionFilter,
    columns=(
        Column("number", _("Number"), link=True),
        Column("title", _("Asked about"), link=True, phone="o0"),
        Column("kind", _("Kind")),
        Column("text", _("Instruction"), kind="long", phone="wide"),
        Column("office.short_name", _("Office instructed")),
        Column("status", _("Status"), kind="status", phone="o1"),
        Column("due_on", _("Answer by"), kind="date", sort="due_on"),
        Column("late", _("Late"), kind="badge", value=late),
        Column("given_by.display_name", _("Given by"), phone="hide"),
        Column("given_at", _("Given at"), kind="moment", phone="hide"),
        Column("region.short_name", _("Region"), optional=True),
        Column("answered_at", _("Answered at"), kind="moment", optional=True),
        Column("closed_at", _("Settled at"), kind="moment", optional=True),
    ),
    order=("-given_at", "-pk"),
    views=(
        View(_("All"), ""),
        View(_("To be answered by me"), "for_me=true"),
        View(_("Given by me"), "mine=true"),
        View(_("To be answered"), "status=given"),
        View(_("Overdue"), "is_late=true"),
        View(_("Answered"), "status=answered"),
        View(_("Finished"), "status=closed"),
    ),
    peek=True,
    empty=_("No instruction yet: leaders give them from the rows of a report."),
)
