"""How a proposed calendar moves: one person proposes, another puts it in force."""

from typing import Any

from django.db import models
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.roles import Role
from airdefense.casework.workflow import Workflow, any_of, only_the_proposer, step

# Who keeps the calendar of working days: each proposes, another of them puts in force.
KEEPERS = (Role.INSPECTION_OFFICE, Role.SYSTEM_ADMIN)


class CalendarStatus(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    ACCEPTED = "accepted", _("In force")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Taken back")


def not_own_calendar(proposal: Any, user: Any) -> str | None:
    if proposal.proposed_by_id == user.pk:
        return _t(
            "Who proposed a calendar does not decide on it: another person of the inspection "
            "office, or a system administrator, does."
        )
    return None


def still_changes_something(proposal: Any, user: Any) -> str | None:
    if proposal.is_told_already():
        return _t("The calendar says so already: take the proposal back or turn it down.")
    return None


CALENDAR_WORKFLOW = Workflow(
    step(
        "put_in_force",
        _("Put in force"),
        source=[CalendarStatus.PROPOSED],
        target=CalendarStatus.ACCEPTED,
        roles=KEEPERS,
        objection=any_of(not_own_calendar, still_changes_something),
        stamp="decided_at",
    ),
    step(
        "refuse",
        _("Turn down"),
        source=[CalendarStatus.PROPOSED],
        target=CalendarStatus.REFUSED,
        roles=KEEPERS,
        objection=not_own_calendar,
        stamp="decided_at",
        note_required=True,
        takes_back=True,
    ),
    step(
        "withdraw",
        _("Take the proposal back"),
        source=[CalendarStatus.PROPOSED],
        target=CalendarStatus.WITHDRAWN,
        roles=KEEPERS,
        objection=only_the_proposer,
        stamp="decided_at",
        takes_back=True,
    ),
    tones={"proposed": "warn", "accepted": "ok", "refused": "bad"},
)
