"""The four methods of disposal: what each asks for, its time limit, and what stands against it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from airdefense.casework.models import TimeLimit
from leads.workflow import DisposalMethod

ASKS_FOR = {
    DisposalMethod.TALK_LETTER: gettext_lazy(
        "Put the matter to the person by talk or letter; a report closes it."
    ),
    DisposalMethod.PRELIM_CHECK: gettext_lazy(
        "Needs approval, a checking team and a written report."
    ),
    DisposalMethod.HOLD: gettext_lazy("Name the day of review; it is proposed again then."),
    DisposalMethod.CLOSE: gettext_lazy("The matter is unfounded or cannot be checked."),
}
LIMITS = {
    DisposalMethod.TALK_LETTER: "lead.talk_letter",
    DisposalMethod.PRELIM_CHECK: "lead.prelim_check",
}


@dataclass(frozen=True, slots=True)
class Way:
    """One method as the form shows it: chosen, or visible with what stands against it."""

    value: str
    label: Any
    asks_for: Any
    limit: str
    objection: str


def ways(lead, today) -> list[Way]:
    """The four methods in their order, each with its limit in force that day."""
    return [
        Way(
            method.value,
            method.label,
            ASKS_FOR[method],
            limit_words(LIMITS.get(method), today, lead.commission),
            lasting_objection(method, lead) or "",
        )
        for method in DisposalMethod
    ]


def limit_words(step, today, commission) -> str:
    """How long the method may take and on what basis; no national limit is invented."""
    limit = TimeLimit.objects.in_force(step, today, commission) if step else None
    if limit is None:
        return _("No time limit entered.")
    unit = _("%(days)d working days") if limit.is_working_days else _("%(days)d days")
    return f"{unit % {'days': limit.days}} · {limit.basis}"


def lasting_objection(method, lead) -> str | None:
    """What stands against a method whatever else is filled in."""
    if method == DisposalMethod.TALK_LETTER and not lead.persons.exists():
        return _("The lead names nobody to talk with or write to: add the person first.")
    return None


def objection_to(method, lead, review_on, today) -> str | None:
    """What stands against proposing this method now."""
    if method not in DisposalMethod.values:
        return _("Choose one of the four disposal methods.")
    if method != DisposalMethod.HOLD and review_on:
        return _("A day of review belongs to a held lead only.")
    if review_on and review_on <= today:
        return _("The day of review lies in the future.")
    return lasting_objection(method, lead)
