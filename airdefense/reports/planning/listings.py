from django.utils.translation import gettext_lazy as _

from airdefense.exchange.listing import Column, Listing
from airdefense.reports.planning.actions import PLANNERS
from airdefense.reports.planning.filters import PlanFilter


def value_text(mark) -> str:
    """What is planned with its unit: yuan to the fen, everything else whole."""
    if mark.figure is None:
        return f"{mark.value:,}"
    number = f"{mark.value:,}" if mark.figure.is_money else f"{int(mark.value):,}"
    return f"{number} {mark.figure.unit.label}"


def figure_name(mark) -> str:
    return f"{mark.code} {mark.figure.label}" if mark.figure else mark.code


PLAN = Listing(
    key="plan-marks",
    title=_("Plan of the figures"),
    note=_("What figures should reach by when; between two marks the plan is a line."),
    filterset=PlanFilter,
    columns=(
        Column("code", _("Figure"), link=True, phone="o0", value=figure_name),
        Column("region.short_name", _("Region")),
        Column("due_on", _("To be reached by"), kind="date"),
        Column("value", _("Planned value"), value=value_text),
        Column("basis", _("Basis"), phone="hide"),
        Column("recorded_by.display_name", _("Entered by"), phone="hide"),
        Column("recorded_at", _("Entered at"), kind="moment", phone="hide"),
    ),
    order=("code", "due_on", "pk"),
    new_url="reports:plan_new",
    new_label=_("Enter a mark"),
    new_roles=PLANNERS,
    empty=_("No plan yet: reports are held against the days before alone."),
    template="reports/plan_list.html",
)
