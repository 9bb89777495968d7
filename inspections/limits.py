"""The time limits of an inspection, for the desk where they are entered."""

from django.utils.translation import gettext_lazy as _

from airdefense.casework.limits import limited
from inspections.models.planning import deadline_items

limited(
    "inspections",
    _("Inspection"),
    {
        "check.complete": _("Check of a project"),
        **{f"round.{item.value}": item.label for item in deadline_items()},
    },
)
