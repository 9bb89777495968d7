"""What the leadership asked for and has not yet settled."""

from django.utils.translation import gettext_lazy as _

from airdefense.accounts.roles import Role
from airdefense.exchange.columns import Column
from airdefense.reports.figures import Section, Unit, figure
from airdefense.reports.models import Instruction

COLUMNS = (
    Column("number", _("Number"), link=True),
    Column("title", _("Asked about"), link=True, phone="o0"),
    Column("kind", _("Kind")),
    Column("region.short_name", _("Region")),
    Column("office.short_name", _("Office instructed")),
    Column("status", _("Status"), kind="status", phone="o1"),
    Column("due_on", _("Answer by"), kind="date"),
    Column("given_by.display_name", _("Given by"), phone="hide"),
)


def instruction_figure(code, label, **options):
    return figure(
        code,
        label,
        unit=Unit.INSTRUCTIONS,
        section=Section.INSTRUCTIONS,
        region="region",
        organisation="office",
        owner=Role.INSPECTION_OFFICE,
        columns=COLUMNS,
        **options,
    )


@instruction_figure(
    "S08",
    _("Instructions not yet settled"),
    definition=_(
        "Directions and urgings given from reports by the end of the day and neither settled by "
        "their giver nor taken back by then; an answer alone does not settle one."
    ),
)
def not_settled(day):
    return Instruction.objects.open_on(day)


@instruction_figure(
    "S09",
    _("Answers to instructions overdue"),
    definition=_(
        "Instructions of S08 without a standing answer at the end of the day although the answer "
        "was due before it; days moved later do not count."
    ),
)
def answers_overdue(day):
    return Instruction.objects.late_on(day)
