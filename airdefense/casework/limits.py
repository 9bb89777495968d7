"""The steps for which a time limit may be entered: each app lists its own in a module `limits`.

`airdefense` imports no domain app; `features.discover("limits")` finds

    limited(
        "rectification",
        _("Rectification"),
        {"task.plan": _("Plan to hand in"), "task.rectify": _("To be rectified")},
    )

The desk of time limits offers them in words; what is entered there counts from its day of effect.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Area:
    """One part of the product with its steps: code → words, in the order they are shown."""

    label: Any
    steps: Mapping[str, Any]


AREAS: dict[str, Area] = {}


def limited(code: str, label: Any, steps: Mapping[str, Any]) -> None:
    """Register the steps of a part of the product."""
    AREAS[code] = Area(label, steps)


def words() -> dict[str, Any]:
    """Every known step in words."""
    return {step: label for area in AREAS.values() for step, label in area.steps.items()}


def choices() -> list[tuple[Any, list[tuple[str, Any]]]]:
    """The known steps by part, for a form; steps of parts that are switched off are not known."""
    return [(area.label, list(area.steps.items())) for area in AREAS.values()]


REMINDING = {
    "remind.first": _("First reminder before the day"),
    "remind.second": _("Second reminder before the day"),
    "remind.third": _("Third reminder before the day"),
    "remind.last": _("Last reminder before the day"),
    "remind.weekly": _("Reminder of what is overdue, every"),
    "remind.office": _("Overdue told to the office after"),
    "remind.leadership": _("Overdue told to leadership after"),
    "remind.sign": _("Signature may wait"),
    "remind.review": _("Review may wait"),
    "remind.approve": _("Approval may wait"),
    "remind.allocate": _("Allocation of a receipt may wait"),
}
CHECKING = {
    "check.draft": _("A draft may lie"),
    "check.returned": _("A returned paper may lie"),
    "check.feedback": _("Feedback to the unit may wait"),
    "check.task": _("An open matter without a task may lie"),
    "check.urge": _("An overdue task may go without urging"),
    "check.issue": _("An approved instrument may lie"),
    "check.reply": _("A reply may lie unread"),
    "check.reopened": _("A reopened task may lie"),
    "check.round": _("A round may stay on site after its end"),
    "check.confirm": _("A recorded project may stay unconfirmed"),
    "check.remit": _("A receipt may stay unremitted"),
    "check.receipt_of_lead": _("A letter may lie unsigned for"),
    "check.team": _("An approved check may lie without a team"),
    "check.execution": _("A sanction may lie without execution"),
    "check.rest": _("A limit of a lead may rest"),
}
CALENDAR = {"calendar.expected": _("Holidays of the coming year known before it begins")}
limited("calendar", _("Working calendar"), CALENDAR)
limited("reminding", _("Reminders"), REMINDING)
limited("checking", _("Case-quality checks"), CHECKING)
